/**
 * Which entries of a pack are deltas of which: trees whose roots are whole objects. Some thirty bytes an entry. Entries are numbered by
 * their place in the pack.
 */
import { ID_DELTA, createHead, MAX_HEAD, OFFSET_DELTA, readHead } from "./entry.ts";
import { findId, type PackIndex } from "./index-file.ts";
import type { PackMemory } from "./memory.ts";
import type { PackFile } from "./pack-file.ts";

export interface Forest {
  count: number;
  /** Where each entry begins; one more: the end of the last. */
  offsets: Float64Array;
  /** Place of each entry in the index. */
  places: Int32Array;
  /** The entry that each is a delta of, NONE or LOST. */
  bases: Int32Array;
  /** Of whole objects the type, of others how they name their base, 0: damaged. */
  types: Uint8Array;
  /** Bytes that each unpacks to: of a delta those of the delta. */
  sizes: Float64Array;
  /** Bytes before the zlib stream. */
  heads: Uint8Array;
  /** First entry that is a delta of each, and the next one of the same base, NONE at the end. */
  firstChild: Int32Array;
  nextChild: Int32Array;
}

export const NONE = -1;
/** Its head is damaged, or its base is not in this pack. */
export const LOST = -2;

/**
 * @param memory That `file` reads into.
 * @throws what reading the pack throws.
 */
export function readForest(
  index: PackIndex,
  file: PackFile,
  { bytes, from: spare }: Pick<PackMemory, "bytes" | "from">,
): Forest {
  const { count, idBytes } = index;
  const places = sortedPlaces(index.offsets);
  const offsets = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) offsets[i] = index.offsets[places[i] ?? 0] ?? 0;
  offsets[count] = file.end;
  const bases = new Int32Array(count).fill(LOST);
  const types = new Uint8Array(count);
  const sizes = new Float64Array(count);
  const heads = new Uint8Array(count);
  const head = createHead();
  const entryWithId = entriesById(index, places);
  for (let i = 0; i < count; i++) {
    const offset = offsets[i] ?? 0;
    const limit = Math.min(MAX_HEAD, (offsets[i + 1] ?? 0) - offset);
    if (offset < 12 || limit <= 0 || offset + limit > file.end) continue;
    readHead(bytes, file.view(offset, limit, spare), limit, idBytes, head);
    types[i] = head.type;
    sizes[i] = head.size;
    heads[i] = head.length;
    if (head.type === OFFSET_DELTA) bases[i] = entryAt(offsets, i, offset - head.back);
    else if (head.type === ID_DELTA) bases[i] = entryWithId(bytes, head.idAt);
    else if (head.type !== 0) bases[i] = NONE;
  }
  return { count, offsets, places, bases, types, sizes, heads, ...children(bases) };
}

/** Finds the entry with an id that stands in memory. */
function entriesById(index: PackIndex, places: Int32Array): (bytes: Uint8Array, at: number) => number {
  // Made where an entry names its base by id; few packs have such.
  let entryOf: Int32Array | undefined;
  return (bytes, at) => {
    entryOf ??= inverse(places);
    const place = findId(index, bytes, at);
    return place < 0 ? LOST : (entryOf[place] ?? LOST);
  };
}

/** The entry before `below` that begins at an offset: a near one nearly always. */
function entryAt(offsets: Float64Array, below: number, offset: number): number {
  let high = below - 1;
  let low = high;
  for (let step = 1; low > 0 && (offsets[low] ?? 0) > offset; step *= 2) {
    high = low;
    low = Math.max(0, low - step);
  }
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = offsets[middle] ?? 0;
    if (found === offset) return middle;
    if (found < offset) low = middle + 1;
    else high = middle - 1;
  }
  return LOST;
}

function inverse(places: Int32Array): Int32Array {
  const entries = new Int32Array(places.length);
  for (let i = 0; i < places.length; i++) entries[places[i] ?? 0] = i;
  return entries;
}

/** Lists of children. The one with the most descendants comes last: by then its base needs no memory any more. */
function children(bases: Int32Array): Pick<Forest, "firstChild" | "nextChild"> {
  const firstChild = new Int32Array(bases.length).fill(NONE);
  const nextChild = new Int32Array(bases.length).fill(NONE);
  const largest = largestChildren(bases);
  for (let base = 0; base < bases.length; base++) firstChild[base] = largest[base] ?? NONE;
  for (let i = bases.length - 1; i >= 0; i--) {
    const base = bases[i] ?? LOST;
    if (base < 0 || largest[base] === i) continue;
    nextChild[i] = firstChild[base] ?? NONE;
    firstChild[base] = i;
  }
  return { firstChild, nextChild };
}

/** Of each entry the child with the most descendants. */
function largestChildren(bases: Int32Array): Int32Array {
  const descendants = new Int32Array(bases.length);
  const largest = new Int32Array(bases.length).fill(NONE);
  // A base named by id may stand behind its delta; then the number is too small, which costs memory only.
  for (let i = bases.length - 1; i >= 0; i--) {
    const base = bases[i] ?? LOST;
    if (base < 0) continue;
    const own = (descendants[i] ?? 0) + 1;
    descendants[base] = (descendants[base] ?? 0) + own;
    const most = largest[base] ?? NONE;
    if (most === NONE || own > (descendants[most] ?? 0) + 1) largest[base] = i;
  }
  return largest;
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
