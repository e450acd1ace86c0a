/**
 * The prefilter kernel (AssemblyScript). One pass over the bytes finds every place where an anchor of a rule stands.
 *
 * Per block: 1. sixteen bytes at a time, the class of token characters gives the long runs; where something may begin in one, the
 * four bytes from there on and the four before are looked up in bit tables. 2. Every second position is looked up in the table of
 * the anchors that may stand anywhere. What is kept is looked up in an exact table of grams; the anchor's whole sequence of byte sets is
 * compared, and whether what must follow it can follow at all. src/engine/reference.ts says the same in plain TypeScript and is
 * what the tests compare this with.
 *
 * Tables are written by src/rules/compile/tables.ts; the layout is described in src/engine/pack.ts.
 */
import { fillClasses } from "./classes";
import { BLOCK } from "./masks";
import { setWords } from "./words";
import { fillSets, setCode } from "./glance";
import { forgetPlaces } from "./follow";
import { ANY, BEHIND, countHits, findLists, forgetHits, LONG, lookUp, setHits } from "./sites";
import { collectGrams, refine, setGramBuffers, setGramTables } from "./grams";
import { beginRuns, collectLong, forgetRuns, handRuns, runCount, setLongBuffers, setLongTables, textCount } from "./long";
import { beginSigns, forgetSigns, spotCapacity, spotCount } from "./signs";
import { fillDigits } from "./texts";

export { countNewlines } from "./newlines";
export { findSigns, setSpots, signsUntil } from "./signs";
export { setLists, setSight } from "./sites";

/** Long runs that a block can have, at most; as many begin with text. */
const BLOCK_RUNS: u32 = BLOCK / 8;
/** Signs of a block, at most: one of each kind in 97 bytes. */
const BLOCK_SIGNS: u32 = BLOCK / 16;

/** Places of a block to look up: product of the gram and position, u32 each. */
let candidates: usize = 0;
/** Beginnings of long runs, and of parts of them, the same. */
let longCandidates: usize = 0;
/** Places of one kind in a block, u16 each: of long runs first, of grams then. */
let places: usize = 0;
/** What has a list in the exact table: position and list, u32 each. */
let found: usize = 0;
let runCapacity: u32 = 0;

/** All of a list has been looked up. */
const DONE: u32 = u32.MAX_VALUE;
/** Of the lists of a block, how much has been looked up. */
let anyIndex: u32 = 0;
let longIndex: u32 = 0;

/** What the last call of `scan` or `findSigns` found, u32 each: see `RESULTS` in src/engine/kernel.ts. */
const results: usize = memory.data(32);

export function setTables(anyBitsAt: usize, longBitsAt: usize, behindBitsAt: usize, moreBitsAt: usize, multiplier: u32, wordBitsAt: usize): void {
  setGramTables(anyBitsAt, moreBitsAt, multiplier);
  setLongTables(longBitsAt, behindBitsAt);
  setWords(wordBitsAt);
  fillClasses();
  fillDigits();
  fillSets();
}

export function setBuffers(positionsAt: usize, candidatesAt: usize, longCandidatesAt: usize, foundAt: usize, hitsAt: usize, hitsCapacity: u32): void {
  setGramBuffers(positionsAt);
  candidates = candidatesAt;
  longCandidates = longCandidatesAt;
  places = positionsAt;
  found = foundAt;
  setHits(hitsAt, hitsCapacity);
}

/** Room for runs of either kind, those of a block at least. */
export function setRuns(longMapAt: usize, blockRunsAt: usize, runsAt: usize, textsAt: usize, capacity: u32): void {
  runCapacity = capacity;
  setLongBuffers(places, longCandidates, longMapAt, blockRunsAt, runsAt, textsAt);
}

/** Where the memory that the kernel does not use itself begins. */
export function firstFree(): usize {
  return __heap_base;
}

export function resultsAt(): usize {
  return results;
}

/** To be called before the first `scan` of a range that begins at `low`, in code or not, with the range of its signs, which begins there at the earliest (none: 0 to 0). */
export function begin(data: usize, low: u32, code: bool, signsLow: u32, signsFrom: u32, signsTo: u32, signsEnd: u32): void {
  setCode(code);
  forgetPlaces();
  beginRuns(low);
  beginSigns(data, low, signsLow, signsFrom, signsTo, signsEnd);
  anyIndex = 0;
  longIndex = 0;
}

/**
 * Finds the anchors that begin in [low, end) and lie wholly before `end`, looking at positions from `from` on (`low`, or where
 * the call before had to stop), the runs of token characters with a digit that end there (at `end` only if nothing
 * follows), and the signs in their range. 160 bytes from `end` on must be readable. Hits (anchor, position), runs, texts and signs go to
 * their buffers; how many there are, and where to go on, to the results. Texts of a block where it stopped may be told of again.
 */
export function scan(data: usize, low: u32, from: u32, end: u32, eof: bool): void {
  forgetHits();
  forgetRuns();
  forgetSigns();
  const stopped = scanBlocks(data, low, from, end, eof);
  store<u32>(results, countHits());
  store<u32>(results, stopped, 4);
  store<u32>(results, runCount, 8);
  store<u32>(results, textCount, 12);
  store<u32>(results, spotCount, 16);
}

/** Where it stopped since a buffer was full; `end` when it is through. */
function scanBlocks(data: usize, low: u32, from: u32, end: u32, eof: bool): u32 {
  let p = from;
  while (p < end) {
    // Where a buffer is full the block is gone through again, and each search goes on where it was.
    if (runCount + BLOCK_RUNS > runCapacity || textCount + BLOCK_RUNS > runCapacity || spotCount + BLOCK_SIGNS > spotCapacity) return p;
    const to = p + BLOCK < end ? p + BLOCK : end;
    const long = refine(longCandidates, collectLong(data, p, to, end, eof, p == low));
    handRuns(data, end, eof);
    const count = collectGrams(data, p, to, candidates);
    anyIndex = lookUpAll(data, candidates, count, anyIndex, low, end, eof, ANY);
    if (anyIndex != DONE) return p;
    longIndex = lookUpAll(data, longCandidates, long, longIndex, low, end, eof, LONG | BEHIND);
    if (longIndex != DONE) return p;
    // A work counter: positions that were looked up in the exact table.
    store<u32>(results, load<u32>(results, 20) + count + long, 20);
    anyIndex = 0;
    longIndex = 0;
    p = to;
  }
  return end;
}

/** Looks the candidates up from the one at `index` on; the index of that whose hits do not fit, else DONE. */
function lookUpAll(data: usize, list: usize, count: u32, index: u32, low: u32, end: u32, eof: bool, among: u32): u32 {
  if (index == DONE) return DONE;
  const kept = findLists(data, list, count, found, among);
  for (let k = index; k < kept; k++) {
    const at = found + (<usize>k << 3);
    if (!lookUp(data, load<u32>(at), load<u32>(at, 4), low, end, eof)) return k;
  }
  return DONE;
}
