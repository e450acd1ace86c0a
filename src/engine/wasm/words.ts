/**
 * The beginnings of words before a run that can be a value of a composed rule (AssemblyScript). The same in plain TypeScript:
 * src/engine/word-bits.ts.
 */
import { digits, isAlnum, letters } from "./classes";

/** Bytes before a value in which a word may stand that is part of its name. */
const IN_NAME: u32 = 80;
/** The same behind so many blanks and signs in a row at least. */
const IN_COLUMN: u32 = 200;
const COLUMN: u32 = 12;
/** Words that are ordinary ones too have a table of their own. */
const EVERYDAY: u32 = 0x20000;
/** Behind both: the pairs of letters that words begin with. */
const PAIRS: u32 = 0x40000;
/** In a table: beginnings of four letters, those of words that are told by a part of them, whole words. */
const BEGIN_BITS: u32 = 0;
const PART_BITS: u32 = 0x8000;
const WHOLE_BITS: u32 = 0x10000;

/** Letters and digits without case: 1 to 36. 0: neither. 64 + n: an upper-case letter. */
const CLASS: usize = memory.data(256);
const FOLD: u32 = 63;
const DIGIT: u32 = 27;
const UPPER: u32 = 64;

/** Letters and digits of a text without case and without single separators. */
const split: usize = memory.data(512 + 16);

let wordBits: usize = 0;

/** What may be joined to a word begins with these, two or three letters and padding each. */
const JOINED = "apiappautaccadmbeaclicredevid io keylivlogoaupaspatpripropwdsecsertestokurluseweb";

export function setWords(wordBitsAt: usize): void {
  wordBits = wordBitsAt;
  fillStems();
  for (let c: u32 = 0; c < 256; c++) {
    let value: u32 = 0;
    if (c >= 0x30 && c <= 0x39) value = c - 0x30 + DIGIT;
    else if (c >= 0x61 && c <= 0x7a) value = c - 0x60;
    else if (c >= 0x41 && c <= 0x5a) value = c - 0x40 + UPPER;
    store<u8>(CLASS + <usize>c, <u8>value);
  }
}

// @ts-ignore: decorator
@inline
function classOf(at: usize): u32 {
  return load<u8>(CLASS + <usize>load<u8>(at));
}

// @ts-ignore: decorator
@inline
function isSeparator(c: u32): bool {
  return c == 0x2d || c == 0x5f || c == 0x2e || c == 0x20;
}

/** Where a word may begin at the earliest that is part of the name of the value at `from`. */
export function firstWord(data: usize, from: u32): u32 {
  let gap: u32 = 0;
  while (gap < COLUMN && gap < from) {
    const c: u32 = load<u8>(data + from - gap - 1);
    if (c == 0x0a || c >= 0x80 || isAlnum(c)) break;
    gap++;
  }
  const reach = gap < COLUMN ? IN_NAME : IN_COLUMN;
  return from > reach ? from - reach : 0;
}

/** So far behind its beginning a word is looked at, at most: letters, a separator behind each. */
const REACH: u32 = 26;
/** No word begins in [clearFrom, clearTo): values stand near one another where there are many. */
let clearFrom: u32 = 0;
let clearTo: u32 = 0;

/** To be called when the data has changed. */
export function forgetWords(): void {
  clearTo = 0;
}

/** Whether something in [from, to) begins as a word of the pack does. At most 512 bytes. */
export function mayHaveWord(data: usize, from: u32, to: u32): bool {
  const isKnown = from >= clearFrom && from < clearTo;
  const found = lookForWord(data, isKnown ? clearTo : from, from, to);
  if (found != NONE) return found == FOUND;
  if (!isKnown) clearFrom = from;
  clearTo = to > REACH ? to - REACH : 0;
  return false;
}

const NONE: u32 = 0;
const FOUND: u32 = 1;
/** An ordinary word without anything that says that it is the name of a secret. */
const ORDINARY: u32 = 2;

/** What begins in [from, to); `all`: where the name begins that it may be a part of. */
function lookForWord(data: usize, from: u32, all: u32, to: u32): u32 {
  let everyday = false;
  const before: u32 = from > 0 ? load<u8>(data + from - 1) : 0;
  let lastAlnum: u32 = isAlnum(before) ? 1 : 0;
  let lastCapital: u32 = before >= 0x41 && before <= 0x5a ? 1 : 0;
  let lastDigit: u32 = before >= 0x30 && before <= 0x39 ? 1 : 0;
  for (let p = from; p < to; p += 16) {
    const bytes = v128.load(data + p);
    const digit = <u32>i8x16.bitmask(digits(bytes));
    const letter = <u32>i8x16.bitmask(letters(bytes));
    // Bit 5 is what small letters have.
    const small = letter & <u32>i8x16.bitmask(i16x8.shl(bytes, 2));
    const capital = letter ^ small;
    const alnum = digit | letter;
    // A word begins behind anything else, at a capital behind a small letter or digit, at a small letter behind a digit.
    let begins = alnum & (~((alnum << 1) | lastAlnum) | (capital & ~((capital << 1) | lastCapital)) | (small & ((digit << 1) | lastDigit)));
    if (to - p < 16) begins &= (1 << (to - p)) - 1;
    lastAlnum = (alnum >> 15) & 1;
    lastCapital = (capital >> 15) & 1;
    lastDigit = (digit >> 15) & 1;
    while (begins != 0) {
      const at = p + ctz(begins);
      begins &= begins - 1;
      if (!mayBegin(data + at)) continue;
      if (findBeginning(data, 0, at, to)) return FOUND;
      if (!findBeginning(data, EVERYDAY, at, to)) continue;
      if (isAssigned(data, foundEnd, to, foundWhole)) return FOUND;
      everyday = true;
    }
  }
  if (!everyday) return NONE;
  return saysSecret(data, all, to) ? FOUND : ORDINARY;
}

/** Whether a word of either table may begin here, by its first two, three or four letters; or there is a separator among the latter. */
// @ts-ignore: decorator
@inline
function mayBegin(at: usize): bool {
  const one = classOf(at) & FOLD;
  let two = classOf(at + 1) & FOLD;
  if (two == 0) {
    two = classOf(at + 2) & FOLD;
    return two != 0 && isThere(PAIRS + one * 64 + two);
  }
  if (!isThere(PAIRS + one * 64 + two)) return false;
  const three = classOf(at + 2) & FOLD;
  const four = classOf(at + 3) & FOLD;
  if (three == 0 || four == 0) return true;
  const key: u32 = (((((0x811c9dc5 ^ one) * 0x01000193) ^ two) * 0x01000193) ^ three) * 0x01000193;
  const begin: u32 = (((key ^ four) * 0x01000193) * 0x9e3779b1) >> 17;
  if (isThere(begin + BEGIN_BITS) || isThere(begin + BEGIN_BITS + EVERYDAY)) return true;
  const whole: u32 = (key * 0x9e3779b1) >> 16;
  return isThere(whole + WHOLE_BITS) || isThere(whole + WHOLE_BITS + EVERYDAY);
}

/** Stems of words that say that something is secret, four letters each, the last of which may be any. */
const STEMS = "key tokesecrpasspwd authcredbearprivaccewebhsignpat ";
const STEM_COUNT: i32 = 13;
/** The same as numbers of letters, and which bytes of them count: u32 each. By the first two letters, whether a stem has them: a bit each. */
const STEM_KEYS: usize = memory.data(104);
const STEM_PAIRS: usize = memory.data(128);

function fillStems(): void {
  for (let k = 0; k < STEM_COUNT; k++) {
    let key: u32 = 0;
    let mask: u32 = 0;
    for (let i = 0; i < 4; i++) {
      const c = STEMS.charCodeAt(k * 4 + i);
      if (c == 0x20) continue;
      key |= <u32>(c - 0x60) << (8 * i);
      mask |= <u32>0xff << (8 * i);
    }
    store<u32>(STEM_KEYS + (<usize>k << 3), key);
    store<u32>(STEM_KEYS + (<usize>k << 3), mask, 4);
    const pair = STEM_PAIRS + ((key & 31) << 2);
    store<u32>(pair, load<u32>(pair) | (1 << ((key >> 8) & 31)));
  }
}

function saysSecret(data: usize, from: u32, to: u32): bool {
  const count = splitLetters(data, from, to);
  for (let i: u32 = 0; i + 3 <= count; i++) {
    const four = load<u32>(split + i);
    if (((load<u32>(STEM_PAIRS + ((four & 31) << 2)) >> ((four >> 8) & 31)) & 1) == 0) continue;
    for (let k = 0; k < STEM_COUNT; k++) {
      const stem = STEM_KEYS + (<usize>k << 3);
      if (((four ^ load<u32>(stem)) & load<u32>(stem, 4)) == 0) return true;
    }
  }
  return false;
}

/** Writes the letters of a text, 0 where a word can't go on; returns how many. */
function splitLetters(data: usize, from: u32, to: u32): u32 {
  let count: u32 = 0;
  let gap: u32 = 0;
  for (let at = from; at < to; at++) {
    const here = classOf(data + at);
    if (here == 0) {
      gap += isSeparator(load<u8>(data + at)) ? 1 : 2;
      continue;
    }
    if (gap > 1) store<u8>(split + count++, 0);
    gap = 0;
    store<u8>(split + count++, <u8>(here & FOLD));
  }
  store<u64>(split + count, 0);
  return count;
}

/** Lengths by which words are told, a bit each: 3 to 8, 10 and 12. */
const KEY_LENGTHS: u32 = 0b1010111111000;

/** Where the word ends, or the part of it that is known; whether it is all of it. */
let foundEnd: u32 = 0;
let foundWhole: bool = false;

/** Whether the letters from `start` on begin as a word does, and one that ends there may end there. One separator is passed over. */
function findBeginning(data: usize, table: u32, start: u32, to: u32): bool {
  let key: u32 = 0x811c9dc5;
  let length: u32 = 0;
  let at = start;
  while (at < to && length < 12) {
    const letter = classOf(data + at);
    if (letter == 0) {
      if (!isSeparator(load<u8>(data + at)) || at + 1 >= to || classOf(data + at + 1) == 0) return false;
      at++;
      continue;
    }
    at++;
    length++;
    key = (key ^ (letter & FOLD)) * 0x01000193;
    if (((KEY_LENGTHS >> length) & 1) == 0) continue;
    const hash: u32 = key * 0x9e3779b1;
    if (length == 4 && !isThere((hash >> 17) + BEGIN_BITS + table)) return false;
    const other: u32 = hash * 0x85ebca6b;
    foundEnd = at;
    foundWhole = false;
    if (isThere((hash >> 17) + PART_BITS + table) && isThere((other >> 17) + PART_BITS + table)) return true;
    foundWhole = true;
    if (isThere((hash >> 16) + WHOLE_BITS + table) && isThere((other >> 16) + WHOLE_BITS + table) && !joins(data, at, to)) return true;
  }
  return false;
}

/** Whether an operator follows a word, or the rest of one, as in `LINE = "…"`. */
function isAssigned(data: usize, end: u32, to: u32, whole: bool): bool {
  let at = end;
  if (!whole) {
    while (at < to && at < end + 20) {
      const c: u32 = load<u8>(data + at);
      if (!isAlnum(c) && c != 0x5f && c != 0x2e && c != 0x2d) break;
      at++;
    }
  }
  const open = at + 6;
  while (at < to && at < open) {
    const c: u32 = load<u8>(data + at);
    if (c != 0x22 && c != 0x27 && c != 0x20 && c != 0x09) break;
    at++;
  }
  if (at >= to) return false;
  const last: u32 = load<u8>(data + at);
  return last == 0x3d || last == 0x3a;
}

/** True where a word can't end at `end` since letters go on there with which no other word begins. */
function joins(data: usize, end: u32, to: u32): bool {
  const last = classOf(data + end - 1);
  const next = end < to ? classOf(data + end) : 0;
  if (next == 0 || (next >= DIGIT && next < UPPER) || (next >= UPPER && last < UPPER)) return false;
  for (let i = 0; i < JOINED.length; i += 3) {
    let k = 0;
    while (k < 3 && (JOINED.charCodeAt(i + k) == 0x20 || JOINED.charCodeAt(i + k) == (<i32>load<u8>(data + end + k) | 0x20))) k++;
    if (k == 3) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function isThere(bit: u32): bool {
  return ((<u32>load<u8>(wordBits + (bit >> 3)) >> (bit & 7)) & 1) != 0;
}
