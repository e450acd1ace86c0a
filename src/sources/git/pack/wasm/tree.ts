/**
 * Entries of trees: "mode name\0id" (Documentation/gitformat-pack, git-mktree). Told of are all names, each once; objects that are not there;
 * and for each tree what it holds that may lead to one of these or to a secret: subtrees, and marked blobs.
 *
 * Of each tree there is a list of its entries: where each begins, and its pair (name and object) or NOTHING. Of a tree that is a delta,
 * entries that were copied as a whole are as they were in the base, and are copied in the list; only the others are read.
 */
import { copiedFrom, copiedLength, copiedTo, INSERTED, pieceCount } from "./delta";
import { findId, width } from "./ids";
import { missing, newName, takeTrees } from "./hooks";

/** Why a tree can't be read. */
export const BAD_TREE: i32 = -7;

/** Bytes of an entry at least: no mode, a name of one byte, an id. */
const LEAST_ENTRY: u32 = 23;
/** Bytes of an entry in a list: u32 place, u32 pair. */
const ENTRY: usize = 8;
/** An entry that leads nowhere. */
const NOTHING: u32 = 0xffffffff;
/** What is told of at a time: trees, and pairs. */
const ROOM: u32 = 8192;

/** An open-addressed table of hashes of names, 0: free; and the numbers of the names. */
let hashes: usize = 0;
let numbers: usize = 0;
let slotMask: u32 = 0;
let used: u32 = 0;
/** Different for each process, so that nobody can make up names that look known. */
let seed: u64 = 0;

/** By object: 1 where it is a blob with secrets. */
let marks: usize = 0;
/** Trees and where in the list of all they hold the pairs of each begin; pairs; names and objects of new pairs. */
let treeList: usize = 0;
let beginList: usize = 0;
let heldList: usize = 0;
let nameList: usize = 0;
let objectList: usize = 0;
let treeCount: u32 = 0;
let heldCount: u32 = 0;
let newPairs: u32 = 0;
/** Pairs, and held ones, that have been told of. */
let pairsBefore: u32 = 0;
let heldBefore: u32 = 0;

/** Bytes that a table of so many slots for names, a power of two, needs with the lists. */
export function treeBytes(slots: u32): usize {
  return <usize>slots * 12 + <usize>ROOM * 4 * 5;
}

/** `at` is a multiple of 16. */
export function initTree(at: usize, slots: u32): void {
  const bytes = <usize>ROOM * 4;
  treeList = at;
  beginList = treeList + bytes;
  heldList = beginList + bytes;
  nameList = heldList + bytes;
  objectList = nameList + bytes;
  hashes = objectList + bytes;
  numbers = hashes + <usize>slots * 8;
  slotMask = slots - 1;
  used = 0;
  memory.fill(hashes, 0, <usize>slots * 8);
}

export function seedTree(high: u32, low: u32): void {
  seed = ((<u64>high) << 32) | <u64>low;
}

/** Where the five lists begin, each of as many bytes as the next one. */
export function listsAt(): usize {
  return treeList;
}

/** To be called before trees are read. Numbers of new pairs, and places in the list of held ones, count from these. */
export function startTrees(marksAt: usize, pairs: u32, held: u32): void {
  marks = marksAt;
  pairsBefore = pairs;
  heldBefore = held;
  treeCount = 0;
  heldCount = 0;
  newPairs = 0;
}

/** Hands over what has not been told of yet. */
export function flushTrees(): void {
  if (treeCount + newPairs > 0) takeTrees(treeCount, heldCount, newPairs);
  heldBefore += heldCount;
  pairsBefore += newPairs;
  treeCount = 0;
  heldCount = 0;
  newPairs = 0;
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
  // An id follows each name: so many bytes may be looked at.
  if (i < length) hash = mix(hash, load<u64>(at + i) & ((<u64>1 << ((length - i) << 3)) - 1));
  hash = mix(hash, seed);
  return hash == 0 ? 1 : hash;
}

/** Number of a name. */
function nameNumber(at: usize, length: u32): i32 {
  const hash = hashOf(at, length);
  let slot = <u32>(hash >> 20) & slotMask;
  while (true) {
    const found = load<u64>(hashes + (<usize>slot << 3));
    if (found == hash) return load<i32>(numbers + (<usize>slot << 2));
    if (found == 0) break;
    slot = (slot + 1) & slotMask;
  }
  const number = newName(at, length);
  if (used * 4 < slotMask * 3) {
    used++;
    store<u64>(hashes + (<usize>slot << 3), hash);
    store<i32>(numbers + (<usize>slot << 2), number);
  }
  return number;
}

/** `40000`, or `040000` by old tools. */
// @ts-ignore: decorator
@inline
function isTree(entry: usize): bool {
  const first = <u32>load<u8>(entry);
  return first == 0x34 || (first == 0x30 && load<u8>(entry, 1) == 0x34);
}

/** `160000` */
// @ts-ignore: decorator
@inline
function isSubmodule(entry: usize): bool {
  return load<u8>(entry, 1) == 0x36;
}

/** The pair of an entry, or NOTHING. */
function pairOf(entry: usize, name: usize, id: usize): u32 {
  const number = nameNumber(name, <u32>(id - 1 - name));
  if (isSubmodule(entry)) return NOTHING;
  let object = findId(id);
  if (object == -1) {
    object = missing(id);
    if (object == -1) return NOTHING;
  } else if (!isTree(entry) && load<u8>(marks + <usize>object) == 0) return NOTHING;
  if (newPairs == ROOM) flushTrees();
  store<i32>(nameList + (<usize>newPairs << 2), number);
  store<i32>(objectList + (<usize>newPairs << 2), object);
  return pairsBefore + newPairs++;
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

// The tree that is being read, and its list.
let tree: i32 = 0;
let data: usize = 0;
let size: u32 = 0;
let list: usize = 0;
let listEnd: usize = 0;

/** Adds the entry that begins at a place to the list. Gives where the next one begins; behind the tree where it is damaged. */
function readEntry(at: u32): u32 {
  const name = find(data, at, size, 0x20) + 1;
  const id = find(data, name, size, 0) + 1;
  const next = id + width;
  if (next > size || id - 1 <= name) return 0xffffffff;
  store<u32>(listEnd, at);
  store<u32>(listEnd, pairOf(data + at, data + name, data + id), 4);
  listEnd += ENTRY;
  return next;
}

/** Bytes that the list of a tree of so many bytes may need. */
export function listBytes(length: u32): usize {
  return <usize>(length / LEAST_ENTRY + 2) * ENTRY;
}

/**
 * Reads a tree and tells what it holds.
 *
 * @param number Of the tree.
 * @param at Where it stands; its list is put to `listAt`.
 * @return Number of entries, or BAD_TREE.
 */
export function readTree(number: i32, at: usize, length: u32, listAt: usize): i32 {
  begin(number, at, length, listAt);
  return finish(0);
}

/**
 * As `readTree`, for what the last delta has made.
 *
 * @param baseList The list of the base, of `baseEntries` entries.
 */
export function readChangedTree(
  number: i32,
  at: usize,
  length: u32,
  listAt: usize,
  baseList: usize,
  baseEntries: u32,
): i32 {
  begin(number, at, length, listAt);
  const pieces = pieceCount();
  let place: u32 = 0;
  for (let i: u32 = 0; i < pieces; i++) {
    const from = copiedFrom(i);
    if (from == INSERTED) continue;
    const start = copiedTo(i);
    const end = start + copiedLength(i);
    while (place < start) place = readEntry(place);
    if (place < end) place = copyEntries(place, end, from - start, baseList, baseEntries);
    if (place > length) return BAD_TREE;
  }
  return finish(place);
}

function begin(number: i32, at: usize, length: u32, listAt: usize): void {
  tree = number;
  data = at;
  size = length;
  list = listAt;
  listEnd = listAt;
}

/** Reads the rest, ends the list and tells of the tree. */
function finish(from: u32): i32 {
  let place = from;
  while (place < size) place = readEntry(place);
  if (place != size) return BAD_TREE;
  store<u32>(listEnd, size);
  tell();
  return <i32>((listEnd - list) / ENTRY);
}

/** Index of the first entry of a list that begins at a place or behind it. */
function entryFrom(entries: usize, count: u32, place: u32): u32 {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (load<u32>(entries + <usize>middle * ENTRY) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Copies the entries that lie as a whole in a piece of the base, which stands `back` bytes further on there, from the first on that begins
 * where one of the base does; those before it are read.
 *
 * @return Where the next entry begins; behind the tree where it is damaged.
 */
function copyEntries(from: u32, end: u32, back: u32, base: usize, count: u32): u32 {
  let place = from;
  let index = entryFrom(base, count, place + back);
  while (load<u32>(base + <usize>index * ENTRY) != place + back) {
    place = readEntry(place);
    if (place >= end) return place;
    while (index < count && load<u32>(base + <usize>index * ENTRY) < place + back) index++;
  }
  // The list of the base ends with where the base does.
  const until = entryFrom(base, count + 1, end + back + 1) - 1;
  const by = i32x4(-(<i32>back), 0, -(<i32>back), 0);
  const stop = listEnd + <usize>(until - index) * ENTRY;
  let source = base + <usize>index * ENTRY;
  for (; listEnd < stop; listEnd += 16, source += 16) v128.store(listEnd, i32x4.add(v128.load(source), by));
  listEnd = stop;
  return load<u32>(base + <usize>until * ENTRY) - back;
}

/** Tells of what the tree holds. */
function tell(): void {
  if (treeCount == ROOM) flushTrees();
  let isFirst = true;
  for (let at = list; at < listEnd; at += ENTRY) {
    const pair = load<u32>(at, 4);
    if (pair == NOTHING) continue;
    if (isFirst) {
      isFirst = false;
      note();
    } else if (heldCount == ROOM) {
      flushTrees();
      note();
    }
    store<u32>(heldList + (<usize>heldCount << 2), pair);
    heldCount++;
  }
}

/** Begins to tell of the tree. */
function note(): void {
  if (heldCount == ROOM) flushTrees();
  store<i32>(treeList + (<usize>treeCount << 2), tree);
  store<u32>(beginList + (<usize>treeCount << 2), heldBefore + heldCount);
  treeCount++;
}
