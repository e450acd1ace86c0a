/**
 * The library: what the command line does, for programs.
 *
 *     for await (const finding of scan({ paths: ["."] })) console.log(finding.ruleId, finding.location.path);
 */
import { resolve } from "node:path";
import { selectRules, startScan, type ScanRequest } from "./scan.ts";
import { Collector } from "./scan/collect.ts";
import { createJob, emptyResult } from "./scan/job.ts";
import { loadBuiltInPack } from "./scan/pack.ts";
import type { RuleFile, RuleFileSource } from "./rules/schema.ts";
import type { Confidence, Finding, RuleInfo, ScanSummary } from "./types.ts";

export { ConfigError } from "./config/error.ts";
export { ExitCode, exitCode, type FailOn } from "./scan/exit-code.ts";
export { PathNotFoundError } from "./sources/roots.ts";
export { UnknownRuleError } from "./scan.ts";
export type { RuleFileSource, RuleSource } from "./rules/schema.ts";
export type * from "./types.ts";

/** Options of a scan; those left out have the command line's defaults. */
export interface ScanOptions extends Partial<Omit<ScanRequest, "ruleFiles">> {
  /** Further rules: files with rules, as `--rules` takes them, relative to the working directory. */
  rules?: readonly string[];
  /** Told at the end, also of what was not scanned. */
  onSummary?: (summary: ScanSummary) => void;
}

/**
 * Scans files, folders or standard input. Gives each secret once, when it is first seen; its other places are in
 * `occurrences` by the time the iteration ends.
 *
 * @throws PathNotFoundError, UnknownRuleError, ConfigError
 */
export async function* scan(options: ScanOptions = {}): AsyncGenerator<Finding> {
  const { onSummary, signal, rules = [], ...rest } = options;
  const stop = new AbortController();
  const request: ScanRequest = {
    ...rest,
    signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
    paths: rest.paths ?? ["."],
    cwd: resolve(rest.cwd ?? "."),
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
    onSummary?.((await done).summary);
  } finally {
    // Whoever leaves the loop early wants no more of the scan.
    stop.abort();
  }
}

async function ruleFilesOf(files: readonly string[], cwd: string): Promise<RuleFile[]> {
  if (files.length === 0) return [];
  const { readRuleFiles } = await import("./rules/load.ts");
  return readRuleFiles(
    files.map((file) => resolve(cwd, file)),
    cwd,
  );
}

/** What can be said of a text that comes from no file. */
export interface TextOptions {
  /** Name for the findings' locations; rules for certain files go by it. */
  path?: string;
  minConfidence?: Confidence;
  showSecrets?: boolean;
}

let textJob: { show: boolean; job: ReturnType<typeof createJob> } | undefined;

/** Scans a text, synchronously and without touching the file system (but for the rules, once). Columns and offsets are those of its UTF-8 form. */
export function scanText(text: string, options: TextOptions = {}): Finding[] {
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
  return loadBuiltInPack().rules.filter((rule) => rule.marker !== true);
}

/** Returns its argument: gives a rule file that a program writes (as JSON, for `rules`) its type. */
export function defineRule(file: RuleFileSource): RuleFileSource {
  return file;
}
