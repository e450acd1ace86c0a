/** Content fingerprints: the same for the same secret wherever it stands, and useless for finding the secret out. */
import { sha256Hex } from "../engine/crypto.ts";
import { shannonEntropy } from "../engine/entropy.ts";
import { recall } from "../engine/recall.ts";

/** Public on purpose: it separates keyscan's fingerprints from other hashes of the same secret, it keeps nothing secret. */
const KEY = "keyscan fingerprint v1";

/** Below this many bits a stranger could find a secret by trying, so its path goes into the fingerprint. */
const GUESSABLE_BITS = 64;

/** Bytes of a block and of a hash of SHA-256. */
const BLOCK = 64;
const HASH = 32;
/** Bytes of text that are hashed without asking for memory. */
const SHORT = 448;

/** A block of SHA-256 with the key in it, as one of the two hashes of HMAC (RFC 2104) begins, and room behind it. */
const padded = (pad: number, room: number): Buffer => {
  const block = Buffer.alloc(BLOCK + room).fill(pad, 0, BLOCK);
  for (let i = 0; i < KEY.length; i++) block[i] = (block[i] ?? 0) ^ KEY.charCodeAt(i);
  return block;
};
const INNER = padded(0x36, SHORT);
const OUTER = padded(0x5c, HASH);

/** HMAC-SHA-256 of two hashes at once: Node's own takes ten times as long to be made. Parts are latin-1. */
function hmac(...parts: string[]): string {
  let text = "";
  for (const part of parts) text += `${part.length}:${part}`;
  let inner = INNER;
  if (text.length > SHORT) {
    inner = Buffer.alloc(BLOCK + text.length);
    INNER.copy(inner, 0, 0, BLOCK);
  }
  inner.write(text, BLOCK, "latin1");
  // A hash as digits takes a third of the time of one that becomes a buffer.
  OUTER.write(sha256Hex(inner.subarray(0, BLOCK + text.length)), BLOCK, "hex");
  return sha256Hex(OUTER).slice(0, 32);
}

/** A stranger who has a hash of the secret could find it out by trying. Latin-1. */
export function isGuessable(secret: string): boolean {
  return shannonEntropy(secret) * secret.length < GUESSABLE_BITS;
}

/** By family and secret, if that is short: the same ones stand in many files. */
const keys: Map<string, string> = new Map();

/** Identity of a secret within one scan, 32 hex digits; never leaves the process. */
export function secretKey(family: string, secret: string): string {
  if (secret.length > SHORT) return hmac(family, secret);
  return recall(keys, `${family}:${secret}`, () => hmac(family, secret));
}

/**
 * `v1:` + 128 bits of HMAC-SHA-256 over rule family and secret, hex. A secret that could be guessed gets its path mixed in.
 *
 * @param secret latin-1.
 */
export function fingerprint(family: string, secret: string, path: string): string {
  return isGuessable(secret) ? withPath(family, secret, path) : fingerprintOf(secretKey(family, secret));
}

const fingerprintOf = (mac: string): string => `v1:${mac}`;

/** The same together, for less than twice the work. */
export function identityOf(
  family: string,
  secret: string,
  path: string,
): { key: string; fingerprint: string } {
  const key = secretKey(family, secret);
  return { key, fingerprint: isGuessable(secret) ? withPath(family, secret, path) : fingerprintOf(key) };
}

function withPath(family: string, secret: string, path: string): string {
  return fingerprintOf(hmac(family, secret, Buffer.from(path).toString("latin1")));
}
