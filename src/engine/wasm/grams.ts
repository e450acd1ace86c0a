/** Positions by the grams that stand there (AssemblyScript): which are worth a look. */

export const MULTIPLIER: u32 = 0x9e3779b1;

/** The first table: a byte for the upper half of each product, 1 where a gram has it. It stands where no address need be added to look something up. */
const ANY_BYTES: usize = memory.data(65536);
/** For each byte the places of its bits, the highest first, twice as far as they stand apart: eight of u16. */
const PLACES: usize = memory.data(4096);
let moreBits: usize = 0;
/** What the product is multiplied with for that table. */
let otherMultiplier: u32 = 0;
/** Products of the grams at every second position of a block, u32 each. */
let products: usize = 0;
/** Places of a block whose product is in the first table, u16 each. */
let positions: usize = 0;

export function setGramTables(anyBytesAt: usize, moreBitsAt: usize, multiplier: u32): void {
  memory.copy(ANY_BYTES, anyBytesAt, 65536);
  for (let known: u32 = 0; known < 256; known++) {
    let at = PLACES + (<usize>known << 4);
    for (let k: u32 = 0; k < 8; k++) {
      if (((known << k) & 128) == 0) continue;
      store<u16>(at, <u16>(2 * k));
      at += 2;
    }
  }
  moreBits = moreBitsAt;
  otherMultiplier = multiplier;
}

export function setGramBuffers(productsAt: usize, positionsAt: usize): void {
  products = productsAt;
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
 * Writes product and position (u32 each) of every second position of [from, to) whose gram is in both tables of grams: `ANY_BYTES`, a byte a hash, 1 or 0,
 * and the larger `moreBits`. Of two neighbouring grams one is always hit. Returns how many. Without branching.
 */
export function collectGrams(data: usize, from: u32, to: u32, list: usize): u32 {
  multiply(data + from, data + to);
  const length = to - from;
  let cursor = collectPositions(length);
  // Positions behind the end are the last ones.
  while (cursor > positions && <u32>load<u16>(cursor - 2) >= length) cursor -= 2;
  return cursor == positions ? 0 : refinePositions(from, cursor, list);
}

/** Writes the products of the grams at every second place of [from, to), eight at a time. 48 bytes behind them must be readable. */
function multiply(from: usize, to: usize): void {
  const multiplier = i32x4.splat(MULTIPLIER);
  let at = from;
  let out = products;
  let here = fold(v128.load(at));
  // What does not change is made before a loop of this kind.
  do {
    const next = fold(v128.load(at, 16));
    const after = fold(v128.load(at, 32));
    const even = i32x4.mul(here, multiplier);
    const odd = i32x4.mul(v128.shuffle<u8>(here, next, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17), multiplier);
    v128.store(out, v128.shuffle<i32>(even, odd, 0, 4, 1, 5));
    v128.store(out, v128.shuffle<i32>(even, odd, 2, 6, 3, 7), 16);
    const nextEven = i32x4.mul(next, multiplier);
    const nextOdd = i32x4.mul(v128.shuffle<u8>(next, after, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17), multiplier);
    v128.store(out, v128.shuffle<i32>(nextEven, nextOdd, 0, 4, 1, 5), 32);
    v128.store(out, v128.shuffle<i32>(nextEven, nextOdd, 2, 6, 3, 7), 48);
    here = after;
    at += 32;
    out += 64;
  } while (at < to);
}

/** Whether the gram of a product is in the first table; `at` is where its upper half stands. */
// @ts-ignore: decorator
@inline
function isKnown(at: usize): u32 {
  return <u32>load<u8>(<usize>load<u16>(at), ANY_BYTES);
}

/** Eight products from `at` on, the first one as the highest bit. */
// @ts-ignore: decorator
@inline
function knownOf(at: usize): u32 {
  let known = (isKnown(at) << 1) + isKnown(at + 4);
  known = (known << 1) + isKnown(at + 8);
  known = (known << 1) + isKnown(at + 12);
  known = (known << 1) + isKnown(at + 16);
  known = (known << 1) + isKnown(at + 20);
  known = (known << 1) + isKnown(at + 24);
  return (known << 1) + isKnown(at + 28);
}

/** Writes those places of [0, length) whose product is in the first table, u16 each; returns where they end. */
function collectPositions(length: u32): usize {
  let cursor = positions;
  let at = products + 2;
  const last = at + (<usize>length << 1);
  let place = i16x8.splat(0);
  const step = i16x8.splat(16);
  do {
    let known = knownOf(at);
    v128.store(cursor, i16x8.add(v128.load(PLACES + (<usize>known << 4)), place));
    cursor += <usize>popcnt(known) << 1;
    place = i16x8.add(place, step);
    known = knownOf(at + 32);
    v128.store(cursor, i16x8.add(v128.load(PLACES + (<usize>known << 4)), place));
    cursor += <usize>popcnt(known) << 1;
    place = i16x8.add(place, step);
    at += 64;
  } while (at < last);
  return cursor;
}

/** Writes product and position of those places from `positions` to `last` whose product is in the second table, too. */
function refinePositions(from: u32, last: usize, list: usize): u32 {
  let cursor = list;
  const table = moreBits;
  const first = products;
  const multiplier = otherMultiplier;
  let at = positions;
  do {
    const p = <u32>load<u16>(at);
    const product = load<u32>(first + (<usize>p << 1));
    store<u32>(cursor, product);
    store<u32>(cursor, from + p, 4);
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
