/** What no format may ever do: print a secret that was not asked for, or let a file name command the terminal. */
import { describe, expect, it } from "vitest";
import { createReporter, REPORTER_NAMES } from "../../src/report/index.ts";
import type { ReporterName } from "../../src/report/index.ts";
import type { Finding, ReportContext, ScanSummary } from "../../src/types.ts";
import { drive, rawSecret, record, sampleFinding, sampleLocation, sampleOccurrence } from "./samples.ts";

async function render(
  name: ReporterName,
  findings: readonly Finding[],
  context: Partial<ReportContext> = {},
  summary: Partial<ScanSummary> = {},
): Promise<string> {
  const recorder = record(context);
  return drive(await createReporter(name, recorder.context), recorder, findings, summary);
}

/** The formats that may hold a secret; the others are made to be handed on. */
const SHOWING: readonly ReporterName[] = ["pretty", "json", "jsonl"];

const HOSTILE =
  "a\nb\r\u001b]0;title\u0007\u009b31m/\u202egnp.exe\u200b \ud800 [x](http://evil) {0} %41?#.ts";
// Line ends of CSV are CRLF.
const OBEYED = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]|(?!\n|\r\n)\p{Cc}/u;

describe.each(REPORTER_NAMES)("%s", (name) => {
  it("never prints a secret without its value, whatever else the finding carries", async () => {
    const raw = rawSecret(7);
    const finding = {
      ...sampleFinding({ occurrences: [sampleOccurrence()] }, 7),
      raw,
      match: { text: raw },
    };
    for (const verbose of [false, true]) {
      const text = await render(name, [finding], { verbose });
      expect(text).toContain(finding.secret.redacted);
      expect(text).not.toContain(raw);
      expect(text).not.toContain(raw.slice(8, -4));
    }
  });

  const shows = SHOWING.includes(name);
  it(shows ? "prints it when asked to" : "does not print it even when asked to", async () => {
    const raw = rawSecret(7);
    const finding = sampleFinding({}, 7);
    finding.secret.value = raw;
    const text = await render(name, [finding]);
    expect(text.includes(raw)).toBe(shows);
  });

  it("shows hostile file names, code and messages without obeying them", async () => {
    const finding = sampleFinding({
      location: sampleLocation({ path: HOSTILE }),
      occurrences: [sampleOccurrence({ path: `${HOSTILE}2` })],
      frame: { firstLine: 14, lines: [HOSTILE, HOSTILE], markColumn: 3, markWidth: 4 },
    });
    const text = await render(
      name,
      [finding],
      { verbose: true },
      {
        errors: [{ path: HOSTILE, code: "EIO", message: HOSTILE }],
        skipped: [{ reason: "empty", count: 1, directories: 0, examples: [HOSTILE] }],
        notes: [HOSTILE],
        complete: false,
      },
    );
    // The script of an HTML report is keyscan's own; a string in it may hold a tab.
    expect(OBEYED.exec(text.replace(/<script>.*<\/script>/s, ""))).toBeNull();
  });

  it("copes with nothing found and with 2,000 findings", async () => {
    expect(await render(name, [])).toMatch(/\n$/);
    const many = Array.from({ length: 2000 }, (_, index) => sampleFinding({}, index));
    const text = await render(name, many);
    if (name === "brief") {
      expect(text).toContain("and 1,990 more; --verbose lists them");
      return;
    }
    const fingerprints = new Set(text.match(/v1:[0-9a-f]{32}/g));
    expect(fingerprints).toEqual(new Set(many.map((finding) => finding.fingerprint)));
  });
});
