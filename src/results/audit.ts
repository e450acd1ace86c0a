/** The audit of a saved result, and what is made of several. */
import {
  PRACTICE_IDS,
  SEVERITIES,
  type Audit,
  type PracticeResult,
  type Violation,
  type ViolationPlace,
} from "../types.ts";
import type { JsonObject } from "./value.ts";

/** @throws ResultError */
export function auditOf(object: JsonObject): Audit {
  return {
    practices: object.objects("practices").map(resultOf),
    violations: object.objects("violations").map(violationOf),
  };
}

function resultOf(object: JsonObject): PracticeResult {
  return {
    id: object.choice("id", PRACTICE_IDS),
    title: object.text("title"),
    severity: object.choice("severity", SEVERITIES),
    explain: object.text("explain"),
    status: object.choice("status", ["clean", "violated", "unchecked"]),
    violations: object.whole("violations", 0),
    ...object.optional(["reason"], (name) => object.text(name)),
    limits: object.texts("limits"),
    ...object.optional(["information"], (name) => object.texts(name)),
  };
}

function violationOf(object: JsonObject): Violation {
  return {
    practice: object.choice("practice", PRACTICE_IDS),
    severity: object.choice("severity", SEVERITIES),
    ...object.optional(["fingerprint", "provider"], (name) => object.text(name)),
    title: object.text("title"),
    message: object.text("message"),
    places: object.objects("places").map(placeOf),
    ...object.optional(["morePlaces"], (name) => object.whole(name, 1)),
    evidence: object.texts("evidence"),
    advice: object.texts("advice"),
  };
}

function placeOf(object: JsonObject): ViolationPlace {
  return {
    path: object.text("path"),
    line: object.whole("line", 1),
    ...object.optional(["commit"], (name) => object.text(name)),
  };
}

/** A practice is clean where all results that checked it say so. */
export function joinAudits(audits: readonly Audit[]): { audit?: Audit } {
  const [first, ...others] = audits;
  if (first === undefined) return {};
  if (others.length === 0) return { audit: first };
  const practices = PRACTICE_IDS.flatMap((id) => {
    const results = audits.flatMap((audit) => audit.practices.filter((result) => result.id === id));
    return results.length === 0 ? [] : [joinResults(results)];
  });
  const violations = PRACTICE_IDS.flatMap((id) =>
    audits.flatMap((audit) => audit.violations.filter(({ practice }) => practice === id)),
  );
  return { audit: { practices, violations } };
}

/** The worst of them; what only some could not check is a limit of the whole. */
function joinResults(results: readonly PracticeResult[]): PracticeResult {
  const by = (status: PracticeResult["status"]): PracticeResult | undefined =>
    results.find((result) => result.status === status);
  const worst = by("violated") ?? by("clean") ?? by("unchecked");
  if (worst === undefined) throw new Error("no results to join");
  const limits = results.flatMap((result) => [
    ...result.limits,
    ...(worst.status === "unchecked" || result.reason === undefined ? [] : [result.reason]),
  ]);
  return {
    ...worst,
    violations: results.reduce((sum, result) => sum + result.violations, 0),
    limits: [...new Set(limits)],
  };
}
