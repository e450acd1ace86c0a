import { describe, expect, it } from "vitest";
import { createJsonlReporter } from "../../src/report/jsonl.ts";
import type { Finding, Location, SecretPart } from "../../src/types.ts";
import {
  bareFinding,
  drive,
  record,
  sampleFinding,
  sampleLocation,
  sampleOccurrence,
  sampleSummary,
} from "./samples.ts";
import { checkLine } from "./schemas.ts";

function parsed(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("jsonl report", () => {
  it("writes one whole line at once, in the order of what happens", () => {
    const recorder = record();
    const reporter = createJsonlReporter(recorder.context);
    const first = sampleFinding({}, 1);
    const second = bareFinding({}, 2);
    reporter.start(recorder.context);
    reporter.finding(first);
    expect(recorder.pieces).toHaveLength(1);
    reporter.finding(second);
    reporter.occurrence(first, sampleOccurrence({ path: "later.ts" }));
    expect(recorder.pieces).toHaveLength(3);
    reporter.end([first, second], sampleSummary([first, second]));
    expect(recorder.pieces.every((piece) => /^[^\n]+\n$/.test(piece))).toBe(true);
    const types = parsed(recorder.text()).map((line) => [line["type"], line["fingerprint"]]);
    expect(types).toEqual([
      ["finding", first.fingerprint],
      ["finding", second.fingerprint],
      ["occurrence", first.fingerprint],
      ["summary", undefined],
    ]);
  });

  it("says on an occurrence line which secret and where", () => {
    const recorder = record();
    const finding = sampleFinding();
    const occurrence = sampleOccurrence({ path: "later.ts" });
    createJsonlReporter(recorder.context).occurrence(finding, occurrence);
    const { fingerprint, ruleId, secret } = finding;
    expect(parsed(recorder.text())).toEqual([
      { type: "occurrence", fingerprint, ruleId, ...occurrence, secret },
    ]);
  });

  it("gives the finding line no occurrences, even when the finding has some already", () => {
    const recorder = record();
    createJsonlReporter(recorder.context).finding(sampleFinding({ occurrences: [sampleOccurrence()] }));
    expect(parsed(recorder.text())[0]?.["occurrences"]).toEqual([]);
  });

  it("has lines for the parts of a provider's key, and for a password's name on its own line", () => {
    const part = (startLine: number): SecretPart => ({
      name: "id",
      secret: { redacted: "a…b", length: 12, entropy: 2 },
      location: sampleLocation({ startLine }),
    });
    const lineOf = (finding: Finding): unknown[] => {
      const recorder = record();
      createJsonlReporter(recorder.context).finding(finding);
      return parsed(recorder.text()).flatMap(({ type, location }) =>
        type === "part" ? [(location as Location).startLine] : [],
      );
    };
    const { startLine } = sampleFinding().location;
    const parts = [part(startLine - 1), part(startLine)];
    expect(lineOf(sampleFinding({ parts }))).toEqual([startLine - 1, startLine]);
    expect(lineOf(sampleFinding({ parts, provider: "generic" }))).toEqual([startLine]);
  });

  it("keeps to its schema, which tells the kinds of lines apart", () => {
    const recorder = record();
    const findings = [sampleFinding({ occurrences: [sampleOccurrence()] }), bareFinding()];
    const text = drive(createJsonlReporter(recorder.context), recorder, findings);
    const lines = parsed(text);
    expect(lines.flatMap(checkLine)).toEqual([]);
    for (const line of lines) {
      expect(checkLine({ ...line, surprise: 1 })).not.toEqual([]);
      expect(checkLine({ ...line, type: "other" })).not.toEqual([]);
    }
  });
});
