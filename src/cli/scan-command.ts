/** `keyscan [paths…]`, `keyscan logs [paths…]`: settings, scan, reports, exit code. */
import type { LoadedConfig } from "../config/config.ts";
import { findConfig } from "../config/discover.ts";
import { suggest } from "../config/suggest.ts";
import type { RuleFile } from "../rules/schema.ts";
import { selectRules, startScan, UnknownRuleError, type Rules, type ScanRequest } from "../scan.ts";
import { exitCode, type ExitCode } from "../scan/exit-code.ts";
import type { Invocation } from "./options.ts";
import { openOutputs } from "./outputs.ts";
import { startProgress } from "./progress.ts";
import { settingsOf, type Settings } from "./settings.ts";
import { UsageError } from "./usage-error.ts";
import { VERSION } from "./version.ts";

/** @throws UsageError, ConfigError, PathNotFoundError */
export async function scanCommand({
  command,
  paths: given,
  options,
}: Invocation): Promise<ExitCode> {
  const cwd = process.cwd();
  const paths = given.length > 0 ? given : [command === "logs" ? "-" : "."];
  const config = await loadConfigFor(paths, cwd, options["config"]);
  const settings = settingsOf(options, config, cwd);
  const stop = new AbortController();
  const request = scanRequest(command, paths, cwd, settings, stop.signal);
  const rules = await rulesFor(request, await loadRuleFiles(settings.rules ?? [], cwd));
  return runScan(request, rules, { settings, config, stop });
}

interface Run {
  settings: Settings;
  config: LoadedConfig;
  stop: AbortController;
}

async function runScan(
  request: ScanRequest,
  rules: Rules,
  { settings, config, stop }: Run,
): Promise<ExitCode> {
  let clearProgress = (): void => {};
  const shared = {
    tool: { name: "keyscan" as const, version: VERSION, rulesHash: rules.pack.hash },
    rules: rules.infos,
    verbose: settings.verbose === true,
    quiet: settings.quiet === true,
  };
  const { format, output, report = [] } = settings;
  const target = { format, report, ...(output === undefined ? {} : { output }) };
  const outputs = await openOutputs(target, shared, settings.color, () => clearProgress());
  const listening = listen(stop);
  try {
    outputs.start();
    const running = startScan(request, rules, {
      onFinding: (finding) => outputs.finding(finding),
      onOccurrence: (finding, occurrence) => outputs.occurrence(finding, occurrence),
    });
    const progress = showsProgress(settings) ? startProgress(running.collector) : undefined;
    clearProgress = () => progress?.clear();
    try {
      const { findings, summary } = await running.done;
      progress?.stop();
      const interrupted = summary.interrupted && !listening.pipeClosed;
      const notes =
        config.shown === undefined
          ? summary.notes
          : [...summary.notes, `configuration: ${config.shown}`];
      const final = { ...summary, notes, interrupted };
      outputs.end(findings, final);
      return exitCode(final, settings.failOn);
    } finally {
      progress?.stop();
    }
  } finally {
    listening.end();
  }
}

/** Ctrl-C ends the scan and prints what was found; a second one ends the process. A closed pipe ends the scan quietly. */
function listen(stop: AbortController): { readonly pipeClosed: boolean; end(): void } {
  let pipeClosed = false;
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") throw error;
    pipeClosed = true;
    stop.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  process.stdout.on("error", onError);
  return {
    get pipeClosed() {
      return pipeClosed;
    },
    end() {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    },
  };
}

function showsProgress(settings: Settings): boolean {
  if (settings.quiet === true || settings.progress === false) return false;
  return process.stderr.isTTY && (settings.progress === true || process.env["CI"] === undefined);
}

function scanRequest(
  command: string,
  paths: string[],
  cwd: string,
  settings: Settings,
  signal: AbortSignal,
): ScanRequest {
  const { gitignore, include, exclude, maxFileSize, threads, rule, disableRule, history } =
    settings;
  return {
    paths,
    cwd,
    signal,
    mode: command === "logs" ? "logs" : "tree",
    minConfidence: settings.minConfidence,
    showSecrets: settings.showSecrets,
    ...(gitignore === undefined ? {} : { gitignore }),
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(maxFileSize === undefined ? {} : { maxFileSize }),
    ...(threads === undefined ? {} : { threads }),
    ...(rule === undefined ? {} : { onlyRules: rule }),
    ...(disableRule === undefined ? {} : { disabledRules: disableRule }),
    ...(history === undefined ? {} : { history }),
  };
}

/** The validator is loaded only where there is a file to validate. */
async function loadConfigFor(
  paths: readonly string[],
  cwd: string,
  named: unknown,
): Promise<LoadedConfig> {
  const file =
    named === undefined ? undefined : String(Array.isArray(named) ? named.at(-1) : named);
  if (
    file === undefined &&
    paths.every((path) => findConfig(path === "-" ? "." : path, cwd) === undefined)
  ) {
    return { directory: cwd, values: {} };
  }
  const { loadConfig } = await import("../config/config.ts");
  return loadConfig({ paths, cwd, ...(file === undefined ? {} : { file }) });
}

async function loadRuleFiles(files: readonly string[], cwd: string): Promise<RuleFile[]> {
  if (files.length === 0) return [];
  const { readRuleFiles } = await import("../rules/load.ts");
  return readRuleFiles(files, cwd);
}

async function rulesFor(request: ScanRequest, ruleFiles: readonly RuleFile[]): Promise<Rules> {
  try {
    return await selectRules({ ...request, ruleFiles });
  } catch (error) {
    if (!(error instanceof UnknownRuleError)) throw error;
    const near = suggest(error.rule, error.known);
    throw new UsageError(
      `${error.message} (${near === undefined ? "see keyscan rules list" : `did you mean "${near}"?`})`,
    );
  }
}
