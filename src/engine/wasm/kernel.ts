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
import { digits, fillClasses, isToken, JOINING, longMask, TOKEN_LENGTH, tokenMask, tokens } from "./classes";
import { canBeValue, IN_NAME, lastStart, mayHaveWord, setWords } from "./words";
import { fillSets } from "./glance";
import { forgetPlaces } from "./follow";
import { ANY, BEHIND, countHits, findSlots, FOLD, forgetHits, IS_BEHIND, LONG, lookUp, MULTIPLIER, setHits } from "./sites";
import { collectGrams, refine, setMoreBits } from "./grams";
import { fillDigits, textKind, textStart } from "./texts";

export { countNewlines } from "./newlines";
export { findSigns, setSpots, signsUntil } from "./signs";
export { setLists } from "./sites";

/** Bytes of a block, a multiple of 64. */
const BLOCK: u32 = 16384;
/** Longest run that is handed over, bytes. */
const RUN_MOST: u32 = 256;
/** Long runs that a block can have, at most. */
const BLOCK_RUNS: u32 = BLOCK / 8;

let anyBytes: usize = 0;
let longBits: usize = 0;
let behindBits: usize = 0;
/** Positions of a block to look up, u32 each. */
let candidates: usize = 0;
/** Beginnings of long runs, and of parts of them, to look up. */
let longCandidates: usize = 0;
/** The slots of candidates in the exact table. */
let slotsFound: usize = 0;
/** Begin and end of the long runs of a block, u32 each. */
let blockRuns: usize = 0;
/** Position and length of the runs to hand over. */
let runs: usize = 0;
let runCapacity: u32 = 0;

/** Runs that begin with text: position and kind, u32 each. */
let texts: usize = 0;
let textCapacity: u32 = 0;

let textCount: u32 = 0;
let runCount: u32 = 0;
let blockRunCount: u32 = 0;
let resumeAt: u32 = 0;
let candidateTotal: u32 = 0;
/** All of a list has been looked up. */
const DONE: u32 = u32.MAX_VALUE;
/** Of the lists of a block, how much has been looked up. */
let anyIndex: u32 = 0;
let longIndex: u32 = 0;
/** Runs that end up to here have been handed over. */
let runsDone: u32 = 0;

export function setTables(anyBytesAt: usize, longBitsAt: usize, behindBitsAt: usize, moreBitsAt: usize, multiplier: u32, wordBitsAt: usize): void {
  anyBytes = anyBytesAt;
  longBits = longBitsAt;
  behindBits = behindBitsAt;
  setMoreBits(moreBitsAt, multiplier);
  setWords(wordBitsAt);
  fillClasses();
  fillDigits();
  fillSets();
}

export function setBuffers(candidatesAt: usize, longCandidatesAt: usize, slotsFoundAt: usize, blockRunsAt: usize, hitsAt: usize, hitsCapacity: u32, runsAt: usize, runsCapacity: u32): void {
  candidates = candidatesAt;
  longCandidates = longCandidatesAt;
  blockRuns = blockRunsAt;
  slotsFound = slotsFoundAt;
  setHits(hitsAt, hitsCapacity);
  runs = runsAt;
  runCapacity = runsCapacity;
}

/** Where the memory that the kernel does not use itself begins. */
export function firstFree(): usize {
  return __heap_base;
}

/** Where to go on when `scan` stopped because a buffer was full; `end` when it is through. */
export function resume(): u32 {
  return resumeAt;
}

/** Where the runs go that begin with text; with room for those of a block at least. */
export function setTexts(at: usize, size: u32): void {
  texts = at;
  textCapacity = size;
}

/** Runs with text that the last call of `scan` found; those of a block where it stopped may be told of again. */
export function foundTexts(): u32 {
  return textCount;
}

/** Runs that the last call of `scan` found. */
export function foundRuns(): u32 {
  return runCount;
}

/** Positions that were looked up in the exact table since the last call: a work counter. */
export function takeCandidates(): u32 {
  const n = candidateTotal;
  candidateTotal = 0;
  return n;
}

/** To be called before the first `scan` of a range that begins at `low`. */
export function begin(low: u32): void {
  forgetPlaces();
  runsDone = low > 0 ? low - 1 : 0;
  anyIndex = 0;
  longIndex = 0;
}

/**
 * Finds the anchors that begin in [low, end) and lie wholly before `end`, looking at positions from `from` on (`low`, or where
 * the call before had to stop), and the runs of token characters with a digit that end there (at `end` only if nothing
 * follows). 80 bytes from `end` on must be readable. Hits (anchor, position) go to the hit buffer, runs to theirs; returns
 * how many hits, `resume()` tells whether there is more.
 */
export function scan(data: usize, low: u32, from: u32, end: u32, eof: bool): u32 {
  forgetHits();
  runCount = 0;
  textCount = 0;
  let p = from;
  while (p < end) {
    // Where a buffer is full the block is gone through again, and each search goes on where it was.
    resumeAt = p;
    if (runCount + BLOCK_RUNS > runCapacity || textCount + BLOCK_RUNS > textCapacity) return countHits();
    const to = p + BLOCK < end ? p + BLOCK : end;
    const long = refine(data, longCandidates, collectLong(data, p, to, end, eof, p == low));
    handRuns(data, end, eof);
    const count = refine(data, candidates, collectGrams(data, p, to, anyBytes, candidates));
    anyIndex = lookUpAll(data, candidates, count, anyIndex, low, end, eof, ANY);
    if (anyIndex != DONE) return countHits();
    longIndex = lookUpAll(data, longCandidates, long, longIndex, low, end, eof, LONG | BEHIND);
    if (longIndex != DONE) return countHits();
    candidateTotal += count + long;
    anyIndex = 0;
    longIndex = 0;
    p = to;
  }
  resumeAt = end;
  return countHits();
}

/** Looks the candidates up from the one at `index` on; the index of that whose hits do not fit, else DONE. */
function lookUpAll(data: usize, list: usize, count: u32, index: u32, low: u32, end: u32, eof: bool, among: u32): u32 {
  if (index == DONE) return DONE;
  const kept = findSlots(data, list, count, slotsFound, among);
  for (let k = index; k < kept; k++) {
    const at = <usize>k << 2;
    if (!lookUp(data, load<u32>(list + at), load<u32>(slotsFound + at), low, end, eof, among)) return k;
  }
  return DONE;
}

/** Notes the run of token characters that begins at `from`: it is long, or open. */
function noteRun(data: usize, from: u32, end: u32, eof: bool): void {
  let at = from;
  let digit = false;
  while (at < end) {
    const bytes = v128.load(data + at);
    const others = ~(<u32>i8x16.bitmask(tokens(bytes))) & 0xffff;
    const numbers = <u32>i8x16.bitmask(digits(bytes));
    if (others != 0) {
      const length = ctz(others);
      if ((numbers & ((1 << length) - 1)) != 0) digit = true;
      at += length;
      break;
    }
    if (numbers != 0) digit = true;
    at += 16;
  }
  // A digit that was read behind the end does not count, but that is looked at later.
  if (at > end) at = end;
  // Slashes and plus signs go on with base64, and are rare in that of text.
  if (from > 0 && (at - from >= 24 || load<u8>(data + at) == 0x2f || load<u8>(data + at) == 0x2b)) noteText(data, from, end);
  if (!digit) return;
  const entry = blockRuns + ((<usize>blockRunCount) << 3);
  store<u32>(entry, from);
  store<u32>(entry, at, 4);
  blockRunCount++;
}

/** Notes the run that begins at `from` where it begins with text in base64 or hexadecimal. */
// @ts-ignore: decorator
@inline
function noteText(data: usize, from: u32, end: u32): void {
  const kind = textKind(data, from, end);
  if (kind == 0) return;
  const entry = texts + ((<usize>textCount) << 3);
  store<u32>(entry, textStart(data, from));
  store<u32>(entry, kind, 4);
  textCount++;
}

/** The run that was under way before the first byte to scan. */
function noteFirstRun(data: usize, from: u32, end: u32, eof: bool): void {
  let start = from;
  while (start > 0 && from - start <= RUN_MOST && isToken(load<u8>(data + start - 1))) start--;
  if (start < from) noteRun(data, start, end, eof);
}

/**
 * Writes where in [from, to) something with 15 token characters may begin whose four bytes, or the four bytes before, are in a bit
 * table, and notes the long runs that begin there.
 */
function collectLong(data: usize, from: u32, to: u32, end: u32, eof: bool, first: bool): u32 {
  let cursor = longCandidates;
  blockRunCount = 0;
  if (first) noteFirstRun(data, from, end, eof);
  let lastToken: u64 = from > 0 && isToken(load<u8>(data + from - 1)) ? 1 : 0;
  let nextToken: u64 = tokenMask(data + from);
  for (let p = from; p < to; p += 64) {
    const at = data + p;
    let token = nextToken;
    nextToken = tokenMask(at + 64);
    let valid: u64 = ~0;
    if (p + 128 > end) {
      // Behind the end nothing is known yet, or nothing stands there.
      const open: u64 = eof ? 0 : ~0;
      if (p + 64 >= end) {
        nextToken = open;
        if (p + 64 > end) valid = (<u64>1 << <u64>(end - p)) - 1;
        token = (token & valid) | (open & ~valid);
      } else {
        const known: u64 = (<u64>1 << <u64>(end - p - 64)) - 1;
        nextToken = (nextToken & known) | (open & ~known);
      }
    }
    let long = longMask(token, nextToken) & valid;
    let begins = token & ~((token << 1) | lastToken) & long;
    lastToken = token >> 63;
    while (begins != 0) {
      noteRun(data, p + <u32>ctz(begins), end, eof);
      begins &= begins - 1;
    }
    while (long != 0) {
      const position = p + <u32>ctz(long);
      long &= long - 1;
      const word = data + position;
      // Most positions are in the middle of a word.
      if (position > 2 && load<u8>(JOINING + <usize>load<u8>(word - 1)) != 0 && load<u8>(word - 2) != 0x5c && load<u8>(word - 3) != 0x25) continue;
      let h = ((load<u32>(word) | FOLD) * MULTIPLIER) >> 15;
      store<u32>(cursor, position);
      cursor += ((<u32>load<u8>(longBits + (h >> 3)) >> (h & 7)) & 1) << 2;
      if (position < 4) continue;
      h = ((load<u32>(word - 4) | FOLD) * MULTIPLIER) >> 15;
      store<u32>(cursor, (position - 4) | IS_BEHIND);
      cursor += ((<u32>load<u8>(behindBits + (h >> 3)) >> (h & 7)) & 1) << 2;
    }
  }
  // What begins at the end is not there yet, but what stands right before it is.
  if (to == end && !eof && end >= 4) {
    const h = ((load<u32>(data + end - 4) | FOLD) * MULTIPLIER) >> 15;
    store<u32>(cursor, (end - 4) | IS_BEHIND);
    cursor += ((<u32>load<u8>(behindBits + (h >> 3)) >> (h & 7)) & 1) << 2;
  }
  return <u32>((cursor - longCandidates) >> 2);
}

/** Hands the runs of the block over that end for good, can be values and have the beginning of a word before or in them. */
function handRuns(data: usize, end: u32, eof: bool): void {
  for (let r: u32 = 0; r < blockRunCount; r++) {
    const entry = blockRuns + ((<usize>r) << 3);
    const from = load<u32>(entry);
    const to = load<u32>(entry, 4);
    if (to <= runsDone || (to == end && !eof)) continue;
    runsDone = to;
    const length = to - from;
    if (length < TOKEN_LENGTH || length > RUN_MOST || !canBeValue(data, from, length)) continue;
    if (!mayHaveWord(data, from > IN_NAME ? from - IN_NAME : 0, lastStart(data, from, length))) continue;
    store<u32>(runs + ((<usize>runCount) << 3), from);
    store<u32>(runs + ((<usize>runCount) << 3), length, 4);
    runCount++;
  }
}
