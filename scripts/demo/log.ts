/** An access log in nginx's combined format: ordinary traffic of 60 days with the lines of the parts in it, at their times. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { LogLine } from "./part.ts";

const LOG_DAYS = 60;
const HOUR = 3_600_000;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const PATHS = [
  "/",
  "/cart",
  "/pay",
  "/api/items?page=2",
  "/assets/index-4f3a2b1c.js",
  "/api/orders/1841",
  "/favicon.ico",
];
const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
  "curl/8.9.1",
];
const STATUSES = [200, 200, 200, 304, 404];
/** Bytes of a line, on average. */
const LINE = 146;
/** Bytes that are written at once. */
const PIECE = 1 << 20;

/** @param bytes About as long as this; never shorter than the lines of the parts. */
export function writeLog(path: string, lines: readonly LogLine[], bytes: number, now: Date): void {
  const planted = lines.toSorted((one, other) => other.hoursAgo - one.hoursAgo);
  const count = Math.max(1000, Math.floor(bytes / LINE));
  const start = now.getTime() - LOG_DAYS * 24 * HOUR;
  const step = (LOG_DAYS * 24 * HOUR) / count;
  const file = openSync(path, "w");
  let piece = "";
  let next = 0;
  try {
    for (let at = 0; at < count; at++) {
      const time = start + at * step;
      for (let line = planted[next]; line !== undefined; line = planted[next]) {
        const when = now.getTime() - line.hoursAgo * HOUR;
        if (when > time && at < count - 1) break;
        piece += lineOf(when, line);
        next++;
      }
      piece += ordinary(time, at);
      if (piece.length < PIECE) continue;
      writeSync(file, piece);
      piece = "";
    }
    writeSync(file, piece);
  } finally {
    closeSync(file);
  }
}

function ordinary(time: number, at: number): string {
  const pick = <T>(list: readonly T[], salt: number): T => list[(at * 7919 + salt) % list.length] as T;
  return lineOf(time, {
    client: `198.51.100.${(at * 31) % 250}`,
    request: `GET ${pick(PATHS, 3)} HTTP/1.1`,
    status: pick(STATUSES, 5),
    agent: pick(AGENTS, 1),
  });
}

function lineOf(
  time: number,
  { client, request, status, agent = AGENTS[2] }: Omit<LogLine, "hoursAgo">,
): string {
  return `${client} - - [${timeText(time)}] "${request}" ${status} 512 "-" "${agent}"\n`;
}

/** `02/Jan/2026:15:04:05 +0000` */
function timeText(time: number): string {
  const [date = "", clock = ""] = new Date(time).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`;
}
