/** Positions by the grams that stand there (AssemblyScript): which are worth a look. */

export const MULTIPLIER: u32 = 0x9e3779b1;

let anyBytes: usize = 0;
let moreBits: usize = 0;
/** What the product is multiplied with for that table. */
let otherMultiplier: u32 = 0;
/** Products of the grams at every second position of a block, u32 each. */
let products: usize = 0;
/** Positions among these whose product is in the first table, u32 each. */
let positions: usize = 0;

export function setGramTables(anyBytesAt: usize, moreBitsAt: usize, multiplier: u32): void {
  anyBytes = anyBytesAt;
  moreBits = moreBitsAt;
  otherMultiplier = multiplier;
}

export function setGramBuffers(productsAt: usize, positionsAt: usize): void {
  products = productsAt;
  positions = positionsAt;
}

/** Grams are hashed as if all letters were lower case and all digits one, so that a word of any case has one, and a number one or few. */
// @ts-ignore: decorator
@inline
function fold(bytes: v128): v128 {
  const lower = v128.or(bytes, i8x16.splat(0x20));
  // Signed: above 117 are the digits.
  const digits = i8x16.gt_s(i8x16.add(lower, i8x16.splat(70)), i8x16.splat(117));
  return v128.or(lower, v128.and(digits, i8x16.splat(15)));
}

/** The product that the gram at an address is found by in all tables. */
// @ts-ignore: decorator
@inline
export function productAt(at: usize): u32 {
  return <u32>i32x4.extract_lane(fold(v128.load32_zero(at)), 0) * MULTIPLIER;
}

/**
 * Writes product and position (u32 each) of every second position of [from, to) whose gram is in both tables of grams: `anyBytes`, a byte a hash, 4 or 0,
 * and the larger `moreBits`. Of two neighbouring grams one is always hit. Returns how many. Without branching.
 */
export function collectGrams(data: usize, from: u32, to: u32, list: usize): u32 {
  multiply(data, from, to);
  // Globals are read anew each time.
  const table = anyBytes;
  const first = products + 2;
  let cursor = positions;
  const length = (to - from + 15) & ~15;
  for (let p: u32 = 0; p < length; p += 16) {
    // The upper halves of the products.
    const at = first + (<usize>p << 1);
    store<u32>(cursor, p);
    cursor += load<u8>(table + <usize>load<u16>(at));
    store<u32>(cursor, p + 2);
    cursor += load<u8>(table + <usize>load<u16>(at, 4));
    store<u32>(cursor, p + 4);
    cursor += load<u8>(table + <usize>load<u16>(at, 8));
    store<u32>(cursor, p + 6);
    cursor += load<u8>(table + <usize>load<u16>(at, 12));
    store<u32>(cursor, p + 8);
    cursor += load<u8>(table + <usize>load<u16>(at, 16));
    store<u32>(cursor, p + 10);
    cursor += load<u8>(table + <usize>load<u16>(at, 20));
    store<u32>(cursor, p + 12);
    cursor += load<u8>(table + <usize>load<u16>(at, 24));
    store<u32>(cursor, p + 14);
    cursor += load<u8>(table + <usize>load<u16>(at, 28));
  }
  // Positions behind the end are the last ones.
  while (cursor > positions && load<u32>(cursor - 4) >= to - from) cursor -= 4;
  return refinePositions(from, <u32>((cursor - positions) >> 2), list);
}

function multiply(data: usize, from: u32, to: u32): void {
  const multiplier = i32x4.splat(MULTIPLIER);
  const last = data + to;
  let out = products;
  for (let at = data + from; at < last; at += 16) {
    const even = i32x4.mul(fold(v128.load(at)), multiplier);
    const odd = i32x4.mul(fold(v128.load(at, 2)), multiplier);
    v128.store(out, v128.shuffle<i32>(even, odd, 0, 4, 1, 5));
    v128.store(out, v128.shuffle<i32>(even, odd, 2, 6, 3, 7), 16);
    out += 32;
  }
}

function refinePositions(from: u32, count: u32, list: usize): u32 {
  let cursor = list;
  const table = moreBits;
  const first = products;
  const multiplier = otherMultiplier;
  const last = positions + (<usize>count << 2);
  for (let at = positions; at < last; at += 4) {
    const p = load<u32>(at);
    const product = load<u32>(first + (<usize>p << 1));
    store<u32>(cursor, product);
    store<u32>(cursor, from + p, 4);
    const h = (product * multiplier) >> 13;
    cursor += ((<u32>load<u8>(table + (h >> 3)) >> (h & 7)) & 1) << 3;
  }
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
