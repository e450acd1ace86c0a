/** From a rule's `verify` and a secret to the request that is sent. */
import type { VerifySource } from "../types.ts";
import { signedHeaders } from "./aws-v4.ts";

export interface VerifyRequest {
  host: string;
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** What stands for the placeholders, by name; `secret` is the key itself. Latin-1. */
export type Values = Readonly<Record<string, string>>;

/** A key that can't be part of a request: a header can't hold line ends. */
export class UnusableError extends Error {}

const PLACEHOLDER = /\{([a-z]{1,20})\}/g;

/** @throws UnusableError */
export function requestFor(rule: VerifySource, values: Values, now: Date): VerifyRequest {
  const plain = (template: string): string => filled(template, values, (value) => value);
  const path = filled(rule.path, values, (value) => encodeURIComponent(value));
  const { host, method = "GET" } = rule;
  const headers: Record<string, string> = { accept: "application/json", "user-agent": "keyscan" };
  for (const [name, value] of Object.entries(rule.headers ?? {}))
    headers[name.toLowerCase()] = header(plain(value));
  if (rule.basic !== undefined)
    headers["authorization"] = `Basic ${Buffer.from(plain(rule.basic), "latin1").toString("base64")}`;
  // It would be told of as unknown to AWS.
  if (rule.sign === "aws-v4" && values["id"]?.startsWith("ASIA") === true)
    throw new UnusableError("a temporary key works with its session token only");
  if (rule.sign === "aws-v4") Object.assign(headers, signedHeaders({ host, method, path }, values, now));
  if (rule.body === undefined) return { host, method, path, headers };
  const isJson = headers["content-type"]?.includes("json") ?? true;
  headers["content-type"] ??= "application/json";
  const body = filled(rule.body, values, isJson ? inJson : encodeURIComponent);
  headers["content-length"] = String(Buffer.byteLength(body));
  return { host, method, path, headers, body };
}

function filled(template: string, values: Values, encode: (value: string) => string): string {
  return template.replaceAll(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? encode(values[name] ?? "") : whole,
  );
}

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** Printable ASCII: anything else would be another header, or none at all. */
function header(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return value;
  throw new UnusableError("it has characters that no request can hold");
}
