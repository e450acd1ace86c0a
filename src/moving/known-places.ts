/** Which findings of a scan another scanner was told to be silent about: by the secret's hash, the commit, or file and line. */
import { createHash } from "node:crypto";
import { matches } from "../accept/allow.ts";
import type { Finding, Occurrence } from "../types.ts";
import type { KnownPlace } from "./plan.ts";

/** One place of a finding, with what entries ask about. */
interface Sighting {
  finding: Finding;
  place: Occurrence;
  /** Relative to the root, with `/`. */
  path: string;
  /** That brought it here, and that brought it at all. */
  commits: readonly string[];
}

export interface Matched {
  /** The findings with those of their places alone that an entry speaks of. */
  taken: Finding[];
  /** Entries that speak of something. */
  matched: number;
}

/**
 * @param findings Of a scan with `showSecrets`.
 * @param pathOf From a path of the report to one relative to the root, with `/`.
 * @param isWhole All of the history was scanned: a commit with which nothing is found has brought nothing.
 */
export function matchKnown(
  findings: readonly Finding[],
  known: readonly KnownPlace[],
  { pathOf, isWhole }: { pathOf: (path: string) => string; isWhole: boolean },
): Matched {
  const index = new Index(findings, pathOf);
  const chosen = new Set<Occurrence>();
  let matched = 0;
  for (const entry of known) {
    const found = index.of(entry, isWhole).filter((sighting) => holds(entry, sighting));
    if (found.length > 0) matched++;
    for (const { place } of found) chosen.add(place);
  }
  return { taken: findings.flatMap((finding) => withPlaces(finding, chosen)), matched };
}

class Index {
  readonly #bySha1: Map<string, Sighting[]> = new Map();
  readonly #byCommit: Map<string, Sighting[]> = new Map();
  readonly #byLine: Map<string, Sighting[]> = new Map();

  constructor(findings: readonly Finding[], pathOf: (path: string) => string) {
    for (const finding of findings) {
      const { value = "", decoded = value } = finding.secret;
      const hashes = new Set([value, decoded].map(sha1));
      const first = finding.history?.introduced?.commit;
      for (const place of [finding, ...finding.occurrences]) {
        const { commit } = place.source;
        const commits = [commit, first].filter((one) => one !== undefined);
        const path = pathOf(place.location.path);
        const sighting = { finding, place, path, commits };
        for (const hash of hashes) add(this.#bySha1, hash, sighting);
        add(this.#byLine, `${path}:${place.location.startLine}`, sighting);
        for (const one of new Set(commits)) add(this.#byCommit, one, sighting);
      }
    }
  }

  of(entry: KnownPlace, isWhole: boolean): readonly Sighting[] {
    const { sha1, commit, path, line } = entry;
    const byHash = (this.#bySha1.get(sha1 ?? "") ?? []).filter((one) => (path ?? one.path) === one.path);
    const byLine = line === undefined ? [] : (this.#byLine.get(`${path ?? ""}:${line}`) ?? []);
    if (commit === undefined) return [...byHash, ...byLine];
    const byCommit = (this.#byCommit.get(commit) ?? []).filter((one) => (path ?? one.path) === one.path);
    const found = line === undefined ? byCommit : onLine(byCommit, line);
    // Where the commit can't be known, the line of the file as it is now has to do.
    return found.length > 0 || isWhole ? found : byLine;
  }
}

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

/** Lines move: where nothing stands on that one any more, what the commit brought is meant if it is one secret alone. */
function onLine(sightings: readonly Sighting[], line: number): readonly Sighting[] {
  const exact = sightings.filter(({ place }) => place.location.startLine === line);
  if (exact.length > 0) return exact;
  return new Set(sightings.map(({ finding }) => finding)).size === 1 ? sightings : [];
}

function add(map: Map<string, Sighting[]>, key: string, sighting: Sighting): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [sighting]);
  else there.push(sighting);
}

/** The conditions of an entry besides its place. */
function holds({ rules, pathPatterns, values, stopwords }: KnownPlace, { finding, path }: Sighting): boolean {
  const { value = "", decoded = value } = finding.secret;
  if (rules !== undefined && !rules.includes(finding.ruleId)) return false;
  if (pathPatterns !== undefined && !matches(pathPatterns, path)) return false;
  if (values !== undefined && !matches(values, value) && !matches(values, decoded)) return false;
  const lower = `${value}\n${decoded}`.toLowerCase();
  return stopwords === undefined || stopwords.some((word) => lower.includes(word.toLowerCase()));
}

function withPlaces(finding: Finding, chosen: ReadonlySet<Occurrence>): Finding[] {
  const [place, ...others] = [finding, ...finding.occurrences].filter((one) => chosen.has(one));
  return place === undefined ? [] : [{ ...finding, ...place, occurrences: others }];
}
