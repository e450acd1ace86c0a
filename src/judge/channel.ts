/** How a key travelled, told by the text before it on its line (and one sign behind it). */
import type { Channel } from "../types.ts";

const HEADER =
  /(?:^|[\s"'{,;([-])(authorization|x-api-key|api-key|apikey|x-auth-token|x-access-token|private-token|cookie|set-cookie)\\?["']?\s*(?:[:=]|=>)\s*\\?["']?(?:(?:bearer|basic|token|apikey|key)\s+)?[^"'\s]{0,60}$/i;
const BEARER = /\b(?:bearer|basic)\s+$/i;
const QUERY = /[?&][\w.[\]-]{1,60}=[^&\s"']{0,40}$/;
const BASIC_AUTH_URL = /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/@"']{0,100}:?$/i;
const JSON_FIELD = /\\?["'][\w.$ -]{1,60}\\?["']\s{0,4}:\s{0,4}\\?["'][^"']{0,60}$/;
const ENVIRONMENT = /^\s*(?:export\s+|set\s+)?[A-Z][A-Z0-9_]{1,60}=["']?[^"'\s]{0,60}$/;

/**
 * @param before The line up to the secret (at most its last few hundred characters).
 * @param after What follows the secret.
 */
export function channelOf(before: string, after: string): Channel | undefined {
  const header = HEADER.exec(before)?.[1]?.toLowerCase();
  if (header !== undefined) {
    if (header === "authorization") return "authorization-header";
    return header.endsWith("cookie") ? "cookie" : "api-key-header";
  }
  if (BEARER.test(before)) return "authorization-header";
  if (QUERY.test(before)) return "query-string";
  if (BASIC_AUTH_URL.test(before) && after.startsWith("@")) return "basic-auth-url";
  if (JSON_FIELD.test(before)) return "json-field";
  return ENVIRONMENT.test(before) ? "env-assignment" : undefined;
}
