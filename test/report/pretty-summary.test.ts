import { describe, expect, it } from "vitest";
import { createPrettyReporter } from "../../src/report/pretty.ts";
import type { Finding, ReportContext, ScanSummary } from "../../src/types.ts";
import { drive, record, sampleFinding, sampleOccurrence } from "./samples.ts";

/** What is printed after the findings' blocks. */
function ending(
  findings: readonly Finding[],
  summary: Partial<ScanSummary> = {},
  context: Partial<ReportContext> = {},
): string {
  const recorder = record(context);
  drive(createPrettyReporter(recorder.context), recorder, findings, summary);
  return recorder.pieces.slice(findings.length).join("");
}

const lastLine = (text: string): string | undefined => text.split("\n").at(-2);
const errors = (length: number): ScanSummary["errors"] =>
  Array.from({ length }, (_, index) => ({ path: `f${index}`, code: "EACCES", message: "denied" }));

it("counts findings, files, bytes and time", () => {
  const findings = [sampleFinding({}, 1), sampleFinding({ severity: "low" }, 2)];
  expect(ending(findings, { belowConfidence: 3 })).toBe(
    [
      "Summary",
      "  found    1 critical, 1 low; 3 more below --min-confidence",
      "  scanned  1,234 files, 56.7 MB in 1.3 s (43.6 MB/s)",
      "",
      "2 secrets in 2 places",
      "",
    ].join("\n"),
  );
});

it("says what was left out, most first, with examples when verbose", () => {
  const skipped: ScanSummary["skipped"] = [
    { reason: "gitignored", count: 12, directories: 1, examples: ["dist/"] },
    { reason: "binary-media", count: 120, directories: 0, examples: ["a.png"] },
    { reason: "symlink", count: 0, directories: 0, examples: [] },
  ];
  const rows = [
    "  skipped  120 files              binary or media",
    "           12 files and 1 folder  ignored by .gitignore",
  ];
  expect(ending([], { skipped })).toContain(`${rows.join("\n")}\n\n`);
  const verbose = ending([], { skipped }, { verbose: true });
  expect(verbose).toContain(`${rows[0]}\n             a.png\n${rows[1]}\n             dist/\n`);
});

it("names what could not be scanned: ten, then a count; all when verbose", () => {
  const text = ending([], { complete: false, errors: errors(12) });
  expect(text).toContain("  12 paths could not be scanned\n    EACCES  f0  denied\n");
  expect(text.match(/EACCES/g)).toHaveLength(10);
  expect(text).toContain("    and 2 more; --verbose lists them\n");
  const verbose = ending([], { complete: false, errors: errors(12) }, { verbose: true });
  expect(verbose.match(/EACCES/g)).toHaveLength(12);
});

it("passes notes on", () => {
  expect(ending([], { notes: ["git history was not scanned"] })).toContain(
    "  note     git history was not scanned\n",
  );
});

describe("the last line", () => {
  const found = [
    sampleFinding({ occurrences: [sampleOccurrence(), sampleOccurrence()] }, 1),
    sampleFinding({}, 2),
  ];
  const nothing = { files: 0, bytes: 0, complete: false };
  const history = { repositories: 1, objects: 0, bytes: 0, remembered: 7, commits: 2 };

  it.each<[string, readonly Finding[], Partial<ScanSummary>, string]>([
    ["clean", [], {}, "no secrets found"],
    ["one", found.slice(1), {}, "1 secret in 1 place"],
    ["several", found, {}, "2 secrets in 4 places"],
    ["nothing to scan", [], nothing, "nothing was scanned"],
    ["a history alone", [], { ...nothing, complete: true, history }, "no secrets found"],
    [
      "a history without objects",
      [],
      { ...nothing, history: { ...history, remembered: 0 } },
      "nothing was scanned",
    ],
    [
      "errors in a history",
      [],
      { ...nothing, errors: errors(1), history },
      "INCOMPLETE: 1 path could not be scanned; no secrets found in the rest",
    ],
    [
      "errors",
      [],
      { complete: false, errors: errors(1) },
      "INCOMPLETE: 1 path could not be scanned; no secrets found in the rest",
    ],
    [
      "errors and findings",
      found,
      { complete: false, errors: errors(2) },
      "INCOMPLETE: 2 paths could not be scanned; so far 2 secrets in 4 places",
    ],
    [
      "only errors",
      [],
      { ...nothing, errors: errors(1) },
      "INCOMPLETE: 1 path could not be scanned; nothing was scanned",
    ],
    [
      "interrupted",
      found,
      { complete: false, interrupted: true },
      "INCOMPLETE: interrupted; so far 2 secrets in 4 places",
    ],
    [
      "incomplete for another reason",
      [],
      { complete: false },
      "INCOMPLETE: something was left unscanned, see the notes; no secrets found in the rest",
    ],
  ])("%s", (_name, findings, summary, line) => {
    expect(lastLine(ending(findings, summary))).toBe(line);
  });
});

describe("quiet", () => {
  it("prints findings and their places, but no summary", () => {
    const finding = sampleFinding({ occurrences: [sampleOccurrence()] });
    const text = ending([finding], {}, { quiet: true });
    expect(text).toContain("Also in");
    expect(text).not.toMatch(/Summary|secret in/);
    expect(ending([], {}, { quiet: true })).toBe("");
  });

  it("still says that a scan was not complete", () => {
    const text = ending([], { complete: false, errors: errors(1) }, { quiet: true });
    expect(text).toBe("INCOMPLETE: 1 path could not be scanned; no secrets found in the rest\n");
  });
});
