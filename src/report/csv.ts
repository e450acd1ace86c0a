/**
 * CSV (RFC 4180) for spreadsheets: a row for every place of a secret and for everything that could not be scanned. Always
 * redacted. A spreadsheet takes text that begins with `=`, `+`, `-` or `@` for a formula, and a file may be called
 * `=HYPERLINK(…)`: such a cell gets an apostrophe before it.
 */
import type { Finding, Occurrence, ReportContext, Reporter, ScanError } from "../types.ts";
import { documentReporter } from "./document.ts";
import { commitOf, placesOf, type Place } from "./places.ts";
import { safeText } from "./safe-text.ts";
import { problemsOf } from "./verdict.ts";

type Row = readonly (string | number)[];

const HEADER: Row = [
  "type",
  "severity",
  "confidence",
  "title",
  "provider",
  "rule",
  "path",
  "line",
  "column",
  "secret",
  "source",
  "commit",
  "author",
  "date",
  "removed in",
  "exposure",
  "environment",
  "privilege",
  "state",
  "fingerprint",
  "what to do",
  "revoke at",
];

/** Reporter that writes a header and rows, ended by CRLF each, when the scan has ended. */
export function createCsvReporter(context: ReportContext): Reporter {
  return documentReporter(context, (pieces, findings, summary) => {
    pieces.add(lineOf(HEADER));
    for (const finding of findings) {
      for (const place of placesOf(finding)) pieces.add(lineOf(secretRow(finding, place)));
    }
    for (const problem of problemsOf(summary)) pieces.add(lineOf(problemRow(problem)));
  });
}

function secretRow(finding: Finding, { occurrence, isFirst }: Place): Row {
  const { location, source } = occurrence;
  return [
    isFirst ? "secret" : "other place",
    finding.severity,
    finding.confidence,
    finding.title,
    finding.provider,
    finding.ruleId,
    location.path,
    location.startLine,
    location.startColumn,
    finding.secret.redacted,
    source.kind,
    ...commitCells(finding, source),
    occurrence.exposure.join(" "),
    finding.environment ?? "",
    finding.privilege ?? "",
    finding.state ?? (occurrence.accepted === undefined ? "" : "accepted"),
    finding.fingerprint,
    finding.remediation.summary,
    finding.remediation.revokeUrl ?? "",
  ];
}

/** Commit, author, date and the commit that removed it; where the place knows none, those of the secret. */
function commitCells({ history }: Finding, source: Occurrence["source"]): string[] {
  const { introduced, removed } = history ?? {};
  const known = commitOf(source);
  const { author, date } = known ?? introduced ?? {};
  return [known?.id ?? introduced?.commit ?? "", author ?? "", date ?? "", removed?.commit ?? ""];
}

function problemRow({ path, code, message }: ScanError): Row {
  const given: Readonly<Record<string, string>> = {
    type: "not scanned",
    path,
    title: `${message} (${code})`,
  };
  return HEADER.map((name) => given[name] ?? "");
}

function lineOf(row: Row): string {
  return `${row.map((cell) => (typeof cell === "number" ? cell : quoted(cell))).join(",")}\r\n`;
}

// Also their full-width twins, which Excel takes for them.
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;

function quoted(cell: string): string {
  const text = safeText(cell);
  const harmless = FORMULA.test(text.trimStart()) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
