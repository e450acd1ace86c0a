/** The entries of a pack and which are deltas of which (../forest.ts), in arrays that TypeScript has put into this memory. */
import { entryWithId, fail, view } from "./hooks";

export const NONE: i32 = -1;
/** The head of an entry is damaged, or its base is not in this pack. */
export const LOST: i32 = -2;

const COMMIT: u32 = 1;
const TAG: u32 = 4;
export const OFFSET_DELTA: u32 = 6;
export const ID_DELTA: u32 = 7;
/** Bytes that a head has at most. */
const MAX_HEAD: f64 = 56;
/** Larger objects are left to others. */
export const TOO_LARGE: u32 = 0xffffffff;

export let entries: i32 = 0;
let offsets: usize = 0;
let bases: usize = 0;
let sizes: usize = 0;
let firstChildren: usize = 0;
let nextChildren: usize = 0;
let numbers: usize = 0;
let types: usize = 0;
let heads: usize = 0;
let needed: usize = 0;

/** The arrays lie one behind the other from a multiple of 8 on, in the order of these lines. */
export function useForest(at: usize, count: u32): void {
  const words = <usize>count << 2;
  entries = count;
  offsets = at;
  sizes = offsets + 8 * (<usize>count + 1);
  bases = sizes + words;
  firstChildren = bases + words;
  nextChildren = firstChildren + words;
  numbers = nextChildren + words;
  // Behind these stand the places of the entries in the index.
  types = numbers + 2 * words;
  heads = types + count;
  needed = heads + count;
}

// The whole pack lies in memory from here on, or 0.
let pack: usize = 0;

export function usePack(at: usize): void {
  pack = at;
}

const DIGIT_BITS: u64 = 11;
const DIGIT: usize = 2048;

/**
 * Sorts entries by their offsets: a radix sort, eleven bits a round.
 *
 * @param byPlace Offsets, f64, in the order of the index; -1 and what lies beyond 2^53 may come anywhere.
 * @param places To: u32, the place in the index of each entry.
 * @param scratch DIGIT words and one a place.
 */
export function sortEntries(byPlace: usize, places: usize, scratch: usize): void {
  const starts = scratch;
  let from = places;
  let to = scratch + DIGIT * 4;
  const count = entries;
  let most: f64 = 0;
  for (let i = 0; i < count; i++) {
    store<i32>(from + (<usize>i << 2), i);
    most = max(most, load<f64>(byPlace + (<usize>i << 3)));
  }
  const highest = most < 9007199254740992 ? <u64>most : 9007199254740992;
  for (let shift: u64 = 0; highest >> shift != 0; shift += DIGIT_BITS) {
    memory.fill(starts, 0, DIGIT * 4);
    for (let i = 0; i < count; i++) {
      const at = starts + (digitOf(byPlace, i, shift) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
    let sum: u32 = 0;
    for (let at = starts; at < starts + DIGIT * 4; at += 4) {
      const here = load<u32>(at);
      store<u32>(at, sum);
      sum += here;
    }
    for (let i = 0; i < count; i++) {
      const place = load<i32>(from + (<usize>i << 2));
      const at = starts + (digitOf(byPlace, place, shift) << 2);
      const next = load<u32>(at);
      store<u32>(at, next + 1);
      store<i32>(to + (<usize>next << 2), place);
    }
    const other = from;
    from = to;
    to = other;
  }
  if (from != places) memory.copy(places, from, <usize>count << 2);
  for (let i = 0; i < count; i++) {
    const place = load<u32>(places + (<usize>i << 2));
    store<f64>(offsets + (<usize>i << 3), load<f64>(byPlace + (<usize>place << 3)));
  }
}

// @ts-ignore: decorator
@inline
function digitOf(byPlace: usize, place: i32, shift: u64): usize {
  const offset = load<f64>(byPlace + (<usize>place << 3));
  return offset >= 0 && offset < 9007199254740992 ? <usize>((<u64>offset >> shift) & (DIGIT - 1)) : 0;
}

/** What `need` says of a wanted entry; 1: of a base of such. */
export const WANTED: u32 = 2;

/**
 * Notes which entries are to be unpacked.
 *
 * @param wanted A byte a place in the index: 1 where the object is wanted.
 * @param places As `sortEntries` leaves them.
 * @param objects Object number of each place in the index.
 * @return Bytes of the wanted ones in the pack.
 */
export function needEntries(wanted: usize, places: usize, objects: usize): f64 {
  let sum: f64 = 0;
  memory.fill(needed, 0, entries);
  for (let i = 0; i < entries; i++) {
    const place = load<u32>(places + (<usize>i << 2));
    store<i32>(numbers + (<usize>i << 2), load<i32>(objects + (<usize>place << 2)));
    if (load<u8>(wanted + place) == 0) continue;
    sum += lengthOf(i);
    for (let at = baseOf(i); at >= 0 && load<u8>(needed + at) == 0; at = baseOf(at)) store<u8>(needed + at, 1);
    store<u8>(needed + i, <u8>WANTED);
  }
  return sum;
}

/**
 * Tells of the wanted entries that no whole object leads to: their base is missing, damaged, or a delta of themselves.
 *
 * @param state Room for a byte an entry.
 */
export function failLost(state: usize): void {
  // 1: on this path, 2: a whole object leads to it, 3: none does.
  memory.fill(state, 0, entries);
  for (let entry = 0; entry < entries; entry++) {
    let at = entry;
    for (; at >= 0 && load<u8>(state + at) == 0; at = baseOf(at)) store<u8>(state + at, 1);
    const outcome: u32 = at >= 0 ? (load<u8>(state + at) == 2 ? 2 : 3) : at == NONE ? 2 : 3;
    for (at = entry; at >= 0 && load<u8>(state + at) == 1; at = baseOf(at)) store<u8>(state + at, <u8>outcome);
    if (outcome == 3 && load<u8>(needed + entry) == WANTED) fail(entry, 0);
  }
}

/** The address of bytes of the pack, good until the next call. */
// @ts-ignore: decorator
@inline
export function packed(offset: f64, length: u32, spare: usize): usize {
  return pack == 0 ? view(offset, length, spare) : pack + <usize>offset;
}

// @ts-ignore: decorator
@inline
export function offsetOf(entry: i32): f64 {
  return load<f64>(offsets + (<usize>entry << 3));
}

/** Bytes of an entry in the pack. */
// @ts-ignore: decorator
@inline
export function lengthOf(entry: i32): f64 {
  return load<f64>(offsets + (<usize>entry << 3), 8) - load<f64>(offsets + (<usize>entry << 3));
}

// @ts-ignore: decorator
@inline
export function baseOf(entry: i32): i32 {
  return load<i32>(bases + (<usize>entry << 2));
}

// @ts-ignore: decorator
@inline
export function sizeOf(entry: i32): u32 {
  return load<u32>(sizes + (<usize>entry << 2));
}

// @ts-ignore: decorator
@inline
export function typeOf(entry: i32): u32 {
  return load<u8>(types + entry);
}

// @ts-ignore: decorator
@inline
export function headOf(entry: i32): u32 {
  return load<u8>(heads + entry);
}

// @ts-ignore: decorator
@inline
export function needOf(entry: i32): u32 {
  return load<u8>(needed + entry);
}

// @ts-ignore: decorator
@inline
export function numberOf(entry: i32): i32 {
  return load<i32>(numbers + (<usize>entry << 2));
}

// @ts-ignore: decorator
@inline
function nextNeeded(child: i32): i32 {
  let next = child;
  while (next != NONE && load<u8>(needed + next) == 0) next = load<i32>(nextChildren + (<usize>next << 2));
  return next;
}

/** The first delta of an entry that is needed. */
export function firstChild(entry: i32): i32 {
  return nextNeeded(load<i32>(firstChildren + (<usize>entry << 2)));
}

/** The next needed one of the same base. */
export function nextChild(entry: i32): i32 {
  return nextNeeded(load<i32>(nextChildren + (<usize>entry << 2)));
}

/**
 * Reads the heads of all entries, whose offsets are there, and works out the rest.
 *
 * @param end Where entries end in the pack.
 * @param spare Room for a head, and then for eight bytes an entry.
 */
export function readHeads(end: f64, idBytes: u32, spare: usize): void {
  for (let i = 0; i < entries; i++) {
    store<i32>(bases + (<usize>i << 2), LOST);
    store<u32>(sizes + (<usize>i << 2), 0);
    store<u8>(types + i, 0);
    store<u8>(heads + i, 0);
    const offset = offsetOf(i);
    const length = min(MAX_HEAD, lengthOf(i));
    if (!(offset >= 12) || !(length >= 1) || offset + length > end) continue;
    const at = packed(offset, <u32>length, spare);
    readHead(i, at, at + <usize>length, idBytes);
  }
  linkChildren(spare);
}

/** The head that begins at `at`; nothing is looked at from `end` on. */
function readHead(entry: i32, at: usize, end: usize, idBytes: u32): void {
  let p = at;
  let byte = <u32>load<u8>(p++);
  const type = (byte >> 4) & 7;
  let size = <u64>(byte & 15);
  for (let shift: u32 = 4; byte >= 0x80; shift += 7) {
    if (p >= end || shift > 46) return;
    byte = load<u8>(p++);
    size += (<u64>(byte & 0x7f)) << shift;
  }
  let base = NONE;
  if (type == OFFSET_DELTA) {
    if (p >= end) return;
    byte = load<u8>(p++);
    let back = <u64>(byte & 0x7f);
    while (byte >= 0x80) {
      if (p >= end || back > <u64>1 << 44) return;
      byte = load<u8>(p++);
      back = ((back + 1) << 7) + <u64>(byte & 0x7f);
    }
    base = entryAt(entry, offsetOf(entry) - <f64>back);
  } else if (type == ID_DELTA) {
    if (p + idBytes > end) return;
    base = entryWithId(p);
    p += idBytes;
  } else if (type < COMMIT || type > TAG) return;
  store<u8>(types + entry, <u8>type);
  store<u8>(heads + entry, <u8>(p - at));
  store<u32>(sizes + (<usize>entry << 2), size < <u64>TOO_LARGE ? <u32>size : TOO_LARGE);
  store<i32>(bases + (<usize>entry << 2), base);
}

/** The entry before `below` that begins at an offset: a near one nearly always. */
function entryAt(below: i32, offset: f64): i32 {
  let high = below - 1;
  let low = high;
  for (let step = 1; low > 0 && offsetOf(low) > offset; step <<= 1) {
    high = low;
    low = max(0, low - step);
  }
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = offsetOf(middle);
    if (found == offset) return middle;
    if (found < offset) low = middle + 1;
    else high = middle - 1;
  }
  return LOST;
}

/**
 * Lists of children. The one with the most descendants comes last: by then its base needs no memory any more. (A base named by id may
 * stand behind its delta; then the number is too small, which costs memory only.)
 */
function linkChildren(scratch: usize): void {
  const words = <usize>entries << 2;
  const descendants = scratch;
  const largest = scratch + words;
  memory.fill(descendants, 0, words);
  memory.fill(largest, 0xff, words);
  memory.fill(nextChildren, 0xff, words);
  for (let i = entries - 1; i >= 0; i--) {
    const base = baseOf(i);
    if (base < 0) continue;
    const own = load<i32>(descendants + (<usize>i << 2)) + 1;
    const sum = descendants + (<usize>base << 2);
    store<i32>(sum, load<i32>(sum) + own);
    const most = largest + (<usize>base << 2);
    const child = load<i32>(most);
    if (child == NONE || own > load<i32>(descendants + (<usize>child << 2)) + 1) store<i32>(most, i);
  }
  memory.copy(firstChildren, largest, words);
  for (let i = entries - 1; i >= 0; i--) {
    const base = baseOf(i);
    if (base < 0 || load<i32>(largest + (<usize>base << 2)) == i) continue;
    store<i32>(nextChildren + (<usize>i << 2), load<i32>(firstChildren + (<usize>base << 2)));
    store<i32>(firstChildren + (<usize>base << 2), i);
  }
}
