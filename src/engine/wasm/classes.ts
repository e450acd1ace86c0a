/**
 * Classes of bytes, sixteen at a time (AssemblyScript). Masks have a bit a byte: bit i belongs to the byte at `at + i`.
 */

/** Least length of a long run of token characters. */
export const TOKEN_LENGTH: u32 = 15;

// @ts-ignore: decorator
@inline
export function isAlnum(c: u32): bool {
  const lower = c | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (c >= 0x30 && c <= 0x39);
}

/** Token characters: letters, digits, `_` and `-`. */
// @ts-ignore: decorator
@inline
export function isToken(c: u32): bool {
  return isAlnum(c) || c == 0x5f || c == 0x2d;
}

// A sum that is positive and large enough tells a range in two instructions; to compare bytes without sign takes four.

// @ts-ignore: decorator
@inline
export function digits(bytes: v128): v128 {
  return i8x16.gt_s(i8x16.add(bytes, i8x16.splat(0x7f - 0x39)), i8x16.splat(0x7f - 10));
}

// @ts-ignore: decorator
@inline
export function letters(bytes: v128): v128 {
  return i8x16.gt_s(i8x16.add(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x7f - 0x7a)), i8x16.splat(0x7f - 26));
}

// @ts-ignore: decorator
@inline
export function tokens(bytes: v128): v128 {
  const others = v128.or(i8x16.eq(bytes, i8x16.splat(0x5f)), i8x16.eq(bytes, i8x16.splat(0x2d)));
  return v128.or(v128.or(letters(bytes), digits(bytes)), others);
}

// @ts-ignore: decorator
@inline
function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  );
}

// Letters and digits that `isBoundary` may be false behind: 1, 2 capitals, 4, 8 small letters, 16 digits.
// @ts-ignore: decorator
@inline
function joiningOf(at: usize): v128 {
  const bytes = v128.load(at);
  const lows = i8x16.swizzle(i8x16(26, 31, 23, 31, 23, 31, 31, 31, 31, 31, 15, 5, 5, 1, 1, 5), v128.and(bytes, i8x16.splat(15)));
  const joining = v128.and(lows, i8x16.swizzle(i8x16(0, 0, 0, 16, 1, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0), i8x16.shr_u(bytes, 4)));
  return i8x16.eq(joining, i8x16.splat(0));
}

/** Which of 64 bytes stand behind one that a boundary follows, whatever comes before that. A byte before them must be readable. */
// @ts-ignore: decorator
@inline
export function boundaryMask(at: usize): u64 {
  return mask64(joiningOf(at - 1), joiningOf(at + 15), joiningOf(at + 31), joiningOf(at + 47));
}

/** What a mask of the 64 bytes before `position` would say of the last two. */
export function tokensBefore(data: usize, position: u32): u64 {
  const last: u64 = position > 0 && isToken(load<u8>(data + position - 1)) ? 1 : 0;
  const other: u64 = position > 1 && isToken(load<u8>(data + position - 2)) ? 1 : 0;
  return (last << 63) | (other << 62);
}

/** Which of 64 bytes stand behind two token characters; `before` is the mask of the 64 bytes before them. */
// @ts-ignore: decorator
@inline
export function afterTokens(token: u64, before: u64): u64 {
  return ((token << 1) | (before >> 63)) & ((token << 2) | (before >> 62));
}

/** Where `TOKEN_LENGTH` bytes in a row are token characters; `next` is the mask of the 64 bytes that follow. */
// @ts-ignore: decorator
@inline
export function longMask(token: u64, next: u64): u64 {
  const two = token & ((token >> 1) | (next << 63));
  const nextTwo = next & (next >> 1);
  const four = two & ((two >> 2) | (nextTwo << 62));
  const nextFour = nextTwo & (nextTwo >> 2);
  const eight = four & ((four >> 4) | (nextFour << 60));
  return eight & ((eight >> 7) | ((nextFour & (nextFour >> 4)) << 57));
}

/** A byte each: 1 for the letters and digits that no boundary follows unless they end an escape. */
export const JOINING: usize = memory.data(256);

export function fillClasses(): void {
  for (let c: u32 = 0; c < 256; c++) {
    const joins = isAlnum(c) && c != 0x6d && c != 0x6e && c != 0x72 && c != 0x74;
    store<u8>(JOINING + <usize>c, joins ? 1 : 0);
  }
}

/**
 * Whether something new may begin at `position`: where the byte before is no letter or digit, where it ends an escape (`\n`,
 * `%3D`), or where it is one of the letters that end escapes of terminals and strings whatever stands before them: m, n, r, t.
 * `data` has a byte before position 0 that is no letter.
 */
export function isBoundary(data: usize, position: u32): bool {
  if (position == 0) return true;
  if (load<u8>(JOINING + <usize>load<u8>(data + position - 1)) == 0) return true;
  if (position > 1 && load<u8>(data + position - 2) == 0x5c) return true;
  return position > 2 && load<u8>(data + position - 3) == 0x25;
}

/** Whether a byte is in a set of 32 bytes: its low half and its sign tell the byte of the set, the rest of its high half the bit. */
// @ts-ignore: decorator
@inline
export function inSet(set: usize, byte: u32): bool {
  return ((<u32>load<u8>(set + ((byte & 15) | ((byte >> 3) & 16))) >> ((byte >> 4) & 7)) & 1) != 0;
}

/** Which of 16 bytes are in a set. */
// @ts-ignore: decorator
@inline
export function setMask(set: usize, at: usize): u32 {
  const bytes = v128.load(at);
  const low = v128.and(bytes, i8x16.splat(15));
  const bits = i8x16.swizzle(i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128), i8x16.shr_u(bytes, 4));
  const ascii = i8x16.swizzle(v128.load(set), low);
  const rest = i8x16.swizzle(v128.load(set, 16), low);
  const members = v128.and(v128.bitselect(rest, ascii, i8x16.shr_s(bytes, 7)), bits);
  return <u32>i8x16.bitmask(i8x16.eq(members, bits));
}

function setMask64(set: usize, at: usize): u64 {
  return (
    <u64>setMask(set, at) |
    (<u64>setMask(set, at + 16) << 16) |
    (<u64>setMask(set, at + 32) << 32) |
    (<u64>setMask(set, at + 48) << 48)
  );
}

/** First place in [from, last] where `TOKEN_LENGTH` bytes in a row are in the set, else `last + 1`. 128 bytes behind `last` must be readable. */
export function nextLong(data: usize, from: u32, last: u32, set: usize): u32 {
  let mask = setMask64(set, data + from);
  for (let p = from; p <= last; p += 64) {
    // Runs that end before need no look ahead.
    const next = mask >> 63 != 0 || p + 64 <= last ? setMask64(set, data + p + 64) : 0;
    const long = longMask(mask, next);
    if (long != 0) return p + <u32>ctz(long);
    mask = next;
  }
  return last + 1;
}
