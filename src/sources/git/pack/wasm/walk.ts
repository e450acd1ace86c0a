/**
 * Unpacks the objects of a pack, each once, a base before its deltas. Depth first, so that only the bases of the object at hand are kept; a
 * base whose last delta is being unpacked makes room for it. Commits and trees are read where that is asked for, all else is shown.
 */
import { readCommit } from "./commit";
import { applyDelta, BAD_DELTA, resultSize, segmentCount } from "./delta";
import {
  entries,
  firstChild,
  baseOf,
  headOf,
  ID_DELTA,
  lengthOf,
  needOf,
  nextChild,
  NONE,
  numberOf,
  OFFSET_DELTA,
  offsetOf,
  packed,
  sizeOf,
  typeOf,
  WANTED,
} from "./forest";
import { fail, leave, pass, visit } from "./hooks";
import { inflate, SLACK } from "./inflate";
import { listBytes, readChangedTree, readTree } from "./tree";

/** Why an entry can't be unpacked. */
const BAD_ENTRY: i32 = -8;
const NO_MEMORY: i32 = -9;

const COMMIT: u32 = 1;
const TREE: u32 = 2;

/**
 * An object others are deltas of: u32 entry, type, next of these, where memory begins that is its own (it stands somewhere behind), where
 * it stands, its length, number of entries in its list. The list stands SLACK bytes behind the object; only trees have one.
 */
const FRAME: usize = 32;
/** More objects than that are never kept at once, unless somebody wants it: the largest family of deltas comes last. */
const FRAMES: u32 = 4096;
/** The object that is shown: u32 entry, type, where it stands, length, pieces, slots of its base and of itself. */
const SHOWN_BYTES: usize = 32;
export const WALK_BYTES: usize = SHOWN_BYTES + FRAME * FRAMES;
/** No list. */
const NO_LIST: u32 = 0xffffffff;

let shown: usize = 0;
let frames: usize = 0;
let depth: u32 = 0;
/** The memory for objects. */
let floor: usize = 0;
let ceiling: usize = 0;
/** Types that are read here, and types that are walked through: a bit each. */
let readHere: u32 = 0;
let asked: u32 = 0;

/** What has been read here, and what has been unpacked in all; bytes as they lie in the pack. */
let readObjects: u32 = 0;
let readBytes: f64 = 0;
let doneBytes: f64 = 0;
/** Bytes of objects since the walk was continued. */
let turn: f64 = 0;

// The object at hand.
let at: usize = 0;
let size: u32 = 0;
let type: u32 = 0;

export function initWalk(at: usize): void {
  shown = at;
  frames = at + SHOWN_BYTES;
}

export function shownAt(): usize {
  return shown;
}

/** @param from To `to`: memory for objects. */
export function startWalk(from: usize, to: usize, typesAsked: u32, typesReadHere: u32): void {
  floor = from;
  ceiling = to;
  asked = typesAsked;
  readHere = typesReadHere;
}

/** Objects that were read here since this was asked last; then their bytes. */
export function takeReadObjects(): u32 {
  const count = readObjects;
  readObjects = 0;
  return count;
}

export function takeReadBytes(): f64 {
  const count = readBytes;
  readBytes = 0;
  return count;
}

/** Bytes of the pack that were gone through since this was asked last. */
export function takeDoneBytes(): f64 {
  const count = doneBytes;
  doneBytes = 0;
  return count;
}

/**
 * Visits the whole objects of the types asked for from an entry on, each with all that are deltas of it or of its deltas, until enough is
 * done for one turn.
 *
 * @return Where to go on.
 */
export function walk(from: i32, most: f64): i32 {
  let entry = from;
  turn = 0;
  for (; entry < entries && turn < most; entry++) {
    if (baseOf(entry) != NONE || needOf(entry) == 0 || ((asked >> typeOf(entry)) & 1) == 0) continue;
    family(entry);
  }
  return entry;
}

/** Visits an object that is whole, and all that are deltas of it or of its deltas. */
function family(root: i32): void {
  depth = 0;
  enter(root, 0);
  while (depth > 0) {
    const frame = frames + <usize>(depth - 1) * FRAME;
    const child = load<i32>(frame, 8);
    if (child == NONE) {
      depth--;
      continue;
    }
    store<i32>(frame, nextChild(child), 8);
    enter(child, frame);
  }
}

/** Where the list of a frame's object begins, if it has one. */
// @ts-ignore: decorator
@inline
function objectEnd(frame: usize): usize {
  return <usize>load<u32>(frame, 16) + <usize>load<u32>(frame, 20) + SLACK;
}

/** Behind what belongs to a frame. */
// @ts-ignore: decorator
@inline
function endOf(frame: usize): usize {
  const count = load<u32>(frame, 24);
  const list: usize = count == NO_LIST ? 0 : (<usize>count + 1) * 8;
  return objectEnd(frame) + list;
}

// @ts-ignore: decorator
@inline
function hasOneLeft(frame: usize): bool {
  return load<i32>(frame, 8) == NONE;
}

/** Unpacks an entry, shows it, and puts it on the stack if others are deltas of it. `base`: its frame, or 0. */
function enter(entry: i32, base: usize): void {
  const status = base == 0 ? unpackWhole(entry) : unpackDelta(entry, base);
  if (status < 0) {
    fail(entry, status);
    return;
  }
  turn += <f64>size + 1000;
  const child = firstChild(entry);
  const isLast = base != 0 && hasOneLeft(base);
  const own: usize = base == 0 ? floor : isLast ? <usize>load<u32>(base, 12) : endOf(base);
  const baseSlot: i32 = base == 0 ? -1 : <i32>((base - frames) / FRAME);
  // The base was kept for this delta alone: its place on the stack is free, and its memory once this one is unpacked.
  if (isLast) depth--;
  const slot: i32 = child == NONE || depth == FRAMES ? -1 : <i32>depth;
  const list = show(entry, base, baseSlot, slot);
  if (child == NONE) return;
  if (slot == -1) {
    for (let each = child; each != NONE; each = nextChild(each)) fail(each, NO_MEMORY);
    return;
  }
  const frame = frames + <usize>depth * FRAME;
  depth++;
  store<i32>(frame, entry);
  store<u32>(frame, type, 4);
  store<i32>(frame, child, 8);
  store<u32>(frame, <u32>own, 12);
  store<u32>(frame, <u32>at, 16);
  store<u32>(frame, size, 20);
  store<u32>(frame, list, 24);
}

/** Gives the number of entries in its list, or NO_LIST. */
function show(entry: i32, base: usize, baseSlot: i32, slot: i32): u32 {
  if (needOf(entry) != WANTED) {
    if (slot >= 0) pass(slot);
    return NO_LIST;
  }
  doneBytes += lengthOf(entry);
  if (((readHere >> type) & 1) == 0) {
    store<i32>(shown, entry);
    store<u32>(shown, type, 4);
    store<u32>(shown, <u32>at, 8);
    store<u32>(shown, size, 12);
    store<i32>(shown, base == 0 ? 0 : segmentCount(), 16);
    store<i32>(shown, baseSlot, 20);
    store<i32>(shown, slot, 24);
    visit();
    return NO_LIST;
  }
  readObjects++;
  readBytes += <f64>size;
  const number = numberOf(entry);
  if (type == COMMIT) {
    readCommit(number, at, size);
    return NO_LIST;
  }
  const baseCount: u32 = base == 0 ? NO_LIST : load<u32>(base, 24);
  const list = at + size + SLACK;
  const count =
    baseCount == NO_LIST
      ? readTree(number, at, size, list)
      : readChangedTree(number, at, size, list, objectEnd(base), baseCount);
  if (count >= 0) return <u32>count;
  readObjects--;
  readBytes -= <f64>size;
  leave(number);
  return NO_LIST;
}

/** Bytes for an object of that size and what stands behind it. */
// @ts-ignore: decorator
@inline
function roomFor(length: u32): usize {
  const list: usize = type == TREE && ((readHere >> TREE) & 1) != 0 ? listBytes(length) : 0;
  return <usize>length + SLACK + 1 + list;
}

/** An address for so many bytes, below the given limit, the first of which is for the newline before an object; 0 where there is no room. */
function place(need: usize, base: usize, limit: usize): usize {
  if (need > limit) return 0;
  if (base == 0) return floor + need <= limit ? floor + 1 : 0;
  if (hasOneLeft(base)) {
    const own: usize = load<u32>(base, 12);
    if (own + need < load<u32>(base, 16)) return own + 1;
  }
  if (endOf(base) + need <= limit) return endOf(base) + 1;
  compact();
  return endOf(base) + need <= limit ? endOf(base) + 1 : 0;
}

/** Moves what is on the stack together. */
function compact(): void {
  let free = floor;
  for (let i: u32 = 0; i < depth; i++) {
    const frame = frames + <usize>i * FRAME;
    const from: usize = load<u32>(frame, 16);
    store<u32>(frame, <u32>free, 12);
    if (from > free + 1) {
      memory.copy(free, from - 1, endOf(frame) - from + 1);
      store<u32>(frame, <u32>(free + 1), 16);
    }
    free = endOf(frame);
  }
}

/** Bytes that are set aside at the upper end of the memory for an entry, and what may be read behind it; 0 where that is too much. */
function spareFor(entry: i32): u32 {
  const length = lengthOf(entry) + 128;
  return length < <f64>(ceiling - floor) ? <u32>length : 0;
}

function unpackWhole(entry: i32): i32 {
  const kind = typeOf(entry);
  if (kind == 0 || kind == OFFSET_DELTA || kind == ID_DELTA) return BAD_ENTRY;
  const spare = spareFor(entry);
  type = kind;
  size = sizeOf(entry);
  if (spare == 0 || <usize>size >= ceiling - floor) return NO_MEMORY;
  at = place(roomFor(size), 0, ceiling - spare);
  if (at == 0) return NO_MEMORY;
  const head = headOf(entry);
  const length = spare - 128;
  const stream = packed(offsetOf(entry), length, ceiling - spare);
  store<u8>(at - 1, 0x0a);
  return min(0, inflate(stream + head, length - head, at, size));
}

function unpackDelta(entry: i32, base: usize): i32 {
  const spare = spareFor(entry);
  const deltaSize = sizeOf(entry);
  if (spare == 0 || <usize>deltaSize >= ceiling - floor) return NO_MEMORY;
  const least = endOf(base) + spare + deltaSize + SLACK;
  if (least > ceiling) return NO_MEMORY;
  const head = headOf(entry);
  const length = spare - 128;
  const stream = packed(offsetOf(entry), length, ceiling - spare);
  const delta = ceiling - spare - deltaSize - SLACK;
  const status = inflate(stream + head, length - head, delta, deltaSize);
  if (status < 0) return status;
  type = load<u32>(base, 4);
  size = resultSize(delta, deltaSize);
  if (size == 0xffffffff) return BAD_DELTA;
  if (<usize>size >= ceiling - floor) return NO_MEMORY;
  at = place(roomFor(size), base, delta);
  if (at == 0) return NO_MEMORY;
  const applied = applyDelta(load<u32>(base, 16), load<u32>(base, 20), delta, deltaSize, at, size);
  if (applied < 0) return applied;
  store<u8>(at - 1, 0x0a);
  return 0;
}
