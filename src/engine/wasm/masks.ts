/**
 * Classes of the bytes of a block, a bit a byte (AssemblyScript): found for all of it in one loop without branches, which has room in registers
 * for what it needs. Each class is a mask of 64 bits for 64 bytes, in their order.
 */

/** Bytes of a block at most, a multiple of 64. */
export const BLOCK: u32 = 16384;
/** Masks of a class: those of a block, and one more behind it. */
const ROOM: i32 = 16384 / 8 + 64;

/** Token characters. */
export const TOKENS: usize = memory.data(ROOM);
/** `%`, `&` and the backslash, with which escapes begin. */
export const ESCAPES: usize = memory.data(ROOM);
/** These, and of what may follow a quote the first byte: white space, `+` and `.`, for ESC `[` (and two more bytes that share its bits). */
const JOINS: usize = memory.data(ROOM);
/** All these, and quotes and `=`, which may end a literal that is joined to another one, and ESC, with which a terminal's colours begin. */
const QUOTES: usize = memory.data(ROOM);

// Sixteen bytes are looked up by the lower and by the upper half of each: a class is a bit that both have. Bits of token characters:
// 1 letters of the first columns, 2 of the second ones, 4 `_`, 8 digits, 16 `-`.
// @ts-ignore: decorator
@inline
function tokensOf(low: v128, high: v128): v128 {
  const lows = i8x16.swizzle(i8x16(10, 11, 11, 11, 11, 11, 11, 11, 11, 11, 3, 1, 1, 17, 1, 5), low);
  return v128.and(lows, i8x16.swizzle(i8x16(0, 0, 16, 8, 1, 6, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0), high));
}

// 1, 2, 4 quotes and `=`; 8 ESC; 0x10, 0x20 what joins; 0x40, 0x80 escapes: classes are told by the highest bit.
// @ts-ignore: decorator
@inline
function signsOf(low: v128, high: v128): v128 {
  const lows = i8x16.swizzle(i8x16(0x24, 0, 1, 0, 0, 0x40, 0x40, 1, 0, 0x10, 0x10, 0x28, -128, 0x12, 0x20, 0), low);
  return v128.and(lows, i8x16.swizzle(i8x16(0x10, 8, 0x61, 2, 0, -96, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0), high));
}

/** The masks of the 16 bytes at an address; `to`: bytes from the beginning, by eight. */
// @ts-ignore: decorator
@inline
function fillSixteen(at: usize, to: usize): void {
  const bytes = v128.load(at);
  const low = v128.and(bytes, i8x16.splat(15));
  // A shift of bytes would take three instructions more.
  const high = v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(15));
  const others = i8x16.bitmask(i8x16.eq(tokensOf(low, high), i8x16.splat(0)));
  store<u16>(to, <u16>~others, TOKENS);
  const signs = signsOf(low, high);
  // At least 0x40, 0x10, 1: the sum has the sign.
  store<u16>(to, <u16>i8x16.bitmask(i8x16.add_sat_u(signs, i8x16.splat(0x40))), ESCAPES);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.add_sat_u(signs, i8x16.splat(0x70))), JOINS);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.add_sat_u(signs, i8x16.splat(0x7f))), QUOTES);
}

/** Fills the masks of the bytes of [from, to), a block at most, and those of the 64 bytes behind them. So many must be readable, and 63 more. */
export function fillMasks(from: usize, to: usize): void {
  let at = from;
  let out: usize = 0;
  // What does not change is made before a loop of this kind.
  do {
    fillSixteen(at, out);
    fillSixteen(at + 16, out + 2);
    fillSixteen(at + 32, out + 4);
    fillSixteen(at + 48, out + 6);
    at += 64;
    out += 8;
  } while (at < to + 64);
}

/** Which of 64 bytes may be signs; `at`: where their masks stand. `after`: which of them stand behind two token characters. */
// @ts-ignore: decorator
@inline
export function signsAt(at: usize, after: u64): u64 {
  const escapes = load<u64>(at, ESCAPES);
  const joined = load<u64>(at, JOINS);
  const joins = ((joined & ~escapes) >> 1) | ((load<u64>(at + 8, JOINS) & ~load<u64>(at + 8, ESCAPES)) << 63);
  return escapes | (load<u64>(at, QUOTES) & ~joined & after & joins);
}
