/** What is encoded in keys of certain providers besides the secret itself. */
import { decodeBase64, decodeBase32 } from "../../engine/checks/base.ts";
import { decodeObject } from "../../engine/checks/json.ts";
import { pypiCaveats } from "../../engine/checks/macaroon.ts";
import type { PackRule } from "../../engine/pack.ts";
import { privateKeyClaims } from "./private-key.ts";
import type { RawClaims } from "./raw.ts";

type Reader = (secret: string) => RawClaims | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  aws: awsAccount,
  google: googleServiceAccount,
  sentry: sentryOrganization,
  grafana: grafanaCloud,
  mapbox: mapboxToken,
  privatekey: privateKeyClaims,
  pypi: pypiToken,
};

/** What the key says of itself, by its rule's provider; undefined where none of the readers can read it. */
export function embeddedClaims(secret: string, rule: PackRule): RawClaims | undefined {
  return READERS[rule.provider]?.(secret);
}

/**
 * The account's number is in an access key id: after the four letters of the kind, base32; of the first 48 bits the 40 below
 * the highest. True for ids made since 2019 (the fifth character is Q or later).
 */
function awsAccount(secret: string): RawClaims | undefined {
  if (!/^A[KS]IA[Q-Z2-7][A-Z2-7]{15}$/.test(secret)) return undefined;
  const bytes = decodeBase32(secret.slice(4, 14));
  if (bytes === undefined || bytes.length < 6) return undefined;
  const bits = bytes.subarray(0, 6).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const account = (bits & 0x7f_ff_ff_ff_ff_80n) >> 7n;
  return { account: account.toString().padStart(12, "0") };
}

/** The secret is the JSON file, or its text in a string literal. */
function googleServiceAccount(secret: string): RawClaims | undefined {
  if (!secret.startsWith("{")) return undefined;
  const member = (name: string): string | undefined =>
    new RegExp(`\\\\?"${name}\\\\?"\\s{0,4}:\\s{0,4}\\\\?"([\\w@.-]{1,200})\\\\?"`).exec(secret)?.[1];
  const account = member("client_email");
  const keyId = member("private_key_id");
  return {
    kind: "service account key",
    ...(account === undefined ? {} : { account }),
    ...(keyId === undefined ? {} : { keyId }),
  };
}

function sentryOrganization(secret: string): RawClaims | undefined {
  const object = decodeObject(/^sntrys_([0-9A-Za-z+/]+={0,2})_/.exec(secret)?.[1] ?? "");
  if (object === undefined) return undefined;
  const { org, iat } = object;
  return {
    kind: "organization token",
    ...(typeof org === "string" ? { account: org } : {}),
    ...(typeof iat === "number" ? { issued: iat } : {}),
  };
}

function grafanaCloud(secret: string): RawClaims | undefined {
  if (!secret.startsWith("glc_")) return undefined;
  const object = decodeObject(secret.slice(4));
  const [organization, name] = [object?.["o"], object?.["n"]];
  return {
    kind: "access policy token",
    ...(typeof organization === "string" || typeof organization === "number"
      ? { account: `organization ${organization}` }
      : {}),
    ...(typeof name === "string" ? { keyId: name } : {}),
  };
}

function mapboxToken(secret: string): RawClaims | undefined {
  const owner = decodeObject(/^[spt]k\.([\w-]+)\./.exec(secret)?.[1] ?? "")?.["u"];
  return typeof owner === "string" ? { account: owner } : undefined;
}

/**
 * A caveat without projects is good for all of the owner's: JSON `{"permissions": "user"}` or `{"permissions": {"projects": […]}}`,
 * later arrays `[0, expires, from]`, `[1, [projects]]`, `[2, [project ids]]`, `[3, user id]`
 * (https://github.com/pypi/warehouse, warehouse/macaroons/caveats).
 */
function pypiToken(secret: string): RawClaims | undefined {
  const bytes = secret.startsWith("pypi-") ? decodeBase64(secret.slice(5)) : undefined;
  if (bytes === undefined) return undefined;
  const projects: string[] = [];
  const ids: number[] = [];
  let expires: number | undefined;
  for (const caveat of pypiCaveats(bytes)) {
    projects.push(...projectsOf(caveat));
    if (Array.isArray(caveat) && caveat[0] === 0 && typeof caveat[1] === "number") expires = caveat[1];
    if (Array.isArray(caveat) && caveat[0] === 2 && Array.isArray(caveat[1])) ids.push(caveat[1].length);
  }
  const isNarrow = projects.length > 0 || ids.length > 0;
  return {
    kind: isNarrow ? "token for some projects" : "token for all projects of its owner",
    level: isNarrow ? "write" : "admin",
    ...(projects.length === 0 ? {} : { scopes: projects.map((name) => `project ${name}`) }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function projectsOf(caveat: unknown): string[] {
  if (Array.isArray(caveat)) return caveat[0] === 1 && Array.isArray(caveat[1]) ? names(caveat[1]) : [];
  const permissions: unknown = (caveat as { permissions?: unknown } | null)?.permissions;
  const listed: unknown = (permissions as { projects?: unknown } | null | undefined)?.projects;
  return Array.isArray(listed) ? names(listed) : [];
}

function names(values: readonly unknown[]): string[] {
  return values.filter((value): value is string => typeof value === "string");
}
