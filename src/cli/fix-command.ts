/**
 * `keyscan fix [paths…]`: reads hard-coded secrets from the environment instead. Without `--write` nothing is written: standard output
 * gets the diff, and nothing else; what is said about it goes to standard error.
 */
import { statSync } from "node:fs";
import { dirname, relative, sep } from "node:path";
import { unifiedDiff, type Changed } from "../fix/diff.ts";
import { hideInChange, hideInNames, hideInSide } from "../fix/hidden.ts";
import { hiddenPlaces, placesByFile, type Place } from "../fix/places.ts";
import { makePlan, type Plan } from "../fix/plan.ts";
import { TARGETS, type Target } from "../fix/recipes/index.ts";
import { existingVariables, ownChanges, sideFiles, SideFileError, type SideFile } from "../fix/side-files.ts";
import { writeChanged, type WriteFailure } from "../fix/write.ts";
import { addExposure, collectExposure } from "../hygiene/collect/exposure.ts";
import { ExitCode, reaches, type FailOnAt } from "../scan/exit-code.ts";
import { startScan, type ScanOutcome } from "../scan.ts";
import { findWorkTree } from "../sources/repository.ts";
import type { RuleInfo } from "../types.ts";
import { withAllow } from "./accepted.ts";
import { fixText } from "./fix-text.ts";
import type { CommandInvocation, GivenOptions } from "./invocation.ts";
import { failOnAt } from "./run-scan.ts";
import { prepareScan } from "./scan-command.ts";
import { print } from "./stdout.ts";
import { didYouMean, UsageError } from "./usage-error.ts";

interface FixOptions {
  write: boolean;
  keepValue: boolean;
  to: Target | undefined;
}

/**
 * 0: nothing is hard-coded any more. 1: something is, or was and is only shown. 3: not all was scanned, or could be written.
 *
 * @throws UsageError, ConfigError, PathNotFoundError
 */
export async function fixCommand({ operands, options }: CommandInvocation): Promise<ExitCode> {
  const own = ownOptions(operands, options);
  const { write: _write, keepValue: _keepValue, to: _to, ...scanOptions } = options;
  const prepared = await prepareScan({
    command: "scan",
    paths: operands,
    options: { ...scanOptions, history: false },
  });
  const { settings, rules, config } = prepared;
  const request = await withAllow(prepared.request, settings, config);
  // All that looks like a secret is looked for, so that the diff can hide it; values stay in this process.
  const all = { ...request, minConfidence: "low" as const, showSecrets: true, showAccepted: true };
  const outcome = await startScan(all, rules, {}).done;
  const root = rootOf(request.paths);
  addExposure(outcome.findings, collectExposure(outcome.findings, request.paths, request.cwd));
  const places = placesByFile(outcome.findings, settings.minConfidence, request.cwd);
  const { plan, sides } = await planned(root, places, rules.infos, own.keepValue);
  const failures = own.write ? written(plan, sides) : [];
  const hidden = settings.showSecrets ? undefined : hiddenPlaces(outcome.findings, request.cwd);
  const shown = (text: string): string => (settings.showSecrets ? text : hideInNames(text, outcome.findings));
  if (!own.write) print(shown(unifiedDiff(changedFiles(plan, sides, hidden))));
  const told = fixText({
    ...{ plan, sides, failures, summary: outcome.summary, rules: rules.infos },
    ...{ isWritten: own.write, showsSecrets: settings.showSecrets, quiet: settings.quiet === true },
    ...{ keepsValues: own.keepValue, target: own.to },
  });
  if (own.write) print(shown(told));
  else process.stderr.write(shown(told));
  return exitOf(plan, outcome, own.write, failures, failOnAt(request, settings));
}

/** @throws UsageError */
function ownOptions(operands: readonly string[], options: GivenOptions): FixOptions {
  if (operands.includes("-"))
    throw new UsageError("fix changes files, and standard input is none: name files or folders");
  const { to } = options as { to?: string };
  const target = TARGETS.find((name) => name === to);
  if (to !== undefined && target === undefined) {
    const not = `${JSON.stringify(to)}${didYouMean(to, TARGETS)}`;
    throw new UsageError(`--to must be one of ${TARGETS.join(", ")}, not ${not}`);
  }
  return { write: options["write"] === true, keepValue: options["keepValue"] === true, to: target };
}

/** The repository that all paths lie in, or the folder that they have in common. */
function rootOf(paths: readonly string[]): string {
  const folders = paths.map((path) => (statSync(path).isDirectory() ? path : dirname(path)));
  const common = folders.reduce((a, b) => commonFolder(a, b));
  return findWorkTree(common) ?? common;
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (relative(folder, b).split(sep)[0] === "..") folder = dirname(folder);
  return folder;
}

/** @throws UsageError where a file beside the code can't be used. */
async function planned(
  root: string,
  places: ReadonlyMap<string, readonly Place[]>,
  rules: readonly RuleInfo[],
  keepValues: boolean,
): Promise<{ plan: Plan; sides: SideFile[] }> {
  try {
    const plan = await makePlan({ root, places, rules, existing: existingVariables(root) });
    return { plan, sides: sideFiles(plan, keepValues) };
  } catch (error) {
    if (error instanceof SideFileError) throw new UsageError(error.message);
    throw error;
  }
}

/** Files beside the code go first: a value must be kept before it is taken out of the code. */
function written(plan: Plan, sides: readonly SideFile[]): WriteFailure[] {
  const failures: WriteFailure[] = [];
  for (const file of sides) {
    const failure = writeChanged(file);
    if (failure !== undefined) failures.push(failure);
  }
  if (failures.length > 0) return failures;
  for (const file of ownChanges(plan.changes, sides)) {
    const failure = writeChanged(file);
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

/** The files before and after, with every secret that was found hidden unless they are to be shown. */
function changedFiles(
  { changes }: Plan,
  sides: readonly SideFile[],
  hidden: ReadonlyMap<string, readonly Place[]> | undefined,
): Changed[] {
  const files = ownChanges(changes, sides).map((change) => {
    const { name, path, textBefore, textAfter } = change;
    const shown = { before: textBefore, after: textAfter };
    return { name, ...(hidden === undefined ? shown : hideInChange(change, hidden.get(path) ?? [])) };
  });
  const beside = sides.map((side) => {
    const { name, path, textBefore, textAfter } = side;
    const shown = { before: textBefore, after: textAfter };
    return { name, ...(hidden === undefined ? shown : hideInSide(side, hidden.get(path) ?? [])) };
  });
  return [...files, ...beside];
}

function exitOf(
  plan: Plan,
  { summary, findings }: ScanOutcome,
  isWritten: boolean,
  failures: readonly WriteFailure[],
  thresholdAt: FailOnAt,
): ExitCode {
  const failed = new Set(failures.map(({ path }) => path));
  const open = [
    ...plan.left.filter(({ isFine }) => isFine !== true).map(({ place }) => place),
    ...plan.changes
      .filter(({ path }) => !isWritten || failed.size > 0 || failed.has(path))
      .flatMap(({ fixed }) => fixed.map(({ place }) => place)),
  ];
  const severities = new Map(findings.map(({ fingerprint, severity }) => [fingerprint, severity]));
  const fails = open.some(({ fingerprint, shown }) => {
    const severity = severities.get(fingerprint);
    return severity !== undefined && reaches(severity, thresholdAt(shown));
  });
  if (fails) return ExitCode.Findings;
  return summary.complete && failures.length === 0 ? ExitCode.Clean : ExitCode.Incomplete;
}
