/** Practice: what has leaked is revoked at once, and does not come back. */
import type { Finding, Occurrence, Violation } from "../types.ts";
import type { Practice } from "./practice.ts";
import { about, placeOf, placesOf, type AuditView } from "./view.ts";

const ID = "hygiene-revoked";

/** Looks at the ledger: what is said there of a finding that was found again. */
export const revoked: Practice = {
  id: ID,
  title: "Revoke a leaked key at once",
  severity: "high",
  explain:
    "A key that has leaked is taken from its finder by revoking it only; deleting it from the code changes nothing. The ledger " +
    "(keyscan ledger) keeps, by fingerprint, what was found, revoked and rotated. A revoked key that stands in a file again was " +
    "not revoked, or breaks what uses it.",
  unchecked: ({ ledger, findings }) =>
    ledger.length > 0 || findings.some((finding) => finding.ledger !== undefined)
      ? undefined
      : "there is no ledger (keyscan ledger add begins one)",
  check: (view: AuditView): Violation[] => view.findings.flatMap((finding) => violationOf(finding, view)),
};

function violationOf(finding: Finding, { now }: AuditView): Violation[] {
  const { ledger } = finding;
  if (ledger === undefined) return [];
  if (ledger.state === "found") return waiting(finding, ledger.at, now);
  const again = placesOf(finding).filter((place) => isAgain(place, ledger.at));
  if (again.length === 0) return [];
  return [
    {
      ...about(ID, finding),
      severity: "high",
      message: `A key that was ${ledger.state} on ${ledger.at} is used again.`,
      places: again.map(placeOf),
      evidence: [`The ledger says that it was ${ledger.state} on ${ledger.at}.`],
      advice: [
        "See at the provider whether it was revoked (keyscan --verify asks).",
        ledger.rotatedTo === undefined
          ? "Replace it by the new key."
          : `Replace it by the key ${ledger.rotatedTo}.`,
      ],
    },
  ];
}

/** In files, logs and changes always; in history where a commit brought it after that day. */
function isAgain({ source }: Occurrence, day: string): boolean {
  return source.kind !== "git" || (source.date !== undefined && utcDay(source.date) > day);
}

function utcDay(date: string): string {
  const time = new Date(date);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString().slice(0, 10);
}

/** Days in which a key that was found has to be revoked. */
const PATIENCE = 1;

function waiting(finding: Finding, since: string, now: Date): Violation[] {
  const days = Math.floor((now.getTime() - Date.parse(since)) / 86_400_000);
  const isDead = finding.claims?.expired === true || finding.verified?.result === "inactive";
  if (!(days > PATIENCE) || isDead || finding.privilege === "publishable") return [];
  const { fingerprint, remediation } = finding;
  return [
    {
      ...about(ID, finding),
      severity: "high",
      message: `The key was found ${days} days ago, and is not revoked.`,
      places: placesOf(finding).map(placeOf),
      evidence: [`The ledger has it since ${since}.`],
      advice: [
        ...(remediation.revokeUrl === undefined ? [] : [`Revoke it: ${remediation.revokeUrl}`]),
        ...remediation.steps,
        ...(remediation.command === undefined ? [] : [remediation.command]),
        `keyscan ledger revoke ${fingerprint}`,
      ],
    },
  ];
}
