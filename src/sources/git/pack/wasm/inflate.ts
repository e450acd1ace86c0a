/**
 * Inflate (RFC 1951) of zlib streams (RFC 1950) from memory to memory. Streams are hostile: whatever they hold, nothing is
 * written outside of [target, target + size + SLACK), and the time is linear in their length and the size.
 *
 * A refill takes eight bytes at once, and may look at up to eight bytes behind the stream; what was taken from there is found
 * out at the end. Copies are done in pieces of 16 bytes and may write as far as SLACK behind the output; so the output
 * may be checked once a symbol.
 */
import { adler32 } from "./adler32";
import { copyBack } from "./copy-back";
import {
  BUILD_BYTES,
  buildTable,
  DISTANCES,
  END,
  ENTRIES_BYTES,
  initEntries,
  LENGTHS,
  LITERAL,
  LITERALS,
  SECOND,
  SPECIAL,
} from "./huffman";

/** Bytes behind the output that are written to. */
export const SLACK: usize = 320;

/** Why a stream can't be unpacked. */
export const BAD_HEADER: i32 = -1;
export const BAD_DATA: i32 = -2;
export const CUT_OFF: i32 = -3;
export const WRONG_SIZE: i32 = -4;
export const BAD_CHECKSUM: i32 = -5;

const LITERAL_ENTRIES: u32 = 4096;
const DISTANCE_ENTRIES: u32 = 1024;

let build: usize = 0;
let lengths: usize = 0;
let lengthTable: usize = 0;
let literalTable: usize = 0;
let distanceTable: usize = 0;
let fixedLiterals: usize = 0;
let fixedDistances: usize = 0;

/** Bytes of memory that the tables need. */
export const INFLATE_BYTES: usize = 1024 + 512 + 512 + 4096 * 4 + 1024 * 4 + 512 * 4 + 32 * 4 + ENTRIES_BYTES;

export function initInflate(at: usize): void {
  build = at;
  lengths = at + 1024;
  lengthTable = lengths + 512;
  literalTable = lengthTable + 512;
  distanceTable = literalTable + LITERAL_ENTRIES * 4;
  fixedLiterals = distanceTable + DISTANCE_ENTRIES * 4;
  fixedDistances = fixedLiterals + 512 * 4;
  initEntries(fixedDistances + 32 * 4);
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  buildTable(build, lengths, 288, LITERALS, fixedLiterals, 9, 512);
  memory.fill(lengths, 5, 32);
  buildTable(build, lengths, 32, DISTANCES, fixedDistances, 5, 32);
}

// The state of the stream at hand.
let source: usize = 0;
let sourceEnd: usize = 0;
let bitBuffer: u64 = 0;
let bitCount: u32 = 0;
let out: usize = 0;

/** Order in which the lengths of the code of code lengths come, five bits each. */
// @ts-ignore: decorator
@inline
function lengthOrder(i: u32): u32 {
  // 16 17 18 0 8 7 9 6 10 5 11 4 | 12 3 13 2 14 1 15
  return i < 12
    ? <u32>((<u64>0b00100_01011_00101_01010_00110_01001_00111_01000_00000_10010_10001_10000 >> (i * 5)) & 31)
    : <u32>((<u64>0b01111_00001_01110_00010_01101_00011_01100 >> ((i - 12) * 5)) & 31);
}

// @ts-ignore: decorator
@inline
function refill(): void {
  bitBuffer |= load<u64>(source) << bitCount;
  source += (63 - bitCount) >> 3;
  bitCount |= 56;
}

// @ts-ignore: decorator
@inline
function take(bits: u32): u32 {
  const value = <u32>(bitBuffer & (((<u64>1) << bits) - 1));
  bitBuffer >>= bits;
  bitCount -= bits;
  return value;
}

/** True where more bits have been taken than there are. */
// @ts-ignore: decorator
@inline
function isOverrun(): bool {
  return source - (bitCount >> 3) > sourceEnd;
}

/**
 * Unpacks a zlib stream. Readable: 32 bytes behind the stream; writable: SLACK bytes behind the output.
 *
 * @return Bytes of the stream, or a negative number where it isn't one of exactly `size` bytes.
 */
export function inflate(from: usize, length: usize, target: usize, size: usize): i32 {
  if (length < 6) return CUT_OFF;
  const method = <u32>load<u8>(from);
  const flags = <u32>load<u8>(from, 1);
  if ((method & 15) != 8 || method >> 4 > 7 || ((method << 8) | flags) % 31 != 0 || (flags & 32) != 0) return BAD_HEADER;
  source = from + 2;
  sourceEnd = from + length;
  bitBuffer = 0;
  bitCount = 0;
  out = target;
  const end = target + size;
  let last: u32 = 0;
  do {
    refill();
    if (isOverrun()) return CUT_OFF;
    last = take(1);
    const type = take(2);
    const status = type == 0 ? stored(end) : type == 3 ? BAD_DATA : compressed(type, target, end);
    if (status != 0) return isOverrun() ? CUT_OFF : status;
  } while (last == 0);
  if (isOverrun()) return CUT_OFF;
  const at = source - (bitCount >> 3);
  if (at + 4 > sourceEnd) return CUT_OFF;
  if (out != end) return WRONG_SIZE;
  return bswap(load<u32>(at)) == adler32(target, size) ? <i32>(at + 4 - from) : BAD_CHECKSUM;
}

/** A block that is not compressed. */
function stored(end: usize): i32 {
  source -= bitCount >> 3;
  bitCount = 0;
  bitBuffer = 0;
  if (source + 4 > sourceEnd) return CUT_OFF;
  const length = <u32>load<u16>(source);
  if ((length ^ <u32>load<u16>(source, 2)) != 0xffff) return BAD_DATA;
  source += 4;
  if (source + length > sourceEnd) return CUT_OFF;
  if (out + length > end) return WRONG_SIZE;
  memory.copy(out, source, length);
  source += length;
  out += length;
  return 0;
}

function compressed(type: u32, target: usize, end: usize): i32 {
  if (type == 1) return decode(target, end, fixedLiterals, 9, fixedDistances, 5);
  const literalCount = take(5) + 257;
  const distanceCount = take(5) + 1;
  const lengthCount = take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) return BAD_DATA;
  v128.store(lengths, i64x2.splat(0));
  v128.store(lengths + 16, i64x2.splat(0));
  for (let i: u32 = 0; i < lengthCount; i++) {
    if (i == 12) refill();
    store<u8>(lengths + lengthOrder(i), <u8>take(3));
  }
  const bits = buildTable(build, lengths, 19, LENGTHS, lengthTable, 7, 128);
  if (bits < 0) return BAD_DATA;
  const status = readLengths(literalCount + distanceCount, <u32>bits);
  if (status != 0) return status;
  // Without it the block has no end.
  if (load<u8>(lengths, 256) == 0) return BAD_DATA;
  // A small text does not pay for a large table.
  const left = <u32>(end - out);
  const wanted: u32 = left < 1024 ? 8 : left < 8192 ? 9 : left < 65536 ? 10 : 11;
  const literalBits = buildTable(build, lengths, literalCount, LITERALS, literalTable, wanted, LITERAL_ENTRIES);
  if (literalBits < 0) return BAD_DATA;
  const distances = lengths + literalCount;
  const distanceBits = buildTable(build, distances, distanceCount, DISTANCES, distanceTable, left < 8192 ? 6 : 8, DISTANCE_ENTRIES);
  if (distanceBits < 0) return BAD_DATA;
  return decode(target, end, literalTable, <u32>literalBits, distanceTable, <u32>distanceBits);
}

/** The lengths of the codes of literals and distances, themselves compressed. */
function readLengths(wanted: u32, bits: u32): i32 {
  const mask: u32 = (1 << bits) - 1;
  const table = lengthTable;
  const first = lengths;
  let at = source;
  let buffer = bitBuffer;
  let count = bitCount;
  let status: i32 = 0;
  let i: u32 = 0;
  while (i < wanted) {
    // A symbol takes 14 bits at most.
    if (count < 14) {
      buffer |= load<u64>(at) << count;
      at += (63 - count) >> 3;
      count |= 56;
      if (at - (count >> 3) > sourceEnd) {
        status = CUT_OFF;
        break;
      }
    }
    const entry = load<u32>(table + (<usize>(<u32>buffer & mask) << 2));
    if ((entry & SPECIAL) != 0) {
      status = BAD_DATA;
      break;
    }
    buffer >>= entry & 0xff;
    count -= entry & 0xff;
    const symbol = (entry >> 16) & 0xff;
    if (symbol < 16) {
      store<u8>(first + i++, <u8>symbol);
      continue;
    }
    const extra: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
    const times: u32 = (symbol == 18 ? 11 : 3) + (<u32>buffer & ((<u32>1 << extra) - 1));
    buffer >>= extra;
    count -= extra;
    if ((symbol == 16 && i == 0) || i + times > wanted) {
      status = BAD_DATA;
      break;
    }
    const value = i8x16.splat(symbol == 16 ? load<i8>(first + i - 1) : 0);
    for (let to: u32 = 0; to < times; to += 16) v128.store(first + i + to, value);
    i += times;
  }
  source = at;
  bitBuffer = buffer;
  bitCount = count;
  return status;
}

/** The symbols of one block. The hot loop. */
function decode(target: usize, end: usize, literals: usize, literalBits: u32, distances: usize, distanceBits: u32): i32 {
  const literalMask: u32 = (1 << literalBits) - 1;
  const distanceMask: u32 = (1 << distanceBits) - 1;
  const limit = sourceEnd + 8;
  let at = source;
  let buffer = bitBuffer;
  let count = bitCount;
  let to = out;
  let status: i32 = 0;
  while (true) {
    if (to > end) {
      status = WRONG_SIZE;
      break;
    }
    if (at > limit) {
      status = CUT_OFF;
      break;
    }
    buffer |= load<u64>(at) << count;
    at += (63 - count) >> 3;
    count |= 56;
    let entry = load<u32>(literals + (<usize>(<u32>buffer & literalMask) << 2));
    // At least 56 bits are there: two literals of at most 15, then a length of at most 20.
    if ((entry & LITERAL) != 0) {
      buffer >>= entry & 0xff;
      count -= entry & 0xff;
      store<u8>(to++, <u8>(entry >> 16));
      entry = load<u32>(literals + (<usize>(<u32>buffer & literalMask) << 2));
      if ((entry & LITERAL) != 0) {
        buffer >>= entry & 0xff;
        count -= entry & 0xff;
        store<u8>(to++, <u8>(entry >> 16));
        entry = load<u32>(literals + (<usize>(<u32>buffer & literalMask) << 2));
      }
    }
    if ((entry & (LITERAL | SPECIAL)) == SPECIAL) {
      if ((entry & SECOND) != 0) {
        buffer >>= entry & 0xff;
        count -= entry & 0xff;
        const second: u32 = (1 << ((entry >> 8) & 15)) - 1;
        entry = load<u32>(literals + (<usize>((entry >> 16) + (<u32>buffer & second)) << 2));
      }
      if ((entry & (LITERAL | SPECIAL)) == SPECIAL) {
        if ((entry & END) == 0) {
          status = BAD_DATA;
          break;
        }
        buffer >>= entry & 0xff;
        count -= entry & 0xff;
        break;
      }
    }
    if ((entry & LITERAL) != 0) {
      buffer >>= entry & 0xff;
      count -= entry & 0xff;
      store<u8>(to++, <u8>(entry >> 16));
      continue;
    }
    let bits = entry & 0xff;
    const length = (entry >> 16) + (<u32>(buffer & (((<u64>1) << bits) - 1)) >> ((entry >> 8) & 15));
    buffer >>= bits;
    count -= bits;
    buffer |= load<u64>(at) << count;
    at += (63 - count) >> 3;
    count |= 56;
    entry = load<u32>(distances + (<usize>(<u32>buffer & distanceMask) << 2));
    if ((entry & SPECIAL) != 0) {
      if ((entry & SECOND) == 0) {
        status = BAD_DATA;
        break;
      }
      buffer >>= entry & 0xff;
      count -= entry & 0xff;
      const second: u32 = (1 << ((entry >> 8) & 15)) - 1;
      entry = load<u32>(distances + (<usize>((entry >> 16) + (<u32>buffer & second)) << 2));
      if ((entry & SPECIAL) != 0) {
        status = BAD_DATA;
        break;
      }
    }
    bits = entry & 0xff;
    const distance = (entry >> 16) + (<u32>(buffer & (((<u64>1) << bits) - 1)) >> ((entry >> 8) & 15));
    buffer >>= bits;
    count -= bits;
    if (distance > <u32>(to - target)) {
      status = BAD_DATA;
      break;
    }
    copyBack(to, distance, length);
    to += length;
  }
  source = at;
  bitBuffer = buffer;
  bitCount = count;
  out = to;
  return status == 0 && to > end ? WRONG_SIZE : status;
}
