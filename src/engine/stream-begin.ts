/**
 * The begin of a stream. A newline that is no part of it stands before its first byte, so that a pattern that asks for a sign before a
 * word (`[\\s"(]pw:`) finds one there as it does on any other line.
 */

/** Of a match: indexes in the data; parts count from its start. */
interface Placed {
  start: number;
  secretStart: number;
  parts?: readonly { at: number }[] | undefined;
}

/** Index of that newline, where the data begins with the stream; else -1. `first`: index of the stream's first byte. */
export function beginBefore({ first, base }: { first: number; base: number }): number {
  return first > 0 && first + base === 0 ? first - 1 : -1;
}

/** The match without what stands before the stream; undefined where its secret would begin there. `first`: index of the stream's first byte. */
export function inStream<Match extends Placed>(first: number, match: Match): Match | undefined {
  const { start, secretStart, parts } = match;
  if (start >= first) return match;
  if (secretStart < first) return undefined;
  const by = first - start;
  return {
    ...match,
    start: first,
    ...(parts === undefined ? {} : { parts: parts.map((part) => ({ ...part, at: part.at - by })) }),
  };
}
