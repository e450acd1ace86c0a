/**
 * Decoding tables of Huffman codes (RFC 1951, 3.2.2): a first table by the low bits of the input, and for longer codes a second one.
 *
 * Entries are u32:
 *   literal      LITERAL | byte << 16 | bits to take
 *   length, distance, code length:  base << 16 | bits of the code << 8 | bits to take (extra bits included)
 *   second table SPECIAL | SECOND | place of the table << 16 | its index bits << 8 | bits to take
 *   end of block SPECIAL | END | bits to take;   no code: SPECIAL
 */

export const LITERAL: u32 = 0x80000000;
export const SPECIAL: u32 = 0x8000;
export const SECOND: u32 = 0x4000;
export const END: u32 = 0x2000;

export const MAX_BITS: u32 = 15;

/** Kinds of alphabets. */
export const LENGTHS: u32 = 0;
export const LITERALS: u32 = 1;
export const DISTANCES: u32 = 2;

/** Bytes of scratch memory that `buildTable` uses: counts and offsets by length, sorted symbols. */
export const BUILD_BYTES: usize = 64 + 64 + 320 * 2;

/** The entries of all symbols of each alphabet, but for the bits of their codes. */
let entries: usize = 0;
const LITERAL_SYMBOLS: u32 = 288;
const DISTANCE_SYMBOLS: u32 = 32;
/** Bytes for them. */
export const ENTRIES_BYTES: usize = <usize>(LITERAL_SYMBOLS + DISTANCE_SYMBOLS + 20) * 4;

export function initEntries(at: usize): void {
  entries = at;
  for (let kind: u32 = 0; kind < 3; kind++) {
    const count: u32 = kind == LENGTHS ? 20 : kind == LITERALS ? LITERAL_SYMBOLS : DISTANCE_SYMBOLS;
    for (let symbol: u32 = 0; symbol < count; symbol++)
      store<u32>(entriesOf(kind) + (<usize>symbol << 2), entryOf(kind, symbol));
  }
}

// @ts-ignore: decorator
@inline
function entriesOf(kind: u32): usize {
  const before: u32 = kind == LITERALS ? 0 : kind == DISTANCES ? LITERAL_SYMBOLS : LITERAL_SYMBOLS + DISTANCE_SYMBOLS;
  return entries + (<usize>before << 2);
}

function entryOf(kind: u32, symbol: u32): u32 {
  if (kind == LENGTHS) return symbol << 16;
  if (kind == DISTANCES) {
    if (symbol > 29) return SPECIAL;
    if (symbol < 4) return (symbol + 1) << 16;
    const extra = (symbol >> 1) - 1;
    return ((((2 + (symbol & 1)) << extra) + 1) << 16) | extra;
  }
  if (symbol < 256) return LITERAL | (symbol << 16);
  if (symbol == 256) return SPECIAL | END;
  if (symbol > 285) return SPECIAL;
  if (symbol == 285) return 258 << 16;
  const n = symbol - 257;
  if (n < 8) return (n + 3) << 16;
  const extra = (n >> 2) - 1;
  return ((((4 + (n & 3)) << extra) + 3) << 16) | extra;
}

/** What the bits of a code add to an entry; where nobody looks for them they do no harm. */
// @ts-ignore: decorator
@inline
function withBits(bits: u32): u32 {
  return (bits << 8) + bits;
}

/** The next code of a length in the order of its reversed bits; the last one of all (all ones) stays. */
// @ts-ignore: decorator
@inline
function nextCode(code: u32, length: u32): u32 {
  const ones = code ^ ((1 << length) - 1);
  if (ones == 0) return code;
  const bit: u32 = 1 << (31 - clz(ones));
  return (code & (bit - 1)) | bit;
}

/**
 * Builds the table of the code that the lengths describe.
 *
 * @param scratch BUILD_BYTES bytes.
 * @param lengths A byte a symbol, 0: not used.
 * @param tableBits Index bits of the first table.
 * @param capacity Entries that there is room for.
 * @return Index bits of the first table (fewer where no code is longer), or -1: the lengths describe no code. As in zlib, an
 * incomplete code is one only with at most one symbol of one bit (no symbol at all: every code is an error), never for
 * the code of code lengths.
 */
export function buildTable(
  scratch: usize,
  lengths: usize,
  symbols: u32,
  kind: u32,
  table: usize,
  tableBits: u32,
  capacity: u32,
): i32 {
  const counts = scratch;
  const offsets = scratch + 64;
  const sorted = scratch + 128;
  for (let at = counts; at < counts + 64; at += 16) v128.store(at, i64x2.splat(0));
  for (let from: u32 = 0; from < symbols; from += 16) {
    for (let used = usedSymbols(lengths, from, symbols); used != 0; used &= used - 1) {
      const at = counts + (<usize>load<u8>(lengths + from + <usize>ctz(used)) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
  let longest: u32 = MAX_BITS;
  while (longest > 0 && load<u32>(counts + (<usize>longest << 2)) == 0) longest--;
  let left: i32 = 1;
  let sum: u32 = 0;
  for (let length: u32 = 1; length <= MAX_BITS; length++) {
    const count = load<u32>(counts + (<usize>length << 2));
    store<u32>(offsets + (<usize>length << 2), sum);
    sum += count;
    left = (left << 1) - <i32>count;
    if (left < 0) return -1;
  }
  if (left > 0 && (kind == LENGTHS || longest > 1)) return -1;
  for (let from: u32 = 0; from < symbols; from += 16) {
    for (let used = usedSymbols(lengths, from, symbols); used != 0; used &= used - 1) {
      const symbol = from + ctz(used);
      const at = offsets + (<usize>load<u8>(lengths + symbol) << 2);
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      store<u16>(sorted + (<usize>place << 1), <u16>symbol);
    }
  }
  if (longest <= 1) return buildShort(sorted, sum, left, kind, table);
  return fillTables(counts, sorted, longest, kind, table, tableBits < longest ? tableBits : longest, capacity);
}

/** Which of the sixteen symbols from one on have a code, a bit each. Readable: 16 bytes behind the lengths. */
// @ts-ignore: decorator
@inline
function usedSymbols(lengths: usize, from: u32, symbols: u32): u32 {
  const unused = <u32>i8x16.bitmask(i8x16.eq(v128.load(lengths + from), i8x16.splat(0)));
  const left = symbols - from;
  return ~unused & (left < 16 ? ((<u32>1) << left) - 1 : 0xffff);
}

/** No code at all, or codes of one bit: one (then the other bit is an error) or two. */
function buildShort(sorted: usize, sum: u32, left: i32, kind: u32, table: usize): i32 {
  store<u32>(table, SPECIAL);
  store<u32>(table, SPECIAL, 4);
  if (sum > 0) store<u32>(table, entry(kind, sorted) + withBits(1));
  if (left == 0) store<u32>(table, entry(kind, sorted + 2) + withBits(1), 4);
  return 1;
}

// @ts-ignore: decorator
@inline
function entry(kind: u32, sorted: usize): u32 {
  return load<u32>(entriesOf(kind) + (<usize>load<u16>(sorted) << 2));
}

/** A complete code with some code of two bits or more. The first table grows by doubling: shorter codes repeat in it. */
function fillTables(
  counts: usize,
  sorted: usize,
  longest: u32,
  kind: u32,
  table: usize,
  tableBits: u32,
  capacity: u32,
): i32 {
  let code: u32 = 0;
  let symbol = sorted;
  let length: u32 = 1;
  let size: u32 = 2;
  const all = entriesOf(kind);
  for (; length <= tableBits; length++, size <<= 1) {
    const bits = withBits(length);
    for (let n = load<u32>(counts + (<usize>length << 2)); n > 0; n--) {
      store<u32>(table + (<usize>code << 2), load<u32>(all + (<usize>load<u16>(symbol) << 2)) + bits);
      symbol += 2;
      code = nextCode(code, length);
    }
    if (length < tableBits) repeat(table, <usize>size << 2);
  }
  if (longest <= tableBits) return <i32>tableBits;
  const mask: u32 = (1 << tableBits) - 1;
  let free: u32 = 1 << tableBits;
  let prefix: u32 = 0xffffffff;
  let start: u32 = 0;
  let secondBits: u32 = 0;
  for (length = tableBits + 1; length <= longest; length++) {
    for (let n = load<u32>(counts + (<usize>length << 2)); n > 0; n--) {
      if ((code & mask) != prefix) {
        prefix = code & mask;
        start = free;
        secondBits = secondTableBits(counts, length - tableBits, n, longest, tableBits);
        free += 1 << secondBits;
        if (free > capacity) return -1;
        store<u32>(table + (<usize>prefix << 2), SPECIAL | SECOND | (start << 16) | (secondBits << 8) | tableBits);
      }
      const entry = load<u32>(all + (<usize>load<u16>(symbol) << 2)) + withBits(length - tableBits);
      const step: u32 = 1 << (length - tableBits);
      for (let i = code >> tableBits; i < (<u32>1 << secondBits); i += step) store<u32>(table + (<usize>(start + i) << 2), entry);
      symbol += 2;
      code = nextCode(code, length);
    }
  }
  return <i32>tableBits;
}

/** Puts the same bytes again behind themselves. */
function repeat(from: usize, length: usize): void {
  if (length < 16) {
    store<u64>(from + length, load<u64>(from));
    return;
  }
  for (let at = from; at < from + length; at += 16) v128.store(at + length, v128.load(at));
}

/** Index bits of a second table: as many as the codes with the same beginning need, `n` of this length being left. */
function secondTableBits(counts: usize, bits: u32, n: u32, longest: u32, tableBits: u32): u32 {
  let used = n;
  let need = bits;
  while (used < (<u32>1 << need) && need + tableBits < longest) {
    need++;
    used = (used << 1) + load<u32>(counts + (<usize>(need + tableBits) << 2));
  }
  return need;
}
