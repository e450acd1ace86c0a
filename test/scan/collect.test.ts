import { describe, expect, it } from "vitest";
import type { Judged } from "../../src/judge/index.ts";
import { Collector } from "../../src/scan/collect.ts";
import { emptyResult } from "../../src/scan/job.ts";
import type { Finding } from "../../src/types.ts";

function judged(key: string, fields: Partial<Finding> = {}, line = 1): Judged {
  const finding: Finding = {
    fingerprint: `v1:${key.padEnd(32, "0")}`,
    ruleId: "acme-key",
    title: "Acme key",
    provider: "acme",
    severity: "high",
    confidence: "high",
    score: 0.9,
    reasons: [],
    secret: { redacted: "ke…78", length: 20, entropy: 4 },
    location: {
      path: "a",
      startLine: line,
      startColumn: 1,
      endLine: line,
      endColumn: 21,
      byteOffset: 0,
      byteLength: 20,
    },
    source: { kind: "file" },
    exposure: [],
    occurrences: [],
    remediation: { summary: "Revoke it.", steps: [] },
    checks: { checksum: "none" },
    ...fields,
  };
  return { key, finding };
}

/** A collector and what it tells. */
function collecting(minConfidence: "high" | "medium" | "low" = "medium"): {
  collector: Collector;
  told: string[];
} {
  const told: string[] = [];
  const collector = new Collector(
    {
      onFinding: (finding) => told.push(`finding ${finding.fingerprint.slice(3, 5)}`),
      onOccurrence: (finding, { location }) =>
        told.push(`place ${finding.fingerprint.slice(3, 5)}:${location.startLine}`),
    },
    minConfidence,
  );
  return { collector, told };
}

const COMPLETE = { interrupted: false };

describe("one secret, one finding", () => {
  it("its other places are occurrences, in the order of sight", () => {
    const { collector, told } = collecting();
    collector.found([judged("aa", {}, 1), judged("bb", {}, 2), judged("aa", {}, 3)]);
    collector.found([judged("aa", {}, 4)]);
    expect(told).toEqual(["finding aa", "finding bb", "place aa:3", "place aa:4"]);
    expect(collector.findings.map(({ location }) => location.startLine)).toEqual([1, 2]);
    expect(collector.findings[0]?.occurrences.map(({ location }) => location.startLine)).toEqual([3, 4]);
    expect(collector.summary(COMPLETE)).toMatchObject({ findings: 2, places: 4 });
  });

  it("the worst place decides about the severity, whichever comes first", () => {
    for (const severities of [
      ["info", "critical", "medium"],
      ["critical", "info", "info"],
    ] as const) {
      const { collector } = collecting();
      collector.found(severities.map((severity) => judged("aa", { severity })));
      expect(collector.findings[0]?.severity).toBe("critical");
      expect(collector.summary(COMPLETE).bySeverity).toEqual({
        critical: 1,
        high: 0,
        medium: 0,
        low: 0,
        info: 0,
      });
    }
  });
});

describe("how sure a finding is", () => {
  const doubtful = { confidence: "low", score: 0.3, reasons: ["stands near a word"] } as const;
  const sure = { confidence: "medium", score: 0.6, reasons: ["its own name says so"] } as const;

  it("is what the surest place says, with its reasons, whichever comes first", () => {
    for (const order of [
      [doubtful, sure],
      [sure, doubtful],
    ]) {
      const { collector } = collecting("low");
      collector.found(
        order.map((belief, at) => judged("aa", { ...belief, reasons: [...belief.reasons] }, at + 1)),
      );
      expect(collector.findings).toHaveLength(1);
      expect(collector.findings[0]).toMatchObject(sure);
      expect(collector.findings[0]?.location.startLine).toBe(1);
    }
  });
});

describe("a place of the working tree that a history has as well", () => {
  const inHistory = { source: { kind: "git", commit: "c" } } as const;
  const { location } = judged("aa").finding;

  it("is one place, not two", () => {
    const { collector, told } = collecting();
    collector.found([judged("aa"), judged("aa", inHistory)]);
    expect(told).toEqual(["finding aa"]);
    expect(collector.summary(COMPLETE)).toMatchObject({ findings: 1, places: 1 });
  });

  it.each([
    ["another path", { path: "b" }],
    ["another offset", { byteOffset: 100 }],
    ["another length", { byteLength: 21 }],
  ])("is not that with %s", (_, elsewhere) => {
    const { collector } = collecting();
    collector.found([judged("aa"), judged("aa", { ...inHistory, location: { ...location, ...elsewhere } })]);
    expect(collector.summary(COMPLETE)).toMatchObject({ findings: 1, places: 2 });
  });

  it("nor are two places of files, or of the history", () => {
    const { collector } = collecting();
    collector.found([judged("aa"), judged("aa"), judged("bb", inHistory), judged("bb", inHistory)]);
    expect(collector.summary(COMPLETE)).toMatchObject({ findings: 2, places: 4 });
  });
});

it("accepted places of a secret stand apart from those that nobody has accepted, and count for nothing", () => {
  const accepted = { accepted: { by: "inline", where: "keyscan:allow" } } as const;
  const collector = new Collector({}, "medium", { showAccepted: true });
  collector.found([judged("aa", accepted), judged("aa", {}, 2), judged("aa", accepted, 3)]);
  const [first, second] = collector.findings;
  expect(first).toMatchObject({ ...accepted, occurrences: [{ location: { startLine: 3 } }] });
  expect(second).toMatchObject({ location: { startLine: 2 }, occurrences: [] });
  expect(second?.accepted).toBeUndefined();
  expect(collector.summary(COMPLETE)).toMatchObject({ findings: 1, places: 1, accepted: { inline: 2 } });
});

describe("confidence", () => {
  it.each([
    ["high", ["aa"]],
    ["medium", ["aa", "bb"]],
    ["low", ["aa", "bb", "cc"]],
  ] as const)("at least %s", (least, keys) => {
    const { collector } = collecting(least);
    collector.found([
      judged("aa"),
      judged("bb", { confidence: "medium" }),
      judged("cc", { confidence: "low" }),
    ]);
    expect(collector.findings.map(({ fingerprint }) => fingerprint.slice(3, 5))).toEqual(keys);
    expect(collector.summary(COMPLETE)).toMatchObject({
      findings: keys.length,
      belowConfidence: 3 - keys.length,
    });
  });

  it("what is left out is counted once a secret, and not where another place of it is certain", () => {
    const { collector } = collecting();
    const doubtful = { confidence: "low" } as const;
    collector.found([judged("aa", doubtful), judged("aa", doubtful), judged("bb", doubtful), judged("bb")]);
    expect(collector.summary(COMPLETE)).toMatchObject({ findings: 1, belowConfidence: 1 });
  });
});

describe("the summary", () => {
  it("adds up files, bytes and errors of jobs", () => {
    const { collector } = collecting();
    collector.add({ ...emptyResult(), seen: 3, files: 2, bytes: 10, findings: [judged("aa")] });
    const error = { path: "x", code: "EACCES", message: "no" };
    collector.add({ ...emptyResult(), seen: 1, files: 1, bytes: 5, errors: [error] });
    collector.notes.add("note");
    collector.notes.add("note");
    expect(collector.summary(COMPLETE)).toMatchObject({
      files: 3,
      bytes: 15,
      errors: [error],
      notes: ["note"],
      complete: false,
    });
    expect(collector.progress.files).toBe(4);
  });

  it("counts what was left out by reason, with the first few paths", () => {
    const { collector } = collecting();
    for (let i = 0; i < 7; i++) collector.skip({ reason: "too-large", path: `big${i}` });
    collector.skip({ reason: "archive", path: "a.zip" });
    collector.skip({ reason: "gitignored", path: "dist", directory: true });
    collector.add({ ...emptyResult(), skips: [{ reason: "gitignored", path: "x.log" }] });
    expect(collector.summary(COMPLETE).skipped).toEqual([
      { reason: "archive", count: 1, directories: 0, examples: ["a.zip"] },
      { reason: "gitignored", count: 1, directories: 1, examples: ["dist", "x.log"] },
      { reason: "too-large", count: 7, directories: 0, examples: ["big0", "big1", "big2", "big3", "big4"] },
    ]);
  });

  it.each([
    ["a file was scanned", { files: 1 }, COMPLETE, true],
    ["no file was scanned", { files: 0 }, COMPLETE, false],
    ["what there was turned out to be empty", { files: 1 }, { interrupted: false, nothing: true }, false],
    ["somebody pressed Ctrl-C", { files: 1 }, { interrupted: true }, false],
    [
      "a file could not be read",
      { files: 1, errors: [{ path: "x", code: "EIO", message: "" }] },
      COMPLETE,
      false,
    ],
    [
      "a file was left out by choice",
      { files: 1, skips: [{ reason: "archive", path: "x" }] },
      COMPLETE,
      true,
    ],
  ] as const)("when %s", (_when, result, end, complete) => {
    const { collector } = collecting();
    collector.add({ ...emptyResult(), ...result } as ReturnType<typeof emptyResult>);
    expect(collector.summary(end).complete).toBe(complete);
  });
});
