/** Practice: the use of keys is watched. What stands out is told, and what is usual for a key is not. */
import { describe, expect, it } from "vitest";
import { noticesOf, usage } from "../../src/hygiene/usage.ts";
import { auditSettings } from "../../src/hygiene/settings.ts";
import type { KeyUsage, LedgerEntry, UsageHour, UsageName } from "../../src/types.ts";
import { viewOf } from "../support/hygiene.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const iso = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
const day = (n: number, hour = 0): string => iso(START + (n * 24 + hour) * HOUR);

/** So many hours, each with what `count` says. */
function hours(length: number, count: (hour: number) => number): UsageHour[] {
  return Array.from({ length }, (_, i) => ({
    hour: iso(START + i * HOUR),
    count: count(i),
    denied: 0,
    accepted: count(i),
  })).filter((hour) => hour.count > 0);
}

function key(parts: Partial<KeyUsage> = {}): KeyUsage {
  return {
    fingerprint: `v1:${"0".repeat(32)}`,
    ruleId: "stripe-secret-key",
    title: "Stripe live secret key",
    redacted: "sk_l…abcd",
    count: 1000,
    places: 1000,
    undated: 0,
    firstSeen: day(0),
    lastSeen: day(20),
    channels: [],
    statuses: [],
    clients: [],
    moreClients: 0,
    agents: [],
    moreAgents: 0,
    hours: hours(480, () => 10),
    earlier: 0,
    deniedThenAccepted: [],
    ...parts,
  };
}

const name = (text: string, first: string, count = 5): UsageName => ({
  name: text,
  count,
  firstSeen: first,
  lastSeen: first,
});
const messages = (one: KeyUsage, entry?: LedgerEntry, given = {}): string[] =>
  noticesOf(one, auditSettings({ usage: given }).usage, entry).map(({ message }) => message);

describe("bursts", () => {
  it("are hours far above the key's own median", () => {
    const burst = key({ hours: hours(480, (i) => (i === 100 ? 900 : 10)) });
    expect(messages(burst)).toEqual(["It was used far more than usual in one hour."]);
    const [notice] = noticesOf(burst, auditSettings().usage);
    expect(notice?.evidence).toEqual([
      "median 10 an hour over 480 hours with requests",
      "2026-01-09 04:00: 900 requests",
    ]);
  });

  it.for([
    ["a busy day and a quiet night", key({ hours: hours(480, (i) => (i % 24 < 8 ? 2 : 60)) })],
    ["growth over weeks", key({ hours: hours(480, (i) => 10 + i) })],
    ["many in an hour, as in every other", key({ hours: hours(480, () => 50_000) })],
    ["few requests, however few they were before", key({ hours: hours(480, (i) => (i === 100 ? 99 : 1)) })],
    ["too short a time to know what is usual", key({ hours: hours(11, (i) => (i === 5 ? 9000 : 1)) })],
  ] as const)("are not %s", ([, one]) => {
    expect(messages(one)).toEqual([]);
  });

  it("are what the configuration calls one", () => {
    const one = key({ hours: hours(480, (i) => (i === 100 ? 60 : 10)) });
    expect(messages(one)).toEqual([]);
    expect(messages(one, undefined, { burstFactor: 5, burstLeast: 50 })).toHaveLength(1);
  });
});

describe("new clients", () => {
  const own = [name("10.1.2.3", day(0)), name("10.1.9.9", day(3))];

  it("come from a network that the key was not used from in its first days", () => {
    const one = key({ clients: [...own, name("198.51.100.7", day(9)), name("198.51.100.8", day(10))] });
    expect(messages(one)).toEqual(["It is used from a network from which it was not in its first 7 days."]);
    expect(noticesOf(one, auditSettings().usage)[0]?.evidence).toEqual([
      "198.51.100.7: 10 requests since 2026-01-14 00:00",
    ]);
  });

  it.for([
    ["of a network that is known", key({ clients: [...own, name("10.1.200.1", day(15))] })],
    ["in the first days", key({ clients: [...own, name("198.51.100.7", day(6))] })],
    [
      "of a key that is used from anywhere",
      key({
        clients: [
          ...Array.from({ length: 30 }, (_, i) => name(`${20 + i}.0.0.1`, day(1))),
          name("198.51.100.7", day(9)),
        ],
      }),
    ],
    [
      "where more came than are told apart",
      key({ clients: [...own, name("198.51.100.7", day(9))], moreClients: 5 }),
    ],
    ["without a time", key({ clients: [...own, { name: "198.51.100.7", count: 3 }] })],
  ] as const)("are none %s", ([, one]) => {
    expect(messages(one)).toEqual([]);
  });

  it("are programs as well, whatever their version", () => {
    const agents = [name("billing/1.0", day(0)), name("billing/1.1", day(12))];
    expect(messages(key({ agents }))).toEqual([]);
    expect(messages(key({ agents: [...agents, name("curl/8.5.0", day(12))] }))).toEqual([
      "It is used by programs that did not use it in its first days.",
    ]);
  });
});

describe("refused requests before one that was let in", () => {
  it("count where they are many", () => {
    const run = { at: day(3, 5), denied: 10, client: "198.51.100.7" };
    expect(messages(key({ deniedThenAccepted: [run] }))[0]).toMatch(/^Many requests with it were refused/);
    expect(messages(key({ deniedThenAccepted: [{ ...run, denied: 9 }] }))).toEqual([]);
    expect(messages(key({ deniedThenAccepted: [run] }), undefined, { deniedLeast: 11 })).toEqual([]);
  });
});

describe("use after revocation", () => {
  const entry: LedgerEntry = { fingerprint: key().fingerprint, state: "revoked", at: day(10) };

  it("is critical where it is answered", () => {
    const [notice] = noticesOf(key(), auditSettings().usage, entry);
    expect(notice).toMatchObject({
      severity: "critical",
      message: "It was revoked on 2026-01-15, and requests with it are still answered.",
    });
    expect(notice?.evidence).toContain(
      "2400 requests since the hour it was revoked, 2400 of them answered by 2xx",
    );
  });

  it("is told where it is refused", () => {
    const refused = key({ hours: key().hours.map((hour) => ({ ...hour, accepted: 0 })) });
    expect(noticesOf(refused, auditSettings().usage, entry)[0]).toMatchObject({ severity: "medium" });
  });

  it("is none where it ended before, or nobody revoked the key", () => {
    expect(messages(key({ lastSeen: day(9) }), entry)).toEqual([]);
    expect(messages(key(), { ...entry, state: "found" })).toEqual([]);
  });

  it("is a violation of the practice, by the entry of the key", async () => {
    const view = { ...viewOf(), usage: [key()], ledger: [entry] };
    expect(await usage.check(view)).toMatchObject([
      { practice: "hygiene-usage", severity: "critical", fingerprint: key().fingerprint },
    ]);
    expect(await usage.check({ ...view, ledger: [] })).toEqual([]);
    expect(usage.unchecked?.(viewOf())).toBe("no log that was scanned holds a key");
  });
});
