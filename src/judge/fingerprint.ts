/** Content fingerprints: the same for the same secret wherever it stands, and useless for finding the secret out. */
import { sha256 } from "../engine/crypto.ts";
import { shannonEntropy } from "../engine/entropy.ts";

/** Public on purpose: it separates keyscan's fingerprints from other hashes of the same secret, it keeps nothing secret. */
const KEY = "keyscan fingerprint v1";

/** Below this many bits a stranger could find a secret by trying, so its path goes into the fingerprint. */
const GUESSABLE_BITS = 64;

/** The key, filled up to a block of SHA-256, as the two hashes of HMAC (RFC 2104) begin. */
const BLOCK = 64;
const padded = (pad: number): Buffer => {
  const block = Buffer.alloc(BLOCK, pad);
  for (let i = 0; i < KEY.length; i++) block[i] = (block[i] ?? 0) ^ KEY.charCodeAt(i);
  return block;
};
const INNER = padded(0x36);
const OUTER = padded(0x5c);

/** HMAC-SHA-256 of two hashes at once: Node's own takes ten times as long to be made. Parts are latin-1. */
function hmac(parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join("");
  const inner = sha256(Buffer.concat([INNER, Buffer.from(text, "latin1")]));
  return sha256(Buffer.concat([OUTER, inner])).toString("hex", 0, 16);
}

/** A stranger who has a hash of the secret could find it out by trying. Latin-1. */
export function isGuessable(secret: string): boolean {
  return shannonEntropy(secret) * secret.length < GUESSABLE_BITS;
}

/** Identity of a secret within one scan, 32 hex digits; never leaves the process. */
export function secretKey(family: string, secret: string): string {
  return hmac([family, secret]);
}

/**
 * `v1:` + 128 bits of HMAC-SHA-256 over rule family and secret, hex. A secret that could be guessed gets its path mixed in.
 *
 * @param secret latin-1.
 */
export function fingerprint(family: string, secret: string, path: string): string {
  if (!isGuessable(secret)) return fingerprintOf(secretKey(family, secret));
  return fingerprintOf(hmac([family, secret, Buffer.from(path).toString("latin1")]));
}

const fingerprintOf = (mac: string): string => `v1:${mac}`;

/** The same together, for less than twice the work. */
export function identityOf(
  family: string,
  secret: string,
  path: string,
): { key: string; fingerprint: string } {
  const key = secretKey(family, secret);
  const isOwn = isGuessable(secret);
  return { key, fingerprint: isOwn ? fingerprint(family, secret, path) : fingerprintOf(key) };
}
