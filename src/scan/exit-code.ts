/** What a finished scan means for the process that ran it. */
import { SEVERITIES, type Finding, type ScanSummary, type Severity } from "../types.ts";

export type FailOn = Severity | "none";

/** Every status that keyscan ends with. */
export const ExitCode = {
  /** Scan complete; no finding at or above the threshold. */
  Clean: 0,
  /** At least one finding, also when the scan was incomplete as well. */
  Findings: 1,
  /** Could not run: bad option, configuration, rule, path. */
  Usage: 2,
  /** No finding, but something was not scanned that should have been, or nothing was scanned at all. */
  Incomplete: 3,
  Interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** How the process ends. What was interrupted is neither clean nor complete; findings weigh more than gaps. */
export function exitCode(summary: ScanSummary, failOn: FailOn): ExitCode {
  if (summary.interrupted) return ExitCode.Interrupted;
  const threshold = failOn === "none" ? 0 : SEVERITIES.indexOf(failOn) + 1;
  const fails = SEVERITIES.slice(0, threshold).some((severity) => summary.bySeverity[severity] > 0);
  if (fails) return ExitCode.Findings;
  return summary.complete ? ExitCode.Clean : ExitCode.Incomplete;
}

/** As `exitCode`, of an audit: what counts is what goes against a practice. */
export function auditExitCode(summary: ScanSummary, failOn: FailOn): ExitCode {
  const threshold = failOn === "none" ? 0 : SEVERITIES.indexOf(failOn) + 1;
  const counted = new Set<Severity>(SEVERITIES.slice(0, threshold));
  const fails = summary.audit?.violations.some(({ severity }) => counted.has(severity)) === true;
  if (fails && !summary.interrupted) return ExitCode.Findings;
  return exitCode(summary, "none");
}

/** The threshold of a file, by its path as reports show it. */
export type FailOnAt = (path: string) => FailOn;

/** True where the finding, in one of its places, is at or above the threshold. */
export function failsScan(finding: Finding, failOnAt: FailOnAt): boolean {
  if (finding.accepted !== undefined) return false;
  const level = SEVERITIES.indexOf(finding.severity);
  return [finding, ...finding.occurrences].some(({ location }) => {
    const failOn = failOnAt(location.path);
    return failOn !== "none" && level <= SEVERITIES.indexOf(failOn);
  });
}

/** As `exitCode`, where not all files have the same threshold. */
export function exitCodeByPath(
  summary: ScanSummary,
  findings: readonly Finding[],
  failOnAt: FailOnAt,
): ExitCode {
  const isFailed = findings.some((finding) => failsScan(finding, failOnAt));
  if (isFailed && !summary.interrupted) return ExitCode.Findings;
  return exitCode(summary, "none");
}
