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

/** The entry of a symbol, but for the bits of its code. */
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

// @ts-ignore: decorator
@inline
function withBits(entry: u32, bits: u32): u32 {
  if ((entry & LITERAL) != 0) return entry | bits;
  if ((entry & SPECIAL) != 0) return (entry & END) != 0 ? entry | bits : entry;
  return (entry + bits) | (bits << 8);
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
  memory.fill(counts, 0, 64);
  for (let i: u32 = 0; i < symbols; i++) {
    const at = counts + (<usize>load<u8>(lengths + i) << 2);
    store<u32>(at, load<u32>(at) + 1);
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
  for (let i: u32 = 0; i < symbols; i++) {
    const length = <u32>load<u8>(lengths + i);
    if (length == 0) continue;
    const at = offsets + (<usize>length << 2);
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u16>(sorted + (<usize>place << 1), <u16>i);
  }
  if (longest <= 1) return buildShort(sorted, sum, left, kind, table);
  return fillTables(counts, sorted, longest, kind, table, tableBits < longest ? tableBits : longest, capacity);
}

/** No code at all, or codes of one bit: one (then the other bit is an error) or two. */
function buildShort(sorted: usize, sum: u32, left: i32, kind: u32, table: usize): i32 {
  store<u32>(table, SPECIAL);
  store<u32>(table, SPECIAL, 4);
  if (sum > 0) store<u32>(table, withBits(entryOf(kind, load<u16>(sorted)), 1));
  if (left == 0) store<u32>(table, withBits(entryOf(kind, load<u16>(sorted, 2)), 1), 4);
  return 1;
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
  for (; length <= tableBits; length++, size <<= 1) {
    for (let n = load<u32>(counts + (<usize>length << 2)); n > 0; n--) {
      store<u32>(table + (<usize>code << 2), withBits(entryOf(kind, load<u16>(symbol)), length));
      symbol += 2;
      code = nextCode(code, length);
    }
    if (length < tableBits) memory.copy(table + (<usize>size << 2), table, <usize>size << 2);
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
      const entry = withBits(entryOf(kind, load<u16>(symbol)), length - tableBits);
      const step: u32 = 1 << (length - tableBits);
      for (let i = code >> tableBits; i < (<u32>1 << secondBits); i += step) store<u32>(table + (<usize>(start + i) << 2), entry);
      symbol += 2;
      code = nextCode(code, length);
    }
  }
  return <i32>tableBits;
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
