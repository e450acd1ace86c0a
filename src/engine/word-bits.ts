/**
 * How the words of composed rules begin, as a table of bits by which the kernel tells runs that need no look (src/engine/wasm/words.ts);
 * and the same in plain TypeScript, which the tests compare it with.
 */
import { bare, CLASS, DIGIT, letters, lettersOf, places, split, starts, UPPER } from "./letters.ts";

/**
 * Whether a word of which all begin as those of a pack may begin in [from, to) of the data: what the kernel asks of every run before
 * it hands it over, in plain TypeScript. At most 512 bytes.
 *
 * @param bits As `wordBits` makes them.
 */
export function mayHaveWord(bits: Uint8Array, data: Uint8Array, from: number, to: number): boolean {
  const { count, begun } = split(data, from, to);
  const mayEnd = (end: number): boolean => !joins(data, from + end, to);
  const isName = (end: number, whole: boolean): boolean => isAssigned(data, from + end, to, whole);
  let everyday = false;
  for (let i = 0; i < begun; i++) {
    const start = starts[i] ?? 0;
    if (start + 3 > count) break;
    if (findBeginning(bits, 0, start, mayEnd) !== undefined) return true;
    const found = findBeginning(bits, EVERYDAY, start, mayEnd);
    if (found === undefined) continue;
    if (isName(found.end, found.whole)) return true;
    everyday = true;
  }
  return everyday && saysSecret(count);
}

/** Whether an operator follows a word, or the rest of one, as in `LINE = "…"`. */
function isAssigned(data: Uint8Array, end: number, to: number, whole: boolean): boolean {
  let at = end;
  const byte = (): string => String.fromCharCode(data[at] ?? 0);
  if (!whole) while (at < to && at < end + 20 && /[\w.-]/.test(byte())) at++;
  const open = at + 6;
  while (at < to && at < open && /["' \t]/.test(byte())) at++;
  return at < to && /[=:]/.test(byte());
}

/** What the kernel asks before it looks any further. */
const PAIRS = 1 << 18;

/** Words that are ordinary ones too have a table of their own. */
const EVERYDAY = 1 << 17;

/** What the words of secrets have in them that composed.ts asks for beside everyday words. */
const SECRET_STEMS = /key|toke|secr|pass|pwd|auth|cred|bear|priv|acce|webh|sign|pat/;

function saysSecret(count: number): boolean {
  const text = Array.from(letters.subarray(0, count), (letter) =>
    letter > 0 && letter < DIGIT ? String.fromCharCode(letter + 0x60) : " ",
  );
  return SECRET_STEMS.test(text.join(""));
}

/** Lengths by which words are told: longer ones by so many of their letters as the table knows. */
const KEY_LENGTHS = [3, 4, 5, 6, 7, 8, 10, 12];

/** FNV-1a of the letters so far with one more. */
const nextKey = (key: number, letter: number): number => Math.imul(key ^ letter, 0x01000193);
const FIRST_KEY = 0x811c9dc5;

/** The places of a beginning of four letters, of a whole word, of the beginning of a longer one; the last two have two bits a word. */
const BEGIN_BITS = 0;
const PART_BITS = 1 << 15;
const WHOLE_BITS = 1 << 16;

function keyBits(key: number, base: number): [number, number] {
  const hash = Math.imul(key, 0x9e3779b1);
  const shift = (base & WHOLE_BITS) === 0 ? 17 : 16;
  return [(hash >>> shift) + base, (Math.imul(hash, 0x85ebca6b) >>> shift) + base];
}

const hasBit = (bits: Uint8Array, bit: number): boolean => ((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
const hasBoth = (bits: Uint8Array, [one, other]: [number, number]): boolean =>
  hasBit(bits, one) && hasBit(bits, other);

/** Where the letters from `start` on begin as a word does, and one that ends there may end there; places are counted from the text's. */
function findBeginning(
  bits: Uint8Array,
  table: number,
  start: number,
  mayEnd: (end: number) => boolean,
): { end: number; whole: boolean } | undefined {
  if (!hasBit(bits, PAIRS + (letters[start] ?? 0) * 64 + (letters[start + 1] ?? 0))) return undefined;
  let key = FIRST_KEY;
  for (let length = 1; length <= 12; length++) {
    const letter = letters[start + length - 1] ?? 0;
    if (letter === 0) return undefined;
    key = nextKey(key, letter);
    if (length === 4 && !hasBit(bits, keyBits(key, table + BEGIN_BITS)[0])) return undefined;
    if (!KEY_LENGTHS.includes(length)) continue;
    const end = (places[start + length - 1] ?? 0) + 1;
    if (hasBoth(bits, keyBits(key, table + PART_BITS))) return { end, whole: false };
    if (hasBoth(bits, keyBits(key, table + WHOLE_BITS)) && mayEnd(end)) return { end, whole: true };
  }
  return undefined;
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

/**
 * 2^18 bits, half of them for everyday words, and 2^12 more: hashes of the first four letters of each word, and of as many as it is told by;
 * the pairs of letters that words begin with.
 */
export function wordBits(words: Iterable<{ word: string; everyday: boolean }>): Uint8Array {
  const bits = new Uint8Array(((1 << 18) + (1 << 12)) / 8);
  const set = (bit: number): void => {
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  };
  for (const { word, everyday } of words) {
    const table = everyday ? EVERYDAY : 0;
    const of = lettersOf(bare(word));
    set(PAIRS + (of[0] ?? 0) * 64 + (of[1] ?? 0));
    const told = KEY_LENGTHS.findLast((length) => length <= of.length) ?? 3;
    let key = FIRST_KEY;
    for (let i = 0; i < told; i++) {
      key = nextKey(key, of[i] ?? 0);
      if (i === 3) set(keyBits(key, table + BEGIN_BITS)[0]);
    }
    for (const bit of keyBits(key, table + (told === of.length ? WHOLE_BITS : PART_BITS))) set(bit);
  }
  return bits;
}
