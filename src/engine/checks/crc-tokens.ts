/** Tokens that end in a CRC-32 of what stands before it; each provider writes the sum in its own way. */

import type { CheckResult } from "../../types.ts";
import { BASE62, encodeDigits, latin1Bytes } from "./base.ts";
import { crc32, hex32, littleEndian32 } from "./crc.ts";

function verdict(matches: boolean): CheckResult {
  return matches ? "valid" : "invalid";
}

function sumOf(text: string): number {
  return crc32(latin1Bytes(text));
}

/** CRC-32 as eight lower-case hex digits, least significant byte first. */
function reversedHex(sum: number): string {
  return Array.from(littleEndian32(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Thirty characters and their sum in six base62 digits, as GitHub and npm write it. */
function checkBase62Sum(body: string): CheckResult {
  return verdict(encodeDigits(sumOf(body.slice(0, 30)), BASE62).padStart(6, "0") === body.slice(30));
}

/** `ghp_`, `gho_`, `ghu_`, `ghs_`, `ghr_` and 36 characters. */
export function checkGitHubClassic(secret: string): CheckResult {
  return /^gh[pousr]_[0-9A-Za-z]{36}$/.test(secret) ? checkBase62Sum(secret.slice(4)) : "none";
}

/** `npm_` and 36 characters. */
export function checkNpm(secret: string): CheckResult {
  return /^npm_[0-9A-Za-z]{36}$/.test(secret) ? checkBase62Sum(secret.slice(4)) : "none";
}

/** Grafana service accounts: `glsa_`, 32 characters, `_` and the sum of all before it, bytes reversed. */
export function checkGrafanaServiceAccount(secret: string): CheckResult {
  if (!/^glsa_[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}$/.test(secret)) {
    return "none";
  }
  return verdict(reversedHex(sumOf(secret.slice(0, 37))) === secret.slice(38).toLowerCase());
}

/**
 * Atlassian API tokens (`ATATT3…`, `ATCTT3…`) and Bitbucket app passwords (`ATBB…`): the sum of all before it in
 * upper-case hex. The equals sign before the sum may be escaped, as in properties files and URLs.
 */
export function checkAtlassianToken(secret: string): CheckResult {
  const token = secret.replace(/(?:\\=|%3D)(?=[0-9A-F]{8}$)/, "=");
  if (!/^(?:AT[AC]TT3[\w-]{50,512}=|ATBB[\w-]{24})[0-9A-F]{8}$/.test(token)) {
    return "none";
  }
  return verdict(hex32(sumOf(token.slice(0, -8))).toUpperCase() === token.slice(-8));
}

/** Cloudflare's `cfk_`, `cfut_`, `cfat_`, `cfast_`: 40 characters and the sum of these alone. */
export function checkCloudflare(secret: string): CheckResult {
  const match = /^cf(?:k|ut|at|ast)_([0-9A-Za-z]{40})([0-9A-Fa-f]{8})$/.exec(secret);
  return match === null ? "none" : verdict(hex32(sumOf(match[1] ?? "")) === match[2]?.toLowerCase());
}

/** Zuplo consumer keys: `zpka_`, 32 characters, `_` and the sum of the 32. */
export function checkZuplo(secret: string): CheckResult {
  const match = /^zpka_([0-9A-Za-z]{32})_([0-9A-Fa-f]{8})$/.exec(secret);
  return match === null ? "none" : verdict(hex32(sumOf(match[1] ?? "")) === match[2]?.toLowerCase());
}

/** Confluent Cloud secrets: `cflt`, 54 characters and base64 of the little-endian sum of the 54, unpadded. */
export function checkConfluent(secret: string): CheckResult {
  const match = /^cflt([0-9A-Za-z+/]{54})([0-9A-Za-z+/]{6})$/.exec(secret);
  if (match === null) {
    return "none";
  }
  return verdict(
    btoa(String.fromCharCode(...littleEndian32(sumOf(match[1] ?? "")))).slice(0, 6) === match[2],
  );
}

/**
 * GitLab's routable tokens: prefix and base64url payload, optionally `.` and a version, then `.`, the payload's length
 * (two base-36 digits) and the sum of all before it in seven base-36 digits. Other GitLab tokens carry no sum.
 */
export function checkGitLabRoutable(secret: string): CheckResult {
  if (!/^[\w-]{27,400}(?:\.[0-9a-z]{2})?\.[0-9a-z]{9}$/.test(secret)) {
    return "none";
  }
  return verdict(sumOf(secret.slice(0, -7)).toString(36).padStart(7, "0") === secret.slice(-7));
}

/** Hex.pm keys of the form with a sum: `hex_`, 32 hex digits, and the sum of the 16 bytes they stand for. */
export function checkHexPm(secret: string): CheckResult {
  const match = /^hex_([0-9a-f]{32})([0-9a-f]{8})$/.exec(secret);
  if (match === null) {
    return "none";
  }
  const pairs = match[1]?.match(/../g) ?? [];
  return verdict(hex32(crc32(Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)))) === match[2]);
}
