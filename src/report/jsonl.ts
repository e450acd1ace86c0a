/**
 * The report for programs that read while the scan goes on: one JSON object a line. A `finding` line at the first sight
 * of a secret, an `occurrence` line for each later place of it and a `history` line (both joined by `fingerprint`), a `part` line for
 * each part of a provider's key that has several (and for the user name on the same line as a password), right behind the line of its
 * place, a `summary` line at the end; a stream without the last one was cut off. Described by `schema/report-line.schema.json`.
 */
import type {
  Finding,
  FindingHistory,
  Occurrence,
  RedactedSecret,
  ReportContext,
  Reporter,
  ScanSummary,
  SecretPart,
  ToolInfo,
} from "../types.ts";
import {
  findingHead,
  historyDocument,
  occurrenceDocument,
  partDocument,
  REPORT_SCHEMA_VERSION,
  secretDocument,
  summaryDocument,
  toolDocument,
} from "./report-document.ts";
import type { FindingHead } from "./report-document.ts";
import { safeJson } from "./safe-text.ts";

type ReportLine =
  | ({ type: "finding"; occurrences: [] } & FindingHead)
  | ({
      type: "occurrence";
      fingerprint: string;
      ruleId: string;
      secret: RedactedSecret;
    } & Occurrence)
  | ({ type: "part"; fingerprint: string; ruleId: string } & SecretPart)
  | { type: "history"; fingerprint: string; ruleId: string; history: FindingHistory }
  | ({
      type: "summary";
      schemaVersion: typeof REPORT_SCHEMA_VERSION;
      tool: ToolInfo;
    } & ScanSummary);

/** Reporter that writes each line, in one write, as soon as there is something to say. */
export function createJsonlReporter(context: ReportContext): Reporter {
  const writeLine = (line: ReportLine): void => context.write(`${safeJson(line)}\n`);
  const writeParts = (
    { fingerprint, ruleId, provider }: Finding,
    { parts = [], location }: Occurrence,
  ): void => {
    const isLoose = provider === "generic";
    const beside = parts.filter((part) => !isLoose || part.location.startLine === location.startLine);
    for (const part of beside) writeLine({ type: "part", fingerprint, ruleId, ...partDocument(part) });
  };
  return {
    start() {},
    finding(finding: Finding) {
      writeLine({ type: "finding", ...findingHead(finding), occurrences: [] });
      writeParts(finding, finding);
    },
    occurrence(finding: Finding, occurrence: Occurrence) {
      writeLine({
        type: "occurrence",
        fingerprint: finding.fingerprint,
        ruleId: finding.ruleId,
        ...occurrenceDocument(occurrence),
        secret: secretDocument(finding.secret),
      });
      writeParts(finding, occurrence);
    },
    history({ fingerprint, ruleId, history }: Finding) {
      if (history === undefined) return;
      writeLine({ type: "history", fingerprint, ruleId, history: historyDocument(history) });
    },
    end(_findings: readonly Finding[], summary: ScanSummary) {
      writeLine({
        type: "summary",
        schemaVersion: REPORT_SCHEMA_VERSION,
        tool: toolDocument(context.tool),
        ...summaryDocument(summary),
      });
    },
  };
}
