/** Content fingerprints: the same for the same secret wherever it stands, and useless for finding the secret out. */
import { crypto } from "../engine/crypto.ts";
import { shannonEntropy } from "../engine/entropy.ts";

/** Public on purpose: it separates keyscan's fingerprints from other hashes of the same secret, it keeps nothing secret. */
const KEY = "keyscan fingerprint v1";

/** Below this many bits a stranger could find a secret by trying, so its path goes into the fingerprint. */
const GUESSABLE_BITS = 64;

function hmac(parts: readonly string[]): string {
  const mac = crypto().createHmac("sha256", KEY);
  for (const part of parts) mac.update(String(part.length)).update(":").update(part, "latin1");
  return mac.digest("hex").slice(0, 32);
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
  const parts = isGuessable(secret)
    ? [family, secret, Buffer.from(path).toString("latin1")]
    : [family, secret];
  return `v1:${hmac(parts)}`;
}
