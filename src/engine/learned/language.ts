/**
 * How much a text looks like words: a table of letter triples and a set of common words, both counted in public source text
 * (`train/language.ts` makes the file). Deterministic; lower-case ASCII letters only, all else is a border.
 */

/** Letters and the border. */
const SYMBOLS = 27;
const TRIPLES: number = SYMBOLS ** 3;
/** Bits of the set of words; a word that is not in it passes with a chance of some percent. */
const WORD_BITS: number = 1 << 19;
/** Steps of the table a bit of surprise. */
export const STEPS = 12;

/** What `decodeLanguage` reads: how surprising letters are, and which words are common. */
export interface Language {
  /** Surprise of a letter after two others, in twelfths of a bit, at most 255. */
  triples: Uint8Array;
  words: Uint8Array;
}

/** Length of the file, bytes. */
export const LANGUAGE_SIZE: number = TRIPLES + WORD_BITS / 8;

/** @throws Error where the bytes are no such file. */
export function decodeLanguage(bytes: Uint8Array): Language {
  if (bytes.length !== LANGUAGE_SIZE) throw new Error("language.bin is damaged: reinstall keyscan");
  return { triples: bytes.subarray(0, TRIPLES), words: bytes.subarray(TRIPLES) };
}

/** 1 to 26 for a letter of any case, 0 for all else. */
export function symbolOf(code: number): number {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? lower - 0x60 : 0;
}

/** Place in `triples` of the letter `c` after `a` and `b`, each as `symbolOf` tells it. */
export function tripleAt(a: number, b: number, c: number): number {
  return (a * SYMBOLS + b) * SYMBOLS + c;
}

/** FNV-1a of a piece of text taken as lower case, as a place in the set. */
export function wordHash(text: string, from: number, to: number): number {
  let hash = FNV;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (text.charCodeAt(i) | 0x20), 0x01000193);
  return placeOf(hash);
}

const FNV = 0x811c9dc5;
const placeOf = (hash: number): number => ((hash >>> 13) ^ hash) & (WORD_BITS - 1);

/** Letters of the longest word that begins at `from` and ends before `to`, between `least` and LONGEST_WORD; 0 where there is none. */
function longestWord({ words }: Language, text: string, from: number, to: number, least: number): number {
  const end = Math.min(to, from + LONGEST_WORD);
  let longest = 0;
  let hash = FNV;
  for (let i = from; i < end; i++) {
    hash = Math.imul(hash ^ (text.charCodeAt(i) | 0x20), 0x01000193);
    if (i - from + 1 < least) continue;
    const place = placeOf(hash);
    if ((((words[place >> 3] ?? 0) >> (place & 7)) & 1) === 1) longest = i - from + 1;
  }
  return longest;
}

/** How much a text looks like words. */
export interface Wordiness {
  /** Mean and greatest surprise of its letters, bits; 0 where it has none. */
  mean: number;
  most: number;
  /** Share of the letters that lie in common words of at least four letters (three, where the run is no longer). */
  known: number;
  /** Letters of its longest common word. */
  longest: number;
  letters: number;
}

/** Longest value that is looked at; what comes behind tells no more. */
const LONGEST = 120;
const LONGEST_WORD = 14;

/** Of the first LONGEST characters of a text. Runs of letters are told apart by whatever is no ASCII letter. */
export function wordiness(language: Language, text: string): Wordiness {
  const end = Math.min(text.length, LONGEST);
  let sum = 0;
  let most = 0;
  let letters = 0;
  let a = 0;
  let b = 0;
  for (let i = 0; i < end; i++) {
    const c = symbolOf(text.charCodeAt(i));
    if (c === 0) {
      a = 0;
      b = 0;
      continue;
    }
    const surprise = (language.triples[tripleAt(a, b, c)] ?? 0) / STEPS;
    sum += surprise;
    most = Math.max(most, surprise);
    letters++;
    a = b;
    b = c;
  }
  const { covered, longest } = coverage(language, text, end);
  return {
    mean: letters === 0 ? 0 : sum / letters,
    most,
    known: letters === 0 ? 0 : covered / letters,
    longest,
    letters,
  };
}

/** Letters that greedy steps through each run of letters cover with common words. */
function coverage(language: Language, text: string, end: number): { covered: number; longest: number } {
  let covered = 0;
  let longest = 0;
  for (let i = 0; i < end;) {
    if (symbolOf(text.charCodeAt(i)) === 0) {
      i++;
      continue;
    }
    let to = i;
    while (to < end && symbolOf(text.charCodeAt(to)) !== 0) to++;
    const least = Math.min(4, Math.max(3, to - i));
    while (i + least <= to) {
      const length = longestWord(language, text, i, to, least);
      if (length === 0) {
        i++;
        continue;
      }
      covered += length;
      longest = Math.max(longest, length);
      i += length;
    }
    i = to;
  }
  return { covered, longest };
}
