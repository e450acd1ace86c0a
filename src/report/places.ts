/** The places of a secret, one by one, as the formats need them that know no secrets but lines of files. */
import { createHash } from "node:crypto";
import type { Finding, FindingSource, Occurrence } from "../types.ts";

/** A place among the places of its secret. */
export interface Place {
  occurrence: Occurrence;
  /** Which place of the secret within its file this is, from 1; stays when lines move. */
  nth: number;
  isFirst: boolean;
}

/** Every place of a finding, the first one first. */
export function* placesOf(finding: Finding): Generator<Place> {
  const seen = new Map<string, number>();
  for (const occurrence of [finding, ...finding.occurrences]) {
    const { path } = occurrence.location;
    const nth = (seen.get(path) ?? 0) + 1;
    seen.set(path, nth);
    yield { occurrence, nth, isFirst: occurrence === finding };
  }
}

/** Those that nobody accepted. */
export function openPlaces(finding: Finding): Place[] {
  return [...placesOf(finding)].filter(({ occurrence }) => occurrence.accepted === undefined);
}

/**
 * An identity of the place, 64 hex digits: the secret, the file, and which place in it. No line number goes into it, so that
 * services that compare two reports know it again when lines move.
 */
export function placeId(finding: Finding, { occurrence, nth }: Place): string {
  const parts = [finding.fingerprint, occurrence.location.path, nth];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The path as services want it that look for it in a repository: without `./` before it. */
export function repositoryPath(path: string): string {
  return path.replace(/^(?:\.\/+)+(?=.)/, "");
}

/** True for a place that is in the history alone: no file has it as things stand. */
export function isPast({ exposure }: Occurrence): boolean {
  return exposure.includes("git-history");
}

/** The commit that a place was found in; the parts that are known. */
export interface PlaceCommit {
  id: string;
  author?: string;
  date?: string;
}

/** Undefined where no commit is known to have brought it. */
export function commitOf(source: FindingSource): PlaceCommit | undefined {
  const { commit, author, date } = source;
  if (commit === undefined) return undefined;
  return {
    id: commit,
    ...(author === undefined ? {} : { author }),
    ...(date === undefined ? {} : { date }),
  };
}
