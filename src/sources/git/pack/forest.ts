/**
 * Which entries of a pack are deltas of which: trees whose roots are whole objects. Some thirty bytes an entry, in the memory that objects are
 * unpacked in, where WebAssembly walks through them (wasm/forest.ts). Entries are numbered by their place in the pack.
 */
import { findId, type PackIndex } from "./index-file.ts";
import { takeRoom, type PackMemory } from "./memory.ts";
import type { PackFile } from "./pack-file.ts";

/** What the heads of entries say, and what follows from it. */
export interface Forest {
  count: number;
  /** Address of the arrays. */
  at: number;
  /** Place of each entry in the index. */
  places: Int32Array;
  /** Where each entry begins; one more: the end of the last. */
  offsets: Float64Array;
  /** The entry that each is a delta of, NONE or LOST. */
  bases: Int32Array;
  /** Of whole objects the type, of others how they name their base, 0: damaged. */
  types: Uint8Array;
  /** First entry that is a delta of each, and the next one of the same base, NONE at the end. */
  firstChild: Int32Array;
  nextChild: Int32Array;
  /** Object number of each entry: to be set by who has commits and trees read, 0 until then. */
  numbers: Int32Array;
  /** What `neededEntries` says. */
  needed: Uint8Array;
}

export const NONE = -1;
/** Its head is damaged, or its base is not in this pack. */
export const LOST = -2;

/** Bytes of the memory that a forest of so many entries takes while it is being read. */
export function forestBytes(count: number): number {
  return arrayBytes(count) + count * 8 + 64;
}

function arrayBytes(count: number): number {
  return 8 * (count + 1) + count * 23;
}

/**
 * @param memory That `file` reads into.
 * @throws RangeError where there is not enough memory; what reading the pack throws.
 */
export function readForest(index: PackIndex, file: PackFile, memory: PackMemory): Forest {
  const { count, idBytes } = index;
  const { calls, hooks } = memory.unpacker;
  const places = sortedPlaces(index.offsets);
  const at = takeRoom(memory, arrayBytes(count));
  const forest = { count, at, places, ...arraysAt(memory.bytes.buffer as ArrayBuffer, at, count) };
  const { offsets } = forest;
  for (let i = 0; i < count; i++) offsets[i] = index.offsets[places[i] ?? 0] ?? 0;
  offsets[count] = file.end;
  forest.numbers.fill(0);
  forest.needed.fill(0);
  if (memory.from + count * 8 + 64 > memory.to)
    throw new RangeError("out of memory for the heads of entries");
  hooks.view = (offset, length, spare) => file.view(offset, length, spare);
  hooks.entryWithId = entriesById(index, places, memory.bytes);
  calls.useForest(at, count);
  calls.usePack(file.whole());
  calls.readHeads(file.end, idBytes, memory.from);
  return forest;
}

/** In the order of wasm/forest.ts. */
function arraysAt(buffer: ArrayBuffer, at: number, count: number): Omit<Forest, "count" | "at" | "places"> {
  let next = at + 8 * (count + 1);
  const words = (): Int32Array => new Int32Array(buffer, (next += 4 * count) - 4 * count, count);
  const bytes = (): Uint8Array => new Uint8Array(buffer, (next += count) - count, count);
  const offsets = new Float64Array(buffer, at, count + 1);
  words();
  const [bases, firstChild, nextChild, numbers] = [words(), words(), words(), words()];
  const types = bytes();
  bytes();
  return { offsets, bases, firstChild, nextChild, numbers, types, needed: bytes() };
}

/** Finds the entry with an id that stands in memory. */
function entriesById(index: PackIndex, places: Int32Array, bytes: Uint8Array): (at: number) => number {
  // Made where an entry names its base by id; few packs have such.
  let entryOf: Int32Array | undefined;
  return (at) => {
    entryOf ??= inverse(places);
    const place = findId(index, bytes, at);
    return place < 0 ? LOST : (entryOf[place] ?? LOST);
  };
}

function inverse(places: Int32Array): Int32Array {
  const entries = new Int32Array(places.length);
  for (let i = 0; i < places.length; i++) entries[places[i] ?? 0] = i;
  return entries;
}

const DIGIT = 65_536;

/** Places in the index in the order of their offsets: a radix sort, sixteen bits a round. */
function sortedPlaces(offsets: Float64Array): Int32Array {
  const count = offsets.length;
  let from = new Int32Array(count);
  let to = new Int32Array(count);
  let most = 0;
  for (let i = 0; i < count; i++) {
    from[i] = i;
    most = Math.max(most, offsets[i] ?? 0);
  }
  const digits = new Uint16Array(count);
  const starts = new Int32Array(DIGIT + 1);
  for (let unit = 1; unit <= most; unit *= DIGIT) {
    starts.fill(0);
    for (let i = 0; i < count; i++) {
      // Offsets that lie in no pack (-1, or beyond all bounds) may come anywhere.
      const digit = Math.floor((offsets[from[i] ?? 0] ?? 0) / unit) & (DIGIT - 1);
      digits[i] = digit;
      starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
    }
    for (let d = 0; d < DIGIT; d++) starts[d + 1] = (starts[d + 1] ?? 0) + (starts[d] ?? 0);
    for (let i = 0; i < count; i++) {
      const digit = digits[i] ?? 0;
      const at = starts[digit] ?? 0;
      starts[digit] = at + 1;
      to[at] = from[i] ?? 0;
    }
    [from, to] = [to, from];
  }
  return from;
}
