/**
 * Entries of trees: "mode name\0id" (Documentation/gitformat-pack, git-mktree). Trees repeat each other: each distinct pair of name (with
 * its mode) and id has a number. New pairs are told of in full, those that the caller has marked by their number, all others not at all.
 */

/** Why a tree can't be read. */
export const BAD_TREE: i32 = -7;

/** An open-addressed table of 64-bit hashes, 0: free; and the numbers of their pairs. */
let hashes: usize = 0;
let numbers: usize = 0;
let slotMask: u32 = 0;
/** Different for each process, so that nobody can make up names that look known. */
let seed: u64 = 0;
let used: u32 = 0;

/** A byte a pair: 1 where it is marked. */
let marks: usize = 0;
/** New pairs: u32 number or NO_NUMBER, address of the entry, of its name, of its id. */
let fresh: usize = 0;
let freshCount: u32 = 0;
/** Numbers of marked pairs. */
let marked: usize = 0;
let markedCount: u32 = 0;

export const ROOM: u32 = 4096;
export const FRESH_BYTES: usize = 16;
/** The table is full: a pair that is told of each time. */
const NO_NUMBER: u32 = 0xffffffff;

/** Bytes that a table of so many slots, a power of two, needs. */
export function treeBytes(slots: u32): usize {
  return <usize>slots * 13 + <usize>ROOM * (FRESH_BYTES + 4) + 64;
}

/** `at` is a multiple of 16. */
export function initTree(at: usize, slots: u32): void {
  fresh = at;
  marked = fresh + <usize>ROOM * FRESH_BYTES;
  hashes = marked + <usize>ROOM * 4;
  numbers = hashes + <usize>slots * 8;
  marks = numbers + <usize>slots * 4;
  slotMask = slots - 1;
  used = 0;
  memory.fill(hashes, 0, <usize>slots * 8);
}

export function seedTree(high: u32, low: u32): void {
  seed = ((<u64>high) << 32) | <u64>low;
}

export function marksAt(): usize {
  return marks;
}

export function freshAt(): usize {
  return fresh;
}

export function markedAt(): usize {
  return marked;
}

/** New and marked pairs of the last call. */
export function freshPairs(): u32 {
  return freshCount;
}

export function markedPairs(): u32 {
  return markedCount;
}

// @ts-ignore: decorator
@inline
function mix(hash: u64, value: u64): u64 {
  const product = (hash ^ value) * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

function hashOf(at: usize, length: u32): u64 {
  let hash = mix(seed, <u64>length);
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) hash = mix(hash, load<u64>(at + i));
  let rest: u64 = 0;
  for (; i < length; i++) rest = (rest << 8) | <u64>load<u8>(at + i);
  hash = mix(mix(hash, rest), seed);
  return hash == 0 ? 1 : hash;
}

// @ts-ignore: decorator
@inline
function noteMarked(number: u32): void {
  store<u32>(marked + (<usize>markedCount << 2), number);
  markedCount++;
}

/** Takes note of one entry, `length` bytes with its id. */
function take(entry: usize, length: u32, name: usize, id: usize): void {
  const hash = hashOf(entry, length);
  let slot = <u32>(hash >> 20) & slotMask;
  let number = NO_NUMBER;
  while (true) {
    const found = load<u64>(hashes + (<usize>slot << 3));
    if (found == hash) {
      number = load<u32>(numbers + (<usize>slot << 2));
      if (load<u8>(marks + number) != 0) noteMarked(number);
      return;
    }
    if (found == 0) break;
    slot = (slot + 1) & slotMask;
  }
  if (used * 4 < slotMask * 3) {
    number = used++;
    store<u64>(hashes + (<usize>slot << 3), hash);
    store<u32>(numbers + (<usize>slot << 2), number);
    store<u8>(marks + number, 0);
  }
  const at = fresh + <usize>freshCount * FRESH_BYTES;
  freshCount++;
  store<u32>(at, number);
  store<u32>(at, <u32>entry, 4);
  store<u32>(at, <u32>name, 8);
  store<u32>(at, <u32>id, 12);
}

/** First place of a byte from one on, `length` where there is none. Readable: 16 bytes behind the tree. */
// @ts-ignore: decorator
@inline
function find(tree: usize, from: u32, length: u32, byte: i8): u32 {
  const sought = i8x16.splat(byte);
  for (let at = from; at < length; at += 16) {
    const found = <u32>i8x16.bitmask(i8x16.eq(v128.load(tree + at), sought));
    if (found != 0) return min(at + <u32>ctz(found), length);
  }
  return length;
}

/**
 * Reads entries of a tree, from one on that begins at `from`, as many as there is room for.
 *
 * @param idBytes 20 or 32.
 * @return Where the next entry begins, `length` at the end; BAD_TREE.
 */
export function readTree(tree: usize, length: u32, idBytes: u32, from: u32): i32 {
  freshCount = 0;
  markedCount = 0;
  let at = from;
  let room = ROOM;
  while (at < length && room > 0) {
    const start = at;
    const name = find(tree, at, length, 0x20) + 1;
    const id = find(tree, name, length, 0) + 1;
    at = id + idBytes;
    if (at > length || id - 1 <= name) return BAD_TREE;
    take(tree + start, at - start, tree + name, tree + id);
    room--;
  }
  return <i32>at;
}
