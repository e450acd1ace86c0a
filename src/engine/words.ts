/**
 * The context words of all composed rules in one table: which of them stand in a stretch of text, in time that does not depend on
 * how many there are. A word may be written in any case, with one of `-_. ` between its letters, and be joined with others as names
 * are: `acme`, `ACME_KEY`, `myAcmeToken`, `acmeapikey`.
 */
import { bare, CLASS, DIGIT, letters, places, split, starts, UPPER } from "./letters.ts";
import { LateValues, type Place, type TextWriter } from "./late-text.ts";
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
  /** The word is an ordinary one, too: it says something only in the name of a secret. */
  everyday: boolean;
  /** Rules that know it, by index in the pack. */
  rules: number[];
}

export interface WordTable {
  /** A bit for each hash of a beginning. */
  bits: Uint8Array;
  /** Words by their beginning. */
  words: { get(beginning: number): readonly Word[] | undefined };
}

interface MadeTable extends WordTable {
  words: Map<number, Word[]>;
}

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

/** The table of all words of composed rules. Made by the build, or for rules of the user. */
export function createWordTable(rules: readonly PackRule[]): MadeTable {
  const table: MadeTable = { bits: new Uint8Array((1 << BITS_LOG) / 8), words: new Map() };
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index];
    for (const word of rule?.words ?? []) addWord(table, word, false, index);
    for (const word of rule?.everyday ?? []) addWord(table, word, true, index);
  }
  return table;
}

/** Text, 1 for an everyday word, rules. */
type PackedWord = [text: string, everyday: 0 | 1, ...rules: number[]];

/** To be written by the build: the words of all rules take some milliseconds to gather. */
export function packWords({ words }: MadeTable, writer: TextWriter): Place {
  const entries = [...words].sort(([a], [b]) => a - b);
  // Each beginning as its distance from the one before: so they take the least room.
  const steps = entries.map(([key], i) => key - (entries[i - 1]?.[0] ?? 0));
  const rows = entries.map(([, list]) =>
    list.map(({ text, everyday, rules }): PackedWord => [text, everyday ? 1 : 0, ...rules]),
  );
  return writer.add(rows, steps);
}

/** The words of a beginning are read when it is met: most never are. */
export function unpackWords(text: Buffer, place: Place): WordTable {
  const values = new LateValues(text, place);
  const bits = new Uint8Array((1 << BITS_LOG) / 8);
  const indexes = new Map<number, number>();
  let last = 0;
  for (let i = 0; i < values.length; i++) {
    last += values.numbers[i] ?? 0;
    indexes.set(last, i);
    setBit(bits, last);
  }
  const known = new Map<number, readonly Word[]>();
  const get = (key: number): readonly Word[] | undefined => {
    const index = indexes.get(key);
    if (index === undefined) return undefined;
    let words = known.get(key);
    if (words === undefined) known.set(key, (words = wordsOf(values.at(index) as PackedWord[])));
    return words;
  };
  return { bits, words: { get } };
}

function wordsOf(packed: readonly PackedWord[]): Word[] {
  return packed.map(([text, everyday, ...rules]) => ({ text, everyday: everyday === 1, rules }));
}

function setBit(bits: Uint8Array, key: number): void {
  const bit = bitOf(key);
  bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
}

function addWord({ bits, words }: MadeTable, source: string, everyday: boolean, rule: number): void {
  const text = bare(source);
  const key =
    (letterAt(text, 0) << 18) | (letterAt(text, 1) << 12) | (letterAt(text, 2) << 6) | letterAt(text, 3);
  const same = words.get(key);
  if (same === undefined) {
    words.set(key, [{ text, everyday, rules: [rule] }]);
    setBit(bits, key);
    return;
  }
  for (const word of same) {
    if (word.text !== text || word.everyday !== everyday) continue;
    word.rules.push(rule);
    return;
  }
  same.push({ text, everyday, rules: [rule] });
}

/** A letter of a bare word as the text has it; 0 behind its end. */
const letterAt = (word: string, at: number): number => CLASS[word.charCodeAt(at)] ?? 0;

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
    if (!stands(word.text, start)) continue;
    const end = from + (places[start + word.text.length - 1] ?? 0) + 1;
    if (goesOn(data, end, to)) continue;
    all ??= [];
    all.push({ word, from: from + (places[start] ?? 0), to: end });
  }
  return all;
}

/** Whether the letters of the text go on from `start` as those of the word do. */
function stands(word: string, start: number): boolean {
  for (let i = 0; i < word.length; i++) if (letters[start + i] !== letterAt(word, i)) return false;
  return true;
}

/** True where what ends at `end` is only the begin of another word. */
function goesOn(data: Uint8Array, end: number, to: number): boolean {
  const last = CLASS[data[end - 1] ?? 0] ?? 0;
  const next = end < to ? (CLASS[data[end] ?? 0] ?? 0) : 0;
  if (next === 0 || (next >= DIGIT && next < UPPER) || (next >= UPPER && last < UPPER)) return false;
  const rest = Buffer.from(data.buffer, data.byteOffset + end, Math.min(12, to - end)).toString("latin1");
  return !JOINED.test(rest);
}
