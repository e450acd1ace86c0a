/** Private keys that are not DER: OpenSSH's, SSH2's and OpenPGP's binary forms. */

import type { CheckResult } from "../../types.ts";
import { latin1Text } from "./base.ts";

const MAGIC = "openssh-key-v1\0";
/** Cipher, key derivation and its options; then the number of keys; then public and private part. */
const OPENSSH_FIELDS = 5;
const FIELDS_BEFORE_COUNT = 3;

/** The layout of OpenSSH's PROTOCOL.key: without a passphrase, two equal check numbers begin the private part. */
export function checkOpenSshKey(bytes: Uint8Array): CheckResult {
  if (latin1Text(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    return "invalid";
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Uint8Array[] = [];
  let at = MAGIC.length;
  for (let index = 0; index < OPENSSH_FIELDS; index++) {
    at += index === FIELDS_BEFORE_COUNT ? 4 : 0;
    if (at + 4 > bytes.length) {
      return "none";
    }
    const start = at + 4;
    at = start + view.getUint32(at);
    fields.push(bytes.subarray(start, at));
  }
  if (at > bytes.length) {
    return "none";
  }
  const [cipher = bytes, , , , secret = bytes] = fields;
  const sealed = latin1Text(cipher.subarray(0, 64)) !== "none";
  const twin = secret.subarray(0, 4).every((byte, index) => byte === secret[index + 4]);
  return at === bytes.length && secret.length >= 16 && (sealed || twin) ? "valid" : "invalid";
}

/** SSH2 keys (ssh.com) begin with the number 0x3f6ff9eb. */
export function isSsh2Key(bytes: Uint8Array): boolean {
  return latin1Text(bytes.subarray(0, 4)) === "\x3f\x6f\xf9\xeb";
}

/** An OpenPGP secret-key packet (RFC 4880, 4.2 and 5.5; RFC 9580) of version 3 to 6 at the beginning. */
export function checkPgpKey(bytes: Uint8Array): CheckResult {
  const tag = bytes[0] ?? 0;
  const recent = (tag & 0xc0) === 0xc0;
  if (recent ? (tag & 0x3f) !== 5 : (tag & 0xbc) !== 0x94) {
    return "invalid";
  }
  const { start, length } = recent ? recentLength(bytes) : oldLength(bytes, tag & 3);
  const version = bytes[start] ?? 0;
  if (version < 3 || version > 6) {
    return "invalid";
  }
  return start + length > bytes.length ? "none" : "valid";
}

interface PacketBody {
  start: number;
  length: number;
}

/** What the first packet holds; at least as long as the packet says only if `checkPgpKey` finds it valid. */
export function packetBody(bytes: Uint8Array): Uint8Array {
  const tag = bytes[0] ?? 0;
  const { start, length } = (tag & 0xc0) === 0xc0 ? recentLength(bytes) : oldLength(bytes, tag & 3);
  return bytes.subarray(start, start + length);
}

/** Length of a packet of the newer format (RFC 4880, 4.2.2). */
function recentLength(bytes: Uint8Array): PacketBody {
  const first = bytes[1] ?? 0;
  if (first < 192) {
    return { start: 2, length: first };
  }
  if (first < 224) {
    return { start: 3, length: ((first - 192) << 8) + (bytes[2] ?? 0) + 192 };
  }
  return first === 255
    ? { start: 6, length: bigEndian(bytes, 2, 4) }
    : { start: 2, length: 1 << (first & 31) };
}

/** Length of a packet of the older format, in 1, 2 or 4 bytes or up to the end (RFC 4880, 4.2.1). */
function oldLength(bytes: Uint8Array, kind: number): PacketBody {
  const size = [1, 2, 4][kind];
  return size === undefined
    ? { start: 1, length: 0 }
    : { start: 1 + size, length: bigEndian(bytes, 1, size) };
}

function bigEndian(bytes: Uint8Array, at: number, count: number): number {
  return bytes.subarray(at, at + count).reduce((value, byte) => value * 256 + byte, 0);
}
