/**
 * Spots: places where text may be written in another way (AssemblyScript). Base64 and hexadecimal runs that begin with text, escapes of
 * letters and digits, literals that are joined. Whether something is a spot depends on few bytes round it.
 * src/engine/views/spots.ts says the same in plain TypeScript, and says what the numbers mean.
 */
import { isAlnum, isToken } from "./classes";

const BASE64: u32 = 1;
const HEX: u32 = 2;
const PERCENT: u32 = 3;
const BACKSLASH: u32 = 4;
const ENTITY: u32 = 5;
const JOIN: u32 = 6;

/** Least length of a run, bytes; as many are looked at. */
const LEAST: u32 = 24;
/** A run behind a slash or plus counts where something else than digits stands no further before it. */
const BEFORE: u32 = 40;
/** Lines of a wrapped text: white space before them, and how long they may be, bytes. */
const INDENT: u32 = 16;
const NARROWEST: u32 = 40;
const WIDEST: u32 = 96;
/** White space that may stand between joined literals, bytes. */
const SPACE: u32 = 64;
/** Bytes of a token round an escape of a character that stands within tokens only. */
const NEAR: u32 = 6;
/** Token characters that joined literals have together at least; without anything between them but white space. */
const JOINED: u32 = 8;
const LONG: u32 = 20;
/** A spot so near behind another one of its kind belongs to that, bytes. */
const GAP: u32 = 96;

/** Value of each base64 digit, of either alphabet; 255: none. */
const DIGITS: usize = memory.data(256);
/** Position and kind of each spot, u32 each. */
let room: usize = 0;
let capacity: u32 = 0;
let spotCount: u32 = 0;
let until: u32 = 0;
/** Bytes at or behind it are none. */
let last: u32 = 0;
/** Position of the last sign of each kind, more one; 0: none. */
const LAST_OF: usize = memory.data(32);

/** To be called once; where spots are written. */
export function setSpots(at: usize, size: u32): void {
  room = at;
  capacity = size;
  memory.fill(DIGITS, 0xff, 256);
  for (let i: u32 = 0; i < 26; i++) {
    store<u8>(DIGITS + 0x41 + i, <u8>i);
    store<u8>(DIGITS + 0x61 + i, <u8>(26 + i));
  }
  for (let i: u32 = 0; i < 10; i++) store<u8>(DIGITS + 0x30 + i, <u8>(52 + i));
  store<u8>(DIGITS + 0x2b, 62);
  store<u8>(DIGITS + 0x2d, 62);
  store<u8>(DIGITS + 0x2f, 63);
  store<u8>(DIGITS + 0x5f, 63);
}

// @ts-ignore: decorator
@inline
function byteAt(data: usize, at: u32): u32 {
  return at < last ? <u32>load<u8>(data + at) : 0;
}

// @ts-ignore: decorator
@inline
function digit(data: usize, at: u32): u32 {
  return <u32>load<u8>(DIGITS + <usize>byteAt(data, at));
}

function hexOf(c: u32): u32 {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 255;
}

// @ts-ignore: decorator
@inline
function isText(c: u32): bool {
  return (c >= 0x20 && c < 0x7f) || c == 9 || c == 10 || c == 13;
}

/**
 * What the run of token characters that begins at `from` says: 0, or the kind of a spot. Nothing at or behind `end` counts. The first digit
 * alone turns most away: it has the high bits of the first character.
 */
// @ts-ignore: decorator
@inline
export function textKind(data: usize, from: u32, end: u32): u32 {
  const c = <u32>load<u8>(data + from);
  const before = <u32>load<u8>(data + from - 1);
  if (before != 0x5c && before != 0x25 && !(c >= 0x49 && c <= 0x5a) && !(c >= 0x61 && c <= 0x66) && !(c >= 0x32 && c <= 0x37)) return 0;
  return kindAt(data, from, end);
}

/** Where in such a run text begins. */
export function textStart(data: usize, from: u32): u32 {
  const before = <u32>load<u8>(data + from - 1);
  // The rest of an escape.
  return from + (before == 0x5c ? 1 : before == 0x25 ? 2 : 0);
}

function kindAt(data: usize, from: u32, end: u32): u32 {
  last = end;
  const kind = textAt(data, textStart(data, from));
  if (kind != 0 && goesOn(data, from)) return 0;
  const before = <u32>load<u8>(data + from - 1);
  if (kind == 0 || (before != 0x2f && before != 0x2b)) return kind;
  // One spot a run: none where it began long before, or where text began in it before.
  let begin = from - 1;
  while (begin > 0 && load<u8>(DIGITS + <usize>load<u8>(data + begin - 1)) != 0xff) {
    if (from - begin > BEFORE) return 0;
    begin--;
  }
  for (let at = begin; at < from; at++) {
    const sign = <u32>load<u8>(data + at - 1);
    if ((at == begin || sign == 0x2f || sign == 0x2b) && textAt(data, at) != 0) return 0;
  }
  return kind;
}

// @ts-ignore: decorator
@inline
function isDigit(data: usize, at: u32): bool {
  return load<u8>(DIGITS + <usize>load<u8>(data + at)) != 0xff;
}

/** Whether the run is a further line of a text whose line before it begins with text and could be wrapped. */
function goesOn(data: usize, from: u32): bool {
  let end = from;
  if (load<u8>(data + from - 1) == 0x5c) {
    if (load<u8>(data + from) != 0x6e) return false;
    end--;
    if (end > 2 && load<u8>(data + end - 1) == 0x72 && load<u8>(data + end - 2) == 0x5c) end -= 2;
  } else {
    while (end > 1 && from - end < INDENT && (load<u8>(data + end - 1) == 0x20 || load<u8>(data + end - 1) == 9)) end--;
    if (load<u8>(data + end - 1) != 0x0a) return false;
    end--;
    if (end > 1 && load<u8>(data + end - 1) == 0x0d) end--;
  }
  let begin = end;
  while (begin > 0 && end - begin <= WIDEST && isDigit(data, begin - 1)) begin--;
  if (begin > 0 && load<u8>(data + begin - 1) == 0x5c) begin++;
  const width = end - begin;
  return end > begin && width >= NARROWEST && width <= WIDEST && (width & 3) == 0 && textAt(data, begin) != 0;
}

function textAt(data: usize, at: u32): u32 {
  if (base64Text(data, at)) {
    for (let i: u32 = 16; i < LEAST; i++) if (digit(data, at + i) == 0xff) return 0;
    return BASE64;
  }
  return hexText(data, at) ? HEX : 0;
}

/** Whether sixteen digits are twelve characters of text, or six of UTF-16. */
function base64Text(data: usize, at: u32): bool {
  let text = true;
  let wide = true;
  for (let i: u32 = 0; i < 16; i += 4) {
    const a = digit(data, at + i);
    const b = digit(data, at + i + 1);
    const c = digit(data, at + i + 2);
    const d = digit(data, at + i + 3);
    if (((a | b | c | d) & 0x80) != 0) return false;
    const bits = (a << 18) | (b << 12) | (c << 6) | d;
    for (let k: u32 = 0; k < 3; k++) {
      const byte = (bits >> (16 - 8 * k)) & 0xff;
      const odd = (((i >> 2) * 3 + k) & 1) != 0;
      if (!isText(byte)) text = false;
      if (odd ? byte != 0 : !isText(byte)) wide = false;
    }
    if (!text && !wide) return false;
  }
  return true;
}

function hexText(data: usize, at: u32): bool {
  for (let i: u32 = 0; i < LEAST; i += 2) {
    const value = pair(data, at + i);
    if (value == 0 || !isText(value)) return false;
  }
  return true;
}

/** Which of 16 bytes may begin an escape, or be the quote (or `=`) between two joined literals: behind a token, before what joins. */
// @ts-ignore: decorator
@inline
function signMask(at: usize): v128 {
  const bytes = v128.load(at);
  const next = v128.load(at, 1);
  const quotes = v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x27))),
    v128.or(i8x16.eq(bytes, i8x16.splat(0x60)), i8x16.eq(bytes, i8x16.splat(0x3d))),
  );
  const joins = v128.or(
    i8x16.le_u(next, i8x16.splat(0x20)),
    v128.or(i8x16.eq(next, i8x16.splat(0x2b)), i8x16.eq(next, i8x16.splat(0x2e))),
  );
  const escapes = v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(0x25)), i8x16.eq(bytes, i8x16.splat(0x5c))),
    i8x16.eq(bytes, i8x16.splat(0x26)),
  );
  // Two token characters at least: none is less than `-`.
  const before = i8x16.min_u(v128.load(at - 1), v128.load(at - 2));
  return v128.or(v128.and(v128.and(quotes, joins), i8x16.ge_u(before, i8x16.splat(0x2d))), escapes);
}

/**
 * Finds the signs in [from, to) of a text that begins at `low`, rising, reading nothing at or behind `end`; they go to the room for spots. Returns how many;
 * `signsUntil()` says up to where the bytes were looked at. 80 bytes from `end` on must be readable.
 */
export function findSigns(data: usize, low: u32, from: u32, to: u32, end: u32): u32 {
  spotCount = 0;
  last = end;
  memory.fill(LAST_OF, 0, 32);
  // What stands shortly before decides whether something belongs to it.
  for (let p = from > low + GAP ? from - GAP : low; p < to; p += 64) {
    until = p < from ? from : p;
    if (spotCount + 64 > capacity) return spotCount;
    const m0 = signMask(data + p);
    const m1 = signMask(data + p + 16);
    const m2 = signMask(data + p + 32);
    const m3 = signMask(data + p + 48);
    if (!v128.any_true(v128.or(v128.or(m0, m1), v128.or(m2, m3)))) continue;
    let signs =
      <u64>(<u32>i8x16.bitmask(m0)) |
      (<u64>(<u32>i8x16.bitmask(m1)) << 16) |
      (<u64>(<u32>i8x16.bitmask(m2)) << 32) |
      (<u64>(<u32>i8x16.bitmask(m3)) << 48);
    while (signs != 0) {
      const position = p + <u32>ctz(signs);
      signs &= signs - 1;
      if (position >= to) break;
      if (!mayBeSign(<u32>load<u16>(data + position))) continue;
      const kind = signAt(data, position);
      if (kind != 0) add(position, kind, from);
    }
  }
  until = to;
  return spotCount;
}

export function signsUntil(): u32 {
  return until;
}

function add(position: u32, kind: u32, from: u32): void {
  const seen = LAST_OF + ((<usize>kind) << 2);
  const before = load<u32>(seen);
  store<u32>(seen, position + 1);
  if (position < from || (before != 0 && position + 1 - before <= GAP)) return;
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
      return next == 0x75 || next == 0x78 || next == 0x2f;
    case 0x26:
      return next == 0x23 || next == 0x71;
    case 0x3d:
      return next == 0x0a || next == 0x0d;
    default:
      return true;
  }
}

function signAt(data: usize, at: u32): u32 {
  const c = <u32>load<u8>(data + at);
  if (c == 0x25) {
    const value = pair(data, at + 1);
    return isAlnum(value) || isHost(data, at, value) || (isInner(value) && isWithin(data, at, at + 3)) ? PERCENT : 0;
  }
  if (c == 0x5c) {
    const kind = byteAt(data, at + 1);
    if (kind == 0x2f) return isWithin(data, at, at + 2) ? BACKSLASH : 0;
    if (kind == 0x78) return isWorth(pair(data, at + 2)) ? BACKSLASH : 0;
    if (kind != 0x75 || byteAt(data, at + 2) != 0x30 || byteAt(data, at + 3) != 0x30) return 0;
    return isWorth(pair(data, at + 4)) ? BACKSLASH : 0;
  }
  if (c == 0x26) return isWorth(entity(data, at)) ? ENTITY : 0;
  return joins(data, at) ? JOIN : 0;
}

/** The byte that two hexadecimal digits stand for; 0 where they are none. */
function pair(data: usize, at: u32): u32 {
  const high = hexOf(byteAt(data, at));
  if (high == 255) return 0;
  const low = hexOf(byteAt(data, at + 1));
  return low == 255 ? 0 : (high << 4) | low;
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

/** Whether tokens end at `from` and begin at `to`. */
function isWithin(data: usize, from: u32, to: u32): bool {
  if (from < NEAR) return false;
  for (let i: u32 = 0; i < NEAR; i++) {
    if (!isToken(byteAt(data, from - 1 - i)) || !isToken(byteAt(data, to + i))) return false;
  }
  return true;
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

/** Whether a literal ends here and another one is joined to it, in the middle of what may be a token; or a line of quoted-printable text. */
function joins(data: usize, at: u32): bool {
  if (at < 2 || !isToken(<u32>load<u8>(data + at - 1)) || !isToken(<u32>load<u8>(data + at - 2))) return false;
  const c = <u32>load<u8>(data + at);
  let i = at + 1;
  if (c == 0x3d) {
    if (byteAt(data, i) == 0x0d) i++;
    return byteAt(data, i) == 0x0a && isWithin(data, at, i + 1);
  }
  i = pastSpace(data, i);
  const sign = byteAt(data, i);
  let least: u32 = JOINED;
  if (sign == 0x2b || sign == 0x2e || sign == 0x26 || sign == 0x7e || sign == 0x3c || sign == 0x5c) {
    i++;
    if (sign == 0x3c && byteAt(data, i) != 0x3e) return false;
    if (sign == 0x3c || (sign == 0x2e && byteAt(data, i) == 0x2e)) i++;
    i = pastSpace(data, i);
  } else {
    if (i == at + 1) return false;
    least = LONG;
  }
  // `f"…"`, `R'…'`.
  for (let k: u32 = 0; k < 2 && isAlnum(byteAt(data, i)); k++) i++;
  const quote = byteAt(data, i);
  if (quote != 0x22 && quote != 0x27 && quote != 0x60) return false;
  return isLong(data, at, i + 1, least);
}

/** Whether as many token characters, and a digit among them where many are asked for, end at `from` and begin at `to`. */
function isLong(data: usize, from: u32, to: u32, least: u32): bool {
  let count: u32 = 0;
  let digit = least < LONG;
  for (let i = from; i > 0 && count < least; i--, count++) {
    const c = <u32>load<u8>(data + i - 1);
    if (!isToken(c)) break;
    if (c >= 0x30 && c <= 0x39) digit = true;
  }
  if (!isToken(byteAt(data, to))) return false;
  for (let i = to; i < to + least; i++, count++) {
    const c = byteAt(data, i);
    if (!isToken(c)) break;
    if (c >= 0x30 && c <= 0x39) digit = true;
  }
  return digit && count >= least;
}

function pastSpace(data: usize, from: u32): u32 {
  let i = from;
  while (i < from + SPACE) {
    const c = byteAt(data, i);
    if (c != 0x20 && c != 9 && c != 10 && c != 13) break;
    i++;
  }
  return i;
}
