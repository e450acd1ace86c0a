/** Tells the head of a file in a tar archive (POSIX.1-2017 pax, "ustar Interchange Format") by its checksum, which all kinds of tar have. */

/** Bytes of a head; data is padded to a multiple of it. */
export const BLOCK = 512;

const SUM = 148;
const SUM_BYTES = 8;

/** Whether a head stands there: the sum of its bytes, those of the checksum counted as blanks. */
export function isTarHead(bytes: Uint8Array, at: number): boolean {
  if (at + BLOCK > bytes.length) return false;
  const digits = Buffer.from(bytes.subarray(at + SUM, at + SUM + SUM_BYTES)).toString("latin1");
  if (!/^ *[0-7]{1,7}[\0 ]/.test(digits)) return false;
  let sum = SUM_BYTES * 0x20;
  for (let i = 0; i < BLOCK; i++) if (i < SUM || i >= SUM + SUM_BYTES) sum += bytes[at + i] ?? 0;
  return sum === Number.parseInt(digits, 8);
}
