/** Tokens that are JSON, or carry JSON in base64: the members that make them what they claim to be must be there. */

import type { CheckResult } from "../../types.ts";
import { decodeBase64, latin1Text } from "./base.ts";
import { checkPrivateKey } from "./pem.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a JSON text stands for; `undefined` for any other value and for broken text. */
function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The object in a base64 text of either alphabet. Its strings are latin-1 readings of UTF-8. */
export function decodeObject(base64: string): JsonObject | undefined {
  const bytes = decodeBase64(base64);
  return bytes && parseObject(latin1Text(bytes));
}

function checkMembers(object: JsonObject | undefined, names: readonly string[]): CheckResult {
  return object !== undefined && names.every((name) => Object.hasOwn(object, name)) ? "valid" : "invalid";
}

/** Grafana Cloud access policy tokens: `glc_` and an object with organisation, name, key and region. */
export function checkGrafanaCloud(secret: string): CheckResult {
  return secret.startsWith("glc_")
    ? checkMembers(decodeObject(secret.slice(4)), ["o", "n", "k", "m"])
    : "none";
}

/** Grafana's older API keys: an object with key, name and organisation id. */
export function checkGrafanaLegacy(secret: string): CheckResult {
  return secret.startsWith("eyJrIjoi") ? checkMembers(decodeObject(secret), ["k", "n", "id"]) : "none";
}

/** Sentry organisation tokens: `sntrys_`, an object that names region and organisation, `_` and 43 characters. */
export function checkSentryOrganisation(secret: string): CheckResult {
  if (!secret.startsWith("sntrys_")) {
    return "none";
  }
  const match = /^sntrys_([0-9A-Za-z+/]{20,4096}={0,2})_[0-9A-Za-z+/]{43}$/.exec(secret);
  return checkMembers(match === null ? undefined : decodeObject(match[1] ?? ""), [
    "iat",
    "region_url",
    "org",
  ]);
}

/** 1Password service accounts: `ops_` and an object with the account's e-mail address and keys. */
export function checkOnePasswordService(secret: string): CheckResult {
  return secret.startsWith("ops_")
    ? checkMembers(decodeObject(secret.slice(4)), ["email", "muk", "secretKey"])
    : "none";
}

/** An object as it stands, or as the content of a string literal (`{\"type\": …}`). */
function readObject(text: string): JsonObject | undefined {
  if (!text.includes('\\"')) {
    return parseObject(text);
  }
  return parseObject(text) ?? unquoteObject(text);
}

function unquoteObject(text: string): JsonObject | undefined {
  try {
    return parseObject(String(JSON.parse(`"${text}"`)));
  } catch {
    return undefined;
  }
}

/** Google service accounts as JSON. Says nothing of a file whose key was cut or blacked out. */
export function checkGoogleServiceAccount(secret: string): CheckResult {
  const text = secret.trim();
  if (!text.startsWith("{")) {
    return "none";
  }
  const account = readObject(text);
  if (account !== undefined && account["type"] !== "service_account") {
    return "none";
  }
  const key = account?.["private_key"];
  if (typeof key !== "string" || typeof account?.["client_email"] !== "string") {
    return "invalid";
  }
  return key.includes("-----BEGIN") ? checkPrivateKey(key) : "invalid";
}

/** JSON Web Keys (RFC 7517) with a private (`d`) or symmetric (`k`) member, alone or in a set. */
export function checkJsonWebKey(secret: string): CheckResult {
  const text = secret.trim();
  if (!text.startsWith("{")) {
    return "none";
  }
  const object = readObject(text);
  if (object !== undefined && !Object.hasOwn(object, "kty") && !Object.hasOwn(object, "keys")) {
    return "none";
  }
  const keys: unknown = object?.["keys"] ?? [object];
  return Array.isArray(keys) && keys.some(isPrivateWebKey) ? "valid" : "invalid";
}

function isPrivateWebKey(value: unknown): boolean {
  const key = typeof value === "object" && value !== null ? (value as JsonObject) : {};
  const secret = key["kty"] === "oct" ? key["k"] : key["d"];
  const known = ["RSA", "EC", "OKP", "oct"].includes(String(key["kty"]));
  return known && typeof secret === "string" && /^[\w-]{8,}={0,2}$/.test(secret);
}
