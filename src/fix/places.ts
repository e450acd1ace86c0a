/** The places of found secrets that stand in files, by file: what `keyscan fix` works on, and what it leaves alone from the start. */
import { resolve } from "node:path";
import type { Confidence, Finding, Occurrence } from "../types.ts";
import { CONFIDENCES } from "../types.ts";

/** A secret in one place of a file. */
export interface Place {
  fingerprint: string;
  ruleId: string;
  title: string;
  redacted: string;
  /** As it stands in the file. */
  value: string;
  /** Absolute path. */
  file: string;
  /** Path as reports show it. */
  shown: string;
  line: number;
  /** Bytes from the start of the file. */
  byteOffset: number;
  byteLength: number;
  isLog: boolean;
  /** How it gets out of the repository, or that it does not (`local-only`). */
  exposure: readonly string[];
}

/** All places of all secrets in files, by absolute path: what a diff has to hide. */
export function hiddenPlaces(findings: readonly Finding[], cwd: string): Map<string, Place[]> {
  const byFile = new Map<string, Place[]>();
  for (const finding of findings) {
    for (const occurrence of [finding, ...finding.occurrences]) {
      const place = placeOf(finding, occurrence, cwd);
      const there = byFile.get(place.file);
      if (there === undefined) byFile.set(place.file, [place]);
      else there.push(place);
    }
  }
  return byFile;
}

/** By absolute path, in the order of paths; places in the order of offsets. */
export function placesByFile(
  findings: readonly Finding[],
  least: Confidence,
  cwd: string,
): Map<string, Place[]> {
  const believed = CONFIDENCES.slice(0, CONFIDENCES.indexOf(least) + 1);
  const places = findings
    .filter(({ confidence, privilege }) => believed.includes(confidence) && privilege !== "publishable")
    .flatMap((finding) =>
      [finding, ...finding.occurrences].filter(isOpen).map((place) => placeOf(finding, place, cwd)),
    );
  const byFile = new Map<string, Place[]>();
  for (const place of places.toSorted(inOrder)) {
    const there = byFile.get(place.file);
    // Two rules that found the same text are one place, that of the first.
    if (there === undefined) byFile.set(place.file, [place]);
    else if (there.every((other) => !isInside(place, other))) there.push(place);
  }
  return byFile;
}

function isOpen({ accepted, source }: Occurrence): boolean {
  // A name is no text that could be changed.
  if (source.part !== undefined) return false;
  return accepted === undefined && (source.kind === "file" || source.kind === "log");
}

function placeOf(finding: Finding, { location, source, exposure }: Occurrence, cwd: string): Place {
  const { fingerprint, ruleId, title, secret } = finding;
  return {
    ...{ fingerprint, ruleId, title, redacted: secret.redacted, value: secret.decoded ?? secret.value ?? "" },
    file: resolve(cwd, location.path),
    shown: location.path,
    line: location.startLine,
    byteOffset: location.byteOffset,
    byteLength: location.byteLength,
    isLog: source.kind === "log",
    exposure,
  };
}

/** By path, then offset; of two that begin together the longer one first. */
function inOrder(a: Place, b: Place): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.byteOffset - b.byteOffset || b.byteLength - a.byteLength;
}

function isInside(a: Place, b: Place): boolean {
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
