/**
 * Applies git's deltas (Documentation/gitformat-pack, "deltified representation") and tells which bytes of the result are copies of which
 * bytes of the base. Deltas are hostile: nothing is read or written outside of the buffers, sizes have to be what they were said to be.
 */

/** Why a delta can't be applied. */
export const BAD_DELTA: i32 = -6;

/** A piece of the result: u32 place, u32 length, u32 place in the base or INSERTED. */
export const SEGMENT_BYTES: usize = 12;
export const INSERTED: u32 = 0xffffffff;
/** Copies and insertions are done 16 bytes at a time as far as this many bytes; it may be written behind the result. */
const SHORT: u32 = 256;

/** Where the pieces of the last result begin, and end: behind `segmentsEnd` where there were too many. */
export let segments: usize = 0;
export let segmentAt: usize = 0;
export let segmentsEnd: usize = 0;
let position: usize = 0;

export function initDelta(segmentsAt: usize, capacity: u32): void {
  segments = segmentsAt;
  segmentsEnd = segmentsAt + <usize>capacity * SEGMENT_BYTES;
}

/** Pieces of the last result, neighbours that continue each other joined; -1: more than there is room for. */
export function segmentCount(): i32 {
  return segmentAt > segmentsEnd ? -1 : <i32>((segmentAt - segments) / <i32>SEGMENT_BYTES);
}

/** Pieces of the last result, at most as many as there is room for. */
// @ts-ignore: decorator
@inline
export function pieceCount(): u32 {
  return segmentAt > segmentsEnd ? 0 : <u32>((segmentAt - segments) / SEGMENT_BYTES);
}

/** Where a piece stands in the result. */
// @ts-ignore: decorator
@inline
export function copiedTo(piece: u32): u32 {
  return load<u32>(segments + <usize>piece * SEGMENT_BYTES);
}

// @ts-ignore: decorator
@inline
export function copiedLength(piece: u32): u32 {
  return load<u32>(segments + <usize>piece * SEGMENT_BYTES, 4);
}

/** Where it stands in the base, or INSERTED. */
// @ts-ignore: decorator
@inline
export function copiedFrom(piece: u32): u32 {
  return load<u32>(segments + <usize>piece * SEGMENT_BYTES, 8);
}

/** A size in a delta: seven bits a byte, the lowest first; more than 31 bits come out as 0xffffffff. */
function size(end: usize): u32 {
  let value: u32 = 0;
  let shift: u32 = 0;
  while (position < end) {
    const byte = <u32>load<u8>(position++);
    if (shift > 28 || (shift == 28 && (byte & 0x78) != 0)) return 0xffffffff;
    value |= (byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
    shift += 7;
  }
  return 0xffffffff;
}

/** Size of the result of a delta, 0xffffffff where it has none. */
export function resultSize(delta: usize, length: usize): u32 {
  position = delta;
  return size(delta + length) == 0xffffffff ? 0xffffffff : size(delta + length);
}

// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, length: u32): void {
  if (length > SHORT) {
    memory.copy(to, from, length);
    return;
  }
  const end = to + length;
  while (to < end) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
}

// @ts-ignore: decorator
@inline
function note(at: u32, length: u32, from: u32): void {
  if (segmentAt > segments) {
    const last = segmentAt - SEGMENT_BYTES;
    const lastFrom = load<u32>(last, 8);
    const lastLength = load<u32>(last, 4);
    if (from == INSERTED ? lastFrom == INSERTED : lastFrom != INSERTED && lastFrom + lastLength == from) {
      store<u32>(last, lastLength + length, 4);
      return;
    }
  }
  if (segmentAt >= segmentsEnd) {
    segmentAt = segmentsEnd + SEGMENT_BYTES;
    return;
  }
  store<u32>(segmentAt, at);
  store<u32>(segmentAt, length, 4);
  store<u32>(segmentAt, from, 8);
  segmentAt += SEGMENT_BYTES;
}

/**
 * Applies a delta. Readable: 16 bytes behind base and delta; writable: 16 bytes behind the result.
 *
 * @param target Room for `wanted` bytes, the size that `resultSize` told.
 * @return 0 or BAD_DELTA.
 */
export function applyDelta(
  base: usize,
  baseLength: u32,
  delta: usize,
  length: usize,
  target: usize,
  wanted: u32,
): i32 {
  const end = delta + length;
  segmentAt = segments;
  position = delta;
  if (size(end) != baseLength || size(end) != wanted) return BAD_DELTA;
  let at = position;
  let to: u32 = 0;
  while (at < end) {
    const op = <u32>load<u8>(at++);
    if ((op & 0x80) != 0) {
      let from: u32 = 0;
      let count: u32 = 0;
      if ((op & 1) != 0) from = <u32>load<u8>(at++);
      if ((op & 2) != 0) from |= <u32>load<u8>(at++) << 8;
      if ((op & 4) != 0) from |= <u32>load<u8>(at++) << 16;
      if ((op & 8) != 0) from |= <u32>load<u8>(at++) << 24;
      if ((op & 16) != 0) count = <u32>load<u8>(at++);
      if ((op & 32) != 0) count |= <u32>load<u8>(at++) << 8;
      if ((op & 64) != 0) count |= <u32>load<u8>(at++) << 16;
      if (count == 0) count = 0x10000;
      if (at > end || from > baseLength || count > baseLength - from || count > wanted - to) return BAD_DELTA;
      copy(target + to, base + from, count);
      note(to, count, from);
      to += count;
    } else {
      if (op == 0 || op > <u32>(end - at) || op > wanted - to) return BAD_DELTA;
      copy(target + to, at, op);
      note(to, op, INSERTED);
      at += op;
      to += op;
    }
  }
  return to == wanted ? 0 : BAD_DELTA;
}

/** Places in the base, u32, in rising order. */
let marks: usize = 0;
/** That there is room for. */
const MARKS: u32 = 4096;
export const MARKS_BYTES: usize = <usize>MARKS * 4;

export function initMarks(at: usize): void {
  marks = at;
}

export function marksAt(): usize {
  return marks;
}

/**
 * Forgets the pieces of the last result in which none of the marked places of the base stands, but for the first.
 *
 * @param count Number of places.
 * @return Pieces that are left.
 */
export function keepMarked(count: u32): u32 {
  const end = min(segmentAt, segmentsEnd);
  let kept = segments;
  for (let segment = segments; segment < end; segment += SEGMENT_BYTES) {
    const from = load<u32>(segment, 8);
    if (segment != segments && (from == INSERTED || !isMarked(from, from + load<u32>(segment, 4), count))) continue;
    store<u64>(kept, load<u64>(segment));
    store<u32>(kept, from, 8);
    kept += SEGMENT_BYTES;
  }
  return <u32>((kept - segments) / SEGMENT_BYTES);
}

function isMarked(from: u32, to: u32, count: u32): bool {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (load<u32>(marks + (<usize>middle << 2)) < from) low = middle + 1;
    else high = middle;
  }
  return low < count && load<u32>(marks + (<usize>low << 2)) < to;
}
