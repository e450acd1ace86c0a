/** Renders findings in a format, as a scan does. */
import { createReporter, type ReporterName } from "../../src/report/index.ts";
import type { Finding, ReportContext, ScanSummary } from "../../src/types.ts";
import { drive, record, sampleLocation, sampleOccurrence, sampleFinding } from "./samples.ts";

/** The text of a whole report. */
export async function render(
  name: ReporterName,
  findings: readonly Finding[],
  summary: Partial<ScanSummary> = {},
  context: Partial<ReportContext> = {},
): Promise<string> {
  const recorder = record(context);
  return drive(await createReporter(name, recorder.context), recorder, findings, summary);
}

/** What a format must carry without breaking: markup of all of them, controls, half a surrogate, a noncharacter. */
export const HOSTILE: string =
  "-->]]></script><img src=x onerror=alert(1)>,\"'`|\\ @team #1 ${{ x }} %0A::error::a\n::stop-commands::b\r\u0000\u001b[31m\u202e\ud800\uffff.ts";

/** A finding that says the hostile text wherever a scanned tree or a saved result can say something. */
export function hostileFinding(): Finding {
  return sampleFinding({
    title: HOSTILE,
    reasons: [HOSTILE],
    location: sampleLocation({ path: HOSTILE }),
    occurrences: [sampleOccurrence({ path: `${HOSTILE}2`, startLine: 7, endLine: 7 })],
    exposure: [HOSTILE],
    environment: HOSTILE,
    privilege: HOSTILE,
    remediation: { summary: HOSTILE, steps: [HOSTILE], revokeUrl: "javascript:alert(1)", docsUrl: HOSTILE },
  });
}

export const HOSTILE_SUMMARY: Partial<ScanSummary> = {
  errors: [{ path: HOSTILE, code: "EIO", message: HOSTILE }],
  notes: [HOSTILE],
  complete: false,
};
