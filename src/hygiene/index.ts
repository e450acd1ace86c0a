/** All practices, a line each, and how they are checked. */
import type { Audit, Finding, PracticeId, PracticeResult, Violation } from "../types.ts";
import { PRACTICE_IDS, SEVERITIES } from "../types.ts";
import { clientSide } from "./client-side.ts";
import { hardCoded } from "./hard-coded.ts";
import { logged } from "./logged.ts";
import type { Practice } from "./practice.ts";
import { privilege } from "./privilege.ts";
import { revoked } from "./revoked.ts";
import { rotation } from "./rotation.ts";
import { sharedEnvironment } from "./shared-environment.ts";
import { published } from "./published.ts";
import { usage } from "./usage.ts";
import type { AuditView } from "./view.ts";

/** Places of one violation that are listed; a key can stand in a hundred thousand lines of a log. */
const PLACES = 50;
/** Sentences of information of one practice. */
const INFORMATION = 20;

/** In the order of `PRACTICE_IDS`. */
export const PRACTICES: readonly Practice[] = [
  hardCoded,
  clientSide,
  published,
  logged,
  revoked,
  sharedEnvironment,
  privilege,
  rotation,
  usage,
];

export interface Choice {
  /** Only these practices; all where left out. */
  practices?: ReadonlySet<PracticeId>;
  /** True where a practice does not hold for the file at a path, as reports show it. */
  isOff?: (path: string, practice: PracticeId) => boolean;
}

/** Checks practices. */
export async function checkPractices(
  view: AuditView,
  { practices: wanted, isOff = () => false }: Choice = {},
): Promise<Audit> {
  const results: PracticeResult[] = [];
  const violations: Violation[] = [];
  for (const practice of PRACTICES) {
    if (wanted?.has(practice.id) === false) continue;
    const reason = practice.unchecked?.(view);
    const all = reason === undefined ? await practice.check(view) : [];
    const found = all.flatMap((violation) => whereOn(violation, isOff));
    const { id, title, severity, explain } = practice;
    const information = reason === undefined ? (practice.information?.(view) ?? []) : [];
    results.push({
      id,
      title,
      severity,
      explain,
      status: statusOf(reason, found),
      violations: found.length,
      ...(reason === undefined ? {} : { reason }),
      limits: reason === undefined ? (practice.limits?.(view) ?? []) : [],
      ...(information.length === 0 ? {} : { information: information.slice(0, INFORMATION) }),
    });
    violations.push(...found.map(withFewPlaces));
  }
  return { practices: results, violations: violations.sort(byPractice) };
}

/** The violation without places for which its practice is off; none where no place is left. */
function whereOn(violation: Violation, isOff: NonNullable<Choice["isOff"]>): Violation[] {
  const places = violation.places.filter(({ path }) => !isOff(path, violation.practice));
  if (places.length === violation.places.length) return [violation];
  return places.length === 0 ? [] : [{ ...violation, places }];
}

function withFewPlaces(violation: Violation): Violation {
  const { places } = violation;
  if (places.length <= PLACES) return violation;
  return { ...violation, places: places.slice(0, PLACES), morePlaces: places.length - PLACES };
}

function statusOf(reason: string | undefined, found: readonly Violation[]): PracticeResult["status"] {
  if (reason !== undefined) return "unchecked";
  return found.length === 0 ? "clean" : "violated";
}

function byPractice(a: Violation, b: Violation): number {
  const practice = PRACTICE_IDS.indexOf(a.practice) - PRACTICE_IDS.indexOf(b.practice);
  return practice || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

/** The practices that each finding goes against are written on it. */
export function markFindings(findings: readonly Finding[], { violations }: Audit): void {
  const byKey = new Map<string, Set<PracticeId>>();
  for (const { fingerprint, practice } of violations) {
    if (fingerprint === undefined) continue;
    byKey.set(fingerprint, (byKey.get(fingerprint) ?? new Set()).add(practice));
  }
  for (const finding of findings) {
    const practices = byKey.get(finding.fingerprint);
    if (practices !== undefined) finding.practices = PRACTICE_IDS.filter((id) => practices.has(id));
  }
}
