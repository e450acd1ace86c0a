import { describe, expect, it } from "vitest";
import type { Finding, ScanSummary } from "../../src/types.ts";
import { hostileFinding, HOSTILE_SUMMARY, render } from "./render.ts";
import { bareFinding, sampleFinding, sampleLocation, sampleOccurrence } from "./samples.ts";
import { checkCodeQualityEntry, checkSecretDetection } from "./schemas.ts";

interface Entry {
  description: string;
  check_name: string;
  fingerprint: string;
  severity: string;
  location: { path: string; lines: { begin: number } };
}

interface Vulnerability {
  id: string;
  name: string;
  severity: string;
  description: string;
  identifiers: { type: string; value: string }[];
  links?: { url: string }[];
  location: { file: string; start_line: number; commit: { sha: string } };
}

interface Report {
  version: string;
  scan: {
    status: string;
    start_time: string;
    end_time: string;
    messages?: { level: string; value: string }[];
  };
  vulnerabilities: Vulnerability[];
}

async function entries(findings: readonly Finding[], summary: Partial<ScanSummary> = {}): Promise<Entry[]> {
  const list = JSON.parse(await render("gitlab-codequality", findings, summary)) as Entry[];
  expect(Array.isArray(list)).toBe(true);
  expect(list.flatMap(checkCodeQualityEntry)).toEqual([]);
  return list;
}

async function report(findings: readonly Finding[], summary: Partial<ScanSummary> = {}): Promise<Report> {
  const document = JSON.parse(await render("gitlab-secrets", findings, summary)) as Report;
  expect(checkSecretDetection(document)).toEqual([]);
  return document;
}

const inTwoFiles = (): Finding =>
  sampleFinding({
    location: sampleLocation({ path: "./a.ts" }),
    occurrences: [
      sampleOccurrence({ path: "b.ts", startLine: 9 }),
      sampleOccurrence({ path: "b.ts", startLine: 12 }),
    ],
  });

describe("code quality", () => {
  it("has an entry for every place, each with a fingerprint of its own", async () => {
    const list = await entries([inTwoFiles(), bareFinding({ severity: "low" })]);
    expect(list.map(({ location }) => `${location.path}:${location.lines.begin}`)).toEqual([
      "a.ts:14",
      "b.ts:9",
      "b.ts:12",
      "src/config/payments.ts:14",
    ]);
    expect(new Set(list.map((entry) => entry.fingerprint)).size).toBe(4);
    expect(list.map((entry) => entry.severity)).toEqual(["blocker", "blocker", "blocker", "minor"]);
  });

  it("keeps fingerprints when lines move", async () => {
    const at = async (startLine: number): Promise<string[]> =>
      (await entries([sampleFinding({ location: sampleLocation({ startLine }) })])).map(
        (one) => one.fingerprint,
      );
    expect(await at(3)).toEqual(await at(700));
  });

  it("uses severities that GitLab knows", async () => {
    const all = (["critical", "high", "medium", "low", "info"] as const).map((severity, seed) =>
      sampleFinding({ severity }, seed),
    );
    expect((await entries(all)).map((entry) => entry.severity)).toEqual([
      "blocker",
      "critical",
      "major",
      "minor",
      "info",
    ]);
  });

  it("is an empty list for a clean scan, and not for one that failed", async () => {
    expect(await entries([])).toEqual([]);
    expect(await entries([], { complete: false, files: 0 })).toMatchObject([
      { check_name: "keyscan-not-scanned" },
    ]);
  });
});

describe("secret detection", () => {
  it("has a vulnerability for every place, known again by its id", async () => {
    const { vulnerabilities } = await report([inTwoFiles()]);
    expect(vulnerabilities.map(({ location }) => location.file)).toEqual(["a.ts", "b.ts", "b.ts"]);
    expect(new Set(vulnerabilities.map(({ id }) => id)).size).toBe(3);
    for (const { id } of vulnerabilities)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const moved = inTwoFiles();
    moved.location.startLine = 90;
    expect((await report([moved])).vulnerabilities.map(({ id }) => id)).toEqual(
      vulnerabilities.map(({ id }) => id),
    );
    expect(vulnerabilities[0]).toMatchObject({
      severity: "Critical",
      identifiers: [{ type: "keyscan_rule_id", value: "stripe-secret-key" }],
      location: { start_line: 14, commit: { sha: "0000000" } },
    });
  });

  it("says when the scan ran, and whether it was whole", async () => {
    const { scan } = await report([], { durationMs: 90_500 });
    expect(scan).toMatchObject({
      status: "success",
      start_time: "2026-01-31T12:00:00",
      end_time: "2026-01-31T12:01:30",
    });
    const failed = await report([], {
      complete: false,
      errors: [{ path: "a", code: "EIO", message: "bad disk" }],
    });
    expect(failed.scan).toMatchObject({
      status: "failure",
      messages: [{ level: "warn", value: "a was not scanned: bad disk (EIO)" }],
    });
  });

  it("links to web addresses only", async () => {
    const [hostile] = (await report([hostileFinding()], HOSTILE_SUMMARY)).vulnerabilities;
    expect(hostile).not.toHaveProperty("links");
    const [usual] = (await report([sampleFinding()])).vulnerabilities;
    expect(usual?.links).toHaveLength(2);
  });

  it("cuts what is longer than the schema allows", async () => {
    const remediation = { summary: "x".repeat(9000), steps: [] };
    const { vulnerabilities } = await report([sampleFinding({ title: "t".repeat(300), remediation })]);
    expect(vulnerabilities[0]?.name).toHaveLength(255);
  });
});
