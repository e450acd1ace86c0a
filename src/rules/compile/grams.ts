/** The prefilter's tables of grams: which hashes of four bytes are worth a look, and where to look. */
import type { PackTables } from "../../engine/pack.ts";
import { commonGrams } from "./rarity.ts";

const MULTIPLIER = 0x9e3779b1;
/** The multipliers that are tried for the larger bit table. */
const MULTIPLIERS = [
  0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1, 0x2545f491, 0x9e3779b9, 0x7feb352d, 0x846ca68b,
];
const MORE_SIZE = 19;
/** Slots are cheap beside a mispredicted branch: most grams should stand where they are looked for first. */
const SLOTS_PER_GRAM = 1.6;

/** A byte for the upper 16 bits of each gram's product: 4 where there is one, by which the kernel moves on in a list of u32. */
export function buildBytes(grams: Iterable<number>): Uint8Array {
  const bytes = new Uint8Array(1 << 16);
  for (const gram of grams) bytes[Math.imul(gram, MULTIPLIER) >>> 16] = 4;
  return bytes;
}

/** A bit for the upper `size` bits of each gram's product with the multiplier. */
export function buildBits(
  grams: Iterable<number>,
  size: number,
  multiplier: number = MULTIPLIER,
): Uint8Array {
  const bits = new Uint8Array(1 << (size - 3));
  for (const gram of grams) {
    const bit = Math.imul(gram, multiplier) >>> (32 - size);
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return bits;
}

/** Of all multipliers the one whose table lets least of ordinary text through that has no gram. */
export function buildMoreBits(grams: ReadonlySet<number>): Pick<PackTables, "moreBits" | "params"> {
  const made = MULTIPLIERS.map((multiplier) => {
    const moreBits = buildBits(grams, MORE_SIZE, multiplier);
    let passing = 0;
    for (const [gram, share] of commonGrams()) {
      const folded = (gram | 0x20202020) >>> 0;
      const bit = Math.imul(folded, multiplier) >>> (32 - MORE_SIZE);
      if (!grams.has(folded) && ((moreBits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0) passing += share;
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
}

const LIST_ENTRY_BYTES = 24;

function writeLists(entries: readonly (ListEntry & { last: boolean })[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * LIST_ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  entries.forEach(({ site, back, bits, mask, last }, index) => {
    const at = index * LIST_ENTRY_BYTES;
    view.setUint32(at, (site | (back << 24) | (last ? 0x80000000 : 0)) >>> 0, true);
    bytes.set(bits, at + 8);
    bytes.set(mask, at + 16);
  });
  return bytes;
}

export function buildSlots(grams: Map<number, ListEntry[]>): Pick<PackTables, "slots" | "lists"> {
  let size = 12;
  while (1 << size < grams.size * SLOTS_PER_GRAM) size++;
  const slots = new Uint32Array(1 << size);
  const lists: (ListEntry & { last: boolean })[] = [];
  const known = new Map<string, number>();
  for (const [gram, entries] of grams) {
    const key = entries.map(({ site, back }) => `${site}:${back}`).join();
    let list = known.get(key);
    if (list === undefined) {
      list = lists.length;
      known.set(key, list);
      lists.push(...entries.map((entry, i) => ({ ...entry, last: i === entries.length - 1 })));
    }
    const product = Math.imul(gram, MULTIPLIER) >>> 0;
    // Grams with the same tag are told apart by the sequences that are compared next.
    const tag = product & 0x7fff;
    let slot = product >>> (32 - size);
    for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1))
      slots[slot] = ((slots[slot] ?? 0) | 0x8000) >>> 0;
    slots[slot] = (((list + 1) << 16) | tag) >>> 0;
  }
  if (lists.length >= 0xffff) throw new RangeError("too many rules for one pack");
  return { slots: new Uint8Array(slots.buffer), lists: writeLists(lists) };
}
