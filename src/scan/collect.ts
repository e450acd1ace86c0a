/** Gathers what the jobs find: one secret, one finding; counts all that was not scanned, by reason. */
import type { EntriesBelow } from "../accept/below.ts";
import type { PathOverrides } from "../accept/overrides.ts";
import type { Judged, Kept } from "../judge/index.ts";
import {
  CONFIDENCES,
  SEVERITIES,
  type Confidence,
  type Finding,
  type FindingHistory,
  type HistorySummary,
  type Occurrence,
  type ScanError,
  type ScanSummary,
  type Severity,
  type Skip,
  type SkipReason,
  type SkipSummary,
} from "../types.ts";
import { addPlace, isSamePlace, occurrenceOf, takeWorst, withPaths } from "./places.ts";
import { usagesOf } from "./usage/summary.ts";
import { addTallies, type Tallies } from "./usage/tally.ts";
import { PLACES_KEPT } from "./usage/watch.ts";
import { AcceptedTally } from "./accepted-tally.ts";
import { isPlain, type JobResult } from "./job-result.ts";
import type { CommentPlace } from "./judging.ts";
import type { HistoryProgress, ScanProgress } from "./progress.ts";
import { copyOf, type Told } from "./tape.ts";
import { now } from "./clock.ts";

export type { HistoryProgress, ScanProgress } from "./progress.ts";

/** What a scan tells while it goes on. */
export interface ScanEvents {
  /** A secret seen for the first time. */
  onFinding?(finding: Finding): void;
  /** Another place of a secret already told of. */
  onOccurrence?(finding: Finding, occurrence: Occurrence): void;
  /** What history knows of a secret that was told of before it was read. */
  onHistory?(finding: Finding): void;
}

export interface CollectOptions {
  /** Tell of accepted findings as well. */
  showAccepted?: boolean | undefined;
  /** Other settings for some files. */
  overrides?: PathOverrides | undefined;
  /** What is accepted by files that show while the scan goes on. */
  below?: EntriesBelow | undefined;
  /** Uses of keys are counted: of places in logs the first ones are enough. */
  usage?: boolean | undefined;
}

/** Paths kept as examples for each reason. */
const EXAMPLES = 5;

/** Takes the results of one scan, tells its listener of findings at once, and makes the summary at the end. */
export class Collector {
  files = 0;
  bytes = 0;
  /** Files that the walk has come across, once it is through. */
  total: number | undefined;
  /** The job that is under way in this thread; `add` takes its place. */
  current: JobResult | undefined;
  /** The history that is being read. */
  history: HistoryProgress | undefined;
  /** What has been scanned of histories, once some has. */
  historySummary: HistorySummary | undefined;
  /** Repositories that the walk has come across, as reports name them. */
  readonly repositories: Set<string> = new Set();
  #seen = 0;
  readonly notes: Set<string> = new Set();
  /** Hides secrets in paths that are reported. */
  shown: (path: string) => string = (path) => path;
  /** Told of names in archives that may hold secrets. */
  onName: (path: string) => void = () => {};
  /** Where there is one, what a history tells is written down there as well. */
  tape: Told[] | undefined;
  readonly errors: ScanError[] = [];
  readonly #events: ScanEvents;
  readonly #least: number;
  /** Of the findings that were asked for with their secrets: these, latin-1. */
  readonly kept: Map<Finding, Kept> = new Map();
  readonly #findings: Map<string, Finding> = new Map();
  readonly #skips: Map<SkipReason, SkipSummary> = new Map();
  readonly #accepted: AcceptedTally = new AcceptedTally();
  /** Indexes of known entries that were come across, in force or expired. */
  readonly usedEntries: Set<number> = new Set();
  /** Comments that accept nothing, and where the first few of them stand. */
  readonly unusedComments: { count: number; examples: CommentPlace[] } = { count: 0, examples: [] };
  readonly #showAccepted: boolean;
  /** Places of one secret in logs that are listed. */
  readonly #mostPlaces: number;
  readonly #overrides: PathOverrides | undefined;
  readonly #below: EntriesBelow | undefined;
  /** How keys are used, by the identity of secrets; once a log has been looked at for that. */
  #usage: Tallies | undefined;
  /** Secrets that were left out for their confidence, by identity. */
  readonly #doubtful: Set<string> = new Set();
  readonly #started: number = now();
  readonly #startedAt: string = new Date().toISOString().replace(/\.\d+Z$/, "Z");

  constructor(
    events: ScanEvents,
    minConfidence: Confidence,
    { showAccepted = false, overrides, below, usage = false }: CollectOptions = {},
  ) {
    this.#mostPlaces = usage ? PLACES_KEPT : Infinity;
    this.#events = events;
    this.#showAccepted = showAccepted;
    this.#overrides = overrides;
    this.#below = below;
    this.#least = CONFIDENCES.indexOf(minConfidence);
  }

  /** Adds a job's result. */
  add(result: JobResult): void {
    if (result === this.current) this.current = undefined;
    this.#seen += result.seen;
    this.files += result.files;
    this.bytes += result.bytes;
    if (isPlain(result)) return;
    this.errors.push(...result.errors);
    for (const note of result.notes) this.notes.add(note);
    for (const path of result.names ?? []) this.onName(path);
    if (result.usage !== undefined) addTallies((this.#usage ??= new Map()), result.usage);
    for (const skip of result.skips) this.skip(skip);
    for (const place of result.unusedComments) {
      this.unusedComments.count++;
      if (this.unusedComments.examples.length < EXAMPLES)
        this.unusedComments.examples.push({ ...place, path: this.shown(place.path) });
    }
    this.found(result.findings);
  }

  get progress(): ScanProgress {
    const { current, total } = this;
    const files = this.#seen + (current?.seen ?? 0);
    const bytes = this.bytes + (current?.bytes ?? 0);
    const { history } = this;
    return {
      files,
      bytes,
      ...(total === undefined ? {} : { total }),
      ...(history === undefined ? {} : { history }),
    };
  }

  readonly onFindings = (judged: readonly Judged[]): void => this.found(judged);

  found(judged: readonly Judged[]): void {
    for (const { key, finding: given, entry, kept, fromFolders } of judged) {
      if (entry !== undefined) this.usedEntries.add(entry);
      const finding = this.#asked(given, fromFolders);
      const { disableRule, minConfidence } = this.#overrides?.at(finding.location.path) ?? {};
      if (disableRule?.has(finding.ruleId) === true) continue;
      const least = minConfidence === undefined ? this.#least : CONFIDENCES.indexOf(minConfidence);
      if (CONFIDENCES.indexOf(finding.confidence) > least) this.#doubtful.add(key);
      else if (finding.accepted === undefined) this.#take(key, finding, kept);
      else {
        this.#accepted.add(key, finding.accepted);
        // Apart from places of the same secret that nobody has accepted.
        if (this.#showAccepted) this.#take(`${key} accepted`, finding);
      }
    }
  }

  /** Files of folders are asked about all findings, also those that something else accepts: so it shows which entries are of use. */
  #asked(finding: Finding, fromFolders: Judged["fromFolders"]): Finding {
    const accepted = this.#below?.acceptance(finding.location.path, finding.fingerprint, fromFolders);
    return accepted === undefined || finding.accepted !== undefined ? finding : { ...finding, accepted };
  }

  /** The walk has come across a `.keyscanignore` (absolute). */
  meetIgnoreFile(file: string): void {
    this.#below?.meet(file);
  }

  /** By the fingerprints of a `.keyscanignore` that stands in no working tree; named as reports would. */
  acceptBy(file: string, text: string): void {
    this.tape?.push({ accepts: { file, text } });
    this.#below?.take(file, text);
  }

  #take(key: string, given: Finding, kept?: Kept): void {
    const finding = withPaths(given, this.shown);
    const known = this.#findings.get(key);
    if (known === undefined) {
      this.#findings.set(key, finding);
      if (kept !== undefined) this.kept.set(finding, kept);
      this.#events.onFinding?.(finding);
      return;
    }
    if (finding.history !== undefined) known.history ??= finding.history;
    if (isSamePlace(known, finding)) return;
    const occurrence = occurrenceOf(finding);
    addPlace(known, occurrence, this.#mostPlaces);
    takeWorst(known, finding);
    this.#events.onOccurrence?.(known, occurrence);
  }

  /** Findings of a history, all of one secret: with what history knows of it. */
  foundInHistory(judged: readonly Judged[], history: FindingHistory): void {
    const [first] = judged;
    if (first === undefined) return;
    this.tape?.push({ found: copyOf(judged), history });
    this.#tellHistory(first.key, history);
    this.found(judged.map(({ finding, ...rest }) => ({ ...rest, finding: { ...finding, history } })));
  }

  #tellHistory(key: string, history: FindingHistory): void {
    const known = this.#findings.get(key);
    // What was told first tells most: files before texts, texts before reflogs.
    if (known === undefined || known.history !== undefined) return;
    known.history = history;
    this.#events.onHistory?.(known);
  }

  /** Adds to what has been scanned of histories. */
  addHistory(more: HistorySummary): void {
    const {
      repositories = 0,
      objects = 0,
      bytes = 0,
      remembered = 0,
      commits = 0,
    } = this.historySummary ?? {};
    this.historySummary = {
      repositories: repositories + more.repositories,
      objects: objects + more.objects,
      bytes: bytes + more.bytes,
      remembered: remembered + more.remembered,
      commits: commits + more.commits,
    };
  }

  /** Something that a reader must know. */
  note(text: string): void {
    this.tape?.push({ note: text });
    this.notes.add(text);
  }

  skip(skip: Skip): void {
    this.tape?.push({ skip });
    const { reason, path, directory } = skip;
    // Either `.git` or what lies in a bare repository.
    if (reason === "git-internal") this.repositories.add(path.replace(/(?:^|\/)[^/]+\/?$/, "") || ".");
    const summary = this.#skips.get(reason) ?? { reason, count: 0, directories: 0, examples: [] };
    this.#skips.set(reason, summary);
    if (directory === true) summary.directories++;
    else summary.count++;
    if (summary.examples.length < EXAMPLES) summary.examples.push(this.shown(path));
  }

  get findings(): Finding[] {
    return [...this.#findings.values()];
  }

  /**
   * @param end How the scan ended. `nothing`: what there was to scan turned out to be empty. `idle`: that there was nothing to scan
   * is in order, as for a commit that only deletes.
   */
  summary(end: { interrupted: boolean; nothing?: boolean; idle?: boolean }): ScanSummary {
    const usage = this.#usage && usagesOf(this.#findings, this.#usage);
    // Accepted ones are shown, but count for nothing.
    const findings = this.findings.filter((finding) => finding.accepted === undefined);
    const bySeverity = Object.fromEntries(
      SEVERITIES.map((severity) => [severity, findings.filter((f) => f.severity === severity).length]),
    ) as Record<Severity, number>;
    const { historySummary } = this;
    const isEmpty =
      this.files === 0 && (historySummary?.objects ?? 0) + (historySummary?.remembered ?? 0) === 0;
    const scanned = end.idle === true || (!isEmpty && end.nothing !== true);
    return {
      startedAt: this.#startedAt,
      files: this.files,
      bytes: this.bytes,
      durationMs: Math.round(now() - this.#started),
      findings: findings.length,
      places: findings.reduce((sum, one) => sum + 1 + one.occurrences.length + (one.morePlaces ?? 0), 0),
      bySeverity,
      belowConfidence: [...this.#doubtful].filter((key) => !this.#findings.has(key)).length,
      accepted: this.#accepted.summary(),
      skipped: [...this.#skips.values()].toSorted((a, b) => (a.reason < b.reason ? -1 : 1)),
      errors: this.errors.map((error) => ({ ...error, path: this.shown(error.path) })),
      notes: [...this.notes],
      complete: scanned && this.errors.length === 0 && !end.interrupted,
      interrupted: end.interrupted,
      ...(historySummary === undefined ? {} : { history: historySummary }),
      ...(usage === undefined ? {} : { usage }),
    };
  }
}
