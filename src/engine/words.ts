/**
 * The context words of all composed rules in one table: which of them stand in a stretch of text, in time that does not depend on
 * how many there are. A word may be written in any case, with one of `-_. ` between its letters, and be joined with others as names
 * are: `acme`, `ACME_KEY`, `myAcmeToken`, `acmeapikey`.
 */
import type { PackRule } from "./pack.ts";

/** A word in a text; positions are those of the data. */
export interface WordHit {
  word: Word;
  from: number;
  to: number;
}

export interface Word {
  /** Lower case, letters and digits only. */
  text: string;
  letters: Uint8Array;
  /** The word is an ordinary one, too: it says something only in the name of a secret. */
  everyday: boolean;
  /** Rules that know it, by index in the pack. */
  rules: number[];
}

export interface WordTable {
  /** A bit for each hash of a beginning. */
  bits: Uint8Array;
  /** Words by their beginning. */
  words: Map<number, Word[]>;
}

/** Letters and digits without case: 1 to 36. 0: neither. 64 + n: an upper-case letter. */
const CLASS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 27;
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x60;
  return byte >= 0x41 && byte <= 0x5a ? byte - 0x40 + 64 : 0;
});
const FOLD = 63;
const DIGIT = 27;
const UPPER = 64;

/** `-`, `_`, `.` and space, one of which may stand within a word. */
const isSeparator = (byte: number): boolean =>
  byte === 0x2d || byte === 0x5f || byte === 0x2e || byte === 0x20;

/** Words are found by so many of their first letters; those of three by these. */
const BEGINNING = 4;

/** The first letters from an index as a number. */
function beginning(text: Uint8Array, at: number, count: number): number {
  const key = ((text[at] ?? 0) << 18) | ((text[at + 1] ?? 0) << 12) | ((text[at + 2] ?? 0) << 6);
  return count > 3 ? key | (text[at + 3] ?? 0) : key;
}

const BITS_LOG = 16;
const bitOf = (key: number): number => Math.imul(key, 0x9e3779b1) >>> (32 - BITS_LOG);

/** What may be joined to a word without anything between them: `acmeapikey`. */
const JOINED =
  /^(?:api|app|auth|access|account|admin|bearer|client|credentials?|cred|dev|id|io|key|keys|live|login|oauth|pass|passwd|password|pat|private|prod|pwd|secret|server|service|test|token|url|user|webhook)/i;

/** A word as the table has it: lower case, letters and digits only. */
export function bare(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, "");
}

export function createWordTable(rules: readonly PackRule[]): WordTable {
  const table: WordTable = { bits: new Uint8Array((1 << BITS_LOG) / 8), words: new Map() };
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index];
    for (const word of rule?.words ?? []) addWord(table, word, false, index);
    for (const word of rule?.everyday ?? []) addWord(table, word, true, index);
  }
  return table;
}

function addWord({ bits, words }: WordTable, source: string, everyday: boolean, rule: number): void {
  const text = bare(source);
  const letters = lettersOf(text);
  const key = beginning(letters, 0, BEGINNING);
  const same = words.get(key);
  const known = same?.find((word) => word.text === text && word.everyday === everyday);
  if (known !== undefined) known.rules.push(rule);
  else if (same === undefined) words.set(key, [{ text, letters, everyday, rules: [rule] }]);
  else same.push({ text, letters, everyday, rules: [rule] });
  const bit = bitOf(key);
  bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
}

/** The letters of a bare word as numbers. */
export function lettersOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => (CLASS[char.charCodeAt(0)] ?? 0) & FOLD);
}

/**
 * Whether a word of which all begin as those of a pack may begin in [from, to) of the data: what the kernel asks of every run before
 * it hands it over, in plain TypeScript. At most 512 bytes.
 *
 * @param bits As `wordBits` makes them.
 */
export function mayHaveWord(bits: Uint8Array, data: Uint8Array, from: number, to: number): boolean {
  const { count, begun } = split(data, from, to);
  for (let i = 0; i < begun; i++) {
    const start = starts[i] ?? 0;
    if (start + 3 > count) return false;
    if (beginsAsWord(bits, start, (end) => !joins(data, from + end, to))) return true;
  }
  return false;
}

/** Lengths by which words are told: longer ones by so many of their letters as the table knows. */
const KEY_LENGTHS = [3, 4, 5, 6, 7, 8, 10, 12];

/** FNV-1a of the letters so far with one more. */
const nextKey = (key: number, letter: number): number => Math.imul(key ^ letter, 0x01000193);
const FIRST_KEY = 0x811c9dc5;

/** The places of a beginning of three letters, of a whole word, of the beginning of a longer one; the last two have two bits a word. */
const BEGIN_BITS = 0;
const PART_BITS = 1 << 15;
const WHOLE_BITS = 1 << 16;

function keyBits(key: number, base: number): [number, number] {
  const hash = Math.imul(key, 0x9e3779b1);
  const shift = base === WHOLE_BITS ? 16 : 17;
  return [(hash >>> shift) + base, (Math.imul(hash, 0x85ebca6b) >>> shift) + base];
}

const hasBit = (bits: Uint8Array, bit: number): boolean => ((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
const hasBoth = (bits: Uint8Array, [one, other]: [number, number]): boolean =>
  hasBit(bits, one) && hasBit(bits, other);

/** Whether the letters from `start` on begin as a word does, and one that ends there may end there. */
function beginsAsWord(bits: Uint8Array, start: number, mayEnd: (end: number) => boolean): boolean {
  let key = FIRST_KEY;
  for (let length = 1; length <= 12; length++) {
    const letter = letters[start + length - 1] ?? 0;
    if (letter === 0) return false;
    key = nextKey(key, letter);
    if (length === 3 && !hasBit(bits, keyBits(key, BEGIN_BITS)[0])) return false;
    if (!KEY_LENGTHS.includes(length)) continue;
    if (hasBoth(bits, keyBits(key, PART_BITS))) return true;
    if (hasBoth(bits, keyBits(key, WHOLE_BITS)) && mayEnd((places[start + length - 1] ?? 0) + 1)) return true;
  }
  return false;
}

/** What `JOINED` begins with. */
const JOINED_BEGINS =
  /^(?:api|app|aut|acc|adm|bea|cli|cre|dev|id|io|key|liv|log|oau|pas|pat|pri|pro|pwd|sec|ser|tes|tok|url|use|web)/i;

/** True where a word can't end at `end` since letters go on there with which no other word begins. */
function joins(data: Uint8Array, end: number, to: number): boolean {
  const last = CLASS[data[end - 1] ?? 0] ?? 0;
  const next = end < to ? (CLASS[data[end] ?? 0] ?? 0) : 0;
  if (next === 0 || (next >= DIGIT && next < UPPER) || (next >= UPPER && last < UPPER)) return false;
  return !JOINED_BEGINS.test(String.fromCharCode(...data.subarray(end, end + 3)));
}

/** 2^17 bits: hashes of the first three letters of each word, and of as many as it is told by. */
export function wordBits(words: Iterable<string>): Uint8Array {
  const bits = new Uint8Array((1 << 17) / 8);
  const set = (bit: number): void => {
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  };
  for (const word of words) {
    const of = lettersOf(bare(word));
    const told = KEY_LENGTHS.findLast((length) => length <= of.length) ?? 3;
    let key = FIRST_KEY;
    for (let i = 0; i < told; i++) {
      key = nextKey(key, of[i] ?? 0);
      if (i === 2) set(keyBits(key, BEGIN_BITS)[0]);
    }
    for (const bit of keyBits(key, told === of.length ? WHOLE_BITS : PART_BITS)) set(bit);
  }
  return bits;
}

/** The longest stretch of text that is asked about, bytes. */
const MOST_TEXT = 512;
/** Letters and digits of the text without case, and without single separators; 0 where a word can't go on. */
const letters = new Uint8Array(MOST_TEXT + 12);
/** Where they stand, from the begin of the text. */
const places = new Uint16Array(MOST_TEXT + 12);
/** Indices of letters where a word can begin. */
const starts = new Uint16Array(MOST_TEXT);

/**
 * The words that stand wholly in [from, to) of the data, where a word can begin, by place.
 *
 * @param to At most 512 bytes behind `from`.
 */
export function findWords(
  table: WordTable,
  data: Uint8Array,
  from: number,
  to: number,
): WordHit[] | undefined {
  const { count, begun } = split(data, from, to);
  let hits: WordHit[] | undefined;
  for (let i = 0; i < begun; i++) {
    const start = starts[i] ?? 0;
    if (start + 3 > count) break;
    const short = beginning(letters, start, 3);
    const long = beginning(letters, start, BEGINNING);
    if (isThere(table, long)) hits = wordsAt(table.words.get(long), data, { start, from, to }, hits);
    if (short !== long && isThere(table, short))
      hits = wordsAt(table.words.get(short), data, { start, from, to }, hits);
  }
  return hits;
}

function isThere({ bits }: WordTable, key: number): boolean {
  const bit = bitOf(key);
  return ((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}

/** Splits a text into the letters of its words. */
function split(data: Uint8Array, from: number, to: number): { count: number; begun: number } {
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

interface Start {
  /** Index of a letter. */
  start: number;
  from: number;
  to: number;
}

/** `hits` with those of the words that stand at a letter. */
function wordsAt(
  words: readonly Word[] | undefined,
  data: Uint8Array,
  { start, from, to }: Start,
  hits: WordHit[] | undefined,
): WordHit[] | undefined {
  let all = hits;
  for (const word of words ?? []) {
    if (!word.letters.every((letter, i) => letters[start + i] === letter)) continue;
    const end = from + (places[start + word.letters.length - 1] ?? 0) + 1;
    if (goesOn(data, end, to)) continue;
    all ??= [];
    all.push({ word, from: from + (places[start] ?? 0), to: end });
  }
  return all;
}

/** True where what ends at `end` is only the begin of another word. */
function goesOn(data: Uint8Array, end: number, to: number): boolean {
  const last = CLASS[data[end - 1] ?? 0] ?? 0;
  const next = end < to ? (CLASS[data[end] ?? 0] ?? 0) : 0;
  if (next === 0 || (next >= DIGIT && next < UPPER) || (next >= UPPER && last < UPPER)) return false;
  const rest = Buffer.from(data.buffer, data.byteOffset + end, Math.min(12, to - end)).toString("latin1");
  return !JOINED.test(rest);
}
