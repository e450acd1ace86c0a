import { describe, expect, it } from "vitest";
import { exitCode, type FailOn } from "../../src/scan/exit-code.ts";
import { SEVERITIES, type ScanSummary, type Severity } from "../../src/types.ts";

function summary(found: readonly Severity[], end: Partial<ScanSummary> = {}): ScanSummary {
  const bySeverity = Object.fromEntries(
    SEVERITIES.map((severity) => [severity, found.filter((one) => one === severity).length]),
  ) as Record<Severity, number>;
  return {
    startedAt: "2026-01-31T12:00:00Z",
    files: 1,
    bytes: 1,
    durationMs: 1,
    findings: found.length,
    places: found.length,
    bySeverity,
    belowConfidence: 0,
    accepted: { inline: 0, baseline: 0, ignoreFile: 0, config: 0 },
    skipped: [],
    errors: [],
    notes: [],
    complete: true,
    interrupted: false,
    ...end,
  };
}

describe("exit code", () => {
  it.each<[string, Severity[], FailOn, Partial<ScanSummary>, number]>([
    ["nothing found", [], "low", {}, 0],
    ["a finding", ["low"], "low", {}, 1],
    ["a worse finding", ["critical"], "low", {}, 1],
    ["a finding below the threshold", ["info"], "low", {}, 0],
    ["findings below and at the threshold", ["info", "high"], "high", {}, 1],
    ["only medium, threshold high", ["medium"], "high", {}, 0],
    ["info, threshold info", ["info"], "info", {}, 1],
    ["critical, no threshold", ["critical"], "none", {}, 0],
    ["incomplete, nothing found", [], "low", { complete: false }, 3],
    ["incomplete, a finding", ["high"], "low", { complete: false }, 1],
    ["incomplete, a finding below the threshold", ["info"], "low", { complete: false }, 3],
    ["incomplete, no threshold", ["critical"], "none", { complete: false }, 3],
    ["interrupted", [], "low", { complete: false, interrupted: true }, 130],
    ["interrupted, a finding", ["critical"], "low", { complete: false, interrupted: true }, 130],
    ["secrets that are left out for their confidence", [], "low", { belowConfidence: 3 }, 0],
  ])("%s", (_what, found, failOn, end, code) => {
    expect(exitCode(summary(found, end), failOn)).toBe(code);
  });
});
