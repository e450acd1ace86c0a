/** Several results as one, and one compared with an older one. A secret is told by its fingerprint. */
import type { Finding, Occurrence, ScanSummary } from "../types.ts";
import { SEVERITIES } from "../types.ts";
import type { SavedResult } from "./read.ts";
import { countsOf, joined } from "./summary.ts";

export interface Combined {
  version: string;
  rulesHash: string;
  findings: Finding[];
  summary: ScanSummary;
}

/** One secret is one finding, in whichever of the results it was found; the same place counts once. */
export function merge(results: readonly SavedResult[]): Combined {
  const findings = new Map<string, Finding>();
  for (const finding of results.flatMap((result) => result.findings)) {
    const key = keyOf(finding);
    const known = findings.get(key);
    findings.set(key, known === undefined ? finding : joinPlaces(known, finding));
  }
  const all = [...findings.values()];
  const ran = joined(results.map((result) => result.ran));
  const versions = new Set(results.map((result) => result.version).filter((version) => version !== ""));
  const hashes = new Set(results.map((result) => result.rulesHash).filter((hash) => hash !== ""));
  const note =
    "the results were made with different rules: what only one of them could find is in that one alone";
  return {
    version: [...versions].join(" and "),
    rulesHash: [...hashes][0] ?? "",
    findings: all,
    summary: {
      ...ran,
      ...countsOf(all, isOpen),
      notes: [...ran.notes, ...(hashes.size > 1 ? [note] : [])],
    },
  };
}

/**
 * Every finding of both with its state: `new` where only the newer result has it, `fixed` where only the older one has,
 * `unchanged` where both have. The summary is that of the newer one; it counts what is new.
 */
export function compare(newer: Combined, older: Combined): Combined {
  const before = new Set(older.findings.filter(isOpen).map(keyOf));
  const now = new Set(newer.findings.filter(isOpen).map(keyOf));
  const findings = [
    ...newer.findings.map((finding) => ({
      ...finding,
      state: before.has(keyOf(finding)) ? ("unchanged" as const) : ("new" as const),
    })),
    ...older.findings
      .filter((finding) => isOpen(finding) && !now.has(keyOf(finding)))
      .map((finding) => ({ ...finding, state: "fixed" as const })),
  ];
  const amount = (state: Finding["state"]): number =>
    findings.filter((finding) => finding.state === state).length;
  const notes = [
    `compared with an older result: ${amount("new")} new, ${amount("fixed")} fixed, ${amount("unchanged")} unchanged`,
    ...(newer.summary.complete || amount("fixed") === 0
      ? []
      : ["the newer scan is incomplete: what counts as fixed may only not have been scanned"]),
    ...(older.summary.complete || amount("new") === 0
      ? []
      : ["the older scan is incomplete: what counts as new may have been there before"]),
    ...(newer.rulesHash === older.rulesHash || older.rulesHash === ""
      ? []
      : ["the two scans used different rules: a difference may come from them"]),
  ];
  return {
    ...newer,
    findings,
    summary: {
      ...newer.summary,
      ...countsOf(findings, (finding) => finding.state === "new" && isOpen(finding)),
      notes: [...newer.summary.notes, ...notes],
    },
  };
}

/** Neither accepted nor gone by an earlier comparison. */
function isOpen(finding: Finding): boolean {
  return finding.accepted === undefined && finding.state !== "fixed";
}

function keyOf(finding: Finding): string {
  return `${finding.ruleId} ${finding.fingerprint}`;
}

function joinPlaces(known: Finding, other: Finding): Finding {
  const seen = new Set([known, ...known.occurrences].map(placeKey));
  const more = [other, ...other.occurrences].filter((place) => !seen.has(placeKey(place)));
  const severity =
    SEVERITIES.indexOf(other.severity) < SEVERITIES.indexOf(known.severity) ? other.severity : known.severity;
  const occurrences = [...known.occurrences, ...more.map(bare)];
  return { ...known, severity, occurrences };
}

function bare({ location, source, exposure, accepted }: Occurrence): Occurrence {
  return { location, source, exposure, ...(accepted === undefined ? {} : { accepted }) };
}

function placeKey({ location, source }: Occurrence): string {
  return JSON.stringify([
    location.path,
    location.byteOffset,
    location.startLine,
    location.startColumn,
    source.commit,
  ]);
}
