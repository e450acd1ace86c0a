/** Views for the tests of practices: findings of real texts, with the places and the history that a test gives them. */
import { auditSettings } from "../../src/hygiene/settings.ts";
import type { AuditView } from "../../src/hygiene/view.ts";
import type { CommitNote, Finding, Occurrence, ScanSummary } from "../../src/types.ts";
import { judgesOf, type Judges } from "./judging.ts";
import { builtInRules } from "./packs.ts";

/** A time that tests call now. */
export const NOW: Date = new Date("2026-06-01T12:00:00Z");

let built: Promise<Judges> | undefined;

/** Findings of these files, one a secret, as a scan joins them; the order of files counts. */
export async function findingsIn(files: Readonly<Record<string, string>>): Promise<Finding[]> {
  built ??= builtInRules().then(({ pack }) => judgesOf(pack));
  const judges = await built;
  const byKey = new Map<string, Finding>();
  for (const [path, text] of Object.entries(files)) {
    for (const { key, finding } of judges(text, { place: { path } })) {
      if (finding.confidence === "low") continue;
      const first = byKey.get(key);
      if (first === undefined) byKey.set(key, { ...finding, occurrences: [...finding.occurrences] });
      else first.occurrences.push(occurrenceOf(finding));
    }
  }
  return [...byKey.values()];
}

function occurrenceOf({ location, source, exposure }: Finding): Occurrence {
  return { location, source, exposure };
}

/** A view in which all that a test does not name is empty. */
export function viewOf(given: Partial<AuditView> = {}): AuditView {
  return {
    root: "/repository",
    roots: ["/repository"],
    cwd: "/repository",
    findings: [],
    summary: {} as ScanSummary,
    settings: auditSettings(),
    now: NOW,
    exposure: { reasons: new Map(), limits: [] },
    published: { ways: new Map(), repositories: [], limits: [] },
    ledger: [],
    ...given,
  };
}

/** What history says of a secret that somebody committed so many days before `NOW`. */
export function introducedBefore(days: number): CommitNote {
  const date = new Date(NOW.getTime() - days * 86_400_000).toISOString();
  return {
    commit: days.toString(16).padStart(40, "0"),
    author: "Someone",
    email: "someone@example.org",
    date,
  };
}
