/** Bytes of a text that ends somewhere, one at a time (AssemblyScript). */

/** Bytes at or behind it are none. */
let last: u32 = 0;

/** To be called before bytes of a text are asked for. */
export function endAt(end: u32): void {
  last = end;
}

// @ts-ignore: decorator
@inline
export function byteAt(data: usize, at: u32): u32 {
  return at < last ? <u32>load<u8>(data + at) : 0;
}

export function hexOf(c: u32): u32 {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 255;
}

/** The byte that two hexadecimal digits stand for; 0 where they are none. */
export function pair(data: usize, at: u32): u32 {
  const high = hexOf(byteAt(data, at));
  if (high == 255) return 0;
  const low = hexOf(byteAt(data, at + 1));
  return low == 255 ? 0 : (high << 4) | low;
}
