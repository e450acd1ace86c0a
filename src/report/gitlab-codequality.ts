/**
 * GitLab Code Quality (`artifacts:reports:codequality`, a subset of the Code Climate format): one entry a place of a secret,
 * and one for every file that could not be scanned, since the format has no other place to say so. Always redacted.
 */
import type { Finding, ReportContext, Reporter, ScanError, ScanSummary, Severity } from "../types.ts";
import { documentReporter } from "./document.ts";
import { placeId, openPlaces, repositoryPath, type Place } from "./places.ts";
import { safeJson, safeText } from "./safe-text.ts";
import { openFindings, problemsOf } from "./verdict.ts";

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "blocker",
  high: "critical",
  medium: "major",
  low: "minor",
  info: "info",
};

/** Reporter that writes one JSON array when the scan has ended. */
export function createGitlabCodequalityReporter(context: ReportContext): Reporter {
  return documentReporter(context, (pieces, findings, summary) => {
    pieces.add("[");
    pieces.addList(entries(findings, summary), "  ", (entry) => pieces.add(safeJson(entry)));
    pieces.add("]\n");
  });
}

function* entries(findings: readonly Finding[], summary: ScanSummary): Generator<object> {
  for (const finding of openFindings(findings)) {
    for (const place of openPlaces(finding)) yield entryOf(finding, place);
  }
  for (const problem of problemsOf(summary)) yield unscanned(problem);
}

function entryOf(finding: Finding, place: Place): object {
  const { title, secret, remediation, ruleId, severity, fingerprint } = finding;
  const { location } = place.occurrence;
  return {
    description: safeText(`${title} ${secret.redacted}. ${remediation.summary} (${fingerprint})`),
    check_name: ruleId,
    // Has to be another one for each entry, or GitLab shows one of them only.
    fingerprint: placeId(finding, place),
    severity: SEVERITY[severity],
    location: { path: repositoryPath(location.path), lines: { begin: location.startLine } },
  };
}

function unscanned({ path, code, message }: ScanError): object {
  return {
    description: safeText(`Not scanned for secrets: ${message} (${code})`),
    check_name: "keyscan-not-scanned",
    fingerprint: `not-scanned:${code}:${path}`,
    severity: "major",
    location: { path: repositoryPath(path), lines: { begin: 1 } },
  };
}
