/** How a scan ended, in words that every format may use. */
import type { Finding, ScanError, ScanSummary } from "../types.ts";
import { byteAmount, count } from "./amounts.ts";

/** Why a scan without findings may not be called clean; undefined where it was complete. */
export function whyIncomplete(summary: ScanSummary): string | undefined {
  if (summary.interrupted) return "the scan was interrupted";
  if (summary.complete) return undefined;
  if (summary.errors.length > 0) return `${count(summary.errors.length, "path")} could not be scanned`;
  return isNothingScanned(summary) ? "nothing was scanned" : "not everything was scanned, see the notes";
}

/** True where there was no file, no text and no object of a history. */
export function isNothingScanned({ files, history }: ScanSummary): boolean {
  return files === 0 && objectsOf(history) === 0;
}

/** Every path that was not scanned; where a scan is incomplete for another reason, one entry for the scan itself. */
export function problemsOf(summary: ScanSummary): readonly ScanError[] {
  const reason = whyIncomplete(summary);
  if (reason === undefined || (summary.errors.length > 0 && !summary.interrupted)) return summary.errors;
  return [...summary.errors, { path: "the scan", code: "INCOMPLETE", message: reason }];
}

/** The findings that ask for something: neither accepted nor gone, as a comparison found. */
export function openFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => finding.state !== "fixed" && finding.accepted === undefined);
}

/** How much was looked at: `1,234 files, 56.7 MB`, and of histories `5,678 objects of git history`. */
export function scannedAmount({ files, bytes, history }: ScanSummary): string {
  const read = `${count(files, "file")}, ${byteAmount(bytes)}`;
  if (history === undefined) return read;
  const objects = `${count(objectsOf(history), "object")} of git history`;
  return files === 0 ? objects : `${read} and ${objects}`;
}

function objectsOf(history: ScanSummary["history"]): number {
  return history === undefined ? 0 : history.objects + history.remembered;
}
