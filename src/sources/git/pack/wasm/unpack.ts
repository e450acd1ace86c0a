/**
 * What the pack reader does in WebAssembly: inflating, applying deltas, reading trees. The memory is imported: it is the one that the
 * prefilter scans, so that objects are scanned where they were unpacked. Nothing is allocated here; the caller says what stands where.
 */
import { initDelta, initRanges, RUN_SET_BYTES, SEGMENT_BYTES } from "./delta";
import { INFLATE_BYTES, initInflate } from "./inflate";
import { initTree, treeBytes } from "./tree";
import { initVain, VAIN_BYTES } from "./vain";

export { inflate } from "./inflate";
export { applyDelta, changedRanges, packRunSet, resultSize, segmentCount } from "./delta";
export { freshAt, freshPairs, markedAt, markedPairs, marksAt, readTree, seedTree } from "./tree";
export { isVain, noteVain, seedVain } from "./vain";

let runSetPlace: usize = 0;
let segmentsPlace: usize = 0;
let rangesPlace: usize = 0;

/**
 * Puts everything at a place, a multiple of 16. `pairSlots`: a power of two.
 *
 * @return Bytes that it takes.
 */
export function init(at: usize, segments: u32, pairSlots: u32): u32 {
  initInflate(at);
  runSetPlace = at + ((INFLATE_BYTES + 15) & ~15);
  memory.fill(runSetPlace, 0, RUN_SET_BYTES);
  segmentsPlace = runSetPlace + RUN_SET_BYTES;
  initDelta(segmentsPlace, segments);
  // There is a range before each piece and one behind the last at most.
  rangesPlace = segmentsPlace + <usize>segments * SEGMENT_BYTES;
  initRanges(rangesPlace, runSetPlace);
  const vain = (rangesPlace + (<usize>segments + 1) * 8 + 15) & ~15;
  initVain(vain);
  const trees = vain + VAIN_BYTES;
  initTree(trees, pairSlots);
  return <u32>(trees + treeBytes(pairSlots) - at);
}

export function runSetAt(): usize {
  return runSetPlace;
}

export function segmentsAt(): usize {
  return segmentsPlace;
}

export function rangesAt(): usize {
  return rangesPlace;
}
