/**
 * Annotations of GitHub Actions: one workflow command a place of a secret (`::error file=…,line=…::…`), worst first, for GitHub
 * shows no more than ten errors, ten warnings and ten notices of a step on the change. Always redacted.
 *
 * No `::add-mask::` is written. To mask a secret one has to print it first, for whatever else reads the log; since
 * nothing that keyscan prints holds one, there is nothing to mask.
 */
import type { Finding, Occurrence, ReportContext, Reporter, ScanError, Severity } from "../types.ts";
import { SEVERITIES } from "../types.ts";
import { count } from "./amounts.ts";
import { documentReporter } from "./document.ts";
import { commitOf, isPast, openPlaces, repositoryPath } from "./places.ts";
import { safeText } from "./safe-text.ts";
import { openFindings, problemsOf } from "./verdict.ts";

const COMMANDS: Readonly<Record<Severity, "error" | "warning" | "notice">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "notice",
  info: "notice",
};

/** Annotations of one kind that GitHub shows for a step. */
const SHOWN_BY_GITHUB = 10;

/** Reporter that writes its commands, one a line, when the scan has ended. */
export function createGithubReporter(context: ReportContext): Reporter {
  return documentReporter(context, (pieces, findings, summary) => {
    const open = openFindings(findings);
    // GitHub shows the first: what a comparison found to be new comes before what is not.
    const fresh = open.filter((one) => !isOld(one));
    const bySeverity = [fresh, open.filter(isOld)].flatMap((list) =>
      SEVERITIES.flatMap((severity) => list.filter((one) => one.severity === severity)),
    );
    for (const problem of problemsOf(summary)) pieces.add(unscanned(problem));
    for (const finding of bySeverity) {
      for (const { occurrence } of openPlaces(finding)) pieces.add(annotation(finding, occurrence));
    }
    const places = open.reduce((sum, finding) => sum + openPlaces(finding).length, 0);
    const old = fresh.length === open.length ? "" : `, ${fresh.length} of them new`;
    pieces.add(
      `keyscan: ${count(open.length, "secret")} in ${count(places, "place")}${old}${hint(places)}\n`,
    );
  });
}

function isOld({ state }: Finding): boolean {
  return state === "unchanged";
}

function hint(places: number): string {
  if (places <= SHOWN_BY_GITHUB) return "";
  return `; GitHub shows the first ${SHOWN_BY_GITHUB} of a kind on the change, this log and the other reports have all`;
}

function annotation(finding: Finding, occurrence: Occurrence): string {
  const { title, secret, severity, confidence, remediation, ruleId, fingerprint } = finding;
  const lines = [
    `${title} ${secret.redacted} (${severity}, ${confidence} confidence${isOld(finding) ? ", not new" : ""})${whereInHistory(occurrence)}`,
    remediation.summary,
    ...(remediation.revokeUrl === undefined ? [] : [remediation.revokeUrl]),
    `${ruleId} ${fingerprint}`,
  ];
  return command(
    isOld(finding) ? "notice" : COMMANDS[severity],
    { ...placeProperties(occurrence), title: `Secret: ${title}` },
    lines,
  );
}

/** Where GitHub may show it. What stands in an older commit has no line in the files of this one. */
function placeProperties(occurrence: Occurrence): Record<string, string | number> {
  if (occurrence.source.kind === "stdin" || isPast(occurrence)) return {};
  const { path, startLine, endLine, startColumn, endColumn } = occurrence.location;
  return {
    file: repositoryPath(path),
    line: startLine,
    endLine,
    // Columns are for annotations within one line only.
    ...(startLine === endLine ? { col: startColumn, endColumn } : {}),
  };
}

function whereInHistory(occurrence: Occurrence): string {
  if (!isPast(occurrence)) return "";
  const { path, startLine } = occurrence.location;
  const commit = commitOf(occurrence.source);
  return ` in ${path}:${startLine}${commit === undefined ? "" : ` of commit ${commit.id.slice(0, 12)}`}`;
}

function unscanned({ path, code, message }: ScanError): string {
  return command("warning", { title: "Not scanned for secrets" }, [`${path}: ${message} (${code})`]);
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number>>,
  lines: readonly string[],
): string {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${property(safeText(String(value)))}`,
  );
  return `::${name} ${list.join(",")}::${lines.map((line) => data(safeText(line))).join("%0A")}\n`;
}

/** As `escapeData` of the toolkit of GitHub Actions (packages/core/src/command.ts). */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** As `escapeProperty` there. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
