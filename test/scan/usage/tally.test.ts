/** Counts of one secret: bounded, and the same however they are put together. */
import { describe, expect, it } from "vitest";
import { addLine, addTally, emptyTally, type Seen, type Tally } from "../../../src/scan/usage/tally.ts";

const T = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const counted = (lines: readonly Seen[]): Tally => {
  const tally = emptyTally();
  for (const line of lines) addLine(tally, line);
  return tally;
};

describe("a tally", () => {
  it("counts every line, whatever it keeps of it", () => {
    const lines = Array.from({ length: 5000 }, (_, i) => ({
      time: T + i * 3 * 3_600_000,
      client: `10.0.${i >> 8}.${i & 255}`,
      agent: `agent ${i}`,
      status: 200,
    }));
    const tally = counted([
      ...lines,
      ...lines.slice(0, 2000).map((line) => ({ ...line, time: line.time + 1 })),
    ]);
    expect(tally.lines).toBe(7000);
    expect(tally.clients.size).toBe(1000);
    expect([...tally.clients.values()].reduce((sum, { count }) => sum + count, 0) + tally.moreClients).toBe(
      7000,
    );
    expect(tally.agents.size).toBe(1000);
  });

  it("keeps the last hours, and counts those before them", () => {
    const tally = counted(Array.from({ length: 12_000 }, (_, i) => ({ time: T + i * 3_600_000 })));
    expect(tally.hours.size).toBeLessThanOrEqual(9600);
    const kept = [...tally.hours.values()].reduce((sum, { count }) => sum + count, 0);
    expect(kept + tally.earlier).toBe(12_000);
    expect([...tally.hours.keys()].at(-1)).toBe(T / 3_600_000 + 11_999);
    expect(tally.first).toBe(T);
  });

  it("sees who was refused and then let in, client by client", () => {
    const refused = (client: string, count: number, from: number): Seen[] =>
      Array.from({ length: count }, (_, i) => ({
        time: T + from + i * 1000,
        client,
        status: i % 2 === 0 ? 401 : 403,
      }));
    const tally = counted([
      ...refused("a", 12, 0),
      { time: T + 1000, client: "b", status: 200 },
      { time: T + MINUTE, client: "a", status: 404 },
      { time: T + MINUTE, client: "a", status: 201 },
      { time: T + MINUTE, client: "a", status: 200 },
      ...refused("c", 3, 0),
      { time: T + 30 * MINUTE, client: "c", status: 200 },
    ]);
    expect(tally.runs).toEqual([{ at: T + MINUTE, denied: 12, client: "a" }]);
  });

  it("is the same whether logs are counted together or apart", () => {
    const lines = Array.from({ length: 400 }, (_, i) => ({
      time: T + i * 900_000,
      client: `10.0.0.${i % 7}`,
      channel: i % 3 === 0 ? "cookie" : "query-string",
      status: i % 5 === 0 ? 401 : 200,
    }));
    const apart = counted(lines.slice(0, 150));
    addTally(apart, counted(lines.slice(150)));
    const together = counted(lines);
    for (const field of [
      "lines",
      "timed",
      "first",
      "last",
      "hours",
      "channels",
      "statuses",
      "clients",
    ] as const)
      expect(apart[field]).toEqual(together[field]);
  });
});
