/** "Did you mean …?": the known word that is nearest to a mistyped one. */

/** Longer words are not compared: the work grows with the product of both lengths. */
const MAX_LENGTH = 64;

/** Case and separators set aside, so that `max-file-size` meets `maxFileSize`. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_. ]/g, "");
}

/**
 * Damerau-Levenshtein distance in its "optimal string alignment" form: insertions, deletions, substitutions and swaps
 * of neighbours, no part edited twice. Lengths in UTF-16 code units.
 */
export function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1;
      const isSwap = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + change, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, to.length);
}

/** Infinity outside of the table, where no edit leads to. */
function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}

/**
 * The candidate that `word` was probably meant to be, or undefined when none is near: at most one edit in words of up
 * to five characters, and one more for every three further characters. Case and separators don't count. Of equally
 * near candidates the first one wins.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(word);
  if (wanted === "" || wanted.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const known = plain(candidate);
    if (known.length > MAX_LENGTH || Math.abs(known.length - wanted.length) >= bestDistance) continue;
    const edits = distance(wanted, known);
    if (edits < bestDistance && edits < wanted.length) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}
