/** What a history tells a collector, in its order, written down so that it can be told again without reading the history. */
import type { Judged } from "../judge/index.ts";
import type { FindingHistory, Skip } from "../types.ts";

/** One of them; all of it can be written as JSON. */
export interface Told {
  /** A `.keyscanignore` that no working tree has, as reports name it. */
  accepts?: { file: string; text: string };
  skip?: Skip;
  note?: string;
  /** Findings of one secret. */
  found?: Judged[];
  history?: FindingHistory;
}

/** What a collector can be told. */
export interface Listener {
  acceptBy(file: string, text: string): void;
  skip(skip: Skip): void;
  note(text: string): void;
  foundInHistory(found: readonly Judged[], history: FindingHistory): void;
}

/** Findings as they are now: a collector adds places to those that it has been given. */
export function copyOf(judged: readonly Judged[]): Judged[] {
  return judged.map(({ finding, ...rest }) => ({ ...rest, finding: { ...finding, occurrences: [] } }));
}

/** Tells the collector what was written down earlier. */
export function tellAgain(tape: readonly Told[], collector: Listener): void {
  for (const { accepts, skip, note, found, history } of tape) {
    if (accepts !== undefined) collector.acceptBy(accepts.file, accepts.text);
    if (skip !== undefined) collector.skip(skip);
    if (note !== undefined) collector.note(note);
    if (found !== undefined && history !== undefined) collector.foundInHistory(found, history);
  }
}
