/**
 * Long runs of token characters (AssemblyScript): where keys with a prefix may begin, the values of composed rules, encoded text. The same look at
 * the bytes tells where signs of text that is written in another way may be (signs.ts).
 */
import { afterTokens, boundaryMask, isToken, longMask, TOKEN_LENGTH, tokens, tokensBefore } from "./classes";
import { ESCAPES, fillMasks, signsAt, TOKENS } from "./masks";
import { canBeValue, lastStart } from "./values";
import { firstWord, forgetWords, mayHaveWord } from "./words";
import { productAt, productsAt } from "./grams";
import { IS_BEHIND } from "./sites";
import { addSigns, signsTo } from "./signs";
import { textKind, textStart } from "./texts";

/** Longest run that is handed over, bytes. */
const RUN_MOST: u32 = 256;

let longBits: usize = 0;
let behindBits: usize = 0;
/** Beginnings of long runs, and of parts of them, to look up: product and position, u32 each. */
let longCandidates: usize = 0;
/** Begin and end of the long runs of a block, u32 each. */
let blockRuns: usize = 0;
let blockRunCount: u32 = 0;
/** Where in [mapFrom, mapTo) fifteen token characters stand in a row, a bit a byte. */
let longMap: usize = 0;
let mapFrom: u32 = 0;
let mapTo: u32 = 0;
/** Where in the block that is not empty: bytes from its beginning, u16 each. */
const MAPPED: usize = memory.data(520);
let mappedTo: usize = MAPPED;
/** Where in a block a long run begins or goes on behind a boundary: bytes from its beginning, u16 each. */
let longPlaces: usize = 0;
/** Position and length of the runs to hand over. */
let runs: usize = 0;
export let runCount: u32 = 0;
/** Runs that begin with text: position and kind, u32 each. */
let texts: usize = 0;
export let textCount: u32 = 0;
/** Runs that end up to here have been handed over. */
let runsDone: u32 = 0;

export function setLongTables(longBitsAt: usize, behindBitsAt: usize): void {
  longBits = longBitsAt;
  behindBits = behindBitsAt;
}

export function setLongBuffers(longPlacesAt: usize, longCandidatesAt: usize, longMapAt: usize, blockRunsAt: usize, runsAt: usize, textsAt: usize): void {
  longPlaces = longPlacesAt;
  longMap = longMapAt;
  longCandidates = longCandidatesAt;
  blockRuns = blockRunsAt;
  runs = runsAt;
  texts = textsAt;
}

/** Before the first block of a range that begins at `low`. */
export function beginRuns(low: u32): void {
  forgetWords();
  runsDone = low > 0 ? low - 1 : 0;
}

/** What was found has been handed over. */
export function forgetRuns(): void {
  runCount = 0;
  textCount = 0;
}

/** Where the run of token characters ends in which `from` lies; at `end` at the latest. */
function runEnd(data: usize, from: u32, end: u32): u32 {
  for (let at = from; at < end; at += 16) {
    const others = ~(<u32>i8x16.bitmask(tokens(v128.load(data + at)))) & 0xffff;
    if (others != 0) return min(end, at + ctz(others));
  }
  return end;
}

/** Notes the run of token characters in [from, to): it is long, or open. */
// @ts-ignore: decorator
@inline
function noteRun(data: usize, from: u32, to: u32, end: u32): void {
  // Slashes and plus signs go on with base64, and are rare in that of text.
  if (from > 0 && (to - from >= 24 || load<u8>(data + to) == 0x2f || load<u8>(data + to) == 0x2b)) noteText(data, from, end);
  const entry = blockRuns + ((<usize>blockRunCount) << 3);
  store<u32>(entry, from);
  store<u32>(entry, to, 4);
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
function noteFirstRun(data: usize, from: u32, end: u32): void {
  let start = from;
  while (start > 0 && from - start <= RUN_MOST && isToken(load<u8>(data + start - 1))) start--;
  if (start < from) noteRun(data, start, runEnd(data, start, end), end);
}

/** Where the data ends in the block or shortly behind it: nothing is known yet of what follows, or nothing does. */
function closeMasks(from: u32, to: u32, end: u32, eof: bool): void {
  const open: u64 = eof ? 0 : ~0;
  for (let p = from + ((end - from) & ~63); p < to + 64; p += 64) {
    const at = <usize>((p - from) >> 3);
    const known: u64 = p < end ? (<u64>1 << <u64>(end - p)) - 1 : 0;
    store<u64>(at, (load<u64>(at, TOKENS) & known) | (open & ~known), TOKENS);
  }
}

/** Hands over what may be signs. */
function collectSigns(data: usize, from: u32, to: u32): void {
  let before = tokensBefore(data, from);
  let masks: usize = 0;
  for (let p = from; p < to; p += 64) {
    const token = load<u64>(masks, TOKENS);
    const signs = signsAt(masks, afterTokens(token, before));
    before = token;
    masks += 8;
    if (signs != 0) addSigns(data, p, signs);
  }
}

/** Fills the map from the masks of `length` bytes, and lists where it is not empty. Without branching. */
function fillMap(length: u32): void {
  const map = longMap;
  let cursor = MAPPED;
  let masks: usize = 0;
  let token = load<u64>(0, TOKENS);
  const last = <usize>((length + 63) >> 3) & ~7;
  do {
    const next = load<u64>(masks + 8, TOKENS);
    const long = longMask(token, next);
    store<u64>(map + masks, long);
    store<u16>(cursor, <u16>masks);
    cursor += <usize>(long != 0) << 1;
    token = next;
    masks += 8;
  } while (masks < last);
  // Bytes behind the last one are no places.
  const known: u64 = (length & 63) == 0 ? ~0 : (<u64>1 << <u64>(length & 63)) - 1;
  store<u64>(map + last - 8, load<u64>(map + last - 8) & known);
  mappedTo = cursor;
}

/** Notes the long runs that begin in the block. */
function collectRuns(data: usize, from: u32, to: u32, end: u32): void {
  const map = longMap;
  const before = tokensBefore(data, from);
  const last = <usize>((to - from + 63) >> 3) & ~7;
  for (let entry = MAPPED; entry < mappedTo; entry += 2) {
    const masks = <usize>load<u16>(entry);
    const token = load<u64>(masks, TOKENS);
    const lastToken = (masks == 0 ? before : load<u64>(masks - 8, TOKENS)) >> 63;
    const p = from + <u32>(masks << 3);
    let begins = token & ~((token << 1) | lastToken) & load<u64>(map + masks);
    while (begins != 0) {
      const start = p + <u32>ctz(begins);
      let others = ~token & (begins ^ (0 - begins));
      let on = masks;
      while (others == 0 && on < last) others = ~load<u64>((on += 8), TOKENS);
      const at = from + <u32>(on << 3);
      noteRun(data, start, others != 0 ? min(end, at + <u32>ctz(others)) : runEnd(data, at + 64, end), end);
      begins &= begins - 1;
    }
  }
}

/** Writes the places of the block where something with 15 token characters may begin; returns where they end. */
function collectPlaces(data: usize): usize {
  const map = longMap;
  let cursor = longPlaces;
  for (let entry = MAPPED; entry < mappedTo; entry += 2) {
    const masks = <usize>load<u16>(entry);
    const escapes = load<u64>(masks, ESCAPES);
    // Whether there is one is looked at anyhow.
    const escapesBefore = masks == 0 ? ~0 : load<u64>(masks - 8, ESCAPES);
    // Most positions are in the middle of a word.
    let places = load<u64>(map + masks) & (boundaryMask(data + (masks << 3)) | (escapes << 2) | (escapes << 3) | (escapesBefore >> 61));
    const count = popcnt(places);
    const base = <u32>(masks << 3);
    let at = cursor;
    do {
      store<u16>(at, <u16>(base + <u32>ctz(places)));
      places &= places - 1;
      store<u16>(at, <u16>(base + <u32>ctz(places)), 2);
      places &= places - 1;
      store<u16>(at, <u16>(base + <u32>ctz(places)), 4);
      places &= places - 1;
      store<u16>(at, <u16>(base + <u32>ctz(places)), 6);
      places &= places - 1;
      at += 8;
    } while (places != 0);
    cursor += <usize>count << 1;
  }
  return cursor;
}

// @ts-ignore: decorator
@inline
function isIn(bits: usize, product: u32): bool {
  const h = product >> 15;
  return ((<u32>load<u8>(bits + (h >> 3)) >> (h & 7)) & 1) != 0;
}

// @ts-ignore: decorator
@inline
function add(cursor: usize, product: u32, position: u32): usize {
  store<u32>(cursor, product);
  store<u32>(cursor, position, 4);
  return cursor + 8;
}

/**
 * Writes where in [from, to) something with 15 token characters may begin whose four bytes, or the four bytes before, are in a bit
 * table, notes the long runs that begin there, and the signs.
 */
export function collectLong(data: usize, from: u32, to: u32, end: u32, eof: bool, first: bool): u32 {
  blockRunCount = 0;
  mapFrom = from;
  mapTo = to;
  if (first) noteFirstRun(data, from, end);
  fillMasks(data + from, data + to);
  if (from < signsTo) collectSigns(data, from, min(to, signsTo));
  closeMasks(from, to, end, eof);
  fillMap(to - from);
  collectRuns(data, from, to, end);
  let cursor = lookUpPlaces(data, from, collectPlaces(data + from));
  // What begins at the end is not there yet, but what stands right before it is.
  if (to == end && !eof && end >= 4) {
    const product = productAt(data + end - 4);
    if (isIn(behindBits, product)) cursor = add(cursor, product, (end - 4) | IS_BEHIND);
  }
  return <u32>((cursor - longCandidates) >> 3);
}

/** Writes product and position of those places up to `last` that are worth a look, by the bytes there or those before. */
function lookUpPlaces(data: usize, from: u32, last: usize): usize {
  let cursor = longCandidates;
  // Globals are read anew each time.
  const ofLong = longBits;
  const ofBehind = behindBits;
  for (let at = longPlaces; at < last; at += 2) {
    const position = from + <u32>load<u16>(at);
    const both = productsAt(data + position - 4);
    const product = <u32>(both >> 32);
    if (isIn(ofLong, product)) cursor = add(cursor, product, position);
    if (isIn(ofBehind, <u32>both) && position >= 4) cursor = add(cursor, <u32>both, (position - 4) | IS_BEHIND);
  }
  return cursor;
}

/** The map from a position on: 57 bits of it. */
// @ts-ignore: decorator
@inline
function mapAt(position: u32): u64 {
  return load<u64>(longMap + <usize>(position >> 3)) >> <u64>(position & 7);
}

/** Whether it is known that no `length` token characters in a row, 15 at least, begin in [from, last]. */
export function hasNoLong(from: u32, last: u32, length: u32): bool {
  if (from < mapFrom || last + length > mapTo) return false;
  const furthest = length - TOKEN_LENGTH;
  const end = last - mapFrom;
  for (let at = from - mapFrom; at <= end; at += 57) {
    let bits = mapAt(at) & mapAt(at + furthest);
    for (let by = TOKEN_LENGTH; by < furthest; by += TOKEN_LENGTH) bits &= mapAt(at + by);
    if (end - at < 56) bits &= (<u64>2 << <u64>(end - at)) - 1;
    if (bits != 0) return false;
  }
  return true;
}

/** Hands the runs of the block over that end for good, can be values and have the beginning of a word before or in them. */
export function handRuns(data: usize, end: u32, eof: bool): void {
  for (let r: u32 = 0; r < blockRunCount; r++) {
    const entry = blockRuns + ((<usize>r) << 3);
    const from = load<u32>(entry);
    const to = load<u32>(entry, 4);
    if (to <= runsDone || (to == end && !eof)) continue;
    runsDone = to;
    const length = to - from;
    if (length < TOKEN_LENGTH || length > RUN_MOST || !canBeValue(data, from, length)) continue;
    if (!mayHaveWord(data, firstWord(data, from), lastStart(data, from, length))) continue;
    store<u32>(runs + ((<usize>runCount) << 3), from);
    store<u32>(runs + ((<usize>runCount) << 3), length, 4);
    runCount++;
  }
}
