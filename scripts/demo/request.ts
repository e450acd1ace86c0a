import type { LogLine } from "./part.ts";

/** A request with a key in its address. */
export function asked(token: string, hoursAgo: number, more: Partial<LogLine> = {}): LogLine {
  return {
    hoursAgo,
    client: "10.20.1.4",
    request: `GET /v1/export?api_key=${token} HTTP/1.1`,
    status: 200,
    agent: "exporter/2.1",
    ...more,
  };
}
