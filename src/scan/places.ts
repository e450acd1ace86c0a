/** Places of one secret as the collector joins them. */
import { CONFIDENCES, SEVERITIES, type Finding, type Location, type Occurrence } from "../types.ts";

/** What of a finding is its place. */
export function occurrenceOf(finding: Finding): Occurrence {
  return {
    location: finding.location,
    source: finding.source,
    exposure: finding.exposure,
    ...(finding.parts === undefined ? {} : { parts: finding.parts }),
    ...(finding.accepted === undefined ? {} : { accepted: finding.accepted }),
    ...(finding.knownKey === undefined ? {} : { knownKey: finding.knownKey }),
  };
}

/** A file of the working tree that stands in HEAD as well is one place, not two. */
export function isSamePlace(known: Finding, { location, source }: Occurrence): boolean {
  if (source.kind !== "git") return false;
  return [known, ...known.occurrences].some(
    (other) =>
      other.source.kind !== "git" &&
      other.location.path === location.path &&
      other.location.byteOffset === location.byteOffset &&
      other.location.byteLength === location.byteLength,
  );
}

/** Adds a place; in a log, where `most` are listed already, it is only counted. */
export function addPlace(known: Finding, place: Occurrence, most: number): void {
  const isListed = place.source.kind !== "log" || known.occurrences.length < most;
  if (isListed) known.occurrences.push(place);
  else known.morePlaces = (known.morePlaces ?? 0) + 1;
}

/** Ignored in one place and published in another, doubtful in one and named in another: the worse one counts. */
export function takeWorst(known: Finding, { severity, confidence, score, reasons }: Finding): void {
  if (SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(known.severity)) known.severity = severity;
  if (CONFIDENCES.indexOf(confidence) < CONFIDENCES.indexOf(known.confidence))
    Object.assign(known, { confidence, score, reasons });
}

/** The finding with its paths as they are to be shown. */
export function withPaths(finding: Finding, shown: (path: string) => string): Finding {
  const { location, parts } = finding;
  if (shown(location.path) === location.path) return finding;
  const changed = ({ path, archivePath, ...rest }: Location): Location => ({
    ...rest,
    path: shown(path),
    ...(archivePath === undefined ? {} : { archivePath: archivePath.map(shown) }),
  });
  const more = parts?.map((part) => ({ ...part, location: changed(part.location) }));
  return { ...finding, location: changed(location), ...(more === undefined ? {} : { parts: more }) };
}
