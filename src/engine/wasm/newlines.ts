/** Newlines, counted sixteen bytes at a time (AssemblyScript). */

/** How many bytes of [at, at + length) are newlines. */
export function countNewlines(at: usize, length: u32): u32 {
  let count: u32 = 0;
  let i: u32 = 0;
  const newline = i8x16.splat(0x0a);
  while (i + 16 <= length) {
    count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at + i), newline)));
    i += 16;
  }
  while (i < length) {
    if (load<u8>(at + i) == 0x0a) count++;
    i++;
  }
  return count;
}
