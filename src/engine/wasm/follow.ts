/**
 * What must follow an anchor, looked at before any regular expression runs (AssemblyScript): a value near it, a value assigned, a
 * delimiter. Each lets through at least what the patterns match. src/engine/reference.ts says the same in plain TypeScript.
 */
import { inSet, nextLong, setMask, TOKEN_LENGTH } from "./classes";
import { BEFORE_VALUE, BETWEEN, CLOSERS, isIn, mayAssign, NAMES, OPERATORS, past } from "./glance";

/** A run of at least `n` bytes of the set from `i` on (with a digit where one is needed). True also where the data ends first. */
function runFrom(data: usize, i: u32, back: u32, end: u32, eof: bool, set: usize, n: u32, digit: bool): bool {
  let length: u32 = 0;
  let hasDigit = !digit;
  let j = i;
  while (j > back && inSet(set, load<u8>(data + j - 1))) {
    j--;
    length++;
    const c = load<u8>(data + j);
    if (c >= 0x30 && c <= 0x39) hasDigit = true;
  }
  j = i;
  while (j < end && length < 512) {
    const c = load<u8>(data + j);
    if (!inSet(set, c)) return length >= n && hasDigit;
    if (c >= 0x30 && c <= 0x39) hasDigit = true;
    length++;
    if (length >= n && hasDigit) return true;
    j++;
  }
  return length >= 512 || !eof || (length >= n && hasDigit);
}

/** Furthest from a word that long values are looked for sixteen bytes at a time. */
const NEAR_LOOK: u32 = 256;
/** A run of so many bytes holds sixteen that begin at a multiple of sixteen, wherever these are counted from. */
const HOLDS_BLOCK: u32 = 31;

export function valueNear(data: usize, from: u32, end: u32, eof: bool, within: u32, set: usize, n: u32, digit: bool): bool {
  const limit = from + within;
  const looks = within < NEAR_LOOK && limit + 160 <= end;
  if (looks && n >= HOLDS_BLOCK) return longValueNear(data, from, limit, end, eof, set, n, digit);
  const long = looks && n >= TOKEN_LENGTH;
  let i = long ? nextLong(data, from, limit, set) : from;
  while (i <= limit) {
    if (i >= end) return !eof;
    if (!inSet(set, load<u8>(data + i))) {
      i++;
      continue;
    }
    if (runFrom(data, i, i, end, eof, set, n, digit)) return true;
    while (i <= limit && i < end && inSet(set, load<u8>(data + i))) i++;
    if (long && i <= limit) i = nextLong(data, i, limit, set);
  }
  return false;
}

/** The same for values that hold a whole block of sixteen bytes: only runs round one are looked at. */
function longValueNear(data: usize, from: u32, limit: u32, end: u32, eof: bool, set: usize, n: u32, digit: bool): bool {
  for (let block = from; block < limit + 16; block += 16) {
    if (setMask(set, data + block) != 0xffff) continue;
    let start = block;
    while (start > from && inSet(set, load<u8>(data + start - 1))) start--;
    if (start > limit) return false;
    if (runFrom(data, start, start, end, eof, set, n, digit)) return true;
    while (block < limit && setMask(set, data + block + 16) == 0xffff) block += 16;
  }
  return false;
}

/** Where values may be assigned to the word from `placesStart` to `placesFrom`: for each operator, the place behind it and that of the value. */
const places: usize = memory.data(64 * 8);
let placesFrom: u32 = u32.MAX_VALUE;
let placesStart: u32 = 0;
/** Whether the word is a value itself: 0 nobody has asked, 1 no, 2 yes. */
let placesItself: u32 = 0;
let placeCount: u32 = 0;
/** Whether the data ends before it is clear that no value is assigned. */
let placesOpen: bool = false;

/** What was answered last, and about which place; a digit asked for is its lowest bit. */
let assignedAt: u32 = u32.MAX_VALUE;
let assigned: bool = false;

/** To be called when the data has changed. */
export function forgetPlaces(): void {
  placesFrom = u32.MAX_VALUE;
  assignedAt = u32.MAX_VALUE;
}

/** As `mayAssign`, asked once for all rules that ask the same. */
export function mayBeAssigned(data: usize, after: u32, end: u32, digit: bool): bool {
  const at = (after << 1) | (digit ? 1 : 0);
  if (at != assignedAt) {
    assignedAt = at;
    assigned = mayAssign(data, after, end, digit);
  }
  return assigned;
}

/** Longest name that is looked at: one byte less than src/engine/value-name.ts, which may begin a byte earlier. */
const NAME: u32 = 59;

/** Whether the name round the word at `start` follows `=`, and a blank and another name follow it: `component=auth msg="…"`. */
function isValueItself(data: usize, start: u32, end: u32): bool {
  let name = isIn(load<u8>(data + start), NAMES) ? start : start + 1;
  const least = start > NAME ? start - NAME : 0;
  while (name > least && isIn(load<u8>(data + name - 1), NAMES)) name--;
  if (load<u8>(data + name - 1) != 0x3d) return false;
  let at = name;
  while (at < end && at < name + NAME && isIn(load<u8>(data + at), NAMES)) at++;
  if (at + 1 >= end) return false;
  const blank: u32 = load<u8>(data + at);
  return (blank == 0x20 || blank == 0x09) && isIn(load<u8>(data + at + 1), NAMES);
}

/** Longest rest of a name, of what closes it, of what stands between name and operator, and between operator and value. Bytes. */
const REST: u32 = 40;
const CLOSING: u32 = 6;
const BRIDGE: u32 = 64;
const OPENING: u32 = 64;
/** So far behind a word a value can begin, at most. */
export const ASSIGNED: u32 = REST + CLOSING + BRIDGE + OPENING + 1;

function findPlaces(data: usize, start: u32, from: u32, end: u32): void {
  placesFrom = from;
  placesStart = start;
  placesItself = 0;
  placeCount = 0;
  placesOpen = false;
  let i = past(data, NAMES, from, min(end, from + REST));
  const operatorEnd = i + BRIDGE;
  i = past(data, CLOSERS, i, min(end, i + CLOSING));
  while (i < operatorEnd) {
    if (i >= end) {
      placesOpen = true;
      return;
    }
    const c: u32 = load<u8>(data + i);
    if (isIn(c, OPERATORS)) {
      const j = past(data, BEFORE_VALUE, i + 1, min(end, i + 1 + OPENING));
      store<u32>(places + ((<usize>placeCount) << 3), i + 1);
      store<u32>(places + ((<usize>placeCount) << 3), j, 4);
      placeCount++;
    }
    if (!isIn(c, BETWEEN)) return;
    i++;
  }
}

/** Many rules ask about the same name: its places are found once. */
export function valueAssigned(data: usize, kind: u32, start: u32, from: u32, end: u32, eof: bool, set: usize, n: u32): bool {
  const digit = (kind & 4) != 0;
  if (from != placesFrom || start != placesStart) findPlaces(data, start, from, end);
  if ((kind & 16) != 0) {
    if (placesItself == 0) placesItself = isValueItself(data, start, end) ? 2 : 1;
    if (placesItself == 2) return false;
  }
  for (let k: u32 = 0; k < placeCount; k++) {
    const place = places + ((<usize>k) << 3);
    if (runFrom(data, load<u32>(place, 4), load<u32>(place), end, eof, set, n, digit)) return true;
  }
  return placesOpen && !eof;
}

/** Behind the beginning of a value near, the run of token characters that it has begins so far at most (src/rules/compile/follow.ts). */
export const RUN_BEGINS: u32 = 16;

/** Bytes of one set only, until one of another set comes: at most `within` of them. */
export function tailFollows(data: usize, from: u32, end: u32, eof: bool, within: u32, through: usize, until: usize): bool {
  const last = from + within;
  for (let i = from; i <= last; i += 16) {
    if (i >= end) return !eof;
    const found = setMask(until, data + i);
    const stops = found | (~setMask(through, data + i) & 0xffff);
    if (stops == 0) continue;
    const at: u32 = ctz(stops);
    if (i + at > last) return false;
    if (i + at >= end) return !eof;
    return ((found >> at) & 1) != 0;
  }
  return false;
}
