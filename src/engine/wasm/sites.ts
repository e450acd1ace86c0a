/**
 * What is done where a gram of an anchor stands (AssemblyScript): its list is found in the exact table, the sequences of the list's
 * sites are compared, and it is seen whether what must follow can follow. What is left are hits.
 *
 * Tables are written by src/rules/compile/tables.ts; the layout is described in src/engine/pack.ts.
 */
import { inSet, isBoundary, isToken, TOKEN_LENGTH } from "./classes";
import { hasNoLong } from "./long";
import { mayMatch, setPieces, setProgramSets } from "./program";
import { ASSIGNED, mayBeAssigned, RUN_BEGINS, tailFollows, valueAssigned, valueNear } from "./follow";

/** Which anchors a look-up is for: the codes of their entries, a bit each. */
export const ANY: u32 = 1;
export const LONG: u32 = 2;
export const BEHIND: u32 = 4;
/** Marks candidates that are looked up for anchors whose gram stands right before a word. */
export const IS_BEHIND: u32 = 0x80000000;

/** Parts of a slot. */
const TAG: u32 = 0x7fff;
const GOES_ON: u32 = 0x8000;
/** Bytes of an entry of a list; the bit that the last one has. */
const ENTRY: usize = 24;
const IS_LAST: u32 = 0x80000000;

let slots: usize = 0;
let slotMask: u32 = 0;
let slotShift: u32 = 0;
let lists: usize = 0;
let sites: usize = 0;
let anchors: usize = 0;
let sequences: usize = 0;
let sets: usize = 0;
let programs: usize = 0;
/** Bytes from the beginning of an anchor on that its program may look at. */
let sight: u32 = i32.MAX_VALUE;
let hits: usize = 0;
let hitCapacity: u32 = 0;
let hitCount: u32 = 0;

export function setLists(slotsAt: usize, slotCount: u32, listsAt: usize, sitesAt: usize, anchorsAt: usize, sequencesAt: usize, setsAt: usize, programsAt: usize): void {
  slots = slotsAt;
  slotMask = slotCount - 1;
  slotShift = 32 - ctz(slotCount);
  // Slots count from 1.
  lists = listsAt - ENTRY;
  sites = sitesAt;
  anchors = anchorsAt;
  sequences = sequencesAt;
  sets = setsAt;
  // Places count words, from 1 on.
  programs = programsAt;
  setProgramSets(setsAt);
}

/**
 * For who scans pieces of texts: programs look no further ahead than so many bytes from the beginning of an anchor, where they tell no more
 * than at the end of the data; nor do they say no because of what stands on a line before, which may be another text's.
 */
export function setSight(bytes: u32): void {
  sight = bytes;
  setPieces();
}

export function setHits(at: usize, capacity: u32): void {
  hits = at;
  hitCapacity = capacity;
}

export function forgetHits(): void {
  hitCount = 0;
}

export function countHits(): u32 {
  return hitCount;
}

/** The product of a candidate, where its entry has slots of its own. */
// @ts-ignore: decorator
@inline
function salted(product: u32, position: u32, among: u32): u32 {
  const entries = among == ANY ? ANY : (position & IS_BEHIND) != 0 ? BEHIND : LONG;
  return product ^ (entries << 29);
}

/**
 * Of candidates (product and position) those whose gram has a list of which something may stand there: their position and list go to
 * `found`. Returns how many. Without branching, so that what is not in the cache is waited for together.
 */
export function findLists(data: usize, list: usize, count: u32, found: usize, among: u32): u32 {
  // Globals are read anew each time.
  const shift = slotShift;
  const mask = slotMask;
  const allSlots = slots;
  const allLists = lists;
  let kept = found;
  let first = true;
  let place: u32 = 0;
  let left = count;
  // Those of which a slot says that another one follows are gone through again.
  while (left > 0) {
    const last = list + (<usize>left << 3);
    let next = list;
    for (let at = list; at < last; at += 8) {
      const candidate = load<u64>(at);
      const position = <u32>(candidate >> 32);
      const product = first ? salted(<u32>candidate, position, among) : <u32>candidate;
      const slot = load<u32>(allSlots + (<usize>(((product >> shift) + place) & mask) << 2));
      // The list before the first one is no list.
      const head = allLists + <usize>(slot >> 16) * ENTRY;
      const start = data + (position & ~IS_BEHIND) - ((load<u32>(head) >> 24) & 0x7f);
      const differs = (load<u64>(start) ^ load<u64>(head, 8)) & load<u64>(head, 16);
      store<u32>(kept, position & ~IS_BEHIND);
      store<u32>(kept, slot >> 16, 4);
      kept += (<usize>((slot & TAG) == (product & TAG)) & <usize>(slot >> 16 != 0) & <usize>(differs == 0)) << 3;
      store<u32>(next, product);
      store<u32>(next, position, 4);
      next += <usize>((slot & GOES_ON) != 0) << 3;
    }
    left = <u32>((next - list) >> 3);
    first = false;
    place++;
  }
  return <u32>((kept - found) >> 3);
}

/** Reports what stands at a position of those of a list; false when its hits do not fit (none of them is kept then). */
export function lookUp(data: usize, position: u32, list: u32, low: u32, end: u32, eof: bool): bool {
  const before = hitCount;
  if (report(data, position, low, end, eof, list)) return true;
  hitCount = before;
  return false;
}

function report(data: usize, position: u32, low: u32, end: u32, eof: bool, list: u32): bool {
  let at = lists + <usize>list * ENTRY;
  // The head of several has been looked at.
  if ((load<u32>(at) & IS_LAST) == 0) at += ENTRY;
  while (true) {
    const entry = load<u32>(at);
    const back = (entry >> 24) & 0x7f;
    const start = position - back;
    // One comparison of the bits that never vary turns nearly all others away.
    if (position >= low + back && ((load<u64>(data + start) ^ load<u64>(at, 8)) & load<u64>(at, 16)) == 0) {
      const site = sites + ((<usize>(entry & 0xffffff)) << 4);
      if (matchesSite(data, site, load<u32>(at, 4), start, end) && isEntry(data, site, position, end, eof) && !reportSite(data, site, start, end, eof)) return false;
    }
    if ((entry & IS_LAST) != 0) return true;
    at += ENTRY;
  }
}

/** Whether the position of its gram is one where the anchors of the site are looked for. */
function isEntry(data: usize, site: usize, position: u32, end: u32, eof: bool): bool {
  const entry = <u32>load<u8>(site, 6);
  if (entry == 0) return true;
  const word = entry == 2 ? position + 4 : position;
  if (!isBoundary(data, word)) return false;
  for (let k: u32 = 0; k < TOKEN_LENGTH; k++) {
    if (word + k >= end) return !eof;
    if (!isToken(load<u8>(data + word + k))) return false;
  }
  return true;
}

/** Compares the sequence of the site: of the first eight bytes those that the bits have not decided about. */
function matchesSite(data: usize, site: usize, firstOnes: u32, start: u32, end: u32): bool {
  if (start + <u32>load<u8>(site, 4) > end) return false;
  const sequence = sequences + load<u32>(site, 0);
  for (let open = firstOnes; open != 0; open &= open - 1) {
    if (!fits(data + start, sequence, ctz(open))) return false;
  }
  const length = <u32>load<u8>(site, 7);
  for (let k: u32 = 8; k < length; k++) {
    if (!fits(data + start, sequence, k)) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function fits(at: usize, sequence: usize, k: u32): bool {
  const set = sets + ((<usize>load<u16>(sequence + (<usize>k << 1))) << 5);
  return inSet(set, load<u8>(at + k));
}

/** Whether what must follow an anchor can follow; `start` and `after` are where its sequence begins and ends. */
function passesCheck(data: usize, anchor: usize, start: u32, after: u32, end: u32, eof: bool): bool {
  const kind = <u32>load<u8>(anchor, 0);
  if (kind == 0) return true;
  const n = <u32>load<u16>(anchor, 2);
  const set = sets + ((<usize>load<u16>(anchor, 4)) << 5);
  const within = <u32>load<u16>(anchor, 6);
  if (kind == 3) {
    const until = sets + ((<usize>n) << 5);
    return tailFollows(data, start + <u32>load<u8>(anchor, 1), end, eof, within, set, until);
  }
  // In most texts no long run is near.
  const tokens = <u32>load<u8>(anchor, 1);
  if (tokens != 0 && hasNoLong(after, after + within + RUN_BEGINS, tokens)) return false;
  if ((kind & 32) != 0 && hasNoLong(after, after + ((kind & 3) == 1 ? within : ASSIGNED), n)) return false;
  const digit = (kind & 4) != 0;
  if ((kind & 8) != 0 && !mayBeAssigned(data, after, end, digit)) return false;
  if ((kind & 3) == 1) return valueNear(data, after, end, eof, within, set, n, digit);
  return valueAssigned(data, kind, start, after, end, eof, set, n);
}

/** Whether the pattern may match where the anchor stands. */
function passesProgram(data: usize, anchor: usize, start: u32, end: u32): bool {
  const place = load<u32>(anchor, 8);
  if (place == 0) return true;
  const last = <i32>start - <i32>load<i16>(anchor, 12);
  const first = <i32>start - <i32>load<i16>(anchor, 14);
  return last >= 0 && mayMatch(programs + (<usize>place << 1), data, max(first, 0), last, min(end, start + sight));
}

/** Stores a hit for each anchor of the site; false when the buffer is full. */
function reportSite(data: usize, site: usize, start: u32, end: u32, eof: bool): bool {
  const from = start + <u32>load<u8>(site, 4);
  const first = load<u32>(site, 8);
  const count = load<u32>(site, 12);
  // Neighbours often ask for the same.
  let asked: u64 = 0;
  let passes = true;
  for (let k: u32 = 0; k < count; k++) {
    const anchor = first + k;
    const check = anchors + ((<usize>anchor) << 4);
    if (load<u64>(check) != asked) {
      asked = load<u64>(check);
      passes = passesCheck(data, check, start, from, end, eof);
    }
    if (!passes || !passesProgram(data, check, start, end)) continue;
    if (hitCount >= hitCapacity) return false;
    const at = hits + ((<usize>hitCount) << 3);
    store<u32>(at, anchor);
    store<u32>(at, start, 4);
    hitCount++;
  }
  return true;
}
