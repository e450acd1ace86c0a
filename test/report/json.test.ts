import { describe, expect, it } from "vitest";
import { createJsonReporter } from "../../src/report/json.ts";
import type { Finding, ScanSummary } from "../../src/types.ts";
import { bareFinding, drive, record, sampleFinding, sampleOccurrence, sampleSummary } from "./samples.ts";
import { checkReport } from "./schemas.ts";

interface Report {
  schemaVersion: number;
  tool: object;
  summary: ScanSummary;
  findings: Finding[];
}

function report(findings: readonly Finding[], summary: Partial<ScanSummary> = {}): Report {
  const recorder = record();
  return JSON.parse(drive(createJsonReporter(recorder.context), recorder, findings, summary)) as Report;
}

describe("json report", () => {
  it("holds findings, places and summary as they were given", () => {
    const finding = sampleFinding({ occurrences: [sampleOccurrence({ path: "b.ts" })] });
    const { schemaVersion, tool, summary, findings } = report([finding, bareFinding()]);
    expect(schemaVersion).toBe(1);
    expect(tool).toEqual(record().context.tool);
    expect(summary).toEqual(sampleSummary([finding, bareFinding()]));
    expect(findings).toEqual([finding, bareFinding()]);
  });

  it("keeps to its schema", () => {
    const full = sampleFinding({ occurrences: [sampleOccurrence(), sampleOccurrence()] });
    full.source.encoding = "utf-16le";
    const summary: Partial<ScanSummary> = {
      skipped: [{ reason: "too-large", count: 1, directories: 0, examples: ["a.bin"] }],
      errors: [{ path: "x", code: "EACCES", message: "permission denied" }],
      notes: ["a note"],
      complete: false,
      interrupted: true,
    };
    expect(checkReport(report([full, bareFinding()], summary))).toEqual([]);
    expect(checkReport(report([]))).toEqual([]);
  });

  it("has a schema that refuses unknown properties at every level", () => {
    const good = report([sampleFinding({ occurrences: [sampleOccurrence()] })]);
    const [finding] = good.findings;
    const extra = { surprise: 1 };
    expect(checkReport({ ...good, ...extra })).not.toEqual([]);
    expect(checkReport({ ...good, summary: { ...good.summary, ...extra } })).not.toEqual([]);
    expect(checkReport({ ...good, findings: [{ ...finding, ...extra }] })).not.toEqual([]);
    const occurrences = [{ ...sampleOccurrence(), ...extra }];
    expect(checkReport({ ...good, findings: [{ ...finding, occurrences }] })).not.toEqual([]);
  });

  it("leaves out whatever is not part of a report", () => {
    const carried = { ...sampleFinding(), raw: "in the clear", bytes: [1, 2] };
    expect(report([carried]).findings).toEqual([sampleFinding()]);
  });

  it("is a valid document without findings", () => {
    expect(report([]).findings).toEqual([]);
  });

  it("writes nothing before the end, and then in pieces, one line a place", () => {
    const recorder = record();
    const reporter = createJsonReporter(recorder.context);
    const occurrences = Array.from({ length: 50_000 }, (_, index) =>
      sampleOccurrence({ startLine: index + 1 }),
    );
    const findings = [sampleFinding({ occurrences }), bareFinding()];
    for (const finding of findings) reporter.finding(finding);
    expect(recorder.pieces).toEqual([]);
    reporter.end(findings, sampleSummary(findings));
    expect(Math.max(...recorder.pieces.map((piece) => piece.length))).toBeLessThan(128 * 1024);
    expect(recorder.pieces.length).toBeLessThan(1000);
    const lines = recorder.text().split("\n");
    expect(lines.filter((line) => line.includes(`"byteOffset"`))).toHaveLength(50_002);
    expect((JSON.parse(recorder.text()) as Report).findings[0]?.occurrences).toHaveLength(50_000);
  });
});
