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
  places: Uint32Array;
  /** Where each entry begins; one more: the end of the last. */
  offsets: Float64Array;
  /** First entry that is a delta of each, and the next one of the same base, NONE at the end. */
  firstChild: Int32Array;
  nextChild: Int32Array;
  /** Object number of each entry; what else of it is needed: by `needEntries`. */
  numbers: Int32Array;
  /** Of each entry WANTED, 1 where it is a base of such, 0 for all others, which are not unpacked. */
  needed: Uint8Array;
}

/** No entry: behind the last one of a base. */
export const NONE = -1;
/** In `needed`: an entry that was asked for. */
export const WANTED = 2;
/** The entry with an id is not in this pack. */
const LOST = -2;

/** Bytes of the memory that a forest of so many entries takes while it is being read. */
export function forestBytes(count: number): number {
  return arrayBytes(count) + scratchBytes(count) + 16;
}

function arrayBytes(count: number): number {
  return 8 * (count + 1) + count * 27;
}

/** For the offsets in the order of the index, and to sort them. */
function scratchBytes(count: number): number {
  return count * 12 + 8192 + 64;
}

/**
 * @param memory That `file` reads into.
 * @throws RangeError where there is not enough memory; what reading the pack throws.
 */
export function readForest(index: PackIndex, file: PackFile, memory: PackMemory): Forest {
  const { count, idBytes } = index;
  const { calls, hooks } = memory.unpacker;
  const buffer = memory.bytes.buffer as ArrayBuffer;
  const at = takeRoom(memory, arrayBytes(count));
  const scratch = scratchAt(memory, scratchBytes(count));
  const { placesAt, ...arrays } = arraysAt(buffer, at, count);
  calls.useForest(at, count);
  new Float64Array(buffer, scratch, count).set(index.offsets);
  calls.sortEntries(scratch, placesAt, scratch + count * 8);
  arrays.offsets[count] = file.end;
  hooks.view = (offset, length, spare) => file.view(offset, length, spare);
  hooks.entryWithId = entriesById(index, arrays.places, memory.bytes);
  calls.usePack(file.whole());
  calls.readHeads(file.end, idBytes, scratch);
  // The index is not held on to.
  hooks.entryWithId = () => LOST;
  return { count, at, ...arrays };
}

/** Room for the moment; the address is a multiple of 8. */
function scratchAt({ from, to }: PackMemory, bytes: number): number {
  const at = (from + 7) & ~7;
  if (at + bytes > to) throw new RangeError("out of memory for what is told of packs");
  return at;
}

/** In the order of wasm/forest.ts. */
function arraysAt(
  buffer: ArrayBuffer,
  at: number,
  count: number,
): Omit<Forest, "count" | "at"> & { placesAt: number } {
  let next = at + 8 * (count + 1);
  const words = (): Int32Array => new Int32Array(buffer, (next += 4 * count) - 4 * count, count);
  const offsets = new Float64Array(buffer, at, count + 1);
  // Sizes and bases are WebAssembly's business, as are types and heads.
  next += 8 * count;
  const [firstChild, nextChild, numbers] = [words(), words(), words()];
  const placesAt = next;
  const places = new Uint32Array(words().buffer, placesAt, count);
  next += 2 * count;
  return {
    ...{ offsets, firstChild, nextChild, numbers, places, placesAt },
    needed: new Uint8Array(buffer, next, count),
  };
}

/** Finds the entry with an id that stands in memory. */
function entriesById(index: PackIndex, places: Uint32Array, bytes: Uint8Array): (at: number) => number {
  // Made where an entry names its base by id; few packs have such.
  let entryOf: Int32Array | undefined;
  return (at) => {
    entryOf ??= inverse(places);
    const place = findId(index, bytes, at);
    return place < 0 ? LOST : (entryOf[place] ?? LOST);
  };
}

function inverse(places: Uint32Array): Int32Array {
  const entries = new Int32Array(places.length);
  for (let i = 0; i < places.length; i++) entries[places[i] ?? 0] = i;
  return entries;
}

/** Of the objects of an index, by place: their numbers, and 1 where they are wanted. */
export interface Need {
  numbers: Int32Array;
  wanted: Uint8Array;
}

/**
 * Notes which entries are to be unpacked.
 *
 * @returns Bytes that the wanted ones take in the pack.
 * @throws RangeError where there is not enough memory.
 */
export function needEntries(
  { at, count, places }: Forest,
  memory: PackMemory,
  { numbers, wanted }: Need,
): number {
  const { calls } = memory.unpacker;
  const scratch = scratchAt(memory, count * 5);
  const buffer = memory.bytes.buffer as ArrayBuffer;
  new Int32Array(buffer, scratch, count).set(numbers);
  new Uint8Array(buffer, scratch + count * 4, count).set(wanted);
  calls.useForest(at, count);
  return calls.needEntries(scratch + count * 4, places.byteOffset, scratch);
}
