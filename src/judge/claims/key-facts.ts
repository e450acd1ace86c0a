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

/** Curves by object identifier, in hex. */
const CURVES: Readonly<Record<string, string>> = {
  "2a8648ce3d030107": "P-256",
  "2b81040022": "P-384",
  "2b81040023": "P-521",
  "2b81040021": "P-224",
  "2b8104000a": "secp256k1",
  "2b2403030208010107": "brainpoolP256r1",
  "2b06010401da470f01": "Ed25519",
  "2b060104019755010501": "Curve25519",
};

/** @param identifier The bytes of an object identifier, as DER and OpenPGP have them. */
export function curveOf(identifier: Uint8Array): string | undefined {
  return CURVES[Buffer.from(identifier).toString("hex")];
}
