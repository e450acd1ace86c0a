/** `keyscan explain FINGERPRINT|FILE:LINE`: why something was found, what decided, and what to do. Shows no secret. */
import { count } from "../report/amounts.ts";
import { acceptedParts } from "../report/pretty-finding.ts";
import { historyLines } from "../report/pretty-history.ts";
import { safeText } from "../report/safe-text.ts";
import { ExitCode } from "../scan/exit-code.ts";
import { startScan } from "../scan.ts";
import {
  ALLOW_WORD,
  type Confidence,
  type Finding,
  type Location,
  type ScanSummary,
  type Severity,
} from "../types.ts";
import { isDirectory } from "../sources/git/repository.ts";
import type { CommandInvocation } from "./invocation.ts";
import { prepareScan } from "./scan-command.ts";
import { print } from "./stdout.ts";
import { quoteBriefly, UsageError } from "./usage-error.ts";

const FINGERPRINT = /^v[0-9]+:[0-9a-f]{6,32}$/;
const SHORT = /^v[0-9]+:[0-9a-f]{0,5}$/;
const PLACE = /^(.+?):([0-9]+)(?::[0-9]+)?$/s;

/** What docs/confidence.md says, in a line. */
const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  high: "hardly ever wrong: an unmistakable format, a checksum that is right, or a value that the learned model is sure of",
  medium: "more likely a secret than not: name, place and value fit; reported by default",
  low: "hardly more than a hint; reported with --min-confidence low only",
};
const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "money, production or administration, if it is live",
  high: "writes or reads private data, if it is live",
  medium: "limited, read-only, or of use only together with something else",
  low: "of little use to a stranger",
  info: "made to be public, or it never leaves this machine",
};

const NO_SECRET = `keyscan ignore takes the fingerprint; a comment ${ALLOW_WORD} accepts the line`;

/** What is asked about. */
type Target = { fingerprint: string } | { path: string; line: number };

/** @throws UsageError, ConfigError, PathNotFoundError */
export async function explainCommand({ operands, options }: CommandInvocation): Promise<ExitCode> {
  const [asked, ...paths] = operands;
  const target = targetOf(asked);
  const where = "path" in target ? [target.path] : paths;
  if ("path" in target && paths.length > 0) throw new UsageError("explain FILE:LINE takes no further paths");
  const { request, rules } = await prepareScan({ command: "scan", paths: where, options });
  if ("path" in target && isDirectory(request.paths[0] ?? ""))
    throw new UsageError(`${JSON.stringify(target.path)} is a folder; explain needs FILE:LINE`);
  const all = {
    ...request,
    minConfidence: "low",
    showSecrets: false,
    showAccepted: true,
    history: false,
  } as const;
  const { findings, summary } = await startScan(all, rules, {}).done;
  let found = findings.filter((finding) => isMeant(finding, target));
  const errors = [...summary.errors];
  let { complete } = summary;
  // What stands nowhere any more may have been found in a history.
  if (found.length === 0 && "fingerprint" in target && request.history !== false) {
    const past = await startScan({ ...all, history: "only" }, rules, {}).done;
    found = past.findings.filter((finding) => isMeant(finding, target));
    errors.push(...past.summary.errors);
    // Where there is no history there was nothing to scan.
    complete &&= past.summary.complete || past.summary.history === undefined;
  }
  if (found.length === 0) {
    print(`${nothing(target, rules.infos.length)}\n`);
    for (const line of unread({ ...summary, errors }, target))
      process.stderr.write(`keyscan: ${safeText(line)}\n`);
    return complete ? ExitCode.Clean : ExitCode.Incomplete;
  }
  print(found.map((finding) => explained(finding)).join("\n"));
  return ExitCode.Clean;
}

function targetOf(asked: string | undefined): Target {
  if (asked === undefined) throw new UsageError("explain needs a fingerprint or FILE:LINE");
  if (FINGERPRINT.test(asked)) return { fingerprint: asked };
  if (SHORT.test(asked))
    throw new UsageError("explain needs six digits of a fingerprint at least, such as v1:0123ab");
  const [, path, line] = PLACE.exec(asked) ?? [];
  if (path === undefined || Number(line) === 0)
    throw new UsageError(
      `explain needs a fingerprint such as v1:0123abcd… or FILE:LINE, not ${quoteBriefly(asked)}`,
    );
  return { path, line: Number(line) };
}

const placesOf = ({ location, occurrences }: Finding): Location[] => [
  location,
  ...occurrences.map((occurrence) => occurrence.location),
];

function isMeant(finding: Finding, target: Target): boolean {
  if ("fingerprint" in target) return finding.fingerprint.startsWith(target.fingerprint);
  const { line } = target;
  return placesOf(finding).some(({ startLine, endLine }) => startLine <= line && line <= endLine);
}

function nothing(target: Target, rules: number): string {
  if ("fingerprint" in target)
    return `Nothing with the fingerprint ${target.fingerprint} was found, at any confidence (other paths? keyscan explain FINGERPRINT PATH…)`;
  const { path, line } = target;
  return `${safeText(path)}:${line}: nothing was found there, at any confidence, by any of ${rules} rules`;
}

/** Why something may be there all the same: what the scan could not read, or left out. */
function unread({ errors, skipped }: ScanSummary, target: Target): string[] {
  // Of a whole tree much is left out, as every report says.
  const leftOut = "path" in target ? skipped : [];
  return [
    ...errors.map(({ path, message, code }) => `${path}: ${message} (${code})`),
    ...leftOut.flatMap(({ reason, examples }) => examples.map((path) => `${path} was left out (${reason})`)),
  ];
}

function explained(finding: Finding): string {
  const { ruleId, title, confidence, score, severity, reasons, secret, checks, remediation } = finding;
  const places = placesOf(finding).map(
    ({ path, startLine, startColumn }) => `${safeText(path)}:${startLine}:${startColumn}`,
  );
  const accepted = acceptedParts(finding).join();
  const shown = places.slice(0, 5).join("\n            ");
  const rows: [string, string | undefined][] = [
    ["finding", `${safeText(title)} (${ruleId})`],
    [
      "value",
      `${secret.redacted}, ${count(secret.length, "byte")}, ${secret.entropy.toFixed(1)} bits a character`,
    ],
    [
      "where",
      places.length > 5 ? `${shown}\n            and ${count(places.length - 5, "more place")}` : shown,
    ],
    ...historyLines(finding).map((line, i): [string, string] => [i === 0 ? "history" : "", line]),
    ["confidence", `${confidence} (${score.toFixed(2)}): ${CONFIDENCE[confidence]}`],
    ["severity", `${severity}: ${SEVERITY[severity]}`],
    ["accepted", accepted === "" ? undefined : `${safeText(accepted)}; a scan does not report it`],
    ...reasons.map((reason, i): [string, string] => [i === 0 ? "because" : "", safeText(reason)]),
    ["checksum", checks.checksum === "none" ? undefined : checks.checksum],
    ...remediation.steps.map((step, i): [string, string] => [i === 0 ? "to do" : "", safeText(step)]),
    ["fingerprint", finding.fingerprint],
    ["rule", `keyscan rules show ${ruleId}`],
    ["no secret?", accepted === "" ? NO_SECRET : undefined],
  ];
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${value}\n`]))
    .join("");
}
