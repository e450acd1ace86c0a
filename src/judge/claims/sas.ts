/**
 * Shared access signatures of Azure: the signature is the secret, what it allows stands in the parameters beside it.
 * https://learn.microsoft.com/en-us/rest/api/storageservices/create-account-sas and …/create-service-sas
 */
import type { Match } from "../../engine/match.ts";
import type { PackRule } from "../../engine/pack.ts";
import type { RawClaims } from "./raw.ts";

const RULES: ReadonlySet<string> = new Set(["azure-sas-token", "azure-servicebus-sas-token"]);

/** Letters of `sp`, for reports. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  r: "read",
  a: "add",
  c: "create",
  w: "write",
  d: "delete",
  x: "delete version",
  y: "permanent delete",
  l: "list",
  t: "tags",
  f: "find",
  m: "move",
  e: "execute",
  o: "ownership",
  p: "permissions",
  u: "update",
  i: "immutability",
};
const READING = /^[rlf]+$/;

/** `sr` and `srt`: what the signature is for. */
const RESOURCES: Readonly<Record<string, string>> = {
  b: "one blob",
  c: "the whole container",
  d: "one directory",
  s: "the whole share",
  f: "one file",
};

/** Undefined for matches of other rules; parameters that can't be decoded count as they stand. */
export function signedUrlClaims(match: Match, rule: PackRule): RawClaims | undefined {
  if (!RULES.has(rule.id)) return undefined;
  const parameters = parametersOf(match);
  const expires = timeOf(parameters.get("se"));
  const issued = timeOf(parameters.get("st"));
  const times = {
    ...(expires === undefined ? {} : { expires }),
    ...(issued === undefined ? {} : { issued }),
  };
  if (rule.id === "azure-servicebus-sas-token") {
    const policy = parameters.get("skn");
    return { ...times, ...(policy === undefined || policy === "" ? {} : { keyId: policy }) };
  }
  const letters = parameters.get("sp") ?? "";
  const isAccount = parameters.has("ss") || parameters.has("srt");
  const scopes = [...letters].flatMap((letter) => PERMISSIONS[letter] ?? []);
  const resource = isAccount ? undefined : RESOURCES[parameters.get("sr") ?? ""];
  return {
    ...times,
    kind: `${kindOf(parameters, isAccount)}${resource === undefined ? "" : `, ${resource}`}`,
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(scopes.length === 0 ? {} : { level: READING.test(letters) ? "read" : writing(letters, isAccount) }),
  };
}

function kindOf(parameters: ReadonlyMap<string, string>, isAccount: boolean): string {
  if (isAccount) return "account SAS";
  return parameters.has("skoid") ? "user delegation SAS" : "service SAS";
}

/** One that may write and delete everywhere in an account is as good as its key. */
function writing(letters: string, isAccount: boolean): string {
  return isAccount && letters.includes("w") && letters.includes("d") ? "admin" : "write";
}

/** The parameters of the query that the signature stands in; separators may be escaped, as in JSON or in a URL in a URL. */
function parametersOf({ context, secretAt, secret }: Match): Map<string, string> {
  const before = /[^\s"'<>`?]*$/.exec(context.slice(0, secretAt))?.[0] ?? "";
  const after = /^[^\s"'<>`]*/.exec(context.slice(secretAt + secret.length))?.[0] ?? "";
  const pairs = `${before}${after}`.split(/&(?:amp;)?|\\u0026|%26/);
  const parameters = new Map<string, string>();
  for (const pair of pairs) {
    const [, name, value] = /([a-z]{2,5})(?:=|%3[Dd])(.*)$/s.exec(pair) ?? [];
    if (name !== undefined && value !== undefined && name !== "sig") parameters.set(name, decoded(value));
  }
  return parameters;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Storage writes ISO 8601, messaging seconds since 1970. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{9,11}$/.test(text)) return Number(text);
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time / 1000;
}
