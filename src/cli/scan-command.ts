/** `keyscan [paths…]`, `keyscan logs [paths…]`: settings, scan, reports, exit code. */
import { statSync } from "node:fs";
import { dirname, relative, sep } from "node:path";
import type { LoadedConfig } from "../config/config.ts";
import { findConfig } from "../config/discover.ts";
import type { RuleFile } from "../rules/schema.ts";
import { selectRules, startScan, type Rules, type ScanRequest } from "../scan.ts";
import { exitCode, exitCodeByPath, type ExitCode } from "../scan/exit-code.ts";
import { UnknownRuleError } from "../scan/unknown-rule.ts";
import { resolveRoots } from "../sources/roots.ts";
import type { Finding, Gate, ScanSummary } from "../types.ts";
import { acceptOptions, entryNotes, sortOut, withAllow } from "./accepted.ts";
import type { GivenOptions, ScanInvocation } from "./options.ts";
import { openOutputs } from "./outputs.ts";
import { startProgress, type Progress } from "./progress.ts";
import { unknownRule } from "./rules-command.ts";
import { settingsOf, type Settings } from "./settings.ts";
import { isReaderGone, onPrintFailure } from "./stdout.ts";
import { UsageError } from "./usage-error.ts";
import { VERSION } from "./version.ts";

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

/** @throws UsageError, ConfigError, PathNotFoundError */
export async function prepareScan({ command, paths: given, options }: ScanInvocation): Promise<Prepared> {
  const cwd = workingDirectory();
  const wanted = given.length > 0 ? given : [command === "logs" ? STDIN : "."];
  // Before anything is written, a report for instance.
  const roots = await resolveRoots(
    wanted.filter((path) => path !== STDIN),
    cwd,
  );
  const config = await loadConfigFor(roots, cwd, options);
  const settings = settingsOf(options, config, cwd, globBase(roots, cwd));
  const stop = new AbortController();
  const paths = wanted.includes(STDIN) ? [STDIN, ...roots] : roots;
  const request = scanRequest(command, { paths, cwd, signal: stop.signal }, settings);
  const rules = await rulesFor(request, await loadRuleFiles(settings.rules ?? [], cwd), config);
  return { request, rules, settings, config, stop };
}

export function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new UsageError("the working directory does not exist any more");
  }
}

interface Run {
  settings: Settings;
  config: LoadedConfig;
  stop: AbortController;
  /** What waits for the result. */
  gate?: Gate["what"];
}

export async function runScan(
  given: ScanRequest,
  rules: Rules,
  { settings, config, stop, gate }: Run,
): Promise<ExitCode> {
  const request = await withAllow(given, settings, config);
  const { format, output, report = [], color } = settings;
  const shared = {
    tool: { name: "keyscan" as const, version: VERSION, rulesHash: rules.pack.hash },
    rules: rules.infos,
    verbose: settings.verbose === true,
    quiet: settings.quiet === true,
    ...(gate === undefined ? {} : { gate: { what: gate, failOn: settings.failOn } }),
  };
  const target = {
    format,
    report,
    ...(output === undefined ? {} : { output }),
    ...(color === undefined ? {} : { color }),
  };
  let progress: Progress | undefined;
  const outputs = await openOutputs(target, shared, {
    beforeWrite: () => progress?.clear(),
    onFailure: () => stop.abort(),
  });
  // Who looks at the first lines only still gets the files that were asked for.
  onPrintFailure(() => {
    if (!isReaderGone() || report.length === 0) stop.abort();
  });
  const signals = listenToSignals(stop);
  try {
    if (settings.quiet !== true) greetTerminal(request);
    const shows = showsProgress(settings);
    outputs.start();
    const running = startScan(request, rules, {
      onFinding: (finding) => outputs.finding(finding),
      onOccurrence: (finding, occurrence) => outputs.occurrence(finding, occurrence),
      onHistory: (finding) => outputs.history(finding),
      outputs: outputs.files,
      countFiles: shows,
    });
    if (shows) progress = startProgress(running);
    const outcome = await running.done;
    progress?.stop();
    const entries = sortOut(request.known?.entries ?? [], outcome, request.paths);
    const final = finalSummary(outcome.summary, entryNotes(entries), config, signals.interrupted);
    outputs.end(outcome.findings, final);
    return exitOf(final, outcome.findings, request, settings);
  } finally {
    progress?.stop();
    signals.end();
  }
}

function exitOf(
  summary: ScanSummary,
  findings: readonly Finding[],
  { overrides }: ScanRequest,
  { failOn }: Settings,
): ExitCode {
  if (overrides === undefined) return exitCode(summary, failOn);
  return exitCodeByPath(summary, findings, (path) => overrides.at(path).failOn ?? failOn);
}

/** A scan that was ended because nobody reads its report any more was not interrupted. */
function finalSummary(
  summary: ScanSummary,
  more: readonly string[],
  config: LoadedConfig,
  interrupted: boolean,
): ScanSummary {
  const notes = config.shown === undefined ? [] : [`configuration: ${config.shown}`];
  return { ...summary, notes: [...summary.notes, ...more, ...notes], interrupted };
}

/** Ctrl-C ends the scan and prints what was found; a second one ends the process. */
function listenToSignals(stop: AbortController): { readonly interrupted: boolean; end(): void } {
  let interrupted = false;
  const interrupt = (): void => {
    // oxlint-disable-next-line unicorn/no-process-exit -- somebody insists
    if (interrupted) process.exit(130);
    interrupted = true;
    stop.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return {
    get interrupted() {
      return interrupted;
    },
    end() {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    },
  };
}

/** Whoever forgot to give a file would wait for ever. */
function greetTerminal({ paths }: ScanRequest): void {
  if (!paths.includes(STDIN) || !process.stdin.isTTY) return;
  process.stderr.write(
    "keyscan: reading standard input; end it with Ctrl-D (keyscan --help shows other ways)\n",
  );
}

function showsProgress(settings: Settings): boolean {
  if (settings.quiet === true || settings.progress === false) return false;
  return process.stderr.isTTY && (settings.progress === true || process.env["CI"] === undefined);
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

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

type Where = Pick<ScanRequest, "paths" | "cwd" | "signal">;

export function scanRequest(
  command: ScanInvocation["command"],
  where: Where,
  settings: Settings,
): ScanRequest {
  const { gitignore, include, exclude, maxFileSize, threads, rule, disableRule } = settings;
  return {
    ...where,
    mode: command === "scan" ? "tree" : command,
    ...historyOf(settings),
    minConfidence: settings.minConfidence,
    showSecrets: settings.showSecrets,
    ...(gitignore === undefined ? {} : { gitignore }),
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(maxFileSize === undefined ? {} : { maxFileSize }),
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
    checkRuleNames(config, new Set(rules.pack.rules.map((rule) => rule.id)));
    return rules;
  } catch (error) {
    if (!(error instanceof UnknownRuleError)) throw error;
    const { checkRuleNames } = await import("../config/config.ts");
    checkRuleNames(config, new Set(error.known));
    throw unknownRule(error.rule, error.known);
  }
}
