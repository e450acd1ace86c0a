/** How keys are used, as `keyscan logs` and `keyscan audit` tell it of real files. */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { KeyUsage, ScanSummary } from "../../src/types.ts";
import { keyscan, summaryOf, type Run } from "./keyscan.ts";
import { gitHubToken, stripeKey, tree } from "./scratch.ts";

const START = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const MONTHS = "Jan Feb Mar".split(" ");

interface Asked {
  at: number;
  client?: string;
  status?: number;
  agent?: string;
}

/** A line of an access log, the key in its address. */
function line(key: string, { at, client = "10.1.2.3", status = 200, agent = "billing/1.0" }: Asked): string {
  const [, day, clock] = /-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  const time = `${day}/${MONTHS[new Date(at).getUTCMonth()]}/2026:${clock} +0000`;
  return `${client} - - [${time}] "GET /v1/items?api_key=${key}&n=1 HTTP/1.1" ${status} 12 "-" "${agent}"\n`;
}

/** So many days of a key in ordinary use: four requests an hour, from two clients. */
function ordinary(key: string, days: number): string[] {
  return Array.from({ length: days * 24 * 4 }, (_, i) =>
    line(key, { at: START + (i * HOUR) / 4, client: `10.1.2.${3 + (i % 2)}` }),
  );
}

function usageOf(run: Run): KeyUsage[] {
  return summaryOf(run).usage ?? [];
}

function noticesOf(run: Run): string[] {
  return usageOf(run).flatMap(({ notices = [] }) => notices.map(({ message }) => message));
}

describe.concurrent("usage in keyscan logs", () => {
  it("counts lines, times, channels, clients, agents and statuses of each key, over all files", async () => {
    const key = stripeKey(1);
    const cwd = tree({
      "access.log":
        line(key, { at: START, status: 401 }) + line(key, { at: START + HOUR, client: "10.9.9.9" }),
      "access.log.1.gz": gzipSync(line(key, { at: START - HOUR, agent: "curl/8" })),
      "app.log": `{"time":"2026-01-05T03:00:00Z","ip":"10.1.2.3","token":"${key}","status":200}\nno time ${key}\n`,
    });
    const run = await keyscan(["logs", "-f", "jsonl", "."], { cwd });
    expect(usageOf(run)).toMatchObject([
      {
        ruleId: "stripe-secret-key",
        count: 5,
        places: 5,
        undated: 1,
        firstSeen: "2026-01-04T23:00:00Z",
        lastSeen: "2026-01-05T03:00:00Z",
        channels: [
          { name: "query-string", count: 3 },
          { name: "json-field", count: 1 },
        ],
        statuses: [
          { name: "200", count: 3 },
          { name: "401", count: 1 },
        ],
        clients: [
          { name: "10.1.2.3", count: 3 },
          { name: "10.9.9.9", count: 1 },
        ],
        agents: [
          { name: "billing/1.0", count: 2 },
          { name: "curl/8", count: 1 },
        ],
      },
    ]);
    expect(usageOf(run)[0]?.hours.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
    expect(run.stdout).not.toContain(key);
  });

  it("counts every place, also those that no report lists, without a line for each", async () => {
    const key = stripeKey(2);
    const twice = `${key} `.repeat(2);
    const cwd = tree({
      "a.log": `2026-01-05T03:00:00Z ${twice}\n`.repeat(5000),
      "b.log": `${key}\n`.repeat(700),
    });
    const run = await keyscan(["logs", "-f", "jsonl", "."], { cwd });
    expect(usageOf(run)).toMatchObject([{ count: 5700, places: 10_700, undated: 700 }]);
    expect(summaryOf(run)).toMatchObject({ findings: 1, places: 10_700 });
    expect(run.stdout.split("\n").length).toBeLessThan(2000);
    const all = await keyscan(["logs", "-f", "jsonl", "--no-usage", "."], { cwd });
    expect(all.stdout.split("\n").length).toBeGreaterThan(10_700);
    expect(summaryOf(all).usage).toBeUndefined();
  });

  it("shows no other key that stands in the line, nor what looks like one", async () => {
    const agent = `agent ${gitHubToken(3)} x`;
    const cwd = tree({ "a.log": line(stripeKey(3), { at: START, agent }) });
    const run = await keyscan(["logs", "-f", "json", "a.log"], { cwd });
    expect(run.stdout).toContain('"agent ');
    expect(run.stdout).not.toContain(gitHubToken(3));
  });

  it("tells of bursts, of new clients, and of refused requests that were let in at last", async () => {
    const [busy, moved, tried] = [stripeKey(4), stripeKey(5), gitHubToken(4)];
    const burst = Array.from({ length: 300 }, (_, i) => line(busy, { at: START + 200 * HOUR + i * 1000 }));
    const stranger = { client: "198.51.100.7", agent: "billing/1.1" };
    const attempts = Array.from({ length: 25 }, (_, i) =>
      line(tried, { at: START + i * 1000, status: i === 24 ? 200 : 403 }),
    );
    const cwd = tree({
      "a.log": [...ordinary(busy, 10), ...burst].join(""),
      "b.log": [...ordinary(moved, 10), line(moved, { at: START + 230 * HOUR, ...stranger })].join(""),
      "c.log": attempts.join(""),
    });
    const run = await keyscan(["logs", "-f", "jsonl", "."], { cwd });
    expect(noticesOf(run)).toEqual([
      "It was used far more than usual in one hour.",
      "It is used from a network from which it was not in its first 7 days.",
      "Many requests with it were refused, and then one was let in: somebody may have tried how far it goes.",
    ]);
    const pretty = await keyscan(["logs", "."], { cwd });
    expect(pretty.stdout).toMatch(
      /Usage in logs\n {2}Stripe live secret key sk_l…\S{4}\n {4}1,260 lines, 2026-01-05 00:00 to/,
    );
    expect(pretty.stdout).toMatch(/ {4}[▁█ ]+ at most 304 an hour\n/);
    expect(pretty.stdout).toContain("! It was used far more than usual in one hour.");
    const audit = await keyscan(["audit", "-f", "json", "--rule", "hygiene-usage", "."], { cwd });
    const { summary } = JSON.parse(audit.stdout) as { summary: ScanSummary };
    expect(summary.audit?.violations.map(({ practice, places }) => [practice, places[0]?.path])).toEqual([
      ["hygiene-usage", "c.log"],
      ["hygiene-usage", "a.log"],
      ["hygiene-usage", "b.log"],
    ]);
  });

  it("is quiet about ordinary use, and goes by the thresholds of the configuration", async () => {
    const key = stripeKey(6);
    const morning = Array.from({ length: 30 }, (_, i) => line(key, { at: START + 200 * HOUR + i * 1000 }));
    const cwd = tree({ "a.log": [...ordinary(key, 10), ...morning].join("") });
    expect(noticesOf(await keyscan(["logs", "-f", "jsonl", "a.log"], { cwd }))).toEqual([]);
    const strict = tree({
      "a.log": [...ordinary(key, 10), ...morning].join(""),
      "keyscan.config.yaml": "audit:\n  usage:\n    burstFactor: 5\n    burstLeast: 20\n",
    });
    expect(noticesOf(await keyscan(["logs", "-f", "jsonl", "a.log"], { cwd: strict }))).toHaveLength(1);
    const wrong = tree({ "keyscan.config.yaml": "audit:\n  usage:\n    burstFactr: 5\n", "a.log": "x" });
    const run = await keyscan(["logs", "a.log"], { cwd: wrong });
    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toContain("burstFactr");
  });

  it("goes through saved results as it is", async () => {
    const cwd = tree({ "a.log": ordinary(stripeKey(7), 2).join("") });
    await keyscan(["logs", "a.log", "--report", `json=${join(cwd, "r.json")}`], { cwd });
    const direct = await keyscan(["logs", "-f", "jsonl", "a.log"], { cwd });
    const again = await keyscan(["report", "r.json", "-f", "jsonl"], { cwd });
    expect(usageOf(again)).toEqual(usageOf(direct));
    expect((await keyscan(["report", "r.json"], { cwd })).stdout).toContain("Usage in logs");
  });

  it("is told at the end of a stream", async () => {
    const run = await keyscan(["logs", "-f", "jsonl"], { input: ordinary(stripeKey(8), 1).join("") });
    expect(usageOf(run)).toMatchObject([{ count: 96 }]);
  });
});

describe.concurrent("keyscan audit", () => {
  it("names keys in logs, with what leads them there", async () => {
    const cwd = tree({
      "access.log": ordinary(stripeKey(9), 1).join(""),
      "clean.log": "2026-01-05 nothing\n",
    });
    const run = await keyscan(["audit", "-f", "json", "--rule", "hygiene-logged", "."], { cwd });
    const { summary } = JSON.parse(run.stdout) as { summary: ScanSummary };
    expect(summary.audit?.violations).toMatchObject([
      {
        practice: "hygiene-logged",
        severity: "critical",
        message: "It is logged 96 times, on 2026-01-05.",
        evidence: [
          "sent in: query-string (96)",
          "clients: 10.1.2.3 (48), 10.1.2.4 (48)",
          "user agents: billing/1.0 (96)",
          "answered by: 200 (96)",
        ],
      },
    ]);
    expect(run.code).toBe(1);
  });

  it("has nothing to say of logs without keys, and says where there are none", async () => {
    const status = async (files: Record<string, string>): Promise<string | undefined> => {
      const run = await keyscan(["audit", "-f", "json", "--rule", "hygiene-logged", "."], {
        cwd: tree(files),
      });
      return (JSON.parse(run.stdout) as { summary: ScanSummary }).summary.audit?.practices[0]?.status;
    };
    expect(await status({ "a.log": "2026-01-05 nothing\n" })).toBe("clean");
    expect(await status({ "a.txt": `${stripeKey(10)}\n` })).toBe("unchecked");
  });
});
