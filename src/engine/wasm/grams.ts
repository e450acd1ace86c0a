/** Positions by the grams that stand there (AssemblyScript): which are worth a look. */

export const MULTIPLIER: u32 = 0x9e3779b1;

/** The first table: a bit for the upper 19 bits of each product, those of its upper half count bytes. It stands where no address need be added to look something up. */
const ANY_BITS: usize = memory.data(65536);
/** For each byte the places of its bits, the lowest first, twice as far as they stand apart: eight of u16. */
const PLACES: usize = memory.data(4096);
/** Of the products of a block the upper half, u16 each, which is where the first table is looked at, and a byte each with the bit that is looked for there. */
const HALVES: usize = memory.data(16384 + 128);
const ASKED: usize = memory.data(8192 + 64);
let moreBits: usize = 0;
/** What the product is multiplied with for that table. */
let otherMultiplier: u32 = 0;
/** Places of a block whose product is in the first table, u16 each. */
let positions: usize = 0;

export function setGramTables(anyBitsAt: usize, moreBitsAt: usize, multiplier: u32): void {
  memory.copy(ANY_BITS, anyBitsAt, 65536);
  for (let known: u32 = 0; known < 256; known++) {
    let at = PLACES + (<usize>known << 4);
    for (let k: u32 = 0; k < 8; k++) {
      if (((known >> k) & 1) == 0) continue;
      store<u16>(at, <u16>(2 * k));
      at += 2;
    }
  }
  moreBits = moreBitsAt;
  otherMultiplier = multiplier;
}

export function setGramBuffers(positionsAt: usize): void {
  positions = positionsAt;
}

/** Grams are hashed as if all letters were lower case and digits even or odd only, so that a word of any case has one, and a number few. */
// @ts-ignore: decorator
@inline
function fold(bytes: v128): v128 {
  const lower = v128.or(bytes, i8x16.splat(0x20));
  // Signed: above 117 are the digits.
  const digits = i8x16.gt_s(i8x16.add(lower, i8x16.splat(70)), i8x16.splat(117));
  return v128.or(lower, v128.and(digits, i8x16.splat(14)));
}

/** The product that the gram at an address is found by in all tables. */
// @ts-ignore: decorator
@inline
export function productAt(at: usize): u32 {
  return <u32>i32x4.extract_lane(fold(v128.load32_zero(at)), 0) * MULTIPLIER;
}

/** The products of the grams at an address and four bytes behind it: in the lower and in the upper half. */
// @ts-ignore: decorator
@inline
export function productsAt(at: usize): u64 {
  return <u64>i64x2.extract_lane(i32x4.mul(fold(v128.load64_zero(at)), i32x4.splat(MULTIPLIER)), 0);
}

/**
 * Writes product and position (u32 each) of every second position of [from, to) whose gram is in both tables of grams: `ANY_BITS` and another one with
 * another hash, `moreBits`. Of two neighbouring grams one is always hit. Returns how many. Without branching.
 */
export function collectGrams(data: usize, from: u32, to: u32, list: usize): u32 {
  multiply(data + from, data + to);
  const length = to - from;
  let cursor = collectPositions(length);
  // Positions behind the end are the last ones.
  while (cursor > positions && <u32>load<u16>(cursor - 2) << 1 >= length) cursor -= 2;
  return cursor == positions ? 0 : refinePositions(data, from, cursor, list);
}

/** Upper halves of eight products, in their order: those of the first, third… and of the second, fourth… gram. */
// @ts-ignore: decorator
@inline
function halves(even: v128, odd: v128): v128 {
  return v128.shuffle<i16>(i32x4.shr_u(even, 16), odd, 0, 9, 2, 11, 4, 13, 6, 15);
}

/** The three bits below the upper halves. */
// @ts-ignore: decorator
@inline
function belowHalves(even: v128, odd: v128): v128 {
  return i16x8.shr_u(v128.shuffle<i16>(even, i32x4.shl(odd, 16), 0, 9, 2, 11, 4, 13, 6, 15), 13);
}

/** Multiplies the grams at every second place of [from, to), sixteen at a time. 48 bytes behind them must be readable. */
function multiply(from: usize, to: usize): void {
  const multiplier = i32x4.splat(MULTIPLIER);
  let at = from;
  let out: usize = 0;
  let here = fold(v128.load(at));
  // What does not change is made before a loop of this kind.
  do {
    const next = fold(v128.load(at, 16));
    const after = fold(v128.load(at, 32));
    const even = i32x4.mul(here, multiplier);
    const odd = i32x4.mul(v128.shuffle<u8>(here, next, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17), multiplier);
    v128.store(out << 1, halves(even, odd), HALVES);
    const nextEven = i32x4.mul(next, multiplier);
    const nextOdd = i32x4.mul(v128.shuffle<u8>(next, after, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17), multiplier);
    v128.store(out << 1, halves(nextEven, nextOdd), HALVES + 16);
    const bits = i8x16.narrow_i16x8_u(belowHalves(even, odd), belowHalves(nextEven, nextOdd));
    v128.store(out, i8x16.swizzle(i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0), bits), ASKED);
    here = after;
    at += 32;
    out += 16;
  } while (at < to);
}

/** Which of sixteen products are in the first table, a bit each. Offsets of loads and stores cost nothing; chains of what is put together cost their length. */
// @ts-ignore: decorator
@inline
function knownOf(at: usize): u32 {
  let one = v128.load32_zero(<usize>load<u16>(at, HALVES), ANY_BITS);
  one = v128.load8_lane(<usize>load<u16>(at, HALVES + 2), one, 1, ANY_BITS);
  one = v128.load8_lane(<usize>load<u16>(at, HALVES + 4), one, 2, ANY_BITS);
  one = v128.load8_lane(<usize>load<u16>(at, HALVES + 6), one, 3, ANY_BITS);
  let two = v128.load32_zero(<usize>load<u16>(at, HALVES + 8), ANY_BITS);
  two = v128.load8_lane(<usize>load<u16>(at, HALVES + 10), two, 1, ANY_BITS);
  two = v128.load8_lane(<usize>load<u16>(at, HALVES + 12), two, 2, ANY_BITS);
  two = v128.load8_lane(<usize>load<u16>(at, HALVES + 14), two, 3, ANY_BITS);
  let three = v128.load32_zero(<usize>load<u16>(at, HALVES + 16), ANY_BITS);
  three = v128.load8_lane(<usize>load<u16>(at, HALVES + 18), three, 1, ANY_BITS);
  three = v128.load8_lane(<usize>load<u16>(at, HALVES + 20), three, 2, ANY_BITS);
  three = v128.load8_lane(<usize>load<u16>(at, HALVES + 22), three, 3, ANY_BITS);
  let four = v128.load32_zero(<usize>load<u16>(at, HALVES + 24), ANY_BITS);
  four = v128.load8_lane(<usize>load<u16>(at, HALVES + 26), four, 1, ANY_BITS);
  four = v128.load8_lane(<usize>load<u16>(at, HALVES + 28), four, 2, ANY_BITS);
  four = v128.load8_lane(<usize>load<u16>(at, HALVES + 30), four, 3, ANY_BITS);
  const bytes = v128.shuffle<i64>(v128.shuffle<i32>(one, two, 0, 4, 1, 5), v128.shuffle<i32>(three, four, 0, 4, 1, 5), 0, 2);
  const asked = v128.load(at >> 1, ASKED);
  return <u32>i8x16.bitmask(i8x16.eq(v128.and(bytes, asked), asked));
}

/** Writes those places of [0, length) whose product is in the first table, u16 each, counted by twos; returns where they end. */
function collectPositions(length: u32): usize {
  let cursor = positions;
  let at: usize = 0;
  const last = <usize>length;
  do {
    let found = <u64>knownOf(at) | (<u64>knownOf(at + 32) << 16) | (<u64>knownOf(at + 64) << 32) | (<u64>knownOf(at + 96) << 48);
    const base = <u32>(at >> 1);
    const next = cursor + (<usize>popcnt(found) << 1);
    // Nearly always there are four at most.
    do {
      store<u16>(cursor, <u16>(base + <u32>ctz(found)));
      found &= found - 1;
      store<u16>(cursor, <u16>(base + <u32>ctz(found)), 2);
      found &= found - 1;
      store<u16>(cursor, <u16>(base + <u32>ctz(found)), 4);
      found &= found - 1;
      store<u16>(cursor, <u16>(base + <u32>ctz(found)), 6);
      found &= found - 1;
      cursor += 8;
    } while (found != 0);
    cursor = next;
    at += 128;
  } while (at < last);
  return cursor;
}

/** Writes product and position of those places from `positions` to `last` whose product is in the second table, too. */
function refinePositions(data: usize, from: u32, last: usize, list: usize): u32 {
  let cursor = list;
  const table = moreBits;
  const multiplier = otherMultiplier;
  let at = positions;
  do {
    const position = from + (<u32>load<u16>(at) << 1);
    const product = productAt(data + position);
    store<u32>(cursor, product);
    store<u32>(cursor, position, 4);
    const h = (product * multiplier) >> 13;
    cursor += ((<u32>load<u8>(table + (h >> 3)) >> (h & 7)) & 1) << 3;
    at += 2;
  } while (at < last);
  return <u32>((cursor - list) >> 3);
}

/** Keeps those of a list of products and positions that also pass the larger table; returns how many. Without branching. */
export function refine(list: usize, count: u32): u32 {
  let cursor = list;
  const table = moreBits;
  const multiplier = otherMultiplier;
  const last = list + (<usize>count << 3);
  for (let at = list; at < last; at += 8) {
    const candidate = load<u64>(at);
    store<u64>(cursor, candidate);
    const h = (<u32>candidate * multiplier) >> 13;
    cursor += ((<u32>load<u8>(table + (h >> 3)) >> (h & 7)) & 1) << 3;
  }
  return <u32>((cursor - list) >> 3);
}
