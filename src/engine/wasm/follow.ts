/**
 * What must follow an anchor, looked at before any regular expression runs (AssemblyScript): a value near it, a value assigned, a
 * delimiter. Each lets through at least what the patterns match. src/engine/reference.ts says the same in plain TypeScript.
 */
import { inSet, nextLong, setMask, TOKEN_LENGTH } from "./classes";

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

// @ts-ignore: decorator
@inline
function isName(c: u32): bool {
  const lower = c | 0x20;
  return (
    (lower >= 0x61 && lower <= 0x7a) || (c >= 0x30 && c <= 0x39) || c == 0x5f || c == 0x2e || c == 0x24 || c == 0x2d
  );
}

/** One of = : ? | , ( > */
// @ts-ignore: decorator
@inline
function isOperator(c: u32): bool {
  return c == 0x3d || c == 0x3a || c == 0x3f || c == 0x7c || c == 0x2c || c == 0x28 || c == 0x3e;
}

/** Blanks, line ends, quotes, backslash, opening brackets, @ */
// @ts-ignore: decorator
@inline
function isOpener(c: u32): bool {
  return (
    c == 0x20 || c == 0x09 || c == 0x0a || c == 0x0d || c == 0x22 || c == 0x27 || c == 0x60 || c == 0x5c || c == 0x5b || c == 0x7b || c == 0x40
  );
}

/** Closing quotes and brackets, backslash. */
// @ts-ignore: decorator
@inline
function isCloser(c: u32): bool {
  return c == 0x22 || c == 0x27 || c == 0x60 || c == 0x5c || c == 0x5d || c == 0x29;
}

/** What may stand between a name and its operator: blanks, `:`, a type. */
// @ts-ignore: decorator
@inline
function isBridge(c: u32): bool {
  return (
    isName(c) || c == 0x20 || c == 0x09 || c == 0x3a || c == 0x3c || c == 0x3e || c == 0x5b || c == 0x5d || c == 0x2a || c == 0x26
  );
}

/** Where values may be assigned to the word from `placesStart` to `placesFrom`: for each operator, the place behind it and that of the value. */
const places: usize = memory.data(64 * 8);
let placesFrom: u32 = u32.MAX_VALUE;
let placesStart: u32 = 0;
let placesNames: bool = false;
let placeCount: u32 = 0;
/** Whether the data ends before it is clear that no value is assigned. */
let placesOpen: bool = false;

/** To be called when the data has changed. */
export function forgetPlaces(): void {
  placesFrom = u32.MAX_VALUE;
}

/** Longest name that is looked at: one byte less than src/engine/value-name.ts, which may begin a byte earlier. */
const NAME: u32 = 59;

/** Whether the name round the word at `start` follows `=`, and a blank and another name follow it: `component=auth msg="…"`. */
function isValueItself(data: usize, start: u32, end: u32): bool {
  let name = isName(load<u8>(data + start)) ? start : start + 1;
  const least = start > NAME ? start - NAME : 0;
  while (name > least && isName(load<u8>(data + name - 1))) name--;
  if (load<u8>(data + name - 1) != 0x3d) return false;
  let at = name;
  while (at < end && at < name + NAME && isName(load<u8>(data + at))) at++;
  if (at + 1 >= end) return false;
  const blank: u32 = load<u8>(data + at);
  return (blank == 0x20 || blank == 0x09) && isName(load<u8>(data + at + 1));
}

function findPlaces(data: usize, start: u32, from: u32, end: u32, wholeNames: bool): void {
  placesFrom = from;
  placesStart = start;
  placesNames = wholeNames;
  placeCount = 0;
  placesOpen = false;
  if (wholeNames && isValueItself(data, start, end)) return;
  let i = from;
  const nameEnd = from + 40;
  while (i < nameEnd && i < end && isName(load<u8>(data + i))) i++;
  const operatorEnd = i + 64;
  const closeEnd = i + 6;
  while (i < closeEnd && i < end && isCloser(load<u8>(data + i))) i++;
  while (i < operatorEnd) {
    if (i >= end) {
      placesOpen = true;
      return;
    }
    const c: u32 = load<u8>(data + i);
    if (isOperator(c)) {
      let j = i + 1;
      const openEnd = j + 64;
      while (j < openEnd && j < end) {
        const o: u32 = load<u8>(data + j);
        if (!isOperator(o) && !isOpener(o)) break;
        j++;
      }
      store<u32>(places + ((<usize>placeCount) << 3), i + 1);
      store<u32>(places + ((<usize>placeCount) << 3), j, 4);
      placeCount++;
    }
    if (!isBridge(c)) return;
    i++;
  }
}

/** Many rules ask about the same name: its places are found once. */
export function valueAssigned(data: usize, kind: u32, start: u32, from: u32, end: u32, eof: bool, set: usize, n: u32): bool {
  const wholeNames = (kind & 16) != 0;
  const digit = (kind & 4) != 0;
  if (from != placesFrom || start != placesStart || wholeNames != placesNames) findPlaces(data, start, from, end, wholeNames);
  for (let k: u32 = 0; k < placeCount; k++) {
    const place = places + ((<usize>k) << 3);
    if (runFrom(data, load<u32>(place, 4), load<u32>(place), end, eof, set, n, digit)) return true;
  }
  return placesOpen && !eof;
}

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
