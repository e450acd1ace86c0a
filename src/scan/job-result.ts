/** What a job makes of files and streams. */
import type { Judged } from "../judge/index.ts";
import { leftOutOf, type Content } from "../sources/content.ts";
import type { CommentPlace } from "./judging.ts";
import { addTallies, type Tallies } from "./usage/tally.ts";
import type { ScanError, Skip } from "../types.ts";

export interface JobResult {
  /** Files dealt with: scanned, left out or found unreadable. */
  seen: number;
  /** Files scanned. */
  files: number;
  bytes: number;
  findings: Judged[];
  skips: Skip[];
  errors: ScanError[];
  /** Things a reader must know. */
  notes: string[];
  /** Comments that accept nothing. */
  unusedComments: CommentPlace[];
  /** How keys were used, as logs tell, where that is counted. */
  usage?: Tallies;
  /** Paths of files in archives whose names may hold secrets. */
  names?: string[];
}

/** A result of nothing, to be filled by jobs. */
export function emptyResult(): JobResult {
  return { seen: 0, files: 0, bytes: 0, findings: [], skips: [], errors: [], notes: [], unusedComments: [] };
}

/** Nothing has to be told of it but how much was scanned. */
export function isPlain({
  findings,
  skips,
  errors,
  notes,
  unusedComments,
  usage,
  names,
}: JobResult): boolean {
  return (
    findings.length === 0 &&
    skips.length === 0 &&
    errors.length === 0 &&
    notes.length === 0 &&
    unusedComments.length === 0 &&
    usage === undefined &&
    names === undefined
  );
}

/** Notes why a file is not scanned, or not all of it, where its content tells; archives are told of where they are opened. */
export function tellLeftOut(result: JobResult, path: string, content: Content): void {
  const reason = leftOutOf(content);
  if (reason !== undefined) result.skips.push({ reason, path });
}

/** Told of results as soon as they are there, while the job goes on. */
export type OnFindings = (findings: readonly Judged[]) => void;

/** Findings go into the result. */
export function collectInto(result: JobResult): OnFindings {
  return (findings) => {
    result.findings.push(...findings);
  };
}

/** Adds how the keys of another log were used, where that was counted. */
export function addUsage(result: JobResult, usage: Tallies | undefined): void {
  if (usage !== undefined) result.usage = addTallies(usage, result.usage);
}
