/** `keyscan [paths…]`, `keyscan logs [paths…]`: settings, scan, reports, exit code. */
import { dirname, relative, sep } from "node:path";
import type { LoadedConfig } from "../config/config.ts";
import { findConfig } from "../config/discover.ts";
import type { RuleFile } from "../rules/schema.ts";
import { selectRules, type Rules, type ScanRequest } from "../scan.ts";
import type { ExitCode } from "../scan/exit-code.ts";
import { UnknownRuleError } from "../scan/rule-errors.ts";
import { isDirectory } from "../sources/git/repository.ts";
import { resolveRoots } from "../sources/roots.ts";
import { PRACTICE_IDS } from "../types.ts";
import { acceptOptions } from "./accepted.ts";
import type { GivenOptions, ScanInvocation } from "./invocation.ts";
import { unknownRule } from "./unknown-rule.ts";
import { runScan } from "./run-scan.ts";
import { settingsOf, type Settings } from "./settings.ts";
import { FOLDER_GONE, UsageError } from "./usage-error.ts";

const STDIN = "-";

/** A scan that is ready to be started. */
export interface Prepared {
  request: ScanRequest;
  rules: Rules;
  settings: Settings;
  config: LoadedConfig;
  stop: AbortController;
}

/** @throws UsageError, ConfigError, PathNotFoundError */
export async function scanCommand(invocation: ScanInvocation): Promise<ExitCode> {
  const { request, rules, ...run } = await prepareScan(invocation);
  return runScan(request, rules, run);
}

/**
 * @param isNewBaseline The command writes the baseline, which need not exist yet.
 * @throws UsageError, ConfigError, PathNotFoundError
 */
export async function prepareScan(
  { command, paths: given, options }: ScanInvocation,
  isNewBaseline = false,
): Promise<Prepared> {
  const cwd = workingDirectory();
  const wanted = given.length > 0 ? given : [command === "logs" ? STDIN : "."];
  // Before anything is written, a report for instance.
  const roots = await resolveRoots(
    wanted.filter((path) => path !== STDIN),
    cwd,
  );
  const folder = options["follow"] === true ? roots.find(isDirectory) : undefined;
  if (folder !== undefined)
    throw new UsageError(`--follow takes files, and ${JSON.stringify(folder)} is a folder`);
  const config = await loadConfigFor(roots, cwd, options);
  const settings = { ...settingsOf(options, config, cwd, globBase(roots, cwd)), isNewBaseline };
  const stop = new AbortController();
  const paths = wanted.includes(STDIN) ? [STDIN, ...roots] : roots;
  const request = scanRequest(command, { paths, cwd, signal: stop.signal }, settings);
  const rules = await rulesFor(request, await loadRuleFiles(settings.rules ?? [], cwd), config);
  return { request, rules, settings, config, stop };
}

/** Absolute. @throws UsageError where it was deleted. */
export function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new UsageError(FOLDER_GONE);
  }
}

/** What the walk takes globs relative to: the cwd, but for one root outside of it, which is its own. */
function globBase(roots: readonly string[], cwd: string): string {
  const [root] = roots;
  if (roots.length !== 1 || root === undefined) return cwd;
  const way = relative(cwd, root);
  const isOutside = way === ".." || way.startsWith(`..${sep}`);
  if (!isOutside) return cwd;
  return isDirectory(root) ? root : dirname(root);
}

type Where = Pick<ScanRequest, "paths" | "cwd" | "signal">;

/** The request for a scan with these settings; `command` decides about the mode. */
export function scanRequest(
  command: ScanInvocation["command"],
  where: Where,
  settings: Settings,
): ScanRequest {
  const { gitignore, decode, include, exclude, maxFileSize, maxMemory, threads, rule, disableRule } =
    settings;
  return {
    ...where,
    mode: command === "git" || command === "logs" ? command : "tree",
    ...historyOf(settings),
    ...(command === "logs" || command === "audit" ? { usage: settings.usage !== false } : {}),
    ...(settings.follow === true ? { follow: true } : {}),
    minConfidence: settings.minConfidence,
    showSecrets: settings.showSecrets,
    ...(settings.verify === true ? { keepSecrets: true } : {}),
    ...(gitignore === undefined ? {} : { gitignore }),
    ...(decode === undefined ? {} : { decode }),
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(maxFileSize === undefined ? {} : { maxFileSize }),
    ...(maxMemory === undefined ? {} : { maxMemory }),
    ...(threads === undefined ? {} : { threads }),
    ...(rule === undefined ? {} : { onlyRules: rule }),
    ...(disableRule === undefined ? {} : { disabledRules: disableRule }),
    ...acceptOptions(settings, where.paths, where.cwd),
  };
}

/** What of git histories is scanned. */
function historyOf({
  history,
  historyOnly,
  cache,
  range,
  since,
  branch,
}: Settings): Pick<ScanRequest, "history" | "part" | "cache"> {
  const part = {
    ...(range === undefined ? {} : { range }),
    ...(since === undefined ? {} : { since }),
    ...(branch === undefined ? {} : { branch }),
  };
  return { history: historyOnly === true ? "only" : history !== false, part, cache: cache !== false };
}

/** The validator is loaded only where there is a file to validate. */
export async function loadConfigFor(
  roots: readonly string[],
  cwd: string,
  options: GivenOptions,
): Promise<LoadedConfig> {
  const { config: file } = options as { config?: string };
  const paths = roots.length === 0 ? ["."] : roots;
  if (file === undefined && paths.every((path) => findConfig(path, cwd) === undefined)) {
    return { directory: cwd, values: {} };
  }
  const { loadConfig } = await import("../config/config.ts");
  return loadConfig({ paths, cwd, ...(file === undefined ? {} : { file }) });
}

/** Reads rule files (absolute paths). @throws ConfigError naming file, line and field. */
export async function loadRuleFiles(files: readonly string[], cwd: string): Promise<RuleFile[]> {
  if (files.length === 0) return [];
  const { readRuleFiles } = await import("../rules/load.ts");
  return readRuleFiles(files, cwd);
}

/** @throws ConfigError for a rule that the configuration names and that does not exist; UsageError for one of the options. */
export async function rulesFor(
  request: ScanRequest,
  ruleFiles: readonly RuleFile[],
  config: LoadedConfig,
): Promise<Rules> {
  try {
    const rules = await selectRules({ ...request, ruleFiles });
    const { allow, overrides } = config.values;
    if (allow === undefined && overrides === undefined) return rules;
    const { checkRuleNames } = await import("../config/config.ts");
    checkRuleNames(config, new Set([...rules.pack.rules.map((rule) => rule.id), ...PRACTICE_IDS]));
    return rules;
  } catch (error) {
    if (!(error instanceof UnknownRuleError)) throw error;
    const { checkRuleNames } = await import("../config/config.ts");
    checkRuleNames(config, new Set(error.known));
    throw unknownRule(error.rule, error.known);
  }
}
