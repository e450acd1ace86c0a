/** Tokens whose text decodes to something recognisable: credentials, ids, expiry times. */

import { isUtf8 } from "node:buffer";
import type { CheckResult } from "../../types.ts";
import { base58ByteLength, decodeBase64, latin1Text } from "./base.ts";

function decodeText(base64: string): string | undefined {
  const bytes = decodeBase64(base64);
  return bytes && latin1Text(bytes);
}

/** Pairs that nobody logs in with: `foo:bar`, `CLIENT_ID:CLIENT_SECRET`, `aaa:bbb`, `my username:my password`. */
const MADE_UP_PAIR =
  /:(?:foo|bar|baz|qux|(.)\1{2,}|[A-Z]+(?:_[A-Z]+)+|(?:my|your)[ _-]?(?:pass(?:word|wd)?|secret)|opensesame)\n?$/;

/** Base64 of printable `user:password` in UTF-8, neither part empty: HTTP Basic (RFC 7617) and Docker's `auth`. No made-up pair. */
export function checkBasicAuth(secret: string): CheckResult {
  if (!/^[0-9A-Za-z+/_-]+={0,2}$/.test(secret)) {
    return "none";
  }
  const bytes = decodeBase64(secret);
  const text = bytes && decodeUtf8(bytes);
  if (text === undefined || MADE_UP_PAIR.test(text)) return "invalid";
  return /^[^:\p{C}]+:\P{C}+$/u.test(text) ? "valid" : "invalid";
}

const BYTE_ORDER_MARK = "\ufeff";

function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** Personal access tokens of Jira and Confluence Data Center, and of Bitbucket after `BBDC-`: `id:` and 20 bytes. */
export function checkAtlassianDataCenter(secret: string): CheckResult {
  const body = secret.startsWith("BBDC-") ? secret.slice(5) : secret;
  if (!/^[0-9A-Za-z+/]{40,48}={0,2}$/.test(body)) {
    return "none";
  }
  return /^[1-9]\d{3,14}:[^]{12,}$/.test(decodeText(body) ?? "") ? "valid" : "invalid";
}

/** Discord bot tokens: the first of three parts is base64 of the bot's decimal id. */
export function checkDiscordBot(secret: string): CheckResult {
  const match = /^([\w-]{20,32})\.[\w-]{5,8}\.[\w-]{20,48}$/.exec(secret);
  if (match === null) {
    return "none";
  }
  return /^[1-9]\d{3,19}$/.test(decodeText(match[1] ?? "") ?? "") ? "valid" : "invalid";
}

/** Artifactory reference tokens: base64 of `reftkn:<version>:<expiry>:<random>`, expiry in seconds since 1970 or 0. */
export function checkArtifactoryReference(secret: string): CheckResult {
  if (!/^cmVmd[0-9A-Za-z+/]{59}$/.test(secret)) {
    return "none";
  }
  return /^reftkn:\d\d:\d{10}:[^]{20,}$/.test(decodeText(secret) ?? "") ? "valid" : "invalid";
}

/** Artifactory API keys: 73 base58 characters, which stand for 54 bytes. */
export function checkArtifactoryKey(secret: string): CheckResult {
  if (!/^AKCp[0-9A-Za-z]{69}$/.test(secret)) {
    return "none";
  }
  return base58ByteLength(secret) === 54 ? "valid" : "invalid";
}

/** OpenAI keys have base64 of "OpenAI" in their middle. */
export function checkOpenAi(secret: string): CheckResult {
  if (!/^sk-[\w-]+$/.test(secret)) {
    return "none";
  }
  const middle = secret.indexOf("T3BlbkFJ", 3 + 16);
  return middle >= 0 && secret.length - middle >= 8 + 16 ? "valid" : "invalid";
}
