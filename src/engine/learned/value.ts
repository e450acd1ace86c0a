/** What can be counted in a value: the classes, runs and shapes of its characters. One pass, bounded in length. */
import { byteTable, CAPITALS, DIGITS, SMALL } from "../byte-table.ts";

/** No more of a value is looked at. */
const LONGEST = 400;

export interface ValueShape {
  length: number;
  lower: number;
  upper: number;
  digits: number;
  /** Neither letters nor digits, ASCII. */
  signs: number;
  blanks: number;
  /** Bytes beyond ASCII. */
  high: number;
  distinct: number;
  /** Shannon entropy, bits a character. */
  entropy: number;
  /** Longest run of one character, and of characters that count up or down. */
  same: number;
  rising: number;
  /** Changes between letters and digits, and from lower to upper case. */
  mixes: number;
  humps: number;
  vowels: number;
  longestConsonants: number;
  longestLetters: number;
  longestDigits: number;
  hex: number;
  /** Bits of the characters that it has: see `signsOf`. */
  has: number;
}

/** Characters by the bit that stands for them; letters have none. */
const SIGNS: readonly string[] = [
  ...[
    "0123456789",
    "-",
    "_",
    ".",
    "/\\",
    ":",
    "@",
    "$",
    "{}",
    "<>",
    "[]()",
    "%",
    "#",
    "&",
    "=",
    ",",
    " ",
    "?!;",
  ],
];

const BITS: Uint32Array = new Uint32Array(256);
SIGNS.forEach((group, bit) => {
  for (let i = 0; i < group.length; i++) BITS[group.charCodeAt(i)] = 1 << bit;
});

/** Bits of characters in `has`; some share theirs. */
export function signsOf(characters: string): number {
  let bits = 0;
  for (let i = 0; i < characters.length; i++) bits |= BITS[characters.charCodeAt(i)] ?? 0;
  return bits;
}

const counts: Uint16Array = new Uint16Array(256);
/** A bit for each byte that was counted: most values have a dozen different ones. */
const seen: Int32Array = new Int32Array(8);

const LOWER = 1;
const UPPER = 2;
const LETTER: number = LOWER | UPPER;
const DIGIT = 4;
const BLANK = 8;
const HIGH = 16;
const VOWEL = 32;
const HEX = 64;

/** What a byte is; of what is none of these, all that is left is signs. */
const KINDS: Uint8Array = byteTable(
  [SMALL, LOWER],
  [CAPITALS, UPPER],
  [DIGITS, DIGIT],
  ["aeiouAEIOU", VOWEL],
  [`${DIGITS}abcdefABCDEF`, HEX],
  [" \t", BLANK],
).fill(HIGH, 0x80);

/** Asked of every candidate: numbers in variables, each object made at once. */
export function shapeOf(value: string): ValueShape {
  const end = Math.min(value.length, LONGEST);
  const runs = runsOf(value, end);
  const { lower, upper, digits, blanks, high, vowels, hex, distinct, entropy, has } = bytesOf(end);
  return {
    length: value.length,
    lower,
    upper,
    digits,
    signs: end - lower - upper - digits - blanks - high,
    blanks,
    high,
    distinct,
    entropy,
    same: runs.same,
    rising: runs.rising,
    mixes: runs.mixes,
    humps: runs.humps,
    vowels,
    longestConsonants: runs.longestConsonants,
    longestLetters: runs.longestLetters,
    longestDigits: runs.longestDigits,
    hex,
    // What is not looked at may have anything.
    has: end < value.length ? -1 : has,
  };
}

type Bytes = Pick<
  ValueShape,
  "lower" | "upper" | "digits" | "blanks" | "high" | "vowels" | "hex" | "distinct" | "entropy" | "has"
>;

/** What was counted. */
function bytesOf(length: number): Bytes {
  let lower = 0;
  let upper = 0;
  let digits = 0;
  let blanks = 0;
  let high = 0;
  let vowels = 0;
  let hex = 0;
  let distinct = 0;
  let entropy = 0;
  let has = 0;
  for (let word = 0; word < seen.length; word++) {
    for (let left = seen[word] ?? 0; left !== 0; left &= left - 1) {
      const code = (word << 5) | (31 - Math.clz32(left & -left));
      const count = counts[code] ?? 0;
      const kind = KINDS[code] ?? 0;
      if ((kind & LOWER) !== 0) lower += count;
      if ((kind & UPPER) !== 0) upper += count;
      if ((kind & DIGIT) !== 0) digits += count;
      if ((kind & BLANK) !== 0) blanks += count;
      if ((kind & HIGH) !== 0) high += count;
      if ((kind & VOWEL) !== 0) vowels += count;
      if ((kind & HEX) !== 0) hex += count;
      has |= BITS[code] ?? 0;
      distinct++;
      entropy -= (count / length) * Math.log2(count / length);
    }
  }
  return { lower, upper, digits, blanks, high, vowels, hex, distinct, entropy, has };
}

type Runs = Pick<
  ValueShape,
  "same" | "rising" | "mixes" | "humps" | "longestLetters" | "longestDigits" | "longestConsonants"
>;

/** Counts the bytes of a value, and tells its runs. */
function runsOf(value: string, end: number): Runs {
  counts.fill(0);
  seen.fill(0);
  // The runs that go on, and the longest of each.
  let same = 1;
  let up = 1;
  let down = 1;
  let letters = 0;
  let digits = 0;
  let consonants = 0;
  let longestSame = 1;
  let rising = 1;
  let longestLetters = 0;
  let longestDigits = 0;
  let longestConsonants = 0;
  let mixes = 0;
  let humps = 0;
  let before = 0;
  let last = -9;
  for (let i = 0; i < end; i++) {
    const code = value.charCodeAt(i) & 0xff;
    const kind = KINDS[code] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
    seen[code >> 5] = (seen[code >> 5] ?? 0) | (1 << (code & 31));
    same = code === last ? same + 1 : 1;
    up = code === last + 1 ? up + 1 : 1;
    down = code === last - 1 ? down + 1 : 1;
    letters = (kind & LETTER) === 0 ? 0 : letters + 1;
    digits = (kind & DIGIT) === 0 ? 0 : digits + 1;
    consonants = letters === 0 || (kind & VOWEL) !== 0 ? 0 : consonants + 1;
    longestSame = Math.max(longestSame, same);
    rising = Math.max(rising, up, down);
    longestLetters = Math.max(longestLetters, letters);
    longestDigits = Math.max(longestDigits, digits);
    longestConsonants = Math.max(longestConsonants, consonants);
    const joined = kind | before;
    if ((joined & DIGIT) !== 0 && (joined & LETTER) !== 0) mixes++;
    if ((kind & UPPER) !== 0 && (before & LOWER) !== 0) humps++;
    before = kind;
    last = code;
  }
  return { same: longestSame, rising, mixes, humps, longestLetters, longestDigits, longestConsonants };
}
