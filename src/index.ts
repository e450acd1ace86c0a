/**
 * The library: what the command line does, for programs.
 *
 *     for await (const finding of scan({ paths: ["."] })) console.log(finding.ruleId, finding.location.path);
 */
import { resolve } from "node:path";
import { acceptedFor } from "./accept/accepted.ts";
import { acceptanceNotes } from "./accept/tell.ts";
import type { ConfigSource } from "./config/options.ts";
import { wholeRule } from "./engine/packed-rules.ts";
import {
  checkScanOptions,
  checkText,
  checkTextOptions,
  type ScanOptions,
  type TextOptions,
} from "./library-options.ts";
import { selectRules, startScan, type ScanRequest } from "./scan.ts";
import { Collector } from "./scan/collect.ts";
import { createJob, emptyResult } from "./scan/job.ts";
import { loadBuiltInPack } from "./scan/pack.ts";
import { resolveRoots } from "./sources/roots.ts";
import type { RuleFile, RuleFileSource } from "./rules/schema.ts";
import type { Finding, RuleInfo } from "./types.ts";

export { ConfigError } from "./config/error.ts";
export type { ConfigSource } from "./config/options.ts";
export type { ScanOptions, TextOptions } from "./library-options.ts";
export { ExitCode, exitCode, type FailOn } from "./scan/exit-code.ts";
export type { HistoryPart } from "./scan/history/part.ts";
export { GitError, RepositoryError } from "./sources/git/error.ts";
export { PathNotFoundError } from "./sources/roots.ts";
export { NoRuleError, UnknownRuleError } from "./scan/rule-errors.ts";
export type { RuleFileSource, RuleSource } from "./rules/schema.ts";
export type * from "./types.ts";

/**
 * Scans files, folders or standard input. Gives each secret once, when it is first seen; its other places are in
 * `occurrences` by the time the iteration ends.
 *
 * @throws ConfigError for an option that can't be, and for rules; PathNotFoundError, UnknownRuleError, NoRuleError
 */
export async function* scan(options: ScanOptions = {}): AsyncGenerator<Finding> {
  checkScanOptions(options);
  const { onSummary, signal, rules = [], accept, baseline, ...rest } = options;
  const stop = new AbortController();
  const cwd = resolve(rest.cwd ?? ".");
  const paths = await rootsOf(rest.paths ?? ["."], cwd);
  const file = baseline === undefined ? {} : { baseline: resolve(cwd, baseline) };
  const request: ScanRequest = {
    ...rest,
    ...acceptedFor({ paths, cwd, ...file }, { accept, inlineAllow: rest.inlineAllow }),
    signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
    paths,
    cwd,
  };
  const queue: Finding[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  const ruleFiles = await ruleFilesOf(rules, request.cwd);
  const running = startScan(request, await selectRules({ ...request, ruleFiles }), {
    onFinding(finding) {
      queue.push(finding);
      wake?.();
    },
  });
  const done = running.done.finally(() => {
    ended = true;
    wake?.();
  });
  // The rejection is raised below, by awaiting it; until then it is expected.
  done.catch(() => {});
  try {
    while (!ended || queue.length > 0) {
      const next = queue.shift();
      if (next !== undefined) yield next;
      else if (!ended) await new Promise<void>((wakeUp) => (wake = wakeUp));
    }
    // Without somebody to tell the summary too: what went wrong is raised here.
    const outcome = await done;
    const notes = [...outcome.summary.notes, ...acceptanceNotes(request, outcome)];
    onSummary?.({ ...outcome.summary, notes });
  } finally {
    // Whoever leaves the loop early wants no more of the scan.
    stop.abort();
  }
}

/** Absolute paths without links; `-` stays what it is. */
async function rootsOf(paths: readonly string[], cwd: string): Promise<string[]> {
  const roots = await resolveRoots(
    paths.filter((path) => path !== "-"),
    cwd,
  );
  return paths.includes("-") ? ["-", ...roots] : roots;
}

/** @throws ConfigError; of an object it says the place in its JSON. */
async function ruleFilesOf(rules: readonly (string | RuleFileSource)[], cwd: string): Promise<RuleFile[]> {
  if (rules.length === 0) return [];
  const [{ readRuleFiles, ruleFilesOfObject }, { checkRuleIds }] = await Promise.all([
    import("./rules/load.ts"),
    import("./rules/schema.ts"),
  ]);
  const read: RuleFile[] = [];
  for (const [index, rule] of rules.entries()) {
    const files =
      typeof rule === "string"
        ? await readRuleFiles([resolve(cwd, rule)], cwd)
        : await ruleFilesOfObject(rule, `rules[${index}].json`);
    read.push(...files);
  }
  checkRuleIds(read);
  return read;
}

let textJob: { show: boolean; job: ReturnType<typeof createJob> } | undefined;

/**
 * Scans a text, synchronously and without touching the file system (but for the rules, once). Columns and offsets are those of its UTF-8 form.
 *
 * @throws ConfigError for an option that can't be, and for what is no text
 */
export function scanText(text: string, options: TextOptions = {}): Finding[] {
  checkText(text);
  checkTextOptions(options);
  const show = options.showSecrets === true;
  if (textJob?.show !== show) {
    const pack = loadBuiltInPack();
    textJob = {
      show,
      job: createJob(pack, {
        enabled: new Uint8Array(pack.rules.length).fill(1),
        showSecrets: show,
      }),
    };
  }
  const collector = new Collector({}, options.minConfidence ?? "medium");
  const result = emptyResult();
  textJob.job.text(Buffer.from(text, "utf8"), options.path ?? "<text>", result);
  collector.add(result);
  return collector.findings;
}

/** The built-in rules. */
export function loadRules(): RuleInfo[] {
  return loadBuiltInPack()
    .rules.filter((rule) => rule.marker !== true)
    .map(wholeRule);
}

/** Returns its argument: gives a rule file that a program makes, for `rules`, its type. Checked when it is used. */
export function defineRule(file: RuleFileSource): RuleFileSource {
  return file;
}

/** Returns its argument: gives a configuration that a program writes, as JSON, its type. Checked when it is read. */
export function defineConfig(config: ConfigSource): ConfigSource {
  return config;
}
