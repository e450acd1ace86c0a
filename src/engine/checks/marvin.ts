/** Marvin32, the keyed hash by which Microsoft's "identifiable" keys carry a checksum under published seeds. */

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/**
 * Marvin32 of `bytes` with both halves of the result folded into 32 unsigned bits. The format is that of the .NET
 * runtime; the seed is 64 bits.
 */
export function marvin32(bytes: Uint8Array, seed: bigint): number {
  let low = Number(seed & 0xffffffffn) | 0;
  let high = Number(seed >> 32n) | 0;
  const mix = (word: number): void => {
    low = (low + word) | 0;
    high ^= low;
    low = (rotate(low, 20) + high) | 0;
    high = rotate(high, 9) ^ low;
    low = (rotate(low, 27) + high) | 0;
    high = rotate(high, 19);
  };
  const whole = bytes.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    mix(wordAt(bytes, at, 4));
  }
  const rest = bytes.length - whole;
  mix(wordAt(bytes, whole, rest) | (0x80 << (rest * 8)));
  mix(0);
  return (low ^ high) >>> 0;
}

function wordAt(bytes: Uint8Array, at: number, count: number): number {
  let word = 0;
  for (let index = 0; index < count; index++) {
    word |= (bytes[at + index] ?? 0) << (index * 8);
  }
  return word;
}
