/** The report of a gate: short, and clear about what it stopped and what it could not look at. */
import { describe, expect, it } from "vitest";
import { createBriefReporter } from "../../src/report/brief.ts";
import type { Finding, ReportContext, ScanSummary } from "../../src/types.ts";
import { drive, record, sampleFinding } from "./samples.ts";

function brief(
  findings: readonly Finding[],
  context: Partial<ReportContext> = {},
  summary: Partial<ScanSummary> = {},
): string {
  const recorder = record(context);
  return drive(createBriefReporter(recorder.context), recorder, findings, summary);
}

describe("findings", () => {
  it("that stop a push: what, where, and the three ways on", () => {
    const text = brief([sampleFinding()], { gate: { what: "push", stops: () => true } });
    expect(text.split("\n")).toHaveLength(6);
    expect(text).toMatch(/^keyscan: push stopped, 1 secret in what is pushed\n/);
    expect(text).toContain("git push --no-verify");
  });

  it("below the threshold stop nothing", () => {
    const finding = sampleFinding({ severity: "medium" });
    const text = brief([finding], { gate: { what: "commit", stops: () => false } });
    expect(text).toMatch(/^keyscan: 1 secret in what is staged\n/);
    expect(text).not.toContain("--no-verify");
  });

  it("of a plain scan are in no commit", () => {
    const history = {
      times: 1,
      current: { ref: "HEAD", path: "a" },
      refs: [],
      moreRefs: false,
      reach: "head" as const,
    };
    const text = brief([sampleFinding({ exposure: ["git-history"], history })], {
      gate: { what: "scan", stops: () => true },
    });
    expect(text).toMatch(/^keyscan: not clean, 1 secret found\n/);
    expect(text).not.toMatch(/change|commit|removed again/);
    expect(brief([sampleFinding()])).toMatch(/^keyscan: not clean, 1 secret found\n/);
    expect(brief([sampleFinding()], { gate: { what: "scan", stops: () => false } })).toMatch(
      /^keyscan: 1 secret found\n/,
    );
  });

  it("tell of the commit, of the history, and of where it was before", () => {
    const finding = sampleFinding({
      source: { kind: "git", commit: "0123456789abcdef0123456789abcdef01234567" },
      exposure: ["git-history"],
      known: { revision: "origin/main", path: "old.py", line: 7 },
    });
    const text = brief([finding], { gate: { what: "change", stops: () => true } });
    expect(text).toContain("added by 0123456789ab; and removed again: it is in the history");
    expect(text).toContain("was there before: origin/main:old.py:7");
    const inMessage = { ...finding, source: { ...finding.source, part: "commit-text" as const } };
    expect(brief([inMessage], { gate: { what: "change", stops: () => true } })).not.toContain("removed");
    expect(brief([finding])).toContain("added by 0123456789ab; in git history");
  });
});

describe("a comparison", () => {
  it("lists what is there, says what is not new, and not what is gone", () => {
    const findings = (["new", "unchanged", "fixed"] as const).map((state) =>
      sampleFinding({ state, title: `${state} key` }),
    );
    const text = brief(findings, { gate: { what: "scan", stops: ({ state }) => state === "new" } });
    expect(text).toMatch(/^keyscan: not clean, 2 secrets found, 1 of them new\n/);
    expect(text).toMatch(/unchanged key .*\(not new\)\n/);
    expect(text).not.toContain("fixed key");
  });
});

describe("no findings", () => {
  it("a line, and none when quiet", () => {
    expect(brief([], {}, { files: 3 })).toBe("keyscan: no secrets in 3 files\n");
    expect(brief([], { quiet: true }, { files: 3 })).toBe("");
  });

  it("in a history alone, or in nothing at all", () => {
    const history = { repositories: 1, objects: 3, bytes: 10, remembered: 4, commits: 1 };
    expect(brief([], {}, { files: 0, history })).toBe("keyscan: no secrets in 7 objects of git history\n");
    expect(brief([], {}, { files: 0 })).toBe("keyscan: nothing to scan\n");
  });

  it("says that it could not look at everything, quiet or not", () => {
    const errors = [{ path: "a", code: "EIO", message: "broken" }];
    const text = brief([], { quiet: true }, { complete: false, errors });
    expect(text).toBe("keyscan: INCOMPLETE, 1 path could not be scanned\n  a: broken\n");
    expect(brief([], { quiet: true }, { complete: false, interrupted: true })).toContain("interrupted");
  });
});
