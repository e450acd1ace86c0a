/** JSON Web Tokens (RFC 7519), signed or encrypted, in compact form. */

import { crypto } from "../crypto.ts";
import type { CheckResult } from "../../types.ts";
import { decodeBase64 } from "./base.ts";
import { decodeObject } from "./json.ts";

/** Bytes of a signature by algorithm (RFC 7518, 3; RFC 8037, 3.1); RSA: by the key's size. */
const SIGNATURE_BYTES: Readonly<Record<string, readonly number[]>> = {
  none: [0],
  HS256: [32],
  HS384: [48],
  HS512: [64],
  ES256: [64],
  ES256K: [64],
  ES384: [96],
  ES512: [132],
  EdDSA: [64, 114],
};

/** Smallest and largest RSA signature that is believed: keys of 512 to 16384 bits. */
const RSA_BYTES = { least: 64, most: 2048 } as const;

/** Keys that documentation signs its samples with; whoever knows them can sign anything, so such a token protects nothing. */
const SAMPLE_KEYS = [
  "your-256-bit-secret",
  "your-384-bit-secret",
  "your-512-bit-secret",
  "a-string-secret-at-least-256-bits-long",
  "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
];

/** A key that is not only the documentation's. */
const EASY_KEY = "secret";

function isSample(algorithm: string, signed: string, signature: string, keys: readonly string[]): boolean {
  const bits = /^HS(256|384|512)$/.exec(algorithm)?.[1];
  if (bits === undefined) return false;
  return keys.some(
    (key) => crypto().createHmac(`sha${bits}`, key).update(signed).digest("base64url") === signature,
  );
}

/** Claims that say when a token counts, and claims that nobody makes but to show or to test what a token looks like. */
const TIMES: ReadonlySet<string> = new Set(["exp", "iat", "nbf"]);
const MADE_UP: ReadonlySet<string> = new Set(["foo", "bar", "baz", "hello"]);

/** Whether a token tells nothing of anybody: `{"foo":"bar","exp":1500000000}`. */
function isMadeUp(claims: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(claims).filter((name) => !TIMES.has(name));
  return names.length > 0 && names.every((name) => MADE_UP.has(name));
}

/**
 * Header and payload must be JSON objects, the header must name its algorithm, and the signature must be as long as
 * that algorithm makes it and not be made with a key of the documentation, and its claims no mere sample. A first part that cannot begin an object is no token's. Of encrypted tokens (five parts) only the header can be read.
 */
export function checkJwt(secret: string): CheckResult {
  if (!/^e(?:y[AJ]|w[0ko])[\w-]+\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?$/.test(secret)) {
    return "none";
  }
  const parts = secret.split(".");
  const [head = "", payload = "", signature = ""] = parts;
  const header = decodeObject(head);
  const algorithm = header?.["alg"];
  if (typeof algorithm !== "string") {
    return "invalid";
  }
  if (parts.length === 5) {
    return typeof header?.["enc"] === "string" ? "valid" : "invalid";
  }
  const claims = decodeObject(payload);
  const right =
    parts.length === 3 &&
    claims !== undefined &&
    !isMadeUp(claims) &&
    fitsSignature(algorithm, signature) &&
    !isSample(algorithm, `${head}.${payload}`, signature, [...SAMPLE_KEYS, EASY_KEY]);
  return right ? "valid" : "invalid";
}

/** Characters of the shortest signature, or of one that is cut off, that is worth a word. */
const SHORTEST_SIGNATURE = 16;

/**
 * For what is like a token, and cut off or altered perhaps. Invalid is only what certainly is none: a key of the documentation has signed
 * it, whatever else is right or wrong about it, or its signature is but a word.
 */
export function checkJwtLike(secret: string): CheckResult {
  const [head = "", payload = "", signature] = secret.split(".");
  if (signature !== undefined && signature.length < SHORTEST_SIGNATURE) return "invalid";
  const algorithm = decodeObject(head)?.["alg"];
  const isOne =
    typeof algorithm === "string" && isSample(algorithm, `${head}.${payload}`, signature ?? "", SAMPLE_KEYS);
  if (isOne) return "invalid";
  return checkJwt(secret) === "valid" ? "valid" : "none";
}

function fitsSignature(algorithm: string, signature: string): boolean {
  const length = decodeBase64(signature)?.length;
  if (length === undefined) {
    return false;
  }
  if (/^[RP]S(?:256|384|512)$/.test(algorithm)) {
    return length >= RSA_BYTES.least && length <= RSA_BYTES.most;
  }
  const lengths = Object.hasOwn(SIGNATURE_BYTES, algorithm) ? SIGNATURE_BYTES[algorithm] : undefined;
  return lengths?.includes(length) ?? length > 0;
}
