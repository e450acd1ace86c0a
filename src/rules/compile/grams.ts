/** The prefilter's tables of grams: which hashes of four bytes are worth a look, and where to look. */
import type { PackTables } from "../../engine/pack.ts";
import { foldByte } from "./byte-set.ts";
import { commonGrams } from "./rarity.ts";

const MULTIPLIER = 0x9e3779b1;
/** The multipliers that are tried for the larger bit table. */
const MULTIPLIERS = [
  0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1, 0x2545f491, 0x9e3779b9, 0x7feb352d, 0x846ca68b,
];
const MORE_SIZE = 19;
/** Bytes of a gram. */
const GRAM = 4;
/** Slots are cheap beside a mispredicted branch: most grams should stand where they are looked for first. */
const SLOTS_PER_GRAM = 3;

/** What all tables find a gram by. */
function productOf(gram: number): number {
  return Math.imul(gram, MULTIPLIER) >>> 0;
}

/** The four bytes as grams have them. */
function foldGram(bytes: number): number {
  return [0, 8, 16, 24].reduce((gram, at) => gram | (foldByte((bytes >>> at) & 0xff) << at), 0) >>> 0;
}

/** A bit for the upper `size` bits of each gram's product, or of that times another number. */
export function buildBits(grams: Iterable<number>, size: number, multiplier: number = 1): Uint8Array {
  const bits = new Uint8Array(1 << (size - 3));
  for (const gram of grams) {
    const bit = Math.imul(productOf(gram), multiplier) >>> (32 - size);
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return bits;
}

/** Products of the commonest grams of ordinary text, with their shares. */
let commonProducts: [product: number, share: number][] | undefined;

function productsOfCommon(): [product: number, share: number][] {
  commonProducts ??= Array.from(commonGrams(), ([gram, share]) => [productOf(foldGram(gram)), share]);
  return commonProducts;
}

/** Of all multipliers the one whose table lets least of ordinary text through that has no gram. */
export function buildMoreBits(grams: ReadonlySet<number>): Pick<PackTables, "moreBits" | "params"> {
  const own = new Set(Array.from(grams, productOf));
  const made = MULTIPLIERS.map((multiplier) => {
    const moreBits = buildBits(grams, MORE_SIZE, multiplier);
    let passing = 0;
    for (const [product, share] of productsOfCommon()) {
      const bit = Math.imul(product, multiplier) >>> (32 - MORE_SIZE);
      if (!own.has(product) && ((moreBits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0) passing += share;
    }
    return { multiplier, moreBits, passing };
  });
  const { multiplier, moreBits } = made.reduce((best, next) => (next.passing < best.passing ? next : best));
  return { moreBits, params: new Uint8Array(Uint32Array.of(multiplier).buffer) };
}

/** A site to look at, and how far before the gram its sequence begins. */
export interface ListEntry {
  site: number;
  back: number;
  /** The bits that the first eight bytes of the sequence have in every match, and which bits these are. */
  bits: Uint8Array;
  mask: Uint8Array;
  /** Of which of these bytes the bits do not tell all: a bit each. */
  open: number;
}

const LIST_ENTRY_BYTES = 24;

/** What all entries of a list ask for, at one distance from the gram, comes first: where that fails, none of them is looked at. */
function headOf(entries: readonly ListEntry[]): ListEntry {
  const heads = Array.from({ length: GRAM + 1 }, (_, back) => headAt(entries, back));
  return heads.reduce((best, next) => (weight(next.mask) > weight(best.mask) ? next : best));
}

function headAt(entries: readonly ListEntry[], back: number): ListEntry {
  const bits = new Uint8Array(8);
  const mask = new Uint8Array(8);
  for (let k = 0; k < 8; k++) {
    const asked = entries.map((entry) => {
      const at = k - back + entry.back;
      return { bits: entry.bits[at] ?? 0, mask: entry.mask[at] ?? 0 };
    });
    const [first] = asked;
    if (first === undefined) continue;
    // Bits that all of them ask for and agree about.
    mask[k] = asked.reduce((all, one) => all & one.mask & ~(one.bits ^ first.bits), 0xff);
    bits[k] = first.bits & (mask[k] ?? 0);
  }
  return { site: 0, back, bits, mask, open: 0 };
}

const weight = (mask: Uint8Array): number =>
  mask.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);

/** Each list with its head, unless it has one entry only, which is its own head. */
function withHead(entries: readonly ListEntry[]): (ListEntry & { last: boolean })[] {
  const all = entries.length === 1 ? entries : [headOf(entries), ...entries];
  return all.map((entry, index) => ({ ...entry, last: index === all.length - 1 }));
}

function writeLists(entries: readonly (ListEntry & { last: boolean })[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * LIST_ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  entries.forEach(({ site, back, bits, mask, open, last }, index) => {
    const at = index * LIST_ENTRY_BYTES;
    view.setUint32(at, (site | (back << 24) | (last ? 0x80000000 : 0)) >>> 0, true);
    view.setUint32(at + 4, open, true);
    bytes.set(bits, at + 8);
    bytes.set(mask, at + 16);
  });
  return bytes;
}

/** What is changed of a product, so that each entry has slots of its own; `entry` is 0, 1 or 2. */
const saltOf = (entry: number): number => 1 << (29 + entry);

/** @param byEntry The lists by gram, for each entry. */
export function buildSlots(
  byEntry: readonly ReadonlyMap<number, ListEntry[]>[],
): Pick<PackTables, "slots" | "lists"> {
  const count = byEntry.reduce((sum, grams) => sum + grams.size, 0);
  let size = 12;
  while (1 << size < count * SLOTS_PER_GRAM) size++;
  const slots = new Uint32Array(1 << size);
  const lists: (ListEntry & { last: boolean })[] = [];
  const known = new Map<string, number>();
  for (const [index, grams] of byEntry.entries()) {
    for (const [gram, entries] of grams) {
      const key = entries.map(({ site, back }) => `${site}:${back}`).join();
      let list = known.get(key);
      if (list === undefined) {
        list = lists.length;
        known.set(key, list);
        lists.push(...withHead(entries));
      }
      // Grams with the same tag are told apart by the sequences that are compared next.
      const product = (productOf(gram) ^ saltOf(index)) >>> 0;
      const tag = product & 0x7fff;
      let slot = product >>> (32 - size);
      for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1))
        slots[slot] = ((slots[slot] ?? 0) | 0x8000) >>> 0;
      slots[slot] = (((list + 1) << 16) | tag) >>> 0;
    }
  }
  if (lists.length >= 0xffff) throw new RangeError("too many rules for one pack");
  return { slots: new Uint8Array(slots.buffer), lists: writeLists(lists) };
}
