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

/** The threshold of a file, by its path as reports show it; without one, that of what stands in no file. */
export type FailOnAt = (path?: string) => FailOn;

/** True where what is of this severity is at or above the threshold. */
export function reaches(severity: Severity, failOn: FailOn): boolean {
  return failOn !== "none" && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}

/** As `exitCode`, of an audit: what counts is what goes against a practice, in one of its places. */
export function auditExitCode(summary: ScanSummary, failOnAt: FailOnAt): ExitCode {
  const fails = summary.audit?.violations.some(({ severity, places, morePlaces = 0 }) => {
    const listed: (string | undefined)[] = places.map(({ path }) => path);
    // A place that is not listed may be in any file.
    const paths = listed.length === 0 || morePlaces > 0 ? [...listed, undefined] : listed;
    return paths.some((path) => reaches(severity, failOnAt(path)));
  });
  if (fails === true && !summary.interrupted) return ExitCode.Findings;
  return exitCode(summary, "none");
}

/** True where the finding, in one of its places, is at or above the threshold. */
export function failsScan(finding: Finding, failOnAt: FailOnAt): boolean {
  if (finding.accepted !== undefined) return false;
  return [finding, ...finding.occurrences].some(({ location }) =>
    reaches(finding.severity, failOnAt(location.path)),
  );
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
