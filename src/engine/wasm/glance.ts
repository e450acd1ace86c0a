/**
 * A look at the bytes behind a word before the pattern of a judged assignment runs (AssemblyScript). The same in plain TypeScript,
 * with the reasons: src/engine/glance.ts.
 */

import { setMask } from "./classes";

/** Longest rest of a name, of what stands between name and operator, of a bare value. Bytes. */
const NAME: u32 = 40;
const TYPE: u32 = 48;
const VALUE: u32 = 210;
const WHOLE: u32 = 102;
const OPENERS: u32 = 6;

export const NAMES: u32 = 1;
export const CLOSERS: u32 = 2;
const QUOTES: u32 = 4;
const OPEN: u32 = 8;
export const OPERATORS: u32 = 16;
const BRIDGE: u32 = 32;
const WRAP: u32 = 64;
const ENDS: u32 = 128;
const CLOSING: u32 = 256;
const STOPS: u32 = 512;
const BLANKS: u32 = 1024;
const ELEMENT_BLANKS: u32 = 2048;
const DIGITS: u32 = 4096;
const GAPS: u32 = 8192;
const SIGNS: u32 = 16384;

/** What may stand between name and operator, and between operator and value, where nothing is known of the value but its bytes. */
export const BETWEEN: u32 = 32768;
export const BEFORE_VALUE: u32 = 65536;

/** What names in code consist of, and begin with; what may stand behind one that is assigned. */
const WORD: u32 = 131072;
const FIRST: u32 = 262144;
const BEHIND: u32 = 524288;

/** The sets that a byte is a member of, a bit each. */
const SETS: usize = memory.data(1024);

function add(chars: string, sets: u32): void {
  for (let i = 0; i < chars.length; i++) {
    const at = SETS + (<usize>chars.charCodeAt(i) << 2);
    store<u32>(at, load<u32>(at) | sets);
  }
}

export function fillSets(): void {
  add("0123456789", WORD | NAMES | BRIDGE | WRAP | CLOSING | DIGITS | SIGNS | BETWEEN);
  add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$", WORD | FIRST);
  add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.$-", NAMES | BRIDGE | WRAP | BETWEEN);
  add(" \t\r\n;)}", BEHIND);
  add("\"'`", CLOSERS | QUOTES | OPEN | ENDS | CLOSING | STOPS);
  add("\\", CLOSERS | OPEN | ENDS | STOPS);
  add("])", CLOSERS);
  add("([{@", OPEN);
  add("=:?|,(>", OPERATORS);
  add(" \t:<>[]*&?|", BRIDGE);
  add("[]:", WRAP);
  add(" \t\r\n\f\v,)}&<;", ENDS);
  add("\n", CLOSING);
  add(" \t\r\n\f\v,;(){}<>|&[]", STOPS);
  add(" \t", BLANKS);
  add(" \t\r\n", ELEMENT_BLANKS);
  add(" \t\r\n\f\v", GAPS);
  add("!#$%^*~?", SIGNS);
  add(" \t:<>[]*&", BETWEEN);
  add("=:?|,(> \t\r\n\"'`\\[{@", BEFORE_VALUE);
  for (let c: u32 = 0; c < 256; c++) {
    if (!isIn(c, OPERATORS) && isIn(c, BRIDGE)) continue;
    const at = BRIDGE_STOPS + ((c & 15) | ((c >> 3) & 16));
    store<u8>(at, load<u8>(at) | (<u8>1 << <u8>((c >> 4) & 7)));
  }
}

// @ts-ignore: decorator
@inline
export function isIn(byte: u32, sets: u32): bool {
  return (load<u32>(SETS + (<usize>byte << 2)) & sets) != 0;
}

/** First place from `from` on, and before `limit`, whose byte is no member of the sets. */
export function past(data: usize, sets: u32, from: u32, limit: u32): u32 {
  let i = from;
  while (i < limit && isIn(load<u8>(data + i), sets)) i++;
  return i;
}

/** First place from `from` on, and before `limit`, whose byte is a member of the sets. */
function until(data: usize, sets: u32, from: u32, limit: u32): u32 {
  let i = from;
  while (i < limit && !isIn(load<u8>(data + i), sets)) i++;
  return i;
}

/** Bytes that end a bridge, or are operators: a set as the pack has them. */
const BRIDGE_STOPS: usize = memory.data(32);

/** First place of such a byte from `from` on, as far as a bridge goes; where there is none, behind that. */
function nextStop(data: usize, from: u32): u32 {
  for (let i = from; i < from + TYPE; i += 16) {
    const stops = setMask(BRIDGE_STOPS, data + i);
    if (stops != 0) return i + <u32>ctz(stops);
  }
  return from + TYPE;
}

/** Whether what is scanned is code. */
let isCode: bool = false;

export function setCode(code: bool): void {
  isCode = code;
}

/** Most signs of an operator, blanks on either side of it, bytes of names that are assigned. */
const SIGN: u32 = 3;
const ROOM: u32 = 8;
const ASSIGNED: u32 = 80;

/** As `isNameAssigned` in src/engine/glance.ts. */
function isNameAssigned(data: usize, closed: u32, end: u32): bool {
  const sign = past(data, BLANKS, closed, min(end, closed + ROOM));
  let value = sign;
  while (value < sign + SIGN && (load<u8>(data + value) == 0x3d || load<u8>(data + value) == 0x3a)) value++;
  if (value == sign) return false;
  const isTyped = value == sign + 1 && load<u8>(data + sign) == 0x3a;
  if (load<u8>(data + value - 1) == 0x3d && load<u8>(data + value) == 0x3e) value++;
  const first = past(data, BLANKS, value, min(end, value + ROOM));
  if (first >= end || (first == value && load<u8>(data + value - 1) == 0x3d)) return false;
  const limit = min(end, first + ASSIGNED);
  const behind = pastNames(data, first, limit);
  if (behind < first + 3 || behind >= limit) return false;
  const c: u32 = load<u8>(data + behind);
  if (!isIn(c, BEHIND)) return !isTyped && c == 0x2c;
  if (!isTyped || !isIn(c, BLANKS)) return true;
  const most = min(end, behind + ROOM);
  const next = past(data, BLANKS, behind, most);
  return next < most && load<u8>(data + next) != 0x2e && !isIn(load<u8>(data + next), OPERATORS);
}

/** Behind names that are joined by dots; 0 where there are none. */
function pastNames(data: usize, from: u32, limit: u32): u32 {
  let at = from;
  while (at < limit && isIn(load<u8>(data + at), FIRST)) {
    at = past(data, WORD, at, limit);
    if (at >= limit || load<u8>(data + at) != 0x2e) return at;
    at++;
  }
  return 0;
}

/** Whether a value may be assigned to the name that the word before `after` is part of; true also where the data ends first. */
export function mayAssign(data: usize, after: u32, end: u32, digit: bool): bool {
  const named = past(data, NAMES, after, min(end, after + NAME));
  const closed = past(data, CLOSERS, named, min(end, named + OPENERS));
  if (isCode && isNameAssigned(data, closed, end)) return false;
  for (let i = nextStop(data, closed); i < closed + TYPE; i = nextStop(data, i + 1)) {
    if (i >= end) return true;
    const c: u32 = load<u8>(data + i);
    if (isIn(c, OPERATORS) && mayHold(data, i, end, digit)) return true;
    if (!isIn(c, BRIDGE)) return false;
  }
  return closed + TYPE > end;
}

/** Whether a value may follow the operator at `at`. */
function mayHold(data: usize, at: u32, end: u32, digit: bool): bool {
  const behind = past(data, OPERATORS, at, min(end, at + 4));
  const sign: u32 = load<u8>(data + behind - 1);
  const blanks = sign == 0x3e ? ELEMENT_BLANKS : BLANKS;
  const first = past(data, blanks, behind, min(end, behind + TYPE));
  const value = past(data, OPEN, first, min(end, first + OPENERS));
  if (value >= end) return true;
  if (value > first && isOpened(data, first, value, end, digit)) return true;
  const wrapped = past(data, WRAP, first, min(end, first + NAME + 4));
  if (wrapped >= end) return true;
  const bracket: u32 = load<u8>(data + wrapped);
  if (wrapped > first && (bracket == 0x28 || bracket == 0x7b)) {
    const inner = past(data, OPEN, wrapped, min(end, wrapped + OPENERS + 1));
    if (inner >= end || isOpened(data, wrapped, inner, end, digit)) return true;
  }
  if (value > first) return false;
  if (isIn(bracket, QUOTES) && wrapped > value) return true;
  return (sign == 0x3d || sign == 0x3a || sign == 0x3e) && isBare(data, value, end, digit);
}

function isOpened(data: usize, from: u32, value: u32, end: u32, digit: bool): bool {
  const quote = until(data, QUOTES, from, value);
  if (quote == value) {
    if (value + 1 >= end || isIn(load<u8>(data + value), DIGITS)) return true;
    return isIn(load<u8>(data + value + 1), QUOTES);
  }
  if (!digit) return true;
  for (let i = quote; i < value; i++) if (load<u8>(data + i) == 0x7b) return true;
  const limit = min(end, value + VALUE);
  const found = until(data, CLOSING, value, limit);
  if (found == limit) return true;
  const closing: u32 = load<u8>(data + found);
  return closing != 0x0a && closing != <u32>load<u8>(data + value - 1);
}

function isBare(data: usize, from: u32, end: u32, digit: bool): bool {
  const limit = min(end, from + VALUE);
  const last = until(data, STOPS, from, limit);
  if (last == limit) return true;
  if (last - from < 3 || !isIn(load<u8>(data + last), ENDS)) return isWhole(data, from, end, digit);
  return !digit || until(data, DIGITS, from, last) < last || isWhole(data, from, end, digit);
}

function isWhole(data: usize, from: u32, end: u32, digit: bool): bool {
  const limit = min(end, from + WHOLE);
  const last = until(data, GAPS, from, limit);
  if (last == limit) return last == end;
  if (last - from < 6) return false;
  if (until(data, digit ? DIGITS : SIGNS, from, last) == last) return false;
  const next = past(data, BLANKS, last, min(end, last + 4));
  if (next >= end) return true;
  const byte: u32 = load<u8>(data + next);
  return byte == 0x0a || byte == 0x0d;
}
