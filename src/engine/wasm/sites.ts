/**
 * What is done where a gram of an anchor stands (AssemblyScript): its list is found in the exact table, the sequences of the list's
 * sites are compared, and it is seen whether what must follow can follow. What is left are hits.
 *
 * Tables are written by src/rules/compile/tables.ts; the layout is described in src/engine/pack.ts.
 */
import { inSet, isBoundary, isToken, TOKEN_LENGTH } from "./classes";
import { mayAssign } from "./glance";
import { tailFollows, valueAssigned, valueNear } from "./follow";

/** Grams are hashed as if all letters were lower case, so that a word of any case has one. */
export const FOLD: u32 = 0x20202020;
export const MULTIPLIER: u32 = 0x9e3779b1;

/** Which anchors a look-up is for: the codes of their entries, a bit each. */
export const ANY: u32 = 1;
export const LONG: u32 = 2;
export const BEHIND: u32 = 4;
/** Marks candidates that are looked up for anchors whose gram stands right before a word. */
export const IS_BEHIND: u32 = 0x80000000;

/** Parts of a slot. */
const TAG: u32 = 0x7fff;
const GOES_ON: u32 = 0x8000;
/** Bytes of an entry of a list. */
const ENTRY: usize = 24;

let slots: usize = 0;
let slotMask: u32 = 0;
let slotShift: u32 = 0;
let lists: usize = 0;
let sites: usize = 0;
let anchors: usize = 0;
let sequences: usize = 0;
let sets: usize = 0;
let hits: usize = 0;
let hitCapacity: u32 = 0;
let hitCount: u32 = 0;

export function setLists(slotsAt: usize, slotCount: u32, listsAt: usize, sitesAt: usize, anchorsAt: usize, sequencesAt: usize, setsAt: usize): void {
  slots = slotsAt;
  slotMask = slotCount - 1;
  slotShift = 32 - ctz(slotCount);
  lists = listsAt;
  sites = sitesAt;
  anchors = anchorsAt;
  sequences = sequencesAt;
  sets = setsAt;
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

// @ts-ignore: decorator
@inline
function productAt(data: usize, position: u32, entries: u32): u32 {
  // Each entry has lists of its own.
  return ((load<u32>(data + position) | FOLD) ^ (entries << 29)) * MULTIPLIER;
}

// @ts-ignore: decorator
@inline
function entriesOf(candidate: u32, among: u32): u32 {
  return among == ANY ? ANY : (candidate & IS_BEHIND) != 0 ? BEHIND : LONG;
}

/**
 * Keeps the candidates whose gram may be in the exact table and writes their slots to `found`; returns how many. Without branching, so
 * that what is not in the cache is waited for together.
 */
export function findSlots(data: usize, list: usize, count: u32, found: usize, among: u32): u32 {
  let kept: usize = 0;
  const last = list + (<usize>count << 2);
  for (let at = list; at < last; at += 4) {
    const candidate = load<u32>(at);
    const product = productAt(data, candidate & ~IS_BEHIND, entriesOf(candidate, among));
    const slot = load<u32>(slots + (<usize>(product >> slotShift) << 2));
    store<u32>(list + kept, candidate);
    store<u32>(found + kept, slot);
    kept += (((slot & TAG) == (product & TAG)) | ((slot & GOES_ON) != 0)) ? 4 : 0;
  }
  return <u32>(kept >> 2);
}

/** Reports what stands at a candidate, given its first slot; false when its hits do not fit (none of them is kept then). */
export function lookUp(data: usize, candidate: u32, first: u32, low: u32, end: u32, eof: bool, among: u32): bool {
  const position = candidate & ~IS_BEHIND;
  const product = productAt(data, position, entriesOf(candidate, among));
  const tag = product & TAG;
  const before = hitCount;
  let place = product >> slotShift;
  let slot = first;
  while (true) {
    if ((slot & TAG) == tag && slot != 0 && !report(data, position, low, end, eof, (slot >> 16) - 1)) {
      hitCount = before;
      return false;
    }
    if ((slot & GOES_ON) == 0) return true;
    place = (place + 1) & slotMask;
    slot = load<u32>(slots + ((<usize>place) << 2));
  }
}

function report(data: usize, position: u32, low: u32, end: u32, eof: bool, list: u32): bool {
  let at = lists + <usize>list * ENTRY;
  while (true) {
    const entry = load<u32>(at);
    const back = (entry >> 24) & 0x7f;
    const start = position - back;
    // One comparison of the bits that never vary turns nearly all others away.
    if (position >= low + back && ((load<u64>(data + start) ^ load<u64>(at, 8)) & load<u64>(at, 16)) == 0) {
      const site = sites + ((<usize>(entry & 0xffffff)) << 4);
      if (matchesSite(data, site, start, end) && isEntry(data, site, position, end, eof) && !reportSite(data, site, start, end, eof)) return false;
    }
    if ((entry & 0x80000000) != 0) return true;
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

/** Compares the sequence of the site, but for the first bytes that the bits have decided about. */
function matchesSite(data: usize, site: usize, start: u32, end: u32): bool {
  const length = <u32>load<u8>(site, 4);
  if (start + length > end) return false;
  const sequence = sequences + load<u32>(site, 0);
  for (let k = <u32>load<u8>(site, 7); k < length; k++) {
    const set = sets + ((<usize>load<u16>(sequence + (<usize>k << 1))) << 5);
    if (!inSet(set, load<u8>(data + start + k))) return false;
  }
  return true;
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
  const digit = (kind & 4) != 0;
  if ((kind & 8) != 0 && !mayAssign(data, after, end, digit)) return false;
  if ((kind & 3) == 1) return valueNear(data, after, end, eof, within, set, n, digit);
  return valueAssigned(data, kind, start, after, end, eof, set, n);
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
    const check = anchors + ((<usize>anchor) << 3);
    if (load<u64>(check) != asked) {
      asked = load<u64>(check);
      passes = passesCheck(data, check, start, from, end, eof);
    }
    if (!passes) continue;
    if (hitCount >= hitCapacity) return false;
    const at = hits + ((<usize>hitCount) << 3);
    store<u32>(at, anchor);
    store<u32>(at, start, 4);
    hitCount++;
  }
  return true;
}
