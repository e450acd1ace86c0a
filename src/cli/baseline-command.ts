/** `keyscan baseline create | update | check | prune`, and what merges baselines. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import {
  emptyBaseline,
  linesFor,
  parseBaseline,
  readBaseline,
  saltFor,
  withLines,
  writeBaseline,
  type Baseline,
} from "../accept/baseline-file.ts";
import { BASELINE_NAME } from "../accept/load.ts";
import { sortOut } from "../accept/tell.ts";
import { searchedDirectories } from "../config/discover.ts";
import { shownPath } from "../config/paths.ts";
import { startScan, type ScanOutcome } from "../scan.ts";
import { ExitCode } from "../scan/exit-code.ts";
import { count } from "../report/amounts.ts";
import { safeText } from "../report/safe-text.ts";
import type { Finding, KnownEntry } from "../types.ts";
import { withAllow } from "./accepted.ts";
import type { CommandInvocation } from "./invocation.ts";
import { prepareScan, type Prepared } from "./scan-command.ts";
import { print } from "./stdout.ts";
import { didYouMean, UsageError } from "./usage-error.ts";

const ACTIONS = ["create", "update", "check", "prune"] as const;
type Action = (typeof ACTIONS)[number];
const OTHERS = ["install-merge-driver", "merge"] as const;

/** @throws UsageError, ConfigError, PathNotFoundError */
export async function baselineCommand({ operands, options }: CommandInvocation): Promise<ExitCode> {
  const [first = "create", ...rest] = operands;
  if (first === "install-merge-driver" || first === "merge") {
    const { installMergeDriver, mergeFiles } = await import("./merge-driver.ts");
    return first === "merge" ? mergeFiles(rest) : installMergeDriver(rest);
  }
  const action = ACTIONS.find((name) => name === first);
  if (action === undefined) {
    const hint = didYouMean(first, [...ACTIONS, ...OTHERS]);
    throw new UsageError(`baseline has ${ACTIONS.join(", ")}, not ${JSON.stringify(first)}${hint}`);
  }
  const prepared = await prepareScan({ command: "scan", paths: rest, options }, true);
  return run(action, prepared, options["force"] === true);
}

interface Target {
  file: string;
  shown: string;
  /** Undefined where there is no file. */
  there: Baseline | undefined;
}

/** Where the baseline of a scan is, or would be. */
export function targetOf({ settings, request }: Prepared): Target {
  const [root] = request.paths;
  const top = searchedDirectories(root ?? ".", request.cwd).at(-1) ?? request.cwd;
  const file = settings.baseline ?? join(top, BASELINE_NAME);
  const shown = shownPath(file, request.cwd);
  return { file, shown, there: existsSync(file) ? readBaseline(file, shown) : undefined };
}

async function run(action: Action, prepared: Prepared, force: boolean): Promise<ExitCode> {
  const target = targetOf(prepared);
  const { shown, there } = target;
  if (action === "create" && there !== undefined && !force)
    throw new UsageError(`${shown} exists (keyscan baseline update adds to it, --force replaces it)`);
  if (action !== "create" && there === undefined)
    throw new UsageError(`${shown} does not exist (keyscan baseline create writes it)`);
  const old = action === "create" ? emptyBaseline() : (there ?? emptyBaseline());
  const known = prepared.request.known?.entries ?? [];
  // A new baseline takes in what an old one knew.
  const entries = action === "create" ? known.filter((entry) => entry.by !== "baseline") : known;
  const base = await withAllow(prepared.request, prepared.settings, prepared.config);
  const request = { ...base, showAccepted: false, known: { entries, salt: saltFor(old) } };
  const outcome = await startScan(request, prepared.rules, {}).done;
  const sorted = sortOut({ entries, below: request.below }, outcome, request.paths);
  const ofBaseline = sorted.stale.filter((entry) => entry.by === "baseline");
  if (action === "check") return check(outcome, ofBaseline, sorted.expired);
  warn(outcome);
  if (!outcome.summary.complete) {
    print(`${shown} was not written: the scan is not complete\n`);
    return outcome.summary.interrupted ? ExitCode.Interrupted : ExitCode.Incomplete;
  }
  if (action === "prune") return prune(target, old, outcome, ofBaseline);
  return add(target, old, outcome, ofBaseline);
}

function add({ file, shown }: Target, old: Baseline, outcome: ScanOutcome, stale: KnownEntry[]): ExitCode {
  const base = dirname(file);
  const pathOf = (path: string): string => relative(base, resolve(path)).split(sep).join("/");
  const next = withLines(old, linesFor(outcome.findings, pathOf));
  writeBaseline(file, next);
  const added = next.lines.length - old.lines.length;
  const kept = old.lines.length === 0 ? "" : `, ${count(old.lines.length, "line")} kept`;
  const gone =
    stale.length === 0 ? "" : `, ${stale.length} of them of no use any more (keyscan baseline prune)`;
  print(`${shown}: ${count(added, "line")} added${kept}${gone}\n`);
  return ExitCode.Clean;
}

function prune(
  { file, shown }: Target,
  old: Baseline,
  { unused }: ScanOutcome,
  stale: KnownEntry[],
): ExitCode {
  if (unused === undefined)
    throw new UsageError(
      "prune has to look for everything (without --rule, --include, --max-file-size, --no-history)",
    );
  // An entry is told by its line in the file as it was read.
  const numbers = new Set(stale.map(({ where }) => Number(where.slice(where.lastIndexOf(":") + 1))));
  const lines = readFileSync(file, "utf8").split("\n");
  const next = parseBaseline(lines.filter((_, index) => !numbers.has(index + 1)).join("\n"), shown);
  writeBaseline(file, next);
  print(
    `${shown}: ${count(old.lines.length - next.lines.length, "line")} removed, ${next.lines.length} kept\n`,
  );
  return ExitCode.Clean;
}

function check({ findings, summary }: ScanOutcome, stale: KnownEntry[], expired: KnownEntry[]): ExitCode {
  const { accepted } = summary;
  const known = accepted.baseline + accepted.ignoreFile;
  print(`${count(known, "secret")} known, ${findings.length} new, ${count(stale.length, "stale line")}\n`);
  for (const finding of findings)
    print(`  new      ${placeOf(finding)}  ${finding.ruleId}  ${finding.fingerprint}\n`);
  for (const { where, path } of stale)
    print(`  stale    ${safeText(where)}${path === undefined ? "" : `  ${safeText(path)}`}\n`);
  for (const { where, until } of expired) print(`  expired  ${safeText(where)}  on ${until ?? ""}\n`);
  if (summary.interrupted) return ExitCode.Interrupted;
  if (findings.length > 0 || stale.length > 0) return ExitCode.Findings;
  return summary.complete ? ExitCode.Clean : ExitCode.Incomplete;
}

function placeOf({ location }: Finding): string {
  return `${safeText(location.path)}:${location.startLine}`;
}

/** What was not scanned is in no baseline, and will be reported one day. */
function warn({ summary }: ScanOutcome): void {
  for (const { path, code, message } of summary.errors)
    process.stderr.write(`keyscan: ${safeText(path)}: ${safeText(message)} (${safeText(code)})\n`);
}
