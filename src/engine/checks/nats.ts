/** NATS NKey seeds (github.com/nats-io/nkeys): base32 of two prefix bytes, 32 bytes of seed and a CRC-16. */

import type { CheckResult } from "../../types.ts";
import { decodeBase32 } from "./base.ts";
import { crc16 } from "./crc.ts";

/** 58 upper-case characters beginning with `S` and the letter of the key's kind; the sum is little-endian. */
export function checkNatsSeed(secret: string): CheckResult {
  const bytes = /^S[ACNOUX][A-Z2-7]{56}$/.test(secret) ? decodeBase32(secret) : undefined;
  if (bytes === undefined) {
    return "none";
  }
  const sum = (bytes[34] ?? 0) | ((bytes[35] ?? 0) << 8);
  return crc16(bytes.subarray(0, 34)) === sum ? "valid" : "invalid";
}
