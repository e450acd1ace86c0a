/**
 * GitHub Flavored Markdown, for job summaries, comments and wikis: verdict, a table of places, what to do for each kind of
 * key once, and what was not scanned. Always redacted.
 */
import type { Finding, Occurrence, ReportContext, Reporter, ScanSummary, Severity } from "../types.ts";
import { SEVERITIES } from "../types.ts";
import { count, grouped } from "./amounts.ts";
import { addAudit } from "./markdown-audit.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import { documentReporter } from "./document.ts";
import type { PieceWriter } from "./pieces.ts";
import { commitOf, openPlaces } from "./places.ts";
import { openFindings, problemsOf, scannedAmount, whyIncomplete } from "./verdict.ts";
import { webAddress } from "./web-address.ts";

// A job summary of GitHub Actions holds 1 MiB, and is refused whole when it is longer; the rest of the report needs room too.
const TABLE_ROOM = 600_000;
const MARKS: Readonly<Record<Severity, string>> = {
  critical: "🔴",
  high: "🟠",
  medium: "🟡",
  low: "🔵",
  info: "⚪",
};
const KINDS_EXPLAINED = 40;
const PROBLEMS_SHOWN = 50;

/** Reporter that writes its document when the scan has ended. */
export function createMarkdownReporter(context: ReportContext): Reporter {
  return documentReporter(context, (pieces, findings, summary) => {
    const open = openFindings(findings);
    pieces.add(`## keyscan: ${headline(open, summary)}\n\n`);
    addCounts(pieces, findings, open);
    addTable(pieces, open);
    if (summary.audit !== undefined) addAudit(pieces, summary.audit);
    addSteps(pieces, open);
    addFixed(pieces, findings);
    addProblems(pieces, summary);
    addFooter(pieces, context, summary);
  });
}

function headline(open: readonly Finding[], summary: ScanSummary): string {
  const places = open.reduce((sum, finding) => sum + openPlaces(finding).length, 0);
  const found =
    open.length === 0 ? "no secrets found" : `${count(open.length, "secret")} in ${count(places, "place")}`;
  const reason = whyIncomplete(summary);
  return reason === undefined
    ? found
    : `incomplete, ${reason}; ${open.length === 0 ? "nothing found in the rest" : found}`;
}

function addCounts(pieces: PieceWriter, findings: readonly Finding[], open: readonly Finding[]): void {
  const counts = SEVERITIES.flatMap((severity) => {
    const amount = open.filter((finding) => finding.severity === severity).length;
    return amount === 0 ? [] : [`${MARKS[severity]} ${grouped(amount)} ${severity}`];
  });
  if (counts.length > 0) pieces.add(`${counts.join(" · ")}\n\n`);
  if (!findings.some((finding) => finding.state !== undefined)) return;
  const states = (["new", "unchanged", "fixed"] as const).map(
    (state) => `${grouped(findings.filter((finding) => finding.state === state).length)} ${state}`,
  );
  pieces.add(`Compared with the older result: ${states.join(" · ")}\n\n`);
}

function addTable(pieces: PieceWriter, open: readonly Finding[]): void {
  if (open.length === 0) return;
  pieces.add("| severity | secret | place | fingerprint |\n| --- | --- | --- | --- |\n");
  let room = TABLE_ROOM;
  let left = 0;
  for (const finding of bySeverity(open)) {
    for (const { occurrence } of openPlaces(finding)) {
      const row = rowOf(finding, occurrence);
      room -= row.length;
      if (room >= 0) pieces.add(row);
      else left += 1;
    }
  }
  if (left > 0) pieces.add(`\n${count(left, "further place")} left out here; other formats have all.\n`);
  pieces.add("\n");
}

function rowOf(finding: Finding, occurrence: Occurrence): string {
  const { severity, title, secret, state, fingerprint } = finding;
  const { path, startLine } = occurrence.location;
  const commit = commitOf(occurrence.source);
  const where = `${markdownCode(`${path}:${startLine}`)}${commit === undefined ? "" : ` in commit ${markdownCode(commit.id.slice(0, 12))}`}`;
  const notes = [...(state === undefined ? [] : [state]), ...occurrence.exposure].map(markdownText);
  const note = notes.length === 0 ? "" : ` (${notes.join(", ")})`;
  return `| ${MARKS[severity]} ${severity} | ${markdownText(title)} ${markdownCode(secret.redacted)} | ${where}${note} | <code>${markdownPlain(fingerprint)}</code> |\n`;
}

/** A fingerprint is ours, and people search for it in the source of a comment. */
function markdownPlain(fingerprint: string): string {
  return /^v\d+:[0-9a-f]+$/.test(fingerprint) ? fingerprint : markdownText(fingerprint);
}

/** What to do, once for each rule. */
function addSteps(pieces: PieceWriter, open: readonly Finding[]): void {
  const kinds = new Map(bySeverity(open).map((finding) => [finding.ruleId, finding]));
  if (kinds.size === 0) return;
  pieces.add("### What to do\n\nRevoke first: taking a key out of the code does not make it worthless.\n\n");
  for (const finding of [...kinds.values()].slice(0, KINDS_EXPLAINED)) {
    const { summary, steps, revokeUrl, docsUrl } = finding.remediation;
    const [revoke, docs] = [webAddress(revokeUrl), webAddress(docsUrl)];
    pieces.add(
      `<details><summary>${markdownText(finding.title)} ${markdownCode(finding.ruleId)}</summary>\n\n`,
    );
    pieces.add(`${markdownText(summary)}\n\n`);
    if (steps.length > 0)
      pieces.add(`${steps.map((step, index) => `${index + 1}. ${markdownText(step)}`).join("\n")}\n\n`);
    const links = [
      ...(revoke === undefined ? [] : [`[Revoke it](<${revoke}>)`]),
      ...(docs === undefined ? [] : [`[Documentation](<${docs}>)`]),
    ];
    if (links.length > 0) pieces.add(`${links.join(" · ")}\n\n`);
    pieces.add("</details>\n\n");
  }
  if (kinds.size > KINDS_EXPLAINED)
    pieces.add(
      `${count(kinds.size - KINDS_EXPLAINED, "further kind")} of keys: see \`keyscan rules show ID\`.\n\n`,
    );
}

function addFixed(pieces: PieceWriter, findings: readonly Finding[]): void {
  const fixed = findings.filter((finding) => finding.state === "fixed");
  if (fixed.length === 0) return;
  pieces.add("### No longer there\n\nGone from where it was found; that does not revoke it.\n\n");
  for (const { title, secret, location } of fixed.slice(0, PROBLEMS_SHOWN)) {
    pieces.add(
      `- ${markdownText(title)} ${markdownCode(secret.redacted)} ${markdownCode(`${location.path}:${location.startLine}`)}\n`,
    );
  }
  if (fixed.length > PROBLEMS_SHOWN) pieces.add(`- and ${grouped(fixed.length - PROBLEMS_SHOWN)} more\n`);
  pieces.add("\n");
}

function addProblems(pieces: PieceWriter, summary: ScanSummary): void {
  const problems = problemsOf(summary);
  if (problems.length === 0) return;
  pieces.add("### Not scanned\n\n");
  for (const { path, code, message } of problems.slice(0, PROBLEMS_SHOWN)) {
    pieces.add(`- ${markdownCode(path)} ${markdownText(`${message} (${code})`)}\n`);
  }
  if (problems.length > PROBLEMS_SHOWN)
    pieces.add(`- and ${grouped(problems.length - PROBLEMS_SHOWN)} more\n`);
  pieces.add("\n");
}

function addFooter(pieces: PieceWriter, { tool }: ReportContext, summary: ScanSummary): void {
  const skipped = summary.skipped.reduce((sum, skip) => sum + skip.count + skip.directories, 0);
  const parts = [
    `${scannedAmount(summary)} scanned`,
    ...(skipped === 0 ? [] : [`${grouped(skipped)} left out by choice`]),
    ...(summary.belowConfidence === 0
      ? []
      : [`${grouped(summary.belowConfidence)} below the confidence asked for`]),
    `keyscan ${markdownText(tool.version)}`,
  ];
  pieces.add(`${parts.join(" · ")}\n`);
  for (const note of summary.notes) pieces.add(`\nNote: ${markdownText(note)}\n`);
}

function bySeverity(findings: readonly Finding[]): Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}
