/** What a scan tells of entries and comments that are of no use any more: lines for its summary. */
import type { Known } from "../judge/known.ts";
import type { KnownEntry } from "../types.ts";
import type { EntriesBelow } from "./below.ts";
import { isCovered } from "./load.ts";

/** Places named in a note. */
const NAMED = 3;

/** What accepts findings in a scan: entries that were read before it, and those of folders below. */
export interface AcceptedEntries {
  entries: readonly KnownEntry[];
  below?: EntriesBelow | undefined;
}

/** What a scan has come across of them, by index; `unused` is left out where it did not look for everything. */
export interface EntryUse {
  used?: readonly number[];
  unused?: readonly number[];
}

export interface SortedEntries {
  /** That have expired and whose secret is reported again. */
  expired: KnownEntry[];
  /** Whose secret is gone. */
  stale: KnownEntry[];
}

/** @param roots What was scanned; absolute. */
export function sortOut(
  { entries, below }: AcceptedEntries,
  { used = [], unused }: EntryUse,
  roots: readonly string[],
): SortedEntries {
  const at = (indexes: readonly number[]): KnownEntry[] => indexes.flatMap((index) => entries[index] ?? []);
  const byPlace = (a: KnownEntry, b: KnownEntry): number => (a.where < b.where ? -1 : 1);
  const met = [...at(used), ...(below?.used ?? [])].filter(({ expired }) => expired === true);
  const gone = unused === undefined ? [] : [...at(unused), ...(below?.unused ?? [])];
  return {
    expired: met.toSorted(byPlace),
    stale: gone.filter((entry) => isCovered(entry, roots)).toSorted(byPlace),
  };
}

/**
 * A line each, for the summary.
 *
 * @param paths What was scanned; absolute.
 */
export function acceptanceNotes(
  { known, below, paths }: { known?: Known; below?: EntriesBelow; paths: readonly string[] },
  use: EntryUse & { unusedComments?: UnusedComments },
): string[] {
  const sorted = sortOut({ entries: known?.entries ?? [], below }, use, paths);
  return [...entryNotes(sorted), ...(below?.problems ?? []), ...commentNotes(use.unusedComments)];
}

function entryNotes({ expired, stale }: SortedEntries): string[] {
  const notes = expired.map(({ where, until }) => `${where}: expired on ${until}; reported again`);
  if (stale.length > 0) {
    const where = named(
      stale.map((entry) => entry.where),
      stale.length,
    );
    const [one, them] = stale.length === 1 ? ["accepts a secret", "it"] : ["accept secrets", "them"];
    const hint = stale.some(({ by }) => by === "baseline") ? " (keyscan baseline prune)" : "";
    notes.push(`${where}: ${one} no longer found; remove ${them}${hint}`);
  }
  return notes;
}

/** Comments that accept nothing. */
export interface UnusedComments {
  count: number;
  /** The first few. */
  examples: readonly { path: string; line: number }[];
}

function commentNotes({ count, examples }: UnusedComments = { count: 0, examples: [] }): string[] {
  if (count === 0) return [];
  const where = named(
    examples.map(({ path, line }) => `${path}:${line}`),
    count,
  );
  const text =
    count === 1 ? "a comment that accepts nothing; remove it" : "comments that accept nothing; remove them";
  return [`${where}: ${text}`];
}

function named(places: readonly string[], count: number): string {
  const more = count > NAMED ? ` and ${count - NAMED} more` : "";
  return places.slice(0, NAMED).join(", ") + more;
}
