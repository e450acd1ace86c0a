/** The checksum of zlib streams (AssemblyScript). */

/** Adler-32 (RFC 1950, 8.2), 16 bytes at a time. */
export function adler32(at: usize, length: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  const low = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const high = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  let left = length;
  let p = at;
  while (left >= 16) {
    // As many as the sums hold without reduction.
    const run: usize = left < 5552 ? left & ~15 : 5552;
    const end = p + run;
    let sums = i32x4.splat(0);
    let before = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    while (p < end) {
      const bytes = v128.load(p);
      before = i32x4.add(before, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(
        weighted,
        i32x4.add(i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), low), i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), high)),
      );
      p += 16;
    }
    b = (b + a * <u32>run + across(weighted) + 16 * across(before)) % 65521;
    a = (a + across(sums)) % 65521;
    left -= run;
  }
  for (; left > 0; left--) {
    a += load<u8>(p++);
    b += a;
  }
  return ((b % 65521) << 16) | (a % 65521);
}

// @ts-ignore: decorator
@inline
function across(sums: v128): u32 {
  return (
    i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3)
  );
}
