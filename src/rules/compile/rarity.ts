/**
 * How often a window of byte sets stands in ordinary text: from counted runs of four bytes where it stands for few, else
 * estimated from byte pairs.
 */
import { BIGRAM_LOG2, COMMON_GRAMS, LEAST_COMMON, UNIT } from "./bigrams.ts";
import { bytesOf, foldByte, foldedBytes, type ByteSet } from "./byte-set.ts";

const table: Float64Array = decodeTable();

function decodeTable(): Float64Array {
  const bytes = Uint8Array.from(atob(BIGRAM_LOG2), (char) => char.charCodeAt(0));
  return Float64Array.from(bytes, (code) => 2 ** (-code / UNIT));
}

/** Printable ASCII has a class a byte; the rest share four (newline, tab, other controls, high bytes). */
function byteClass(byte: number): number {
  if (byte >= 0x20 && byte < 0x7f) return byte - 0x20;
  if (byte === 0x0a) return 95;
  if (byte === 0x09) return 96;
  return byte < 0x80 ? 97 : 98;
}

const BYTE_CLASSES = 99;

/** Bytes that share a class, for spreading the class's probability. */
const classSize: Float64Array = (() => {
  const sizes = new Float64Array(BYTE_CLASSES);
  for (let byte = 0; byte < 256; byte++) sizes[byteClass(byte)] = (sizes[byteClass(byte)] ?? 0) + 1;
  return sizes;
})();

/** The classes of a set with their weights, 0..1: which share of a class's bytes are members. */
interface Weights {
  id: number;
  classes: number[];
  weight: Float64Array;
}

const known: WeakMap<ByteSet, Weights> = new WeakMap();
let nextId = 0;

function weightsOf(set: ByteSet): Weights {
  const cached = known.get(set);
  if (cached !== undefined) return cached;
  const weight = new Float64Array(BYTE_CLASSES);
  set.forEach((flag, byte) => {
    const cls = byteClass(byte);
    if (flag === 1) weight[cls] = (weight[cls] ?? 0) + 1 / (classSize[cls] ?? 1);
  });
  const classes = Array.from(weight.keys()).filter((cls) => (weight[cls] ?? 0) > 0);
  const made = { id: nextId++, classes, weight };
  known.set(set, made);
  return made;
}

/** Share of positions at which each class stands, and the chance of a class behind another. */
const classShare: Float64Array = new Float64Array(BYTE_CLASSES);
for (let a = 0; a < BYTE_CLASSES; a++) {
  for (let b = 0; b < BYTE_CLASSES; b++)
    classShare[a] = (classShare[a] ?? 0) + (table[a * BYTE_CLASSES + b] ?? 0);
}

/** Expected share of the bytes of text that are this one. */
export function byteShare(byte: number): number {
  const cls = byteClass(byte);
  return (classShare[cls] ?? 0) / (classSize[cls] ?? 1);
}

const unfoldedSets: WeakMap<ByteSet, ByteSet> = new WeakMap();

/** All bytes that a gram can't tell from a member: the other case of a letter, other digits. */
function unfolded(set: ByteSet): ByteSet {
  let all = unfoldedSets.get(set);
  if (all === undefined) {
    const folded = new Set(foldedBytes(set));
    all = set.map((_, byte) => (folded.has(foldByte(byte)) ? 1 : 0));
    unfoldedSets.set(set, all);
  }
  return all;
}

const frequencies: Map<string, number> = new Map();

/** Expected share of text positions at which the window of sets matches. */
export function windowFrequency(window: readonly ByteSet[]): number {
  const weights = window.map((set) => weightsOf(unfolded(set)));
  const key = weights.map((w) => w.id).join();
  const cached = frequencies.get(key);
  if (cached !== undefined) return cached;
  const frequency = counted(window.map(unfolded)) ?? chain(weights);
  frequencies.set(key, frequency);
  return frequency;
}

/** Shares of the commonest runs of four bytes, lower case. */
const common: ReadonlyMap<number, number> = (() => {
  const bytes = Uint8Array.from(atob(COMMON_GRAMS), (char) => char.charCodeAt(0));
  const count = bytes.length / 5;
  const column = (k: number, i: number): number => bytes[k * count + i] ?? 0;
  return new Map(
    Array.from({ length: count }, (_, i) => [
      (column(0, i) | (column(1, i) << 8) | (column(2, i) << 16) | (column(3, i) << 24)) >>> 0,
      2 ** (-column(4, i) / UNIT),
    ]),
  );
})();

/** The commonest runs of four bytes of ordinary text (u32, little-endian, lower case) with their shares of all positions. */
export function commonGrams(): ReadonlyMap<number, number> {
  return common;
}

/** Windows that stand for more runs than this are estimated. */
const MAX_COUNTED = 64;

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte);

const lowered: WeakMap<ByteSet, number[]> = new WeakMap();

function lowerBytes(set: ByteSet): number[] {
  let bytes = lowered.get(set);
  if (bytes === undefined) {
    bytes = [...new Set(bytesOf(set).map(lower))];
    lowered.set(set, bytes);
  }
  return bytes;
}

function counted(window: readonly ByteSet[]): number | undefined {
  if (
    window.length !== 4 ||
    window.reduce((product, set) => product * lowerBytes(set).length, 1) > MAX_COUNTED
  )
    return undefined;
  let grams = [0];
  for (const [k, set] of window.entries()) {
    const bytes = lowerBytes(set);
    grams = grams.flatMap((gram) => bytes.map((byte) => (gram | (byte << (8 * k))) >>> 0));
  }
  let sum = 0;
  for (const gram of grams) sum += common.get(gram) ?? LEAST_COMMON / 50;
  return sum;
}

function chain(weights: readonly Weights[]): number {
  const [head, ...rest] = weights;
  if (head === undefined) return 1;
  let mass = classShare.map((share, cls) => share * (head.weight[cls] ?? 0));
  let from = head.classes;
  for (const to of rest) {
    const next = new Float64Array(BYTE_CLASSES);
    for (const a of from) {
      const chance = (mass[a] ?? 0) / (classShare[a] ?? 1);
      for (const b of to.classes) {
        next[b] = (next[b] ?? 0) + chance * (table[a * BYTE_CLASSES + b] ?? 0) * (to.weight[b] ?? 0);
      }
    }
    mass = next;
    from = to.classes;
  }
  return mass.reduce((sum, p) => sum + p, 0);
}
