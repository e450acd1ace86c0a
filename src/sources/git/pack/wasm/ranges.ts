/**
 * Which bytes of a delta's result have to be looked at again, by the pieces that it is made of (delta.ts): what is new, and what can be
 * seen from there.
 */
import { INSERTED, SEGMENT_BYTES, segmentAt, segments, segmentsEnd } from "./delta";

let ranges: usize = 0;
/** A byte a byte value: 1 where it belongs to runs. */
let runSet: usize = 0;
/** Behind it, for sixteen bytes at a time: a bit a byte value, byte `(b & 15) | (b >> 7 << 4)`, bit `(b >> 4) & 7`. */
let runBits: usize = 0;
/** Bytes of both. */
export const RUN_SET_BYTES: usize = 256 + 32;
/** A piece that is shorter than this is not worth a gap between two ranges. */
const LEAST_GAP: u32 = 64;
/** What a range costs besides its bytes, bytes. */
const RANGE_COST: u32 = 128;
/** Runs are followed back so far. */
const LONGEST_RUN: u32 = 512;

export function initRanges(rangesAt: usize, runSetAt: usize): void {
  ranges = rangesAt;
  runSet = runSetAt;
  runBits = runSetAt + 256;
}

/** To be called when the set of the bytes of runs has changed. */
export function packRunSet(): void {
  memory.fill(runBits, 0, 32);
  for (let byte: u32 = 0; byte < 256; byte++) {
    if (load<u8>(runSet + <usize>byte) == 0) continue;
    const at = runBits + <usize>((byte & 15) | ((byte >> 7) << 4));
    const bit: u32 = (<u32>1) << ((byte >> 4) & 7);
    store<u8>(at, load<u8>(at) | <u8>bit);
  }
}

/** Which of the 16 bytes at `at` belong to no run, a bit each. */
// @ts-ignore: decorator
@inline
function outsideRuns(at: usize): u32 {
  const bytes = v128.load(at);
  const low = v128.and(bytes, i8x16.splat(15));
  const bits = i8x16.swizzle(i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128), i8x16.shr_u(bytes, 4));
  const ascii = i8x16.swizzle(v128.load(runBits), low);
  const rest = i8x16.swizzle(v128.load(runBits, 16), low);
  const members = v128.and(v128.bitselect(rest, ascii, i8x16.shr_s(bytes, 7)), bits);
  return ~(<u32>i8x16.bitmask(i8x16.eq(members, bits))) & 0xffff;
}

/** Beginning of the run of bytes that ends at `end`; not before `least`. */
function runStart(data: usize, least: u32, end: u32): u32 {
  let at = end;
  while (at - least >= 16) {
    const others = outsideRuns(data + at - 16);
    if (others != 0) return at + 16 - <u32>clz(others);
    at -= 16;
  }
  while (at > least && load<u8>(runSet + <usize>load<u8>(data + at - 1)) != 0) at--;
  return at;
}

/** Beginning of what reaches `end`: `before` bytes before the run of bytes that ends there; not before `start`. */
function reachBack(data: usize, start: u32, end: u32, before: u32): u32 {
  const least = end - start > LONGEST_RUN ? end - LONGEST_RUN : start;
  const at = runStart(data, least, end);
  return at - start > before ? at - before : start;
}

/**
 * Which bytes of the last result have to be looked at again by somebody who knows what stands in its base: u32 pairs, from and behind
 * the last. Places between them were looked at in the base, with everything that stands within `after` bytes before them, within `before` bytes
 * behind them, and the run of bytes at that distance.
 *
 * @param most Bytes; a range counts RANGE_COST besides its own.
 * @return Number of pairs; -1 where there were too many pieces, or ranges of more bytes.
 */
export function changedRanges(
  data: usize,
  length: u32,
  baseLength: u32,
  before: u32,
  after: u32,
  most: u32,
): i32 {
  if (segmentAt > segmentsEnd) return -1;
  let at = ranges;
  let open: u32 = 0;
  let left: i64 = <i64>most;
  for (let segment = segments; segment < segmentAt; segment += SEGMENT_BYTES) {
    const start = load<u32>(segment);
    const end = start + load<u32>(segment, 4);
    const from = load<u32>(segment, 8);
    if (from == INSERTED) continue;
    const isLast = end == length && from + (end - start) == baseLength;
    const isFirst = start == 0 && from == 0;
    // Short pieces are the most: nothing has to be known of them.
    if (end - start <= before && !isLast) continue;
    const kept = isLast ? end : reachBack(data, start, end, before);
    const seen: u32 = isFirst ? 0 : start + after;
    if (kept <= seen || (kept - seen <= LEAST_GAP && !isLast)) continue;
    // What was cut off before the first byte may be looked at anew even where the range is empty.
    if (!isFirst) {
      store<u32>(at, open);
      store<u32>(at, seen, 4);
      at += 8;
      left -= seen - open + RANGE_COST;
      if (left < 0) return -1;
    }
    open = kept;
  }
  if (open < length) {
    store<u32>(at, open);
    store<u32>(at, length, 4);
    at += 8;
    left -= length - open + RANGE_COST;
  }
  return left < 0 ? -1 : <i32>((at - ranges) >> 3);
}
