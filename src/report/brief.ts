/**
 * The report of a gate, such as a commit hook: where each secret stands, a line each, and the ways on. Nothing of the rest is
 * said, but what could not be looked at. Written at the end. Always redacted: what hooks print ends up in logs.
 */
import type { Finding, Gate, ReportContext, Reporter, ScanSummary } from "../types.ts";
import { ALLOW_WORD } from "../types.ts";
import { count, grouped } from "./amounts.ts";
import { createStyle, place, type Style } from "./pretty-style.ts";
import { safeText } from "./safe-text.ts";
import { isNothingScanned, openFindings, scannedAmount } from "./verdict.ts";

/** Secrets, and paths that could not be scanned, that are listed unless everything is asked for. */
const SHOWN = 10;

const STAGE: Readonly<
  Record<Gate["what"], { stopped: string; where: string; again: string; once?: string }>
> = {
  commit: {
    stopped: "commit stopped",
    where: "in what is staged",
    again: "take it out of the file and git add it again",
    once: "git commit --no-verify, or SKIP=keyscan git commit where pre-commit runs keyscan",
  },
  push: {
    stopped: "push stopped",
    where: "in what is pushed",
    again: "take it out of the commits that add it: git rebase -i, or git commit --amend for the last one",
    once: "git push --no-verify",
  },
  // Of a server, whose hooks nobody who pushes can skip.
  receive: {
    stopped: "push refused",
    where: "in what is pushed",
    again: "take it out of the commits that add it: git rebase -i, or git commit --amend for the last one",
  },
  scan: {
    stopped: "not clean",
    where: "found",
    again: "take it out of the file",
    once: "--fail-on none reports without failing",
  },
  change: {
    stopped: "change refused",
    where: "in the change",
    again: "take it out of the commits that add it",
    once: "--fail-on none reports without failing",
  },
};

/** Reporter for a few lines, coloured when `context.color` is set. */
export function createBriefReporter(context: ReportContext): Reporter {
  const style = createStyle(context);
  const gate = context.gate ?? { what: "scan", stops: () => true };
  return {
    start() {},
    finding() {},
    occurrence() {},
    end(all, summary) {
      const findings = openFindings(all);
      const lines =
        findings.length > 0 ? [...findingLines(findings, gate, style)] : cleanLines(summary, context, style);
      const text = [...lines, ...troubleLines(summary, style)];
      if (text.length > 0) context.write(`${text.join("\n")}\n`);
    },
  };
}

function findingLines(findings: readonly Finding[], gate: Gate, style: Style): string[] {
  const stage = STAGE[gate.what];
  const stops = findings.filter((finding) => gate.stops(finding));
  const secrets = `${count(findings.length, "secret")} ${stage.where}${newText(findings)}`;
  const head =
    stops.length > 0
      ? style.bad(`keyscan: ${stage.stopped}, ${secrets}`)
      : style.warning(`keyscan: ${secrets}`);
  const shown = style.verbose ? findings : findings.slice(0, SHOWN);
  const lines = [head, ...shown.map((finding) => findingLine(finding, gate.what === "scan", style))];
  const left = findings.length - shown.length;
  if (left > 0) lines.push(style.dim(`  and ${grouped(left)} more; --verbose lists them`));
  return stops.length > 0 ? [...lines, ...waysOn(stops, stage, style)] : lines;
}

/** After a comparison: how many it counts. */
function newText(findings: readonly Finding[]): string {
  if (findings.every(({ state }) => state === undefined)) return "";
  return `, ${grouped(findings.filter(({ state }) => state === "new").length)} of them new`;
}

function findingLine(finding: Finding, isScan: boolean, style: Style): string {
  const { severity, title, secret, known, occurrences, source, exposure, history } = finding;
  const isPast = exposure.includes("git-history") && history?.current === undefined;
  // Messages and names of commits can't be taken out by another commit.
  const past = isScan
    ? "in git history"
    : source.part === undefined && "and removed again: it is in the history";
  const notes = [
    source.commit === undefined ? undefined : `added by ${source.commit.slice(0, 12)}`,
    isPast ? past : undefined,
    finding.state === "unchanged" ? "not new" : undefined,
    occurrences.length === 0 ? undefined : `and in ${count(occurrences.length, "more place")}`,
    known === undefined
      ? undefined
      : `was there before: ${safeText(known.revision)}:${safeText(known.path)}:${known.line}`,
  ].filter((note) => note !== undefined && note !== false);
  const rest = notes.length === 0 ? "" : style.dim(` (${notes.join("; ")})`);
  const what = `${safeText(title)} ${safeText(secret.redacted)}`;
  return `  ${style.severity[severity](severity)} ${style.bold(place(finding.location))} ${what}${rest}`;
}

function waysOn(
  findings: readonly Finding[],
  stage: { again: string; once?: string },
  style: Style,
): string[] {
  const urls = [...new Set(findings.map((finding) => finding.remediation.revokeUrl))];
  const where = urls.length === 1 && urls[0] !== undefined ? ` at ${style.link(safeText(urls[0]))}` : "";
  const rules = [...new Set(findings.map((finding) => finding.ruleId))];
  const rule = rules.length === 1 ? ` ${rules[0]}` : "";
  return [
    `  ${style.bold("remove")}  ${stage.again}; if it was ever shared, revoke it${where}`,
    `  ${style.bold("allow")}   no secret? end the line with a comment: ${ALLOW_WORD}${rule} -- why`,
    ...(stage.once === undefined ? [] : [`  ${style.bold("skip")}    this once: ${stage.once}`]),
  ];
}

function cleanLines(summary: ScanSummary, context: ReportContext, style: Style): string[] {
  if (context.quiet || summary.interrupted) return [];
  if (isNothingScanned(summary)) return [style.dim(`keyscan: ${summary.notes[0] ?? "nothing to scan"}`)];
  const left = summary.skipped.reduce((sum, skip) => sum + skip.count, 0);
  const rest = left === 0 ? "" : style.dim(` (${grouped(left)} left out; --format pretty tells why)`);
  const where = summary.files === 0 ? scannedAmount(summary) : count(summary.files, "file");
  return [style.good(`keyscan: no secrets in ${where}`) + rest];
}

function troubleLines(summary: ScanSummary, style: Style): string[] {
  if (summary.interrupted) return [style.warning("keyscan: interrupted; not everything was looked at")];
  if (summary.complete) return [];
  const { errors } = summary;
  if (errors.length === 0) return [style.warning("keyscan: INCOMPLETE, nothing was scanned")];
  const shown = style.verbose ? errors : errors.slice(0, SHOWN);
  return [
    style.warning(`keyscan: INCOMPLETE, ${count(errors.length, "path")} could not be scanned`),
    ...shown.map(({ path, message }) => `  ${safeText(path)}: ${safeText(message)}`),
    ...(errors.length > shown.length
      ? [style.dim(`  and ${grouped(errors.length - shown.length)} more; --verbose lists them`)]
      : []),
  ];
}
