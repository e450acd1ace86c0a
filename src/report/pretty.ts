/**
 * The report for people. Streams: a secret is shown when it is first seen, in one write, so that a progress line can
 * never stand in the middle of it; its other places and the summary follow at the end.
 * Quiet leaves the summary out, but never the line that says that the scan was not complete.
 */
import type { Audit, Finding, ReportContext, Reporter, ScanSummary } from "../types.ts";
import { createPieceWriter } from "./pieces.ts";
import { findingBlock } from "./pretty-finding.ts";
import { auditVerdict, practiceCounts, practiceLines, violationLines } from "./pretty-audit.ts";
import { createStyle, type Style } from "./pretty-style.ts";
import { fixedLines, isCompared, isToBeShown } from "./pretty-compared.ts";
import { usageLines } from "./pretty-usage.ts";
import { alsoInLines, summaryLines, verdict } from "./pretty-summary.ts";

/** Reporter that writes text for a terminal of `context.width` cells, coloured when `context.color` is set. */
export function createPrettyReporter(context: ReportContext): Reporter {
  const style = createStyle(context);
  const explained = new Set<string>();

  return {
    start() {},
    finding(finding) {
      if (context.audit === true || !isToBeShown(finding)) return;
      // With many keys of one kind the same steps would drown the places; once is enough.
      const isNew = !explained.has(finding.ruleId);
      explained.add(finding.ruleId);
      context.write(`${findingBlock(finding, style, isNew)}\n`);
    },
    occurrence() {},
    end(findings: readonly Finding[], summary: ScanSummary) {
      if (summary.audit !== undefined) {
        writeAudit(context, style, { audit: summary.audit, findings, summary });
        return;
      }
      const shown = findings.filter(isToBeShown);
      writeParagraph(context, alsoInLines(shown, style));
      writeParagraph(context, fixedLines(findings, style));
      const silent = context.quiet && summary.complete;
      if (!context.quiet) writeParagraph(context, usageLines(summary.usage ?? [], style));
      if (!context.quiet)
        writeParagraph(context, [...summaryLines(summary, style), ...practiceCounts(shown, style)]);
      if (!silent) context.write(`${verdict(shown, summary, style, isCompared(findings))}\n`);
    },
  };
}

/** Violations take the place of findings. */
function writeAudit(
  context: ReportContext,
  style: Style,
  { audit, findings, summary }: { audit: Audit; findings: readonly Finding[]; summary: ScanSummary },
): void {
  for (const lines of violationLines(audit, findings, style)) writeParagraph(context, lines);
  if (!context.quiet) {
    writeParagraph(context, usageLines(summary.usage ?? [], style));
    writeParagraph(context, practiceLines(audit, style));
    writeParagraph(context, summaryLines(summary, style));
  }
  const silent = context.quiet && summary.complete;
  if (!silent) context.write(`${auditVerdict(audit, summary, style)}\n`);
}

function writeParagraph(context: ReportContext, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const pieces = createPieceWriter((text) => context.write(text));
  for (const line of lines) pieces.add(`${line}\n`);
  pieces.add("\n");
  pieces.flush();
}
