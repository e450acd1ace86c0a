/** Reporters of formats that are one document, written when the scan has ended and in pieces of bounded size. */
import type { Finding, ReportContext, Reporter, ScanSummary } from "../types.ts";
import { createPieceWriter, type PieceWriter } from "./pieces.ts";

/** @param write Adds the whole document. */
export function documentReporter(
  context: ReportContext,
  write: (pieces: PieceWriter, findings: readonly Finding[], summary: ScanSummary) => void,
): Reporter {
  return {
    start() {},
    finding() {},
    occurrence() {},
    end(findings, summary) {
      const pieces = createPieceWriter((text) => context.write(text));
      write(pieces, findings, summary);
      pieces.flush();
    },
  };
}
