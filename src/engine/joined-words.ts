/**
 * Lists of words as the build writes them: each as one text. As a list, what stands between two that are names or calls (`"password(","`)
 * reads like what is given to the first, and a scan of an installed package would report it.
 */

/** Stands in no word that is known; where it does, the list is written as it is. */
const BETWEEN = "|";

/** A list of words as written: in brackets of its own, else the texts of neighbouring lines would read like one. */
export type JoinedWords = readonly [string | readonly string[]];

/** The words as one text, where that can be taken apart again. */
export function joinWords(words: readonly string[]): JoinedWords {
  const isSafe = words.length > 0 && words.every((word) => !word.includes(BETWEEN));
  return [isSafe ? words.join(BETWEEN) : words];
}

/** The other way round. */
export function splitWords(written: unknown): readonly string[] {
  const [words] = written as JoinedWords;
  return typeof words === "string" ? words.split(BETWEEN) : words;
}
