/** Practice: keys are changed regularly. */
import type { Finding, Severity, Violation } from "../types.ts";
import { environmentOf } from "./environment-of.ts";
import type { Practice } from "./practice.ts";
import { about, placeOf, placesOf, type AuditView } from "./view.ts";

const ID = "hygiene-rotation";
const DAY = 86_400_000;

/** Looks at the age of keys, in days. */
export const rotation: Practice = {
  id: ID,
  title: "Rotate keys regularly",
  severity: "medium",
  explain:
    "The older a key is, the more people, machines and backups have it. keyscan takes a key's age from the date of issue that it " +
    "carries, else from the first commit that has it, and looks at the values that the same variable had before. What is older " +
    "than audit.rotationDays is overdue.",
  limits: ({ findings }) => {
    const unknown = findings.filter((finding) => isKey(finding) && bornOn(finding) === undefined).length;
    if (unknown === 0) return [];
    return [
      `The age of ${unknown} ${unknown === 1 ? "key" : "keys"} is not known: no commit has it, and it carries no date.`,
    ];
  },
  check: (view: AuditView): Violation[] => {
    const lines = linesOf(view.findings);
    return view.findings.flatMap((finding) => violationOf(finding, view, lines.get(finding) ?? [finding]));
  },
};

/** Made to be public, expired, or dead: none of them has to be changed. */
function isKey({ privilege, claims, verified }: Finding): boolean {
  return privilege !== "publishable" && claims?.expired !== true && verified?.result !== "inactive";
}

interface Birth {
  date: Date;
  /** How it is known. */
  evidence: string;
}

/** When the key was made, or, if it doesn't say, came into the repository. */
function bornOn({ claims, history }: Finding): Birth | undefined {
  if (claims?.issued !== undefined) {
    return {
      date: new Date(claims.issued),
      evidence: `It says that it was issued on ${claims.issued.slice(0, 10)}.`,
    };
  }
  const { introduced } = history ?? {};
  if (introduced?.date === undefined) return undefined;
  const date = new Date(introduced.date);
  if (Number.isNaN(date.getTime())) return undefined;
  const day = date.toISOString().slice(0, 10);
  return {
    date,
    evidence: `It is in the repository since ${day} (commit ${introduced.commit.slice(0, 12)}).`,
  };
}

/**
 * The values of one variable, oldest first: keys of one provider that were assigned to the same name in the same environment.
 * Those without a date or a name stand alone.
 */
function linesOf(findings: readonly Finding[]): Map<Finding, readonly Finding[]> {
  const byName = new Map<string, Finding[]>();
  for (const finding of findings) {
    const names = placesOf(finding).flatMap((place) =>
      place.source.variable === undefined
        ? []
        : [`${finding.provider} ${environmentOf(place) ?? ""} ${place.source.variable}`],
    );
    for (const name of bornOn(finding) === undefined ? [] : new Set(names))
      byName.set(name, [...(byName.get(name) ?? []), finding]);
  }
  const lines = new Map<Finding, readonly Finding[]>();
  for (const line of byName.values()) {
    const sorted = line.toSorted((a, b) => time(a) - time(b));
    for (const finding of line)
      if ((lines.get(finding)?.length ?? 0) < sorted.length) lines.set(finding, sorted);
  }
  return lines;
}

function time(finding: Finding): number {
  return bornOn(finding)?.date.getTime() ?? 0;
}

function violationOf(finding: Finding, view: AuditView, line: readonly Finding[]): Violation[] {
  const born = bornOn(finding);
  const places = placesOf(finding);
  if (born === undefined || places.length === 0 || !isKey(finding) || isReplaced(finding, line)) return [];
  if (finding.ledger !== undefined && finding.ledger.state !== "found") return [];
  const { rotationDays } = view.settings;
  const age = Math.floor((view.now.getTime() - born.date.getTime()) / DAY);
  if (age <= rotationDays) return [];
  return [
    {
      ...about(ID, finding),
      severity: severityOf(finding, age, rotationDays),
      message: `The key is ${age} days old, ${age - rotationDays} more than the ${rotationDays} that are allowed.`,
      places: places.map(placeOf),
      evidence: [born.evidence, valuesBefore(finding, line)],
      advice: [
        "Make a new key, deploy it, then revoke this one.",
        "Let the secret manager or the provider rotate it, or use credentials that expire by themselves.",
        "Write down that it was done (keyscan ledger rotate).",
      ],
    },
  ];
}

/** A later value of its variable took its place, and it stands nowhere any more. */
function isReplaced(finding: Finding, line: readonly Finding[]): boolean {
  const isGone = finding.history?.removed !== undefined && finding.history.current === undefined;
  return isGone && line.indexOf(finding) < line.length - 1;
}

function valuesBefore(finding: Finding, line: readonly Finding[]): string {
  const before = line.slice(0, Math.max(0, line.indexOf(finding)));
  const { variable } = finding.source;
  const name = variable === undefined ? "It" : `The variable ${variable}`;
  if (before.length === 0) return `${name} has never had another value in this history.`;
  const days = [...before, finding].map((each) => new Date(time(each)).toISOString().slice(0, 10));
  return `${name} has had ${before.length + 1} values, since ${days.join(", ")}.`;
}

/** Keys for tests open little; years are worse than months. */
function severityOf({ environment, severity }: Finding, age: number, allowed: number): Severity {
  if (environment === "test" || environment === "sandbox" || severity === "low" || severity === "info")
    return "low";
  return age > Math.max(allowed * 4, 365) ? "high" : "medium";
}
