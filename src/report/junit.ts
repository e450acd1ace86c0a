/**
 * JUnit XML, for CI services that show test results (Jenkins, GitLab, Azure Pipelines, CircleCI, Bitbucket). There is no
 * standard; this keeps to the schema of Jenkins' xUnit plugin, which the others read as well. A failed test case for every
 * place of a secret (a skipped one after a comparison, where it is not new), an error for everything that could not be scanned, and one
 * passed test case where there is neither: readers take a file without tests for a mistake. Always redacted.
 */
import type { Finding, ReportContext, Reporter, ScanError, ScanSummary } from "../types.ts";
import { documentReporter } from "./document.ts";
import { openPlaces, type Place } from "./places.ts";
import { openFindings, problemsOf, scannedAmount } from "./verdict.ts";
import { xmlText } from "./xml-text.ts";

/** Reporter that writes one test suite when the scan has ended. */
export function createJunitReporter(context: ReportContext): Reporter {
  return documentReporter(context, (pieces, findings, summary) => {
    const problems = problemsOf(summary);
    const open = openFindings(findings);
    const placesOf = (list: readonly Finding[]): number =>
      list.reduce((sum, finding) => sum + openPlaces(finding).length, 0);
    const places = placesOf(open);
    const old = placesOf(open.filter(isOld));
    const isClean = places === 0 && problems.length === 0;
    const totals = [
      `tests="${places + problems.length + (isClean ? 1 : 0)}" failures="${places - old}"`,
      `errors="${problems.length}"${old === 0 ? "" : ` skipped="${old}"`}`,
    ].join(" ");
    const time = `time="${(summary.durationMs / 1000).toFixed(3)}"`;
    pieces.add(
      `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="keyscan" ${totals.replace(/ skipped=.*/, "")} ${time}>\n`,
    );
    pieces.add(`  <testsuite name="keyscan" ${totals} ${time} timestamp="${timestamp(summary)}">\n`);
    for (const finding of open) for (const place of openPlaces(finding)) pieces.add(failure(finding, place));
    for (const problem of problems) pieces.add(error(problem));
    if (isClean)
      pieces.add(
        `    <testcase classname="keyscan" name="no secrets in ${scannedAmount(summary)}" time="0"/>\n`,
      );
    pieces.add("  </testsuite>\n</testsuites>\n");
  });
}

/** What an older result had as well fails no comparison, and so no test. */
function isOld({ state }: Finding): boolean {
  return state === "unchanged";
}

/** ISO 8601 without a zone, as JUnit has it; UTC. */
function timestamp({ startedAt }: ScanSummary): string {
  return startedAt.slice(0, 19);
}

function failure(finding: Finding, { occurrence }: Place): string {
  const { path, startLine, startColumn } = occurrence.location;
  const place = `${path}:${startLine}:${startColumn}`;
  const message = `${finding.title} ${finding.secret.redacted} at ${place}`;
  const body = [
    `${finding.severity} · ${finding.confidence} confidence · ${finding.reasons.join(", ")}`,
    `Rule: ${finding.ruleId}`,
    `Fingerprint: ${finding.fingerprint}`,
    finding.remediation.summary,
    ...finding.remediation.steps.map((step, index) => `${index + 1}. ${step}`),
    ...(finding.remediation.revokeUrl === undefined ? [] : [finding.remediation.revokeUrl]),
  ];
  if (isOld(finding))
    return testcase(
      `keyscan.${finding.ruleId}`,
      place,
      `<skipped message="${xmlText(`not new: ${message}`)}"/>`,
    );
  return testcase(
    `keyscan.${finding.ruleId}`,
    place,
    `<failure type="${finding.severity}" message="${xmlText(message)}">${body.map(xmlText).join("\n")}</failure>`,
  );
}

function error({ path, code, message }: ScanError): string {
  return testcase(
    "keyscan.not-scanned",
    path,
    `<error type="${xmlText(code)}" message="${xmlText(`${path} was not scanned: ${message}`)}"/>`,
  );
}

function testcase(classname: string, name: string, inside: string): string {
  return `    <testcase classname="${xmlText(classname)}" name="${xmlText(name)}" time="0">${inside}</testcase>\n`;
}
