/** Claims of JSON Web Tokens (RFC 7519): the whole secret, or a part of it, as GitHub's and others' tokens have them. */
import { decodeObject } from "../../engine/checks/json.ts";
import type { RawClaims } from "./raw.ts";

/** Header and payload of a token in the text; both begin objects. */
const TOKEN = /(e(?:y[AJ]|w[0ko])[\w-]{6,3000})\.(e(?:y[AJ]|w[0ko])[\w-]{6,9000})\.[\w-]*/;

/** Where services put what a token allows. */
const SCOPE_MEMBERS = [
  ...[
    "scope",
    "scopes",
    "scp",
    "role",
    "roles",
    "permissions",
    "permission",
    "cognito:groups",
    "x-hasura-allowed-roles",
  ],
];

type JsonObject = Readonly<Record<string, unknown>>;

/** Undefined where no token is in the text. Signatures are not checked: keyscan has no key to check them with. */
export function tokenClaims(secret: string): RawClaims | undefined {
  const encoded = TOKEN.exec(secret)?.[2];
  const payload = encoded === undefined ? undefined : decodeObject(encoded);
  if (payload === undefined) return undefined;
  const account = accountOf(payload);
  const issuer = text(payload["iss"]);
  const issued = seconds(payload["iat"]) ?? seconds(payload["nbf"]);
  const expires = seconds(payload["exp"]);
  const scopes = scopesOf(payload);
  const level = supabaseLevel(issuer, scopes);
  return {
    ...(issuer === undefined ? {} : { issuer: withoutQuery(issuer) }),
    ...(account === undefined ? {} : { account }),
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(issued === undefined ? {} : { issued }),
    ...(expires === undefined ? {} : { expires }),
    ...(level === undefined ? {} : { level }),
  };
}

function scopesOf(payload: JsonObject): string[] {
  const values = SCOPE_MEMBERS.map((name) => payload[name]);
  for (const holder of ["realm_access", "app_metadata", "https://hasura.io/jwt/claims"]) {
    const inner = object(payload[holder]);
    values.push(...SCOPE_MEMBERS.map((name) => inner?.[name]));
  }
  const words = values.flatMap((value) => {
    if (typeof value === "string") return value.split(/[\s,]+/);
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
  });
  if (payload["admin"] === true || payload["is_admin"] === true) words.push("admin");
  return [...new Set(words.filter((word) => word !== ""))];
}

/** Kubernetes names the service account, Supabase the project, Azure AD the application. Never a person. */
function accountOf(payload: JsonObject): string | undefined {
  const kubernetes = object(payload["kubernetes.io"]);
  const namespace =
    text(payload["kubernetes.io/serviceaccount/namespace"]) ?? text(kubernetes?.["namespace"]);
  const service =
    text(payload["kubernetes.io/serviceaccount/service-account.name"]) ??
    text(object(kubernetes?.["serviceaccount"])?.["name"]);
  if (namespace !== undefined && service !== undefined) return `${namespace}/${service}`;
  return text(payload["ref"]) ?? text(payload["appid"]) ?? text(payload["azp"]) ?? text(payload["client_id"]);
}

/** The role is all that such a key has: `anon` is made to stand in a client, `service_role` passes all row level security. */
function supabaseLevel(issuer: string | undefined, scopes: readonly string[]): string | undefined {
  if (issuer !== "supabase" && issuer !== "supabase-demo") return undefined;
  if (scopes.includes("service_role")) return "admin";
  return scopes.includes("anon") ? "publishable" : undefined;
}

function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
}

function object(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function seconds(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
