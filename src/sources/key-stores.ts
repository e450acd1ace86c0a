/**
 * Tells from its first bytes what holds keys in a form of its own, which is not read: key stores, whose keys are encrypted with a password
 * that often is a well-known one or stands next to them, and private keys in DER (PKCS#1 and PKCS#8). All of them have a NUL among these bytes.
 */
import { beginsWith } from "./signature.ts";

const SEQUENCE = 0x30;
/** Version 3, and a sequence (PKCS#12, RFC 7292, 4). */
const PFX = [0x02, 0x01, 0x03, SEQUENCE];
/** Version 0, and a sequence (PKCS#8, RFC 5958) or a number of more than 127 bytes (PKCS#1, RFC 8017). */
const PKCS8 = [0x02, 0x01, 0x00, SEQUENCE];
const PKCS1: readonly number[] = [0x02, 0x01, 0x00, 0x02];
/** As PKCS#1, a length in one byte or two. */
const LONG_NUMBER = [0x81, 0x82];

const SIGNATURES: readonly (readonly number[])[] = [
  // Java's, with the version; of certificates alone as well
  [0xfe, 0xed, 0xfe, 0xed, 0x00, 0x00, 0x00],
  [0xce, 0xce, 0xce, 0xce, 0x00, 0x00, 0x00],
  // KeePass
  [0x03, 0xd9, 0xa2, 0x9a],
];

export function isKeyStore(bytes: Uint8Array): boolean {
  if (bytes[0] !== SEQUENCE) return SIGNATURES.some((signature) => beginsWith(bytes, signature));
  const at = contentStart(bytes);
  if (beginsWith(bytes, PFX, at) || beginsWith(bytes, PKCS8, at)) return true;
  return beginsWith(bytes, PKCS1, at) && LONG_NUMBER.includes(bytes[at + PKCS1.length] ?? 0);
}

/** Where the content of the element of DER begins that these bytes begin with. */
function contentStart(bytes: Uint8Array): number {
  const length = bytes[1] ?? 0;
  return 2 + (length > 0x80 ? length - 0x80 : 0);
}
