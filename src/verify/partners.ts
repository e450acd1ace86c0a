/** The other half of a credential, such as the access key id that belongs to a secret access key: the nearest in the same file. */
import type { Finding, VerifySource } from "../types.ts";
import type { Values } from "./request.ts";

/** Lines between the two, at most. */
const NEAR = 20;

/** @returns undefined where one is missing. */
export function partnersOf(
  finding: Finding,
  rule: VerifySource,
  secrets: ReadonlyMap<Finding, string>,
  parts: Values = {},
): Values | undefined {
  const values: Record<string, string> = {};
  for (const [name, ruleId] of Object.entries(rule.with ?? {})) {
    const value = parts[name] ?? nearest(finding, ruleId, secrets);
    if (value === undefined) return undefined;
    values[name] = value;
  }
  return values;
}

function nearest(
  finding: Finding,
  ruleId: string,
  secrets: ReadonlyMap<Finding, string>,
): string | undefined {
  let found: string | undefined;
  let distance = NEAR + 1;
  for (const [other, secret] of secrets) {
    if (other.ruleId !== ruleId) continue;
    const away = linesBetween(finding, other);
    if (away < distance) [found, distance] = [secret, away];
  }
  return found;
}

function linesBetween(one: Finding, other: Finding): number {
  const places = [one, ...one.occurrences];
  const others = [other, ...other.occurrences];
  return Math.min(
    ...places.flatMap((place) =>
      others.map((candidate) =>
        candidate.location.path === place.location.path
          ? Math.abs(candidate.location.startLine - place.location.startLine)
          : Number.POSITIVE_INFINITY,
      ),
    ),
  );
}
