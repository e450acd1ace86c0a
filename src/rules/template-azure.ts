/** Makers of Microsoft's example tokens; see src/engine/checks/azure.ts for the formats. */

import {
  adSecretSum,
  annotatedKeySum,
  DEVOPS_MASKS,
  DEVOPS_SUM_OFFSETS,
  devOpsSum,
  IDENTIFIABLE_KEYS,
  seedOf,
} from "../engine/checks/azure.ts";
import { encodeBase32 } from "../engine/checks/base.ts";
import { littleEndian32 } from "../engine/checks/crc.ts";
import { marvin32 } from "../engine/checks/marvin.ts";
import type { Random } from "./template-random.ts";

/** Bytes of a key by its signature; 64 where not listed. */
const KEY_BYTES: Readonly<Record<string, number>> = {
  "+ASb": 32,
  "+AEh": 32,
  "+ARm": 32,
  "+ACR": 39,
  AzFu: 40,
  AzSe: 39,
  AzCa: 32,
  AIoT: 32,
};

/** A base64 key with the given signature; the URL alphabet for functions, which may stand in a query. */
export function makeIdentifiableKey(random: Random, signature = "+ASt"): string {
  const seeds = Object.hasOwn(IDENTIFIABLE_KEYS, signature) ? IDENTIFIABLE_KEYS[signature] : undefined;
  if (seeds === undefined) {
    const known = Object.keys(IDENTIFIABLE_KEYS).join(", ");
    throw new Error(`{token:azure-identifiable:${signature}}: the signature is none of ${known}`);
  }
  const size = KEY_BYTES[signature] ?? 64;
  const digits = Math.ceil((size * 8) / 6);
  const filled = `${random.run("base64", digits - 10)}${signature}`;
  // The sum begins inside a character: what the random filling leaves there has to be zero.
  const covered = Buffer.from(filled.padEnd(digits, "A"), "base64").subarray(0, size - 4);
  const sum = littleEndian32(marvin32(covered, seedOf(random.pick(seeds))));
  const key = Buffer.concat([covered, sum]).toString("base64");
  return signature === "AzFu" ? key.replaceAll("+", "-").replaceAll("/", "_") : key;
}

/** An Entra client secret of the `8Q~` form. */
export function makeAdSecret(random: Random): string {
  const body = `${random.run("base62", 3)}8Q~${random.run("base62", 15)}${random.pick([..."~._-"])}${random.run("base62", 15)}`;
  return body + adSecretSum(body);
}

/** A common annotated key of 84 characters with platform and provider marks of four characters each. */
export function makeAnnotatedKey(random: Random, platform: string, provider: string): string {
  const body = `${random.run("base62", 52)}JQQJ99BBACAAAAA${random.run("base62", 5)}AA`.slice(0, 72);
  const covered = `${body.padEnd(72, "A")}${platform}${provider}`;
  return covered + (annotatedKeySum(covered) ?? "");
}

/** An Azure DevOps access token of 52 lower-case base32 characters. */
export function makeDevOpsToken(random: Random): string {
  const bytes = random.bytes(32);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((devOpsSum(bytes) ^ random.pick(DEVOPS_MASKS)) >>> 0);
  for (const [index, offset] of DEVOPS_SUM_OFFSETS.entries()) {
    bytes[offset] = sum[index] ?? 0;
  }
  return encodeBase32(bytes).toLowerCase();
}
