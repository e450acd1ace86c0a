/**
 * The report for programs: one JSON document, written at the end. Each finding and each further place stands on a line
 * of its own, so that `grep` and `diff` are of use with it. Described by `schema/report.schema.json`.
 */
import type { Finding, ReportContext, Reporter } from "../types.ts";
import { documentReporter } from "./document.ts";
import type { PieceWriter } from "./pieces.ts";
import {
  findingHead,
  occurrenceDocument,
  REPORT_SCHEMA_VERSION,
  summaryDocument,
  toolDocument,
} from "./report-document.ts";
import { safeJson } from "./safe-text.ts";

/** Reporter that writes one JSON document (ended by a newline) when the scan has ended. */
export function createJsonReporter(context: ReportContext): Reporter {
  return documentReporter(context, (pieces, findings, summary) => {
    pieces.add(`{\n  "schemaVersion": ${REPORT_SCHEMA_VERSION},\n`);
    pieces.add(`  "tool": ${safeJson(toolDocument(context.tool))},\n`);
    pieces.add(`  "summary": ${safeJson(summaryDocument(summary))},\n`);
    pieces.add(`  "findings": [`);
    pieces.addList(findings, "    ", (finding) => addFinding(pieces, finding));
    pieces.add("]\n}\n");
  });
}

/** A key can stand in a hundred thousand lines of a log, so the places are added one by one as well. */
function addFinding(pieces: PieceWriter, finding: Finding): void {
  const head = safeJson(findingHead(finding));
  pieces.add(`${head.slice(0, -1)},"occurrences":[`);
  pieces.addList(finding.occurrences, "      ", (occurrence) => {
    pieces.add(safeJson(occurrenceDocument(occurrence)));
  });
  pieces.add("]}");
}
