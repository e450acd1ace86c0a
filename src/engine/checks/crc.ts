/** The cyclic redundancy sums that token formats carry. Names and parameters as in the RevEng catalogue. */

const CRC32_TABLE: Int32Array = Int32Array.from({ length: 256 }, (_, index) => {
  let remainder = index;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  }
  return remainder;
});

/** CRC-32/ISO-HDLC (zlib, IEEE 802.3) as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  let sum = -1;
  for (const byte of bytes) {
    sum = (sum >>> 8) ^ (CRC32_TABLE[(sum ^ byte) & 255] ?? 0);
  }
  return ~sum >>> 0;
}

/** CRC-16/XMODEM. */
export function crc16(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      sum = sum & 0x8000 ? ((sum << 1) ^ 0x1021) & 0xffff : sum << 1;
    }
  }
  return sum;
}

/** CRC-24/OPENPGP (RFC 4880, 6.1). */
export function crc24(bytes: Uint8Array): number {
  let sum = 0xb704ce;
  for (const byte of bytes) {
    sum ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      sum = sum & 0x800000 ? ((sum << 1) ^ 0x1864cfb) & 0xffffff : sum << 1;
    }
  }
  return sum;
}

/** Eight lower-case hex digits, most significant first. */
export function hex32(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}

/** The four bytes of a 32-bit sum, least significant first. */
export function littleEndian32(sum: number): Uint8Array {
  return Uint8Array.of(sum, sum >>> 8, sum >>> 16, sum >>> 24);
}
