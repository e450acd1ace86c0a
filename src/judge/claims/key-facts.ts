/** What the readers of private keys find out, whatever the format. */

/** A key, as far as its bytes tell. */
export interface KeyFacts {
  /** `RSA, 2048 bits`, `EC, P-256`, `Ed25519`. */
  algorithm?: string;
  encrypted: boolean;
  /** Seconds since 1970. */
  created?: number;
}

/** Bits of a positive number, highest byte first. */
export function bitLength(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (number.length - first) * 8 - Math.clz32(number[first] ?? 0) + 24;
}
