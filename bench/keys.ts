/**
 * Keys of well-known formats, made at run time from a seed: none was ever issued and none stands in the repository.
 * Checksums are valid where the format has one, so that scanners which check them report the key.
 */
import { crc32 } from "node:zlib";
import type { Random } from "./random.ts";

const DIGITS = "0123456789";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
const BASE62 = DIGITS + UPPER + LOWER;

const MAKERS: Record<string, (r: Random) => string> = {
  github: (r) => withCrc("ghp_", r.text(BASE62, 30)),
  stripe: (r) => `sk_live_${r.text(BASE62, 24)}`,
  gitlab: (r) => `glpat-${r.text(BASE62, 20)}`,
  // The character after the prefix is neither I nor J in ids of today.
  aws: (r) => `AKIA${r.text("ABCDEFGH", 1)}${r.text(`${UPPER}234567`, 15)}`,
  slack: (r) => `xoxb-${r.text("123456789", 12)}-${r.text("123456789", 13)}-${r.text(BASE62, 24)}`,
  sendgrid: (r) => `SG.${r.text(BASE62, 22)}.${r.text(BASE62, 43)}`,
  npm: (r) => withCrc("npm_", r.text(BASE62, 30)),
  google: (r) => `AIza${r.text(BASE62, 35)}`,
};

/** The kinds that `makeKey` knows. */
export const KEY_KINDS: readonly string[] = Object.keys(MAKERS);

/**
 * A key of the kind, different with every call.
 * @throws RangeError for an unknown kind
 */
export function makeKey(kind: string, random: Random): string {
  const make = MAKERS[kind];
  if (make === undefined) throw new RangeError(`no such kind of key: ${kind}`);
  return make(random);
}

/** Prefix, body and the body's CRC-32 in six base62 digits (digits, upper, lower): GitHub's and npm's token format. */
function withCrc(prefix: string, body: string): string {
  let sum = crc32(body);
  let digits = "";
  for (let i = 0; i < 6; i++) {
    digits = BASE62.charAt(sum % 62) + digits;
    sum = Math.floor(sum / 62);
  }
  return prefix + body + digits;
}
