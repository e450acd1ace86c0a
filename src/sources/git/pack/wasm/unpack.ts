/**
 * What the pack reader does in WebAssembly: inflating, applying deltas, reading commits and trees. The memory is imported: it is the one that
 * the prefilter scans, so that objects are scanned where they were unpacked. Nothing is allocated here; the caller says what stands where.
 */
import { COMMIT_BYTES, initCommits } from "./commit";
import { initDelta, initMarks, MARKS_BYTES, SEGMENT_BYTES } from "./delta";
import { initIds, SCRATCH_BYTES } from "./ids";
import { INFLATE_BYTES, initInflate } from "./inflate";
import { initRanges, RUN_SET_BYTES } from "./ranges";
import { initTree, treeBytes } from "./tree";
import { initVain, VAIN_BYTES } from "./vain";
import { initWalk, WALK_BYTES } from "./walk";

export { commitsAt, flushCommits, startCommits } from "./commit";
export { inflate } from "./inflate";
export { applyDelta, keepMarked, marksAt, resultSize, segmentCount } from "./delta";
export { changedRanges, packRunSet } from "./ranges";
export { failLost, needEntries, readHeads, sortEntries, useForest, usePack } from "./forest";
export { useTable } from "./ids";
export { flushTrees, listsAt, seedTree, startTrees } from "./tree";
export { isVain, noteVain, seedVain } from "./vain";
export { shownAt, startWalk, takeDoneBytes, takeReadBytes, takeReadObjects, walk } from "./walk";

let runSetPlace: usize = 0;
let segmentsPlace: usize = 0;
let rangesPlace: usize = 0;

/**
 * Puts everything at a place, a multiple of 16. `nameSlots`: a power of two.
 *
 * @return Bytes that it takes.
 */
export function init(at: usize, segments: u32, nameSlots: u32): u32 {
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
  const walks = vain + VAIN_BYTES;
  initWalk(walks);
  const commits = walks + WALK_BYTES;
  initCommits(commits);
  const scratch = commits + COMMIT_BYTES;
  initIds(scratch);
  const marks = scratch + SCRATCH_BYTES;
  initMarks(marks);
  const trees = marks + MARKS_BYTES;
  initTree(trees, nameSlots);
  return <u32>(trees + treeBytes(nameSlots) - at);
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
