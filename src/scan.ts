/** The whole run on one page: sources → engine → judge → collector. Nothing else knows the order of the stages. */
import type { Accepted } from "./accept/accepted.ts";
import type { UnusedComments } from "./accept/tell.ts";
import type { PathOverrides } from "./accept/overrides.ts";
import type { Allow } from "./judge/allow-rules.ts";
import type { Kept } from "./judge/index.ts";
import type { RuleFile } from "./rules/schema.ts";
import type { Change } from "./scan/change.ts";
import type { ScanChoices } from "./scan/choices.ts";
import { Collector, type ScanEvents, type ScanProgress } from "./scan/collect.ts";
import type { OwnFile } from "./scan/file-id.ts";
import { FileNames } from "./scan/file-names.ts";
import { createJob, type Job, type JobSettings } from "./scan/job.ts";
import { scanTree, type TreeRequest } from "./scan/tree.ts";
import type { Rules } from "./scan/select-rules.ts";
import { scanStreams } from "./scan/streams.ts";
import { resolveRoots } from "./sources/roots.ts";
import type { Finding, LedgerEntry, ScanSummary } from "./types.ts";

export { selectRules, type Rules } from "./scan/select-rules.ts";

export interface ScanRequest extends ScanChoices, Partial<Accepted> {
  /** Files, directories, globs; `-` is standard input. */
  paths: readonly string[];
  /** Absolute; paths are relative to it. */
  cwd: string;
  ruleFiles?: readonly RuleFile[];
  /** Hand on secrets beside the findings, for those who ask providers about them; nothing is remembered then. */
  keepSecrets?: boolean;
  /** What the ledger says of keys (src/accept/ledger-file.ts). */
  ledger?: readonly LedgerEntry[];
  /** What the configuration accepts (src/accept/allow.ts). */
  allow?: Allow;
  /** Other settings for the findings in some files (src/accept/overrides.ts). */
  overrides?: PathOverrides;
  /** Scan this change instead of the paths. */
  change?: Change;
  /** False: read all of a history, also what an earlier scan has read, and remember nothing. */
  cache?: boolean;
  /** Count how keys are used, as logs tell; places of a secret beyond the first thousand in a log are then only counted. */
  usage?: boolean;
  /** Mode `logs`: go on with files that were named as they grow, until the signal. */
  follow?: boolean;
}

export interface ScanOutcome {
  findings: Finding[];
  summary: ScanSummary;
  /** Entries of `known` that the scan has come across, by index, in force or expired. */
  used?: number[];
  /** Those that it has not; undefined where it did not look for everything, or not to the end. */
  unused?: number[];
  /** Comments that accept nothing; undefined where the scan did not look with all rules, or not to the end. */
  unusedComments?: UnusedComments;
  /** The secrets, where they were asked for. */
  kept?: ReadonlyMap<Finding, Kept>;
}

/** What the caller of a scan wants to be told, and tells of itself. */
export interface Watch extends ScanEvents {
  /** Look ahead for the number of files, for a progress display. */
  countFiles?: boolean;
  /** Files that are never scanned: the reports that are being written. */
  outputs?: readonly OwnFile[];
}

/** A scan that can be looked at while it runs. */
export interface RunningScan {
  readonly progress: ScanProgress;
  readonly done: Promise<ScanOutcome>;
}

/**
 * Starts a scan. What can't be read is in the summary.
 *
 * `done` rejects with PathNotFoundError where a path does not exist.
 */
export function startScan(request: ScanRequest, rules: Rules, watch: Watch): RunningScan {
  const collector = new Collector(watch, request.minConfidence ?? "medium", request);
  return {
    get progress() {
      return collector.progress;
    },
    done: run(request, rules, watch, collector),
  };
}

function jobSettings(request: ScanRequest, rules: Rules, watch: Watch): JobSettings {
  const { minConfidence = "medium", overrides } = request;
  return {
    least: overrides?.least(minConfidence) ?? minConfidence,
    enabled: rules.enabled,
    showSecrets: request.showSecrets === true,
    ...(request.keepSecrets === true ? { keepSecrets: true } : {}),
    ...(request.known === undefined ? {} : { known: request.known }),
    ...(request.ledger === undefined ? {} : { ledger: request.ledger }),
    ...(request.allow === undefined ? {} : { allow: request.allow }),
    ...(request.maxFileSize === undefined ? {} : { maxFileSize: request.maxFileSize }),
    ...(request.decode === false ? { decode: false } : {}),
    ...(request.usage === true ? { usage: true } : {}),
    ...(watch.outputs === undefined ? {} : { outputs: watch.outputs }),
  };
}

async function run(
  request: ScanRequest,
  rules: Rules,
  watch: Watch,
  collector: Collector,
): Promise<ScanOutcome> {
  const settings = jobSettings(request, rules, watch);
  const makeJob = (): Job => createJob(rules.pack, settings);
  const names = new FileNames(makeJob, settings.showSecrets);
  collector.shown = names.shown;
  if (request.change !== undefined)
    return runChange(request.change, { request, job: makeJob(), names, collector });
  const roots = await resolveRoots(
    request.paths.filter((path) => path !== "-"),
    request.cwd,
  );
  const { mode = "tree", history = true } = request;
  let made: Job | undefined;
  // A history of which all is known already needs none.
  const job = (): Job => (made ??= makeJob());
  collector.onName = (path) => names.meet(path);
  const others = await scanStreams(request, roots, { job, makeJob, collector });
  const wantsTree = others.length > 0 && mode !== "git" && history !== "only";
  if (!wantsTree) collector.found(names.found());
  if (wantsTree) {
    const tree = treeRequest(request, rules, settings, others);
    await scanTree({ ...tree, names, countFiles: watch.countFiles === true }, job(), collector);
  }
  if (mode === "git" || (mode === "tree" && history !== false)) {
    const { scanHistories } = await import("./scan/histories.ts");
    await scanHistories({ ...request, settings, pack: rules.pack, roots: others }, job, collector);
  }
  const interrupted = request.signal?.aborted === true;
  const nothing =
    others.length === 0 ? collector.bytes === 0 : wantsTree && !interrupted && missesAll(request, collector);
  const summary = collector.summary({ interrupted, nothing });
  const { findings, kept } = collector;
  return { findings, summary, kept, ...entriesOf(request, collector, summary) };
}

/** Globs that match no file are mistyped, however much of a history was read for them. */
function missesAll({ include = [] }: ScanRequest, { files, findings, notes }: Collector): boolean {
  const isMissed = include.length > 0 && files === 0 && findings.length === 0;
  if (isMissed) notes.add("no file matches the globs of --include or `include`");
  return isMissed;
}

function entriesOf(
  { mode = "tree", history = true, onlyRules = [], include = [], maxFileSize, known }: ScanRequest,
  { usedEntries, unusedComments }: Collector,
  { complete }: ScanSummary,
): Omit<ScanOutcome, "findings" | "summary"> {
  const used = [...usedEntries];
  if (!complete || mode !== "tree" || onlyRules.length > 0) return { used };
  const isPart = include.length > 0 || maxFileSize !== undefined;
  if (isPart || history !== true) return { used, unusedComments };
  return {
    used,
    unusedComments,
    unused: [...(known?.entries.keys() ?? [])].filter((index) => !usedEntries.has(index)),
  };
}

async function runChange(
  change: Change,
  parts: { request: ScanRequest; job: Job; names: FileNames; collector: Collector },
): Promise<ScanOutcome> {
  const { request, job, names, collector } = parts;
  const { maxFileSize, signal } = request;
  const { scanChange } = await import("./scan/change.ts");
  const idle = await scanChange(change, {
    job,
    names,
    collector,
    ...(maxFileSize === undefined ? {} : { maxFileSize }),
    ...(signal === undefined ? {} : { signal }),
  });
  const interrupted = signal?.aborted === true;
  const summary = collector.summary({ interrupted, idle });
  return {
    findings: collector.findings,
    summary,
    used: [...collector.usedEntries],
    kept: collector.kept,
  };
}

function treeRequest(
  request: ScanRequest,
  rules: Rules,
  settings: JobSettings,
  roots: readonly string[],
): Omit<TreeRequest, "names"> {
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
