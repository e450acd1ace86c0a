/**
 * Microsoft's tokens: "identifiable" keys (a four-letter signature and a Marvin32 sum in base64), Entra client
 * secrets, common annotated keys, and Azure DevOps access tokens. Formats and seeds: the public
 * github.com/microsoft/security-utilities.
 */

import type { CheckResult } from "../../types.ts";
import { BASE62, decodeBase32, decodeBase64, encodeDigits, latin1Bytes } from "./base.ts";
import { crc32, littleEndian32 } from "./crc.ts";
import { marvin32 } from "./marvin.ts";

/** Signature → names of the seeds that its keys may be summed with. */
export const IDENTIFIABLE_KEYS: Readonly<Record<string, readonly string[]>> = {
  "+ASt": ["Default0"],
  ACDb: ["MastRW00", "MastRO00", "SystRW00", "SystRO00", "SysAll00", "Resour00", "Encryp00"],
  "+ASb": ["Send0000", "Listen00", "Manage00", "System00", "Unknown0"],
  "+AEh": ["Send0000", "Listen00", "Manage00", "System00", "Unknown0"],
  "+ARm": ["Send0000", "Listen00", "Manage00", "System00", "Unknown0"],
  "+ABa": ["AbAcct00"],
  "+ACR": ["ACRDflt0"],
  "+AMC": ["Classic0"],
  AzFu: ["Functi00", "Master00", "System00"],
  AzSe: ["Query000", "PAdmin00"],
  AzCa: ["Access00"],
  AIoT: ["IoTHub00", "DpsKey00", "Device00"],
  APIM: ["Tenant00", "IoTHub00", "Gatewy00", "GitKey00"],
  AZEG: ["Default0"],
};

/** The 64-bit seed that a name of eight characters stands for. */
export function seedOf(name: string): bigint {
  return latin1Bytes(name).reduce((seed, byte) => (seed << 8n) | BigInt(byte), 0n);
}

const SEEDS: ReadonlyMap<string, readonly bigint[]> = new Map(
  Object.entries(IDENTIFIABLE_KEYS).map(([signature, names]) => [signature, names.map(seedOf)]),
);

/** Base64 of a key whose last 4 bytes are the little-endian Marvin32 of the bytes before them. */
export function checkAzureIdentifiable(secret: string): CheckResult {
  const text = secret.replace(/={1,2}$/, "");
  const signature = text.slice(-10, -6);
  const seeds = SEEDS.get(signature);
  if (seeds === undefined) {
    return "none";
  }
  const bytes = text.length > 128 ? undefined : decodeBase64(text);
  if (bytes === undefined || bytes.length < 24) {
    return "invalid";
  }
  const covered = bytes.subarray(0, -4);
  const sum = new DataView(bytes.buffer, covered.length).getUint32(0, true);
  if (seeds.some((seed) => marvin32(covered, seed) === sum)) {
    return "valid";
  }
  // Redis keys come in a second form that replaces characters of the sum.
  return signature === "AzCa" ? "none" : "invalid";
}

const AD_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
const AD_SEED = seedOf("AadPwd00");

/** The three leading digits of the Marvin32 of the 37 characters that begin an Entra client secret. */
export function adSecretSum(body: string): string {
  return encodeDigits(marvin32(latin1Bytes(body), AD_SEED), AD_ALPHABET).slice(0, 3);
}

/** Entra client secrets of 40 characters with `8Q~` at offset 3; the older `7Q~` have no sum. */
export function checkAzureAd(secret: string): CheckResult {
  if (!/^[\w.~-]{3}8Q~[\w.~-]{34}$/.test(secret)) {
    return "none";
  }
  return adSecretSum(secret.slice(0, 37)) === secret.slice(37) ? "valid" : "invalid";
}

const ANNOTATED_SEED = seedOf("Default0");

/** The four sum characters of a common annotated key for its first 80 characters; `undefined` if these are not base64. */
export function annotatedKeySum(body: string): string | undefined {
  const bytes = decodeBase64(body);
  if (bytes === undefined) {
    return undefined;
  }
  const [a = 0, b = 0, c = 0, d = 0] = littleEndian32(marvin32(bytes, ANNOTATED_SEED));
  return encodeDigits(((a << 24) | (b << 16) | (c << 8) | d) >>> 0, BASE62)
    .padEnd(6, "0")
    .slice(0, 4);
}

/** Common annotated keys of 84 characters: `JQQJ9` at offset 52, the provider's signature at 76, the sum at 80. */
export function checkAzureAnnotated(secret: string): CheckResult {
  if (!/^[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9]{26}$/.test(secret)) {
    return "none";
  }
  return annotatedKeySum(secret.slice(0, 80)) === secret.slice(80) ? "valid" : "invalid";
}

/** Offsets of the sum's bytes in an Azure DevOps token, most significant first. */
export const DEVOPS_SUM_OFFSETS: readonly number[] = [2, 7, 8, 22];
/** What the CRC-32 is combined with, by kind of token. */
export const DEVOPS_MASKS: readonly number[] = [0xe0b9692d, 0x1019f92e];

/** CRC-32 of a 32-byte Azure DevOps token without the bytes of the sum itself. */
export function devOpsSum(bytes: Uint8Array): number {
  return crc32(bytes.filter((_, offset) => !DEVOPS_SUM_OFFSETS.includes(offset)));
}

/** Azure DevOps access tokens of 52 base32 characters. */
export function checkAzureDevOps(secret: string): CheckResult {
  const bytes = secret.length === 52 ? decodeBase32(secret) : undefined;
  if (bytes === undefined) {
    return "none";
  }
  const sum = DEVOPS_SUM_OFFSETS.reduce((value, offset) => (value << 8) | (bytes[offset] ?? 0), 0);
  const crc = devOpsSum(bytes);
  return DEVOPS_MASKS.some((mask) => ((crc ^ mask) | 0) === sum) ? "valid" : "invalid";
}
