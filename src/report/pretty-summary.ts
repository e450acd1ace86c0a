/** The end of the pretty report: where else each secret stands, what was scanned and what not, and the verdict. */
import { SEVERITIES } from "../types.ts";
import type { Finding, Occurrence, ScanError, ScanSummary, SkipReason, SkipSummary } from "../types.ts";
import { byteAmount, count, grouped, rateAmount, timeAmount } from "./amounts.ts";
import { cellCount, cutToCells } from "./cells.ts";
import { commitText, historyLines, partText } from "./pretty-history.ts";
import { labelMargin, labelled, place } from "./pretty-style.ts";
import type { Style } from "./pretty-style.ts";
import { safeText } from "./safe-text.ts";
import { isNothingScanned } from "./verdict.ts";

/** Places of one secret, and unscanned files, that are listed unless everything is asked for. */
const PLACES_SHOWN = 5;
const ERRORS_SHOWN = 10;

const SKIP_TEXT: Readonly<Record<SkipReason, string>> = {
  "binary-media": "binary or media",
  archive: "archives",
  "packed-part": "with packed parts that were not read (PDF, rpm, disk images …)",
  "key-store": "key stores and keys in DER, which are not read; see whether they belong here",
  "too-large": "over the size limit",
  gitignored: "ignored by .gitignore",
  keyscanignored: "ignored by .keyscanignore",
  excluded: "excluded by options or config",
  "git-internal": "git's own data",
  symlink: "symbolic links",
  "special-file": "sockets, pipes, devices",
  submodule: "submodules (repositories of their own)",
  "lfs-pointer": "Git LFS pointers (what they stand for is not here)",
  empty: "empty",
};

/** The other places of every secret that has some, grouped by secret; no lines when none has. */
export function alsoInLines(findings: readonly Finding[], style: Style): string[] {
  const spread = findings.filter((finding) => finding.occurrences.length > 0 || isOlder(finding));
  if (spread.length === 0) return [];
  return [style.bold("Also in"), ...spread.flatMap((finding) => placesOf(finding, style))];
}

/** Its block was printed before history was read. */
function isOlder({ source, history }: Finding): boolean {
  return source.kind !== "git" && history !== undefined;
}

function placesOf(finding: Finding, style: Style): string[] {
  const others = finding.occurrences;
  const shown = style.verbose ? others : others.slice(0, PLACES_SHOWN);
  const title = cutToCells(
    `${safeText(finding.title)} ${safeText(finding.secret.redacted)}`,
    style.width - 2,
  );
  const lines = [
    `  ${style.severity[finding.severity](title)}`,
    `    ${style.dim(`${place(finding.location)} (above)`)}`,
    ...(isOlder(finding) ? historyLines(finding).map((line) => `    ${line}`) : []),
    ...shown.map((occurrence) => `    ${place(occurrence.location)}${occurrenceNote(occurrence, style)}`),
  ];
  const { morePlaces = 0 } = finding;
  const left = others.length - shown.length + morePlaces;
  const hint = others.length > shown.length ? "; --verbose lists them" : " that were only counted";
  if (left > 0) lines.push(style.dim(`    and ${grouped(left)} more${hint}`));
  return lines;
}

function occurrenceNote(occurrence: Occurrence, style: Style): string {
  const { source, exposure } = occurrence;
  const parts =
    source.kind === "git"
      ? [partText(source.part) ?? "in git history", commitText(source)].filter((part) => part !== "")
      : [...(source.kind === "file" ? [] : [source.kind]), ...exposure];
  const distinct = [...new Set(parts.map(safeText))];
  return distinct.length === 0 ? "" : style.dim(` (${distinct.join(", ")})`);
}

/** What was found, scanned, left out, and what could not be scanned. */
export function summaryLines(summary: ScanSummary, style: Style): string[] {
  return [
    style.bold("Summary"),
    ...labelled(style, "found", [foundText(summary)]),
    ...labelled(style, "accepted", acceptedParts(summary), { separator: ", " }),
    ...labelled(style, "scanned", [scannedText(summary), ...historyText(summary)]),
    ...skipLines(summary.skipped, style),
    ...errorLines(summary.errors, style),
    ...summary.notes.flatMap((note) => labelled(style, "note", [note])),
  ];
}

function foundText(summary: ScanSummary): string {
  const parts = SEVERITIES.filter((severity) => summary.bySeverity[severity] > 0).map(
    (severity) => `${grouped(summary.bySeverity[severity])} ${severity}`,
  );
  const found = parts.length === 0 ? "nothing" : parts.join(", ");
  if (summary.belowConfidence === 0) return found;
  return `${found}; ${grouped(summary.belowConfidence)} more below --min-confidence`;
}

/** What is known and was left out for it. */
function acceptedParts({ accepted }: ScanSummary): string[] {
  const { inline, baseline, ignoreFile, config } = accepted;
  const parts = [
    inline === 0 ? "" : `${count(inline, "place")} by comments`,
    baseline === 0 ? "" : `${count(baseline, "secret")} by the baseline`,
    ignoreFile === 0 ? "" : `${count(ignoreFile, "secret")} by .keyscanignore`,
    config === 0 ? "" : `${count(config, "secret")} by the configuration`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? [] : [parts.join(", ")];
}

function scannedText(summary: ScanSummary): string {
  const { files, bytes, durationMs } = summary;
  const rate = files === 0 ? undefined : rateAmount(bytes, durationMs);
  const amount = `${count(files, "file")}, ${byteAmount(bytes)} in ${timeAmount(durationMs)}`;
  return rate === undefined ? amount : `${amount} (${rate})`;
}

function historyText({ history }: ScanSummary): string[] {
  if (history === undefined) return [];
  const { repositories, objects, bytes, remembered, commits } = history;
  const where =
    repositories === 1
      ? "history of git"
      : `histories of ${count(repositories, "repository", "repositories")}`;
  const known = remembered === 0 ? "" : `, ${grouped(remembered)} known from earlier scans`;
  return [`${where}: ${count(commits, "commit")}, ${count(objects, "object")}, ${byteAmount(bytes)}${known}`];
}

function skipLines(skipped: readonly SkipSummary[], style: Style): string[] {
  const rows = skipped
    .filter((skip) => skip.count + skip.directories > 0)
    .toSorted((one, other) => other.count + other.directories - one.count - one.directories)
    .map((skip) => ({
      amount: skipAmount(skip),
      reason: SKIP_TEXT[skip.reason],
      examples: skip.examples,
    }));
  const column = Math.max(0, ...rows.map((row) => row.amount.length)) + 2;
  return rows.flatMap(({ amount, reason, examples }, index) => [
    labelMargin(style, index === 0 ? "skipped" : "") + amount.padEnd(column) + reason,
    ...(style.verbose
      ? examples.map((path) => labelMargin(style, "") + style.dim(`  ${safeText(path)}`))
      : []),
  ]);
}

function skipAmount(skip: SkipSummary): string {
  const parts: string[] = [];
  if (skip.count > 0) parts.push(count(skip.count, "file"));
  if (skip.directories > 0) parts.push(count(skip.directories, "folder"));
  return parts.join(" and ");
}

/** Unscanned files by name: the code in one column, so that a run of the same trouble is seen at once. */
function errorLines(errors: readonly ScanError[], style: Style): string[] {
  if (errors.length === 0) return [];
  const shown = style.verbose ? errors : errors.slice(0, ERRORS_SHOWN);
  const codes = shown.map((error) => safeText(error.code));
  const column = codes.reduce((widest, code) => Math.max(widest, cellCount(code)), 0) + 2;
  const lines = [style.warning(`  ${count(errors.length, "path")} could not be scanned`)];
  shown.forEach((error, index) => {
    const code = codes[index] ?? "";
    const path = safeText(error.path);
    const message = safeText(error.message);
    const start = `    ${style.warning(code)}${" ".repeat(column - cellCount(code))}${path}`;
    const room = style.width - 4 - column;
    if (cellCount(path) + 2 + cellCount(message) <= room) {
      lines.push(`${start}  ${style.dim(message)}`);
    } else {
      lines.push(start, style.dim(" ".repeat(4 + column) + cutToCells(message, room)));
    }
  });
  const left = errors.length - shown.length;
  if (left > 0) lines.push(style.dim(`    and ${grouped(left)} more; --verbose lists them`));
  return lines;
}

/** The last line: the one thing to remember, said plainly. */
export function verdict(
  all: readonly Finding[],
  summary: ScanSummary,
  style: Style,
  isCompared: boolean = false,
): string {
  const findings = all.filter((finding) => finding.accepted === undefined);
  const places = findings.reduce(
    (sum, { occurrences, morePlaces = 0 }) => sum + 1 + occurrences.length + morePlaces,
    0,
  );
  const secrets = count(findings.length, isCompared ? "new secret" : "secret");
  const found = `${secrets} in ${count(places, "place")}`;
  const trouble = incompleteReason(summary);
  if (trouble === undefined) {
    if (findings.length > 0) return style.bad(found);
    return isNothingScanned(summary)
      ? style.warning("nothing was scanned")
      : style.good(isCompared ? "no new secrets" : noneFound(summary));
  }
  if (findings.length > 0) return style.bad(`INCOMPLETE: ${trouble}; so far ${found}`);
  const rest = isNothingScanned(summary) ? "nothing was scanned" : "no secrets found in the rest";
  return style.warning(`INCOMPLETE: ${trouble}; ${rest}`);
}

function noneFound({ accepted }: ScanSummary): string {
  const isNone = accepted.inline + accepted.baseline + accepted.ignoreFile + accepted.config === 0;
  return isNone ? "no secrets found" : "no secrets found but accepted ones";
}

/** Why the scan is not complete; undefined when it is, or when there was nothing to scan in the first place. */
function incompleteReason(summary: ScanSummary): string | undefined {
  if (summary.interrupted) return "interrupted";
  const failed = summary.errors.length;
  if (failed > 0) return `${count(failed, "path")} could not be scanned`;
  if (summary.complete || isNothingScanned(summary)) return undefined;
  return "something was left unscanned, see the notes";
}
