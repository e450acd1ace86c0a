/** Practice: each environment has keys of its own. */
import type { Finding, Occurrence, Severity, Violation } from "../types.ts";
import { environmentOf, keyEnvironment, type Environment } from "./environment-of.ts";
import type { Practice } from "./practice.ts";
import { about, placeOf, placesOf, type AuditView } from "./view.ts";

const ID = "hygiene-shared-environment";

/** Looks at the environments that the places of a finding belong to. */
export const sharedEnvironment: Practice = {
  id: ID,
  title: "Use a key of its own in each environment",
  severity: "high",
  explain:
    "A key that development and production share leaks from the weakest of its places, and can't be revoked without stopping " +
    "both. keyscan compares the places of each secret by their files (.env.production, compose and CI files, Helm values, " +
    "tfvars, overlays) and variables, and tells live keys in development files and test keys in production files.",
  check: (view: AuditView): Violation[] => view.findings.flatMap(violationsOf),
};

interface Placed {
  place: Occurrence;
  environment: Environment;
}

function violationsOf(finding: Finding): Violation[] {
  if (finding.privilege === "publishable" || finding.claims?.expired === true) return [];
  const placed = placesOf(finding).flatMap((place): Placed[] => {
    const environment = environmentOf(place);
    return environment === undefined ? [] : [{ place, environment }];
  });
  const shared = sharedBy(finding, placed);
  return shared === undefined ? misplaced(finding, placed) : [shared];
}

/** One secret in files of several environments. */
function sharedBy(finding: Finding, placed: readonly Placed[]): Violation | undefined {
  const environments = [...new Set(placed.map(({ environment }) => environment))].sort();
  if (environments.length < 2) return undefined;
  return {
    ...about(ID, finding),
    severity: severityOf(environments, finding),
    message: `The same secret is used in ${listed(environments)}.`,
    places: placed.map(({ place }) => placeOf(place)),
    evidence: environments.map((name) => evidenceFor(name, placed)),
    advice: [
      `Make a key for ${environments.includes("production") ? "production alone" : "each of them"}, and give the others keys of a test account.`,
      "Keep each environment's keys in its own part of the secret manager, and not in files.",
      "Revoke the shared key when nothing uses it any more.",
    ],
  };
}

function evidenceFor(name: Environment, placed: readonly Placed[]): string {
  const places = placed.filter(({ environment }) => environment === name);
  const paths = [...new Set(places.map(({ place }) => `${place.location.path}:${place.location.startLine}`))];
  const more = paths.length > 3 ? ` and ${paths.length - 3} more places` : "";
  return `${LABELS[name]}: ${paths.slice(0, 3).join(", ")}${more}.`;
}

const LABELS: Readonly<Record<Environment, string>> = {
  production: "production",
  staging: "staging",
  test: "test",
  development: "development",
  default: "all environments, by default",
};

/** With production in it, it matters; what only development and tests share opens little. */
function severityOf(environments: readonly Environment[], { environment }: Finding): Severity {
  if (keyEnvironment(environment) === "test") return "low";
  if (!environments.includes("production")) return environments.includes("staging") ? "medium" : "low";
  return environments.every((name) => name === "production" || name === "default") ? "medium" : "high";
}

/** A live key where development goes on, or a test key where customers are. */
function misplaced(finding: Finding, placed: readonly Placed[]): Violation[] {
  const kind = keyEnvironment(finding.environment);
  const wrong = placed.filter(({ environment }) => isWrong(kind, environment));
  const [first] = wrong;
  if (first === undefined) return [];
  const isLive = kind === "production";
  const where = LABELS[first.environment];
  return [
    {
      ...about(ID, finding),
      severity: isLive ? "high" : "medium",
      message: isLive ? `A live key is used in ${where}.` : "A key for tests is used in production.",
      places: wrong.map(({ place }) => placeOf(place)),
      evidence: [
        `Its form says that it is a ${isLive ? "live" : "test"} key.`,
        ...[...new Set(wrong.map(({ environment }) => environment))].map((name) => evidenceFor(name, wrong)),
      ],
      advice: isLive
        ? [`Use a test key in ${where}.`, "Revoke the live key: whoever works there has it."]
        : ["Use a live key from the secret manager; what runs now reaches test data only."],
    },
  ];
}

function isWrong(kind: "production" | "test" | undefined, environment: Environment): boolean {
  if (kind === "production") return environment !== "production" && environment !== "default";
  return kind === "test" && environment === "production";
}

function listed(environments: readonly Environment[]): string {
  const names = environments.map((name) => LABELS[name]);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
