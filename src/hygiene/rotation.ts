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
    const turns = turnsOf(view.findings);
    return view.findings.flatMap((finding) => violationOf(finding, view, turns.get(finding)));
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

/** The value of a variable among all that it has had. */
interface Turn {
  born: Birth;
  /** The values of the variable, oldest first. */
  line: readonly Birth[];
  /** Which of them it is. */
  index: number;
}

/**
 * The turns of the findings that have a date. A line is the values of one variable: keys of one provider that were assigned to the
 * same name in the same environment; a key in several lines belongs to the longest, one without a name stands alone.
 *
 * Tables of data can look like ten thousand keys of one variable, so nothing here goes through a line for each of its values.
 */
function turnsOf(findings: readonly Finding[]): Map<Finding, Turn> {
  const byName = new Map<string, { finding: Finding; born: Birth }[]>();
  const turns = new Map<Finding, Turn>();
  for (const finding of findings) {
    const born = bornOn(finding);
    if (born === undefined) continue;
    turns.set(finding, { born, line: [born], index: 0 });
    for (const name of namesOf(finding)) {
      const line = byName.get(name);
      if (line === undefined) byName.set(name, [{ finding, born }]);
      else line.push({ finding, born });
    }
  }
  for (const values of byName.values()) {
    values.sort((a, b) => a.born.date.getTime() - b.born.date.getTime());
    const line = values.map(({ born }) => born);
    for (const [index, { finding, born }] of values.entries())
      if ((turns.get(finding)?.line.length ?? 0) < line.length) turns.set(finding, { born, line, index });
  }
  return turns;
}

function namesOf(finding: Finding): Set<string> {
  const names = new Set<string>();
  for (const place of placesOf(finding)) {
    const { variable } = place.source;
    if (variable !== undefined) names.add(`${finding.provider} ${environmentOf(place) ?? ""} ${variable}`);
  }
  return names;
}

function violationOf(finding: Finding, view: AuditView, turn: Turn | undefined): Violation[] {
  const places = placesOf(finding);
  if (turn === undefined || places.length === 0 || !isKey(finding) || isReplaced(finding, turn)) return [];
  if (finding.ledger !== undefined && finding.ledger.state !== "found") return [];
  const { rotationDays } = view.settings;
  const age = Math.floor((view.now.getTime() - turn.born.date.getTime()) / DAY);
  if (age <= rotationDays) return [];
  return [
    {
      ...about(ID, finding),
      severity: severityOf(finding, age, rotationDays),
      message: `The key is ${age} days old, ${age - rotationDays} more than the ${rotationDays} that are allowed.`,
      places: places.map(placeOf),
      evidence: [turn.born.evidence, valuesBefore(finding, turn)],
      advice: [
        "Make a new key, deploy it, then revoke this one.",
        "Let the secret manager or the provider rotate it, or use credentials that expire by themselves.",
        "Write down that it was done (keyscan ledger rotate).",
      ],
    },
  ];
}

/** A later value of its variable took its place, and it stands nowhere any more. */
function isReplaced({ history }: Finding, { line, index }: Turn): boolean {
  return history?.removed !== undefined && history.current === undefined && index < line.length - 1;
}

/** So many dates of a line are told: its first one and the last ones before the key's own. */
const DATES_TOLD = 12;

function valuesBefore({ source: { variable } }: Finding, { line, index }: Turn): string {
  const name = variable === undefined ? "It" : `The variable ${variable}`;
  if (index === 0) return `${name} has never had another value in this history.`;
  const start = Math.max(1, index - DATES_TOLD + 2);
  const days = [...line.slice(0, 1), ...line.slice(start, index + 1)].map(({ date }) =>
    date.toISOString().slice(0, 10),
  );
  if (start > 1) days.splice(1, 0, "…");
  return `${name} has had ${index + 1} values, since ${days.join(", ")}.`;
}

/** Keys for tests open little; years are worse than months. */
function severityOf({ environment, severity }: Finding, age: number, allowed: number): Severity {
  if (environment === "test" || environment === "sandbox" || severity === "low" || severity === "info")
    return "low";
  return age > Math.max(allowed * 4, 365) ? "high" : "medium";
}
