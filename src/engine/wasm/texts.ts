/**
 * Runs that begin with text in base64 or hexadecimal (AssemblyScript): spots of src/engine/views/spots.ts, which says the same in plain
 * TypeScript, and says what the numbers mean.
 */
import { byteAt, endAt, pair } from "./bounded";

const BASE64: u32 = 1;
const HEX: u32 = 2;

/** Least length of a run, bytes; as many are looked at. */
const LEAST: u32 = 24;
/** A run behind a slash or plus counts where something else than digits stands no further before it. */
const BEFORE: u32 = 40;
/** Lines of a wrapped text: white space before them, and how long they may be, bytes. */
const INDENT: u32 = 16;
const NARROWEST: u32 = 40;
const WIDEST: u32 = 96;

/** Value of each base64 digit, of either alphabet; 255: none. */
const DIGITS: usize = memory.data(256);

/** To be called once. */
export function fillDigits(): void {
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
function digit(data: usize, at: u32): u32 {
  return <u32>load<u8>(DIGITS + <usize>byteAt(data, at));
}

// @ts-ignore: decorator
@inline
function isText(c: u32): bool {
  return (c >= 0x20 && c < 0x7f) || c == 9 || c == 10 || c == 13;
}

/**
 * What the run of token characters that begins at `from` says: 0, or the kind of a spot. Nothing at or behind `end` counts. The first digits
 * turn most away: the very first one has the high bits of the first character.
 */
// @ts-ignore: decorator
@inline
export function textKind(data: usize, from: u32, end: u32): u32 {
  const c = <u32>load<u8>(data + from);
  const before = <u32>load<u8>(data + from - 1);
  if (before != 0x5c && before != 0x25) {
    if (!(c >= 0x49 && c <= 0x5a) && !(c >= 0x61 && c <= 0x66) && !(c >= 0x32 && c <= 0x37)) return 0;
    // The high bits of the second character stand in the second digit of base64, and in the third one of hexadecimal.
    const second = <u32>load<u8>(DIGITS + <usize>load<u8>(data + from + 1));
    const third = <u32>load<u8>(data + from + 2);
    if ((second & 15) > 7 && !(third >= 0x32 && third <= 0x37) && third != 0x30) return 0;
  }
  return kindAt(data, from, end);
}

/** Where in such a run text begins. */
export function textStart(data: usize, from: u32): u32 {
  const before = <u32>load<u8>(data + from - 1);
  // The rest of an escape.
  return from + (before == 0x5c ? 1 : before == 0x25 ? 2 : 0);
}

function kindAt(data: usize, from: u32, end: u32): u32 {
  endAt(end);
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
