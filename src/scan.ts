/** The whole run on one page: sources → engine → judge → collector. Nothing else knows the order of the stages. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Pack } from "./engine/pack.ts";
import type { RuleFile } from "./rules/schema.ts";
import { Collector, type ScanEvents } from "./scan/collect.ts";
import { createJob, emptyResult, scanError, type Job, type JobSettings } from "./scan/job.ts";
import { loadBuiltInPack, withUserRules } from "./scan/pack.ts";
import { scanTree, type TreeRequest } from "./scan/tree.ts";
import type { StreamSource } from "./sources/streams.ts";
import type { Confidence, Finding, RuleInfo, ScanSummary } from "./types.ts";

export interface ScanRequest {
  /** Files, directories, globs; `-` is standard input. */
  paths: readonly string[];
  /** Absolute; paths are relative to it. */
  cwd: string;
  /** `logs`: every file is a log, streams are reported line by line. */
  mode?: "tree" | "logs";
  /** Honour .gitignore inside of repositories; true by default. */
  gitignore?: boolean;
  include?: readonly string[];
  exclude?: readonly string[];
  /** Bytes; larger files are skipped and counted. No limit by default. */
  maxFileSize?: number;
  threads?: number;
  minConfidence?: Confidence;
  /** Only these rules, or all but these. */
  onlyRules?: readonly string[];
  disabledRules?: readonly string[];
  ruleFiles?: readonly RuleFile[];
  showSecrets?: boolean;
  /** False: the reader knows that history is left out. */
  history?: boolean;
  signal?: AbortSignal;
}

/** Rules in force for a request. */
export interface Rules {
  pack: Pack;
  custom: boolean;
  enabled: Uint8Array;
  infos: RuleInfo[];
}

/** A rule named in a request that does not exist. */
export class UnknownRuleError extends Error {
  override name = "UnknownRuleError";
  readonly rule: string;
  readonly known: readonly string[];
  constructor(rule: string, known: readonly string[]) {
    super(`there is no rule "${rule}"`);
    this.rule = rule;
    this.known = known;
  }
}

/**
 * @throws ConfigError for a rule of the user's that can't be compiled.
 * @throws UnknownRuleError
 */
export async function selectRules(request: ScanRequest): Promise<Rules> {
  const { onlyRules = [], disabledRules = [], ruleFiles = [] } = request;
  const pack = await withUserRules(loadBuiltInPack(), ruleFiles);
  const known = pack.rules.map((rule) => rule.id);
  for (const id of [...onlyRules, ...disabledRules]) {
    if (!known.includes(id)) throw new UnknownRuleError(id, known);
  }
  const only = new Set(onlyRules.length > 0 ? onlyRules : known);
  const off = new Set(disabledRules);
  const enabled = Uint8Array.from(known, (id) => (only.has(id) && !off.has(id) ? 1 : 0));
  return {
    pack,
    custom: ruleFiles.length > 0,
    enabled,
    infos: pack.rules.filter((_, i) => enabled[i] === 1),
  };
}

export interface ScanOutcome {
  findings: Finding[];
  summary: ScanSummary;
}

/** A scan that can be looked at while it runs. */
export interface RunningScan {
  readonly collector: Pick<Collector, "files" | "bytes">;
  readonly done: Promise<ScanOutcome>;
}

/**
 * Starts a scan. What can't be read is in the summary.
 *
 * `done` rejects with PathNotFoundError where a path does not exist.
 */
export function startScan(request: ScanRequest, rules: Rules, events: ScanEvents): RunningScan {
  const collector = new Collector(events, request.minConfidence ?? "medium");
  return { collector, done: run(request, rules, collector) };
}

async function run(request: ScanRequest, rules: Rules, collector: Collector): Promise<ScanOutcome> {
  const settings: JobSettings = {
    enabled: rules.enabled,
    showSecrets: request.showSecrets === true,
    ...(request.maxFileSize === undefined ? {} : { maxFileSize: request.maxFileSize }),
  };
  const { resolveRoots } = await import("./sources/files.ts");
  const roots = await resolveRoots(
    request.paths.filter((path) => path !== "-"),
    request.cwd,
  );
  const job = createJob(rules.pack, settings);
  const streams = await openStreams(request, roots);
  for (const stream of streams) await scanStream(stream, request, job, collector);
  const trees = roots.filter((root) => !streams.some((stream) => stream.root === root));
  if (trees.length > 0)
    await scanTree(treeRequest(request, rules, settings, trees), job, collector);
  noteHistory(request, trees, collector);
  const interrupted = request.signal?.aborted === true;
  const nothing = trees.length === 0 && collector.bytes === 0;
  return { findings: collector.findings, summary: collector.summary({ interrupted, nothing }) };
}

/** Standard input, and in `logs` mode pipes and devices that were named. */
async function openStreams(
  request: ScanRequest,
  roots: readonly string[],
): Promise<StreamSource[]> {
  const stdin = request.paths.includes("-");
  if (!stdin && request.mode !== "logs") return [];
  const { openPipes, openStdin } = await import("./sources/streams.ts");
  const pipes = request.mode === "logs" ? openPipes(roots) : [];
  return stdin ? [openStdin(request.mode === "logs" ? "log" : "stdin"), ...pipes] : pipes;
}

async function scanStream(
  stream: StreamSource,
  request: ScanRequest,
  job: Job,
  collector: Collector,
): Promise<void> {
  const { signal } = request;
  const result = emptyResult();
  const stop = (): void => {
    stream.readable.destroy();
  };
  signal?.addEventListener("abort", stop);
  try {
    const place = {
      path: stream.path,
      kind: stream.kind,
      live: true,
      ...(signal === undefined ? {} : { signal }),
    };
    await job.stream(stream.readable, place, result, collector.found.bind(collector));
  } catch (error) {
    if (signal?.aborted !== true) result.errors.push(scanError(stream.path, error));
  } finally {
    signal?.removeEventListener("abort", stop);
    collector.add(result);
  }
}

function treeRequest(
  request: ScanRequest,
  rules: Rules,
  settings: JobSettings,
  roots: readonly string[],
): TreeRequest {
  return {
    roots,
    cwd: request.cwd,
    gitignore: request.gitignore !== false,
    include: request.include ?? [],
    exclude: request.exclude ?? [],
    logs: request.mode === "logs",
    settings,
    pack: rules.pack,
    customPack: rules.custom,
    ...(request.threads === undefined ? {} : { threads: request.threads }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  };
}

function noteHistory(request: ScanRequest, roots: readonly string[], collector: Collector): void {
  if (request.history === false || request.mode === "logs") return;
  if (roots.some((root) => existsSync(resolve(request.cwd, root, ".git")))) {
    collector.notes.add(
      "git history was not scanned: this version looks at the working tree (--no-history hides this note)",
    );
  }
}
