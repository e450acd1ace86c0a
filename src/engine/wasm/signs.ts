/**
 * Signs of text that is written in another way (AssemblyScript): escapes of letters and digits, literals that are joined. Whether something is
 * one depends on few bytes round it. src/engine/views/spots.ts says the same in plain TypeScript, and says what the numbers mean.
 */
import { byteAt, endAt, hexOf, pair } from "./bounded";
import { afterTokens, isAlnum, tokensBefore } from "./classes";
import { BLOCK, fillMasks, signsAt, TOKENS } from "./masks";
import { isBeside, isInside, isWithin, joins } from "./joined";

const PERCENT: u32 = 3;
const BACKSLASH: u32 = 4;
const ENTITY: u32 = 5;
const JOIN: u32 = 6;

/** Bytes of a token before an escape by `%` of a character that stands within tokens only; before one of `_` and `-` fewer are enough: prefixes end with these. */
const NEAR_PERCENT: u32 = 4;
const NEAR_PREFIX: u32 = 2;
/** Bytes of a terminal's code, at most, and how many of them may stand in a row. */
const CODE: u32 = 16;
const CODES: u32 = 4;
/** A spot so near behind another one of its kind belongs to that, bytes. */
const GAP: u32 = 96;

/** Position and kind of each spot, u32 each. */
let room: usize = 0;
export let spotCapacity: u32 = 0;
export let spotCount: u32 = 0;
/** Position of the last sign of each kind, more one; 0: none. */
const LAST_OF: usize = memory.data(32);

/** Signs count in [from, to); up to `done` they have been looked at; nothing at or behind `end` counts. */
let signsFrom: u32 = 0;
export let signsTo: u32 = 0;
let signsEnd: u32 = 0;
let signsDone: u32 = 0;

/** To be called once; where signs are written. */
export function setSpots(at: usize, size: u32): void {
  room = at;
  spotCapacity = size;
}

/** What has been found has been handed over. */
export function forgetSigns(): void {
  spotCount = 0;
}

/**
 * Signs in [from, to) of a text that begins at `low` and ends at `end` are wanted. They will be added block by block from `next` on, or where
 * they begin to be looked at. What lies before is gone through here, which finds none if `from` is not before `next`.
 */
export function beginSigns(data: usize, next: u32, low: u32, from: u32, to: u32, end: u32): void {
  spotCount = 0;
  memory.fill(LAST_OF, 0, 32);
  // What stands shortly before decides whether something belongs to it.
  signsDone = from > low + GAP ? from - GAP : low;
  signsFrom = from;
  signsTo = min(next, to);
  signsEnd = end;
  if (signsDone < signsTo) addBefore(data, signsTo);
  signsTo = to;
}

/** Adds the signs from where they have been looked at on; stops at `to`, or where there may be no room. */
function addBefore(data: usize, to: u32): void {
  while (signsDone < to && spotCount + 64 <= spotCapacity) addBlock(data, signsDone, min(to, signsDone + BLOCK));
}

function addBlock(data: usize, from: u32, to: u32): void {
  let before = tokensBefore(data, from);
  fillMasks(data + from, data + to);
  let at: usize = 0;
  for (let p = from; p < to && spotCount + 64 <= spotCapacity; p += 64) {
    const token = load<u64>(at, TOKENS);
    const signs = signsAt(at, afterTokens(token, before));
    before = token;
    at += 8;
    if (signs != 0) addSigns(data, p, signs);
    signsDone = min(p + 64, to);
  }
}

/** Adds those of 64 bytes that are signs; `signs` says which may be. In rising order; those that were added before are passed over. */
export function addSigns(data: usize, p: u32, signs: u64): void {
  let rest = signs;
  endAt(signsEnd);
  while (rest != 0) {
    const position = p + <u32>ctz(rest);
    rest &= rest - 1;
    if (position < signsDone) continue;
    if (position >= signsTo) break;
    if (!mayBeSign(<u32>load<u16>(data + position))) continue;
    const kind = signAt(data, position);
    if (kind != 0) add(position, kind);
  }
  if (p + 64 > signsDone) signsDone = p + 64;
}

/**
 * Finds the signs in [from, to) of a text that begins at `low`, rising, reading nothing at or behind `end`; they go to the room for spots. Returns how many;
 * `signsUntil()` says up to where the bytes were looked at. 160 bytes from `end` on must be readable.
 */
export function findSigns(data: usize, low: u32, from: u32, to: u32, end: u32): u32 {
  beginSigns(data, to, low, from, to, end);
  return spotCount;
}

export function signsUntil(): u32 {
  return signsDone;
}

function add(position: u32, kind: u32): void {
  const seen = LAST_OF + ((<usize>kind) << 2);
  const before = load<u32>(seen);
  store<u32>(seen, position + 1);
  if (position < signsFrom || (before != 0 && position + 1 - before <= GAP)) return;
  store<u32>(room + ((<usize>spotCount) << 3), position);
  store<u32>(room + ((<usize>spotCount) << 3), kind, 4);
  spotCount++;
}

/** What two bytes tell. */
// @ts-ignore: decorator
@inline
function mayBeSign(bytes: u32): bool {
  const next = bytes >> 8;
  switch (bytes & 0xff) {
    case 0x25:
      return next >= 0x32 && next <= 0x37;
    case 0x5c:
      return next == 0x75 || next == 0x78 || next == 0x2f || next == 0x0a || next == 0x0d;
    case 0x1b:
      return next == 0x5b;
    case 0x26:
      return next == 0x23 || next == 0x71;
    case 0x3d:
      return next == 0x0a || next == 0x0d;
    default:
      return next <= 0x20 || next == 0x2b || next == 0x2e;
  }
}

function signAt(data: usize, at: u32): u32 {
  const c = <u32>load<u8>(data + at);
  if (c == 0x25) {
    const value = pair(data, at + 1);
    return isAlnum(value) || isHost(data, at, value) || (isInner(value) && isInside(data, at, at + 3, value == 0x5f || value == 0x2d ? NEAR_PREFIX : NEAR_PERCENT))
      ? PERCENT
      : 0;
  }
  if (c == 0x5c) {
    const kind = byteAt(data, at + 1);
    if (kind == 0x2f) return isBeside(data, at, at + 2) ? BACKSLASH : 0;
    if (kind == 0x0a) return isWithin(data, at, at + 2) ? JOIN : 0;
    if (kind == 0x0d) return byteAt(data, at + 2) == 0x0a && isWithin(data, at, at + 3) ? JOIN : 0;
    if (kind == 0x78) return isWorth(pair(data, at + 2)) ? BACKSLASH : 0;
    if (kind != 0x75 || byteAt(data, at + 2) != 0x30 || byteAt(data, at + 3) != 0x30) return 0;
    return isWorth(pair(data, at + 4)) ? BACKSLASH : 0;
  }
  if (c == 0x26) return isWorth(entity(data, at)) ? ENTITY : 0;
  if (c == 0x1b) return isInside(data, at, pastCodes(data, at), NEAR_PREFIX) ? JOIN : 0;
  return joins(data, at) ? JOIN : 0;
}

/** `%3A%2F%2F` */
function isHost(data: usize, at: u32, value: u32): bool {
  return value == 0x3a && byteAt(data, at + 3) == 0x25 && pair(data, at + 4) == 0x2f && byteAt(data, at + 6) == 0x25 && pair(data, at + 7) == 0x2f;
}

/** What tokens may hold besides letters and digits. */
function isInner(value: u32): bool {
  return value == 0x2b || value == 0x2d || value == 0x2f || value == 0x3d || value == 0x5f || value == 0x40 || value == 0x7e || value == 0x2e;
}

/** Letters, digits and what assigns or quotes. */
function isWorth(value: u32): bool {
  return isAlnum(value) || isInner(value) || value == 0x22 || value == 0x27 || value == 0x3a || value == 0x26;
}

/** Where a terminal's codes for colours and for clearing a line end, that begin at `from` (ECMA-48, 8.3.117 and 8.3.41); `from` where there is none. */
function pastCodes(data: usize, from: u32): u32 {
  let end = from;
  for (let k: u32 = 0; k < CODES && byteAt(data, end) == 0x1b && byteAt(data, end + 1) == 0x5b; k++) {
    let i = end + 2;
    while (i < end + CODE && ((byteAt(data, i) >= 0x30 && byteAt(data, i) <= 0x39) || byteAt(data, i) == 0x3b)) i++;
    if (byteAt(data, i) != 0x6d && byteAt(data, i) != 0x4b) return end;
    end = i + 1;
  }
  return end;
}

/** The character of `&#103;`, `&#x67;` or `&quot;` and `:`; 0 where it is none of these. */
function entity(data: usize, at: u32): u32 {
  let i = at + 1;
  if (byteAt(data, i) != 0x23) {
    const isQuote = byteAt(data, i) == 0x71 && byteAt(data, i + 1) == 0x75 && byteAt(data, i + 2) == 0x6f && byteAt(data, i + 3) == 0x74;
    return isQuote && byteAt(data, i + 4) == 0x3b && byteAt(data, i + 5) == 0x3a ? 0x22 : 0;
  }
  i++;
  const isHex = (byteAt(data, i) | 0x20) == 0x78;
  if (isHex) i++;
  let value: u32 = 0;
  for (let k: u32 = 0; k < 4; k++) {
    const d = hexOf(byteAt(data, i));
    if (d == 255) break;
    if (!isHex && d > 9) return 0;
    value = value * (isHex ? 16 : 10) + d;
    i++;
  }
  return byteAt(data, i) == 0x3b ? value : 0;
}
