/** Sets of bytes, one flag a byte value. Patterns run on latin-1 text, so a character is a byte. */

/** 256 flags, each 0 or 1. */
export type ByteSet = Uint8Array;

/** A new set without members. */
export function emptySet(): ByteSet {
  return new Uint8Array(256);
}

/** A new set of all bytes. */
export function fullSet(): ByteSet {
  return new Uint8Array(256).fill(1);
}

/** The set of some bytes; what is no byte (above 255) is left out, as latin-1 has no such character. */
export function setOf(...bytes: number[]): ByteSet {
  const set = emptySet();
  for (const byte of bytes) if (byte < 256) set[byte] = 1;
  return set;
}

/** What is in one of them, as a new set. */
export function union(a: ByteSet, b: ByteSet): ByteSet {
  return a.map((flag, byte) => flag | (b[byte] ?? 0));
}

/** What is in both of them, as a new set. */
export function intersection(a: ByteSet, b: ByteSet): ByteSet {
  return a.map((flag, byte) => flag & (b[byte] ?? 0));
}

/** All bytes that are not in it, as a new set. */
export function complement(set: ByteSet): ByteSet {
  return set.map((flag) => 1 - flag);
}

/** Whether a byte is in both. */
export function overlaps(a: ByteSet, b: ByteSet): boolean {
  return a.some((flag, byte) => flag === 1 && b[byte] === 1);
}

/** Whether all of `a` is in `b`. */
export function isSubset(a: ByteSet, b: ByteSet): boolean {
  return a.every((flag, byte) => flag === 0 || b[byte] === 1);
}

const sizes: WeakMap<ByteSet, number> = new WeakMap();

/** Number of members. Remembered: a set is not changed any more once it has been measured. */
export function size(set: ByteSet): number {
  let count = sizes.get(set);
  if (count === undefined) {
    count = set.reduce((sum, flag) => sum + flag, 0);
    sizes.set(set, count);
  }
  return count;
}

/** Its members in rising order. */
export function bytesOf(set: ByteSet): number[] {
  const bytes: number[] = [];
  for (let byte = 0; byte < 256; byte++) if (set[byte] === 1) bytes.push(byte);
  return bytes;
}

/** A byte as grams have it: both cases of a letter are one, and so are all even digits and all odd ones (src/engine/wasm/grams.ts). */
export function foldByte(byte: number): number {
  const folded = byte | 0x20;
  return folded >= 0x30 && folded <= 0x39 ? folded | 14 : folded;
}

const lettersKnown: WeakMap<ByteSet, number> = new WeakMap();

/** How many members a set has if both cases of a letter are one. */
export function lettersOnce(set: ByteSet): number {
  let count = lettersKnown.get(set);
  if (count === undefined) {
    count = new Set(bytesOf(set).map((byte) => byte | 0x20)).size;
    lettersKnown.set(set, count);
  }
  return count;
}

/** The members of a set as grams have them. */
export function foldedBytes(set: ByteSet): number[] {
  return [...new Set(bytesOf(set).map(foldByte))];
}

/** Where a member's bit lies in a bitmap: as the pack's `sets` say (src/engine/pack.ts). */
const placeOf = (byte: number): number => (byte & 15) | ((byte >> 7) << 4);
const bitOf = (byte: number): number => (byte >> 4) & 7;

/** 32 bytes, a bit for each member. */
export function bitmap(set: ByteSet): Uint8Array {
  const bits = new Uint8Array(32);
  for (const byte of bytesOf(set)) bits[placeOf(byte)] = (bits[placeOf(byte)] ?? 0) | (1 << bitOf(byte));
  return bits;
}

/** The set of a bitmap's first 32 bytes. */
export function fromBitmap(bits: Uint8Array): ByteSet {
  return emptySet().map((_, byte) => ((bits[placeOf(byte)] ?? 0) >> bitOf(byte)) & 1);
}

const range = (set: ByteSet, from: string, to: string): void => {
  set.fill(1, from.charCodeAt(0), to.charCodeAt(0) + 1);
};

/** `\w` */
export function wordSet(): ByteSet {
  const set = setOf(0x5f);
  range(set, "0", "9");
  range(set, "A", "Z");
  range(set, "a", "z");
  return set;
}

/** Letters and digits. */
export function alnumSet(): ByteSet {
  const set = wordSet();
  set[0x5f] = 0;
  return set;
}

/** Token characters: letters, digits, `_` and `-`. */
export function tokenSet(): ByteSet {
  const set = wordSet();
  set[0x2d] = 1;
  return set;
}

/** `\d` */
export function digitSet(): ByteSet {
  const set = emptySet();
  range(set, "0", "9");
  return set;
}

/** `\s`, as far as it lies in latin-1. */
export function spaceSet(): ByteSet {
  return setOf(0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0xa0);
}

/** Adds the other case of every letter in the set. */
export function foldCase(set: ByteSet): ByteSet {
  const folded = set.slice();
  for (let lower = 0x61; lower <= 0xfe; lower++) {
    const isLetter = lower <= 0x7a || (lower >= 0xe0 && lower !== 0xf7);
    if (isLetter && (set[lower] === 1 || set[lower - 32] === 1)) folded[lower] = folded[lower - 32] = 1;
  }
  return folded;
}
