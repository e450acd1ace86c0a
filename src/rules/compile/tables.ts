/** Writes the prefilter's tables (layout: src/engine/pack.ts) from the anchors of all rules. */
import type { PackTables } from "../../engine/pack.ts";
import type { Tail } from "./anchors.ts";
import { bitmap, bytesOf, fromBitmap, fullSet, type ByteSet } from "./byte-set.ts";

/** What the prefilter checks behind an anchor before it lets a regular expression run. */
export type AnchorCheck = ValueCheck | ({ kind: "tail" } & Tail);

/** A value must be able to follow a context word. */
export interface ValueCheck {
  kind: "near" | "assigned";
  /** Every byte that a value can have. */
  alphabet: ByteSet;
  /** Least length of a value, bytes. */
  length: number;
  digit: boolean;
  /** Bytes that may stand between the word and the value (`near` only). */
  within: number;
}

export interface TableAnchor {
  sequence: readonly ByteSet[];
  gram: number;
  check?: AnchorCheck;
}

const MULTIPLIER = 0x9e3779b1;
const SITE_BYTES = 32;
/** Slots are cheap beside a mispredicted branch: most grams should stand where they are looked for first. */
const SLOTS_PER_GRAM = 1.6;
const OTHER_MULTIPLIER = 0x85ebca6b;

/** Puts anchors that compare the same sequence side by side, as sites want them. */
export function sortBySite<T extends TableAnchor>(anchors: readonly T[]): T[] {
  const sets = new SetTable();
  const order = new Map<string, number>();
  const keyed = anchors.map((anchor) => {
    const key = siteKey(anchor, sets);
    if (!order.has(key)) order.set(key, order.size);
    return { anchor, place: order.get(key) ?? 0 };
  });
  return keyed.toSorted((a, b) => a.place - b.place).map(({ anchor }) => anchor);
}

function siteKey(anchor: TableAnchor, sets: SetTable): string {
  return `${anchor.gram}:${anchor.sequence.map((set) => sets.number(set)).join()}`;
}

/** @param anchors Neighbours with the same sequence share a site; `sortBySite` makes them neighbours. */
export function buildTables(anchors: readonly TableAnchor[]): PackTables {
  const sets = new SetTable();
  const sequences: number[] = [];
  const sites: Site[] = [];
  const checks = new Uint8Array(anchors.length * 8);
  const grams = new Map<number, number[]>();
  let lastKey = "";
  anchors.forEach((anchor, index) => {
    writeCheck(new DataView(checks.buffer, index * 8), anchor.check, sets);
    const key = siteKey(anchor, sets);
    const last = sites.at(-1);
    if (key === lastKey && last !== undefined) {
      last.anchors++;
      return;
    }
    lastKey = key;
    for (const shift of [0, 1]) addGrams(grams, anchor, sites.length, anchor.gram + shift);
    sites.push({ anchor, sequenceAt: sequences.length * 2, first: index, anchors: 1 });
    for (const set of anchor.sequence) sequences.push(sets.number(set));
  });
  return {
    bits: buildBits(grams.keys(), MULTIPLIER, 18),
    moreBits: buildBits(grams.keys(), OTHER_MULTIPLIER, 20),
    ...buildSlots(grams),
    sites: writeSites(sites),
    anchors: checks,
    sequences: new Uint8Array(Uint16Array.from(sequences).buffer),
    sets: sets.bytes(),
  };
}

interface Site {
  anchor: TableAnchor;
  sequenceAt: number;
  first: number;
  anchors: number;
}

function writeSites(sites: readonly Site[]): Uint8Array {
  const bytes = new Uint8Array(sites.length * SITE_BYTES);
  sites.forEach(({ anchor, sequenceAt, first, anchors }, index) => {
    const view = new DataView(bytes.buffer, index * SITE_BYTES);
    view.setUint32(0, sequenceAt, true);
    view.setUint8(4, anchor.sequence.length);
    view.setUint8(5, anchor.gram);
    view.setUint32(8, first, true);
    view.setUint32(12, anchors, true);
    anchor.sequence.slice(0, 8).forEach((set, at) => {
      const members = bytesOf(set);
      const all = members.reduce((a, b) => a & b, 0xff);
      const any = members.reduce((a, b) => a | b, 0);
      view.setUint8(16 + at, all);
      view.setUint8(24 + at, ~(all ^ any) & 0xff);
    });
  });
  return bytes;
}

function writeCheck(view: DataView, check: AnchorCheck | undefined, sets: SetTable): void {
  if (check === undefined) return;
  if (check.kind === "tail") {
    view.setUint8(0, 3);
    view.setUint8(1, check.offset);
    view.setUint16(2, sets.number(check.until), true);
    view.setUint16(4, sets.number(check.through), true);
    view.setUint16(6, check.within, true);
    return;
  }
  view.setUint8(0, (check.kind === "near" ? 1 : 2) | (check.digit ? 4 : 0));
  view.setUint16(2, check.length, true);
  view.setUint16(4, sets.number(check.alphabet), true);
  view.setUint16(6, check.within, true);
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The anchors that tables were built from, in the same order. */
export function decodeAnchors(tables: PackTables): TableAnchor[] {
  const sites = viewOf(tables.sites);
  const checks = viewOf(tables.anchors);
  const numbers = viewOf(tables.sequences);
  const sets = Array.from({ length: tables.sets.length / 32 }, (_, i) =>
    fromBitmap(tables.sets.subarray(32 * i)),
  );
  const set = (number: number): ByteSet => sets[number] ?? fullSet();
  return Array.from({ length: tables.sites.length / SITE_BYTES }, (_, index) => {
    const at = index * SITE_BYTES;
    const sequenceAt = sites.getUint32(at, true);
    const length = sites.getUint8(at + 4);
    const site = {
      sequence: Array.from({ length }, (_unused, k) => set(numbers.getUint16(sequenceAt + 2 * k, true))),
      gram: sites.getUint8(at + 5),
    };
    const first = sites.getUint32(at + 8, true);
    return Array.from({ length: sites.getUint32(at + 12, true) }, (_unused, k) => {
      const check = readCheck(checks, (first + k) * 8, set);
      return check === undefined ? site : { ...site, check };
    });
  }).flat();
}

function readCheck(view: DataView, at: number, set: (number: number) => ByteSet): AnchorCheck | undefined {
  const kind = view.getUint8(at) & 3;
  const within = view.getUint16(at + 6, true);
  if (kind === 0) return undefined;
  if (kind === 3) {
    const until = set(view.getUint16(at + 2, true));
    return {
      kind: "tail",
      offset: view.getUint8(at + 1),
      until,
      through: set(view.getUint16(at + 4, true)),
      within,
    };
  }
  return {
    kind: kind === 1 ? "near" : "assigned",
    digit: (view.getUint8(at) & 4) !== 0,
    length: view.getUint16(at + 2, true),
    alphabet: set(view.getUint16(at + 4, true)),
    within,
  };
}

/** Every 4-byte value that can stand at `offset` of the sequence; behind its end any byte can. */
function addGrams(grams: Map<number, number[]>, anchor: TableAnchor, site: number, offset: number): void {
  let partial = [0];
  for (let i = 0; i < 4; i++) {
    const members = bytesOf(anchor.sequence[offset + i] ?? fullSet());
    partial = partial.flatMap((low) => members.map((byte) => (low | (byte << (8 * i))) >>> 0));
  }
  const entry = site | (offset << 24);
  for (const gram of partial) {
    const list = grams.get(gram);
    if (list === undefined) grams.set(gram, [entry]);
    else list.push(entry);
  }
}

/** A bit for the upper `size` bits of each gram's product with the multiplier. */
function buildBits(grams: Iterable<number>, multiplier: number, size: number): Uint8Array {
  const bits = new Uint8Array(1 << (size - 3));
  for (const gram of grams) {
    const bit = Math.imul(gram, multiplier) >>> (32 - size);
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return bits;
}

function buildSlots(grams: Map<number, number[]>): Pick<PackTables, "slots" | "lists"> {
  // The tag holds all bits of the product that the place does not tell.
  let size = 17;
  while (1 << size < grams.size * SLOTS_PER_GRAM) size++;
  const slots = new Uint32Array(1 << size);
  const lists: number[] = [];
  const known = new Map<string, number>();
  for (const [gram, entries] of grams) {
    const key = entries.join();
    let list = known.get(key);
    if (list === undefined) {
      list = lists.length;
      known.set(key, list);
      entries.forEach((entry, i) =>
        lists.push(i === entries.length - 1 ? (entry | 0x80000000) >>> 0 : entry),
      );
    }
    const product = Math.imul(gram, MULTIPLIER) >>> 0;
    const tag = product & 0x7fff;
    let slot = product >>> (32 - size);
    for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
      const other = slots[slot] ?? 0;
      if ((other & 0x7fff) === tag) slots[slot] = (other | 0x8000) >>> 0;
    }
    slots[slot] = (((list + 1) << 16) | tag) >>> 0;
  }
  if (lists.length >= 0xffff) throw new RangeError("too many rules for one pack");
  return { slots: new Uint8Array(slots.buffer), lists: new Uint8Array(Uint32Array.from(lists).buffer) };
}

/** Numbers sets so that equal ones are stored once. */
class SetTable {
  readonly #numbers = new Map<string, number>();
  readonly #maps: Uint8Array[] = [];

  number(set: ByteSet): number {
    const map = bitmap(set);
    const key = map.join();
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#maps.length;
      this.#numbers.set(key, number);
      this.#maps.push(map);
    }
    return number;
  }

  bytes(): Uint8Array {
    const out = new Uint8Array(this.#maps.length * 32);
    this.#maps.forEach((map, i) => out.set(map, i * 32));
    return out;
  }
}
