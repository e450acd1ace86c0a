/** Positions by the grams that stand there (AssemblyScript): which are worth a look. */
import { FOLD, IS_BEHIND, MULTIPLIER } from "./sites";

let moreBits: usize = 0;
/** Multiplier of the hash of that table. */
let otherMultiplier: u32 = 0;

export function setMoreBits(at: usize, multiplier: u32): void {
  moreBits = at;
  otherMultiplier = multiplier;
}

/**
 * Writes every second position of [from, to) whose gram is in the table (a byte a hash: 4 or 0); of two neighbouring grams one is
 * always hit. Without branching.
 */
export function collectGrams(data: usize, from: u32, to: u32, table: usize, list: usize): u32 {
  let cursor = list;
  let p = from;
  const unrolledEnd = to > 8 ? to - 8 : 0;
  while (p < unrolledEnd) {
    const at = data + p;
    const h0 = ((load<u32>(at) | FOLD) * MULTIPLIER) >> 16;
    const h1 = ((load<u32>(at, 2) | FOLD) * MULTIPLIER) >> 16;
    const h2 = ((load<u32>(at, 4) | FOLD) * MULTIPLIER) >> 16;
    const h3 = ((load<u32>(at, 6) | FOLD) * MULTIPLIER) >> 16;
    store<u32>(cursor, p);
    cursor += load<u8>(table + h0);
    store<u32>(cursor, p + 2);
    cursor += load<u8>(table + h1);
    store<u32>(cursor, p + 4);
    cursor += load<u8>(table + h2);
    store<u32>(cursor, p + 6);
    cursor += load<u8>(table + h3);
    p += 8;
  }
  while (p < to) {
    store<u32>(cursor, p);
    cursor += load<u8>(table + (((load<u32>(data + p) | FOLD) * MULTIPLIER) >> 16));
    p += 2;
  }
  return <u32>((cursor - list) >> 2);
}

/** Keeps the candidates that also pass the larger bit table; returns how many. Without branching. */
export function refine(data: usize, list: usize, count: u32): u32 {
  let cursor = list;
  const multiplier = otherMultiplier;
  const last = list + (count << 2);
  for (let at = list; at < last; at += 4) {
    const p = load<u32>(at);
    const h = ((load<u32>(data + (p & ~IS_BEHIND)) | FOLD) * multiplier) >> 13;
    store<u32>(cursor, p);
    cursor += ((<u32>load<u8>(moreBits + (h >> 3)) >> (h & 7)) & 1) << 2;
  }
  return <u32>((cursor - list) >> 2);
}
