/** Practice: keys come from the environment or a secret manager, never from the code. */
import type { Finding, Occurrence, Violation } from "../types.ts";
import { isPublishable } from "./client-side.ts";
import type { Practice } from "./practice.ts";
import { about, placeOf, placesOf, type AuditView } from "./view.ts";

/** Places that are no code: what was written there was not hard-coded. */
const NO_CODE: ReadonlySet<Occurrence["source"]["kind"]> = new Set(["log", "stdin"]);

/** Looks at where findings stand: files of code and their histories. */
export const hardCoded: Practice = {
  id: "hygiene-hard-coded",
  title: "Never hard-code a key",
  severity: "high",
  explain:
    "A key in the code goes wherever the code goes: to every clone, build and backup, and it can't be changed without a " +
    "release. Code reads keys from the environment or from a secret manager. Keys in files that git ignores (.env) are " +
    "where they belong; publishable keys are made to stand in code.",
  check: (view: AuditView): Violation[] => view.findings.flatMap(violationOf),
};

function violationOf(finding: Finding): Violation[] {
  if (isPublishable(finding)) return [];
  const places = placesOf(finding).filter(
    ({ source, exposure }) => !NO_CODE.has(source.kind) && !exposure.includes("local-only"),
  );
  if (places.length === 0) return [];
  return [
    {
      ...about("hygiene-hard-coded", finding),
      severity: finding.severity,
      message: "The key stands in the code.",
      places: places.map(placeOf),
      evidence: [`${places.length} ${places.length === 1 ? "place" : "places"} in files that git keeps.`],
      advice: [
        "Revoke it, and make a new one.",
        "Read it from an environment variable or a secret manager (keyscan fix).",
      ],
    },
  ];
}
