/** Practice: a key can do what its program needs, and no more. */
import type { Finding, Violation } from "../types.ts";
import type { Practice } from "./practice.ts";
import { about, placeOf, placesOf, type AuditView, type WideRole } from "./view.ts";

const ID = "hygiene-privilege";

/** Kinds that are wide whatever rights their owner has, for they have all of these. */
const WIDE_KINDS = /long-term|classic|acts as a person|all of its owner|all projects|signed-in/;
/** Kinds that are as narrow as their provider makes them, whatever their privilege is called. */
const NARROW_KINDS =
  /temporary|short-term|one hour|fine-grained|restricted|some projects|project key|bot token|one config|while the job runs|^test |organization/;

/** Looks at what keys say of themselves, and at the roles that the repository gives to accounts. */
export const privilege: Practice = {
  id: ID,
  title: "Give each key the least privilege",
  severity: "medium",
  explain:
    "What a leaked key can do is what its finder can do. keyscan tells by a key's form, by the claims that are encoded in " +
    "it and by the roles that the repository gives to its account whether it can do more than a program should, and names " +
    "a narrower key where the provider has one.",
  limits: ({ wideRoles }) =>
    wideRoles === undefined || wideRoles.skipped === 0
      ? []
      : [`${wideRoles.skipped} files that may give roles to accounts were too large or too many to be read.`],
  check: (view: AuditView): Violation[] => {
    const roles = view.wideRoles?.roles ?? [];
    const told = new Set<WideRole>();
    const keys = view.findings.flatMap((finding) => keyViolation(finding, roles, told));
    return [...keys, ...roles.filter((role) => !told.has(role)).map(roleViolation)];
  },
};

/** @param told Gets the roles that were named with a key: they need no violation of their own. */
function keyViolation(finding: Finding, roles: readonly WideRole[], told: Set<WideRole>): Violation[] {
  const places = placesOf(finding);
  const given = roles.filter((role) => isOf(role, finding));
  for (const role of given) told.add(role);
  const reasons = [
    ...reasonsOf(finding),
    ...given.map((role) => `${role.place.path}:${role.place.line} gives its account ${role.role}.`),
  ];
  if (places.length === 0 || reasons.length === 0 || isSpent(finding)) return [];
  const { remediation, claims, privilege: level } = finding;
  const wide = level === "admin" || given.length > 0;
  return [
    {
      ...about(ID, finding),
      severity: wide ? "high" : "medium",
      message: wide ? "The key can do everything." : "The key can do more than one program needs.",
      places: [...places.map(placeOf), ...given.map(({ place }) => place)],
      evidence: [
        ...reasons,
        ...(claims?.scopes === undefined ? [] : [`It may ${claims.scopes.join(", ")}.`]),
      ],
      advice: adviceFor(remediation.narrower, given),
    },
  ];
}

/** What has expired, and what is made to be public, can do nothing. */
function isSpent({ claims, privilege: level, severity, verified }: Finding): boolean {
  return (
    claims?.expired === true ||
    level === "publishable" ||
    severity === "info" ||
    verified?.result === "inactive"
  );
}

function reasonsOf({ privilege: level, claims, remediation }: Finding): string[] {
  const kind = claims?.kind ?? "";
  if (level === "admin")
    return [
      `It is ${kind === "" ? "a key with all rights" : `a key of the kind “${kind}”, which has all rights`}.`,
    ];
  const isWide = WIDE_KINDS.test(kind) || (level === "write" && !NARROW_KINDS.test(kind));
  if (!isWide || remediation.narrower === undefined) return foreverReasons(claims);
  const what = kind === "" ? "Its provider has" : `It is a key of the kind “${kind}”; its provider has`;
  return [`${what} narrower ones.`, ...foreverReasons(claims)];
}

/** Ten years are for ever. */
const FOREVER = 3650 * 86_400_000;

function foreverReasons(claims: Finding["claims"]): string[] {
  if (claims?.scopes === undefined) return [];
  const isWriting = claims.scopes.some((scope) => /write|admin|delete|\*|service_role/i.test(scope));
  const from = Date.parse(claims.issued ?? "");
  const until = Date.parse(claims.expires ?? "");
  if (!isWriting || (claims.expires !== undefined && !(until - from > FOREVER))) return [];
  return [
    claims.expires === undefined ? "It never expires." : `It is good until ${claims.expires.slice(0, 10)}.`,
  ];
}

/** Accounts are written with and without a prefix (`serviceAccount:…`), in Terraform often as a reference. */
function isOf({ account, system }: WideRole, { claims, provider }: Finding): boolean {
  if (account === undefined || claims?.account === undefined) return false;
  if (system === "gcp")
    return provider === "google" && account.replace(/^serviceAccount:/, "") === claims.account;
  return system === "kubernetes" && account === claims.account;
}

function adviceFor(narrower: string | undefined, given: readonly WideRole[]): string[] {
  const advice = [narrower ?? "Make a key with only the rights that the program uses, and an expiry."];
  if (given.length > 0) advice.push("Give the account roles on single resources instead.");
  return [...advice, "Deploy the new key, then revoke this one."];
}

const NARROWER: Readonly<Record<WideRole["system"], string>> = {
  gcp: "Give it predefined roles on single resources; roles/owner and roles/editor are for nobody's programs.",
  aws: "Attach a policy that names actions and resources; IAM Access Analyzer writes one from what was used.",
  azure: "Assign a role such as Reader, or one for the service, on one resource group or resource.",
  kubernetes: "Bind a Role with single verbs and resources in one namespace.",
  github: "Name the permissions that the job needs, such as contents: read.",
};

function roleViolation({ role, account, system, place }: WideRole): Violation {
  const who = account === undefined ? "An account" : `The account ${account}`;
  return {
    practice: ID,
    severity: role === "write-all" ? "low" : "medium",
    title: `${role} for an account`,
    message: `${who} gets ${role}: each of its keys can do everything.`,
    places: [place],
    evidence: [`${place.path}:${place.line} gives it ${role}.`],
    advice: [NARROWER[system]],
  };
}
