/** age secret keys: bech32 (BIP 173) of 32 bytes under the name `age-secret-key-`, upper case. */

import type { CheckResult } from "../../types.ts";
import { latin1Bytes } from "./base.ts";

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const NAME = "age-secret-key-";

/** BIP 173: the remainder of name and 5-bit groups under the code's polynomial; 1 when they end in a right checksum. */
export function bech32Remainder(name: string, groups: readonly number[]): number {
  const characters = [...latin1Bytes(name)];
  const values = [
    ...characters.map((code) => code >> 5),
    0,
    ...characters.map((code) => code & 31),
    ...groups,
  ];
  let remainder = 1;
  for (const value of values) {
    const top = remainder >>> 25;
    remainder = ((remainder & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of GENERATORS.entries()) {
      remainder ^= (top >>> bit) & 1 ? generator : 0;
    }
  }
  return remainder;
}

/** The six checksum groups (5 bits each) that follow `groups` in a bech32 text. */
export function bech32Checksum(name: string, groups: readonly number[]): number[] {
  const remainder = bech32Remainder(name, [...groups, 0, 0, 0, 0, 0, 0]) ^ 1;
  return [25, 20, 15, 10, 5, 0].map((shift) => (remainder >>> shift) & 31);
}

/** `AGE-SECRET-KEY-1` and 58 characters: 52 groups of data, of which 4 bits are filling, and the checksum. */
export function checkAge(secret: string): CheckResult {
  const text = secret.toLowerCase();
  if (!text.startsWith(`${NAME}1`)) {
    return "none";
  }
  if (secret.length !== NAME.length + 59 || secret !== secret.toUpperCase()) {
    return "invalid";
  }
  const groups = Array.from(text.slice(NAME.length + 1), (digit) => ALPHABET.indexOf(digit));
  const filling = (groups[51] ?? 0) & 0b1111;
  return !groups.includes(-1) && filling === 0 && bech32Remainder(NAME, groups) === 1 ? "valid" : "invalid";
}
