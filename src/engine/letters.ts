/**
 * Text as the letters of its words: in any case, with one of `-_. ` between them, joined with others as names are. What the words of
 * composed rules are looked for in.
 */

/** Letters and digits without case: 1 to 36. 0: neither. 64 + n: an upper-case letter. */
export const CLASS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 27;
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x60;
  return byte >= 0x41 && byte <= 0x5a ? byte - 0x40 + 64 : 0;
});
const FOLD = 63;
/** The first digit in CLASS; letters lie below. */
export const DIGIT = 27;
/** In CLASS, what an upper-case letter has more than its number. */
export const UPPER = 64;

/** `-`, `_`, `.` and space, one of which may stand within a word. */
const isSeparator = (byte: number): boolean =>
  byte === 0x2d || byte === 0x5f || byte === 0x2e || byte === 0x20;

const NO_LETTER = /[^a-z0-9]/g;

/** A word as the table has it: lower case, letters and digits only. */
export function bare(word: string): string {
  return word.toLowerCase().replace(NO_LETTER, "");
}

/** The letters of a bare word as numbers. */
export function lettersOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => (CLASS[char.charCodeAt(0)] ?? 0) & FOLD);
}

/** The longest stretch of text that is asked about, bytes. */
const MOST_TEXT = 512;
/** Letters and digits of the text without case, and without single separators; 0 where a word can't go on. */
export const letters: Uint8Array = new Uint8Array(MOST_TEXT + 12);
/** Where they stand, from the begin of the text. */
export const places: Uint16Array = new Uint16Array(MOST_TEXT + 12);
/** Indices of letters where a word can begin. */
export const starts: Uint16Array = new Uint16Array(MOST_TEXT);

/** Splits a text into the letters of its words. */
export function split(data: Uint8Array, from: number, to: number): { count: number; begun: number } {
  let count = 0;
  let begun = 0;
  let before = from > 0 ? (CLASS[data[from - 1] ?? 0] ?? 0) : 0;
  let gap = 0;
  for (let at = from; at < to; at++) {
    const byte = data[at] ?? 0;
    const here = CLASS[byte] ?? 0;
    if (here !== 0) {
      if (gap > 1) letters[count++] = 0;
      gap = 0;
      if (beginsWord(before, here)) starts[begun++] = count;
      places[count] = at - from;
      letters[count++] = here & FOLD;
    } else gap += isSeparator(byte) ? 1 : 2;
    before = here;
  }
  letters.fill(0, count, count + 12);
  return { count, begun };
}

/** A word begins at a letter or digit behind anything else, at a capital behind a small letter, at a letter behind a digit. */
function beginsWord(before: number, here: number): boolean {
  if (before === 0) return true;
  if (here >= UPPER) return before < UPPER;
  return here < DIGIT && before >= DIGIT && before < UPPER;
}
