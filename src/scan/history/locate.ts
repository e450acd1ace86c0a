/** Reads again what is to be reported: blobs, now with their paths, for findings, and commits for who made them and when. */
import type { Match } from "../../engine/match.ts";
import type { Judged } from "../../judge/index.ts";
import type { BatchSink } from "../../sources/git/batch.ts";
import { commitTextStart } from "../../sources/git/formats.ts";
import { readObjects } from "../../sources/git/objects.ts";
import type { CommitNote, FindingSource } from "../../types.ts";
import { Judging } from "../judging.ts";
import { baseName, placeOf } from "../place.ts";
import type { ObjectScanner } from "./object-scanner.ts";
import type { SecretPlaces, WantedPlace } from "./places.ts";
import { shownName, type HistoryState } from "./state.ts";
import { matchesIn, noteOf, objectPath } from "./texts.ts";

/** A blob at several paths is scanned for each of them, since rules and comments may differ; a larger one (bytes) for its first path alone. */
const MAX_KEPT = 16 * 1024 * 1024;

/** Author and date of commits, by commit number. */
export async function readNotes(
  state: HistoryState,
  commits: Iterable<number>,
): Promise<Map<number, CommitNote>> {
  const { graph, repository } = state;
  const numbers = [...new Set(commits)].filter((commit) => commit !== -1);
  const notes = new Map<number, CommitNote>();
  let pieces: Buffer[] = [];
  let next = 0;
  const sink: BatchSink = {
    begin() {
      pieces = [];
    },
    piece(bytes, last) {
      pieces.push(Buffer.from(bytes));
      if (!last) return;
      const content = Buffer.concat(pieces);
      const commit = numbers[next++] ?? -1;
      const matches = matchesIn(state, content.subarray(commitTextStart(content)));
      notes.set(commit, noteOf(graph.oid(commit), content, matches));
    },
    missing() {
      next++;
    },
  };
  const ids = { length: numbers.length, oid: (index: number) => graph.oid(numbers[index] ?? 0) };
  await readObjects(repository, ids, sink, state.signal);
  return notes;
}

/** A path at which a blob's secrets are looked for. */
interface Visit {
  place: WantedPlace;
  secrets: Set<number>;
}

/**
 * Findings of the places, by secret, in the order of the places.
 */
export async function locate(
  state: HistoryState,
  wanted: ReadonlyMap<number, SecretPlaces>,
  notes: ReadonlyMap<number, CommitNote>,
): Promise<Map<number, Judged[]>> {
  const visits = visitsOf(wanted);
  const blobs = Int32Array.from(visits.keys()).sort();
  const reader = new Locator(state, { visits, notes });
  const ids = { length: blobs.length, oid: (index: number) => state.table.hex(blobs[index] ?? 0) };
  await readObjects(state.repository, ids, reader, state.signal);
  const found = new Map<number, Judged[]>();
  for (const [secret, { places }] of wanted) {
    found.set(
      secret,
      places.flatMap((place) => reader.found.get(place)?.get(state.secrets.key(secret)) ?? []),
    );
  }
  return found;
}

function visitsOf(wanted: ReadonlyMap<number, SecretPlaces>): Map<number, Visit[]> {
  const visits = new Map<number, Visit[]>();
  for (const [secret, { places }] of wanted) {
    for (const place of places) {
      const known = visits.get(place.blob) ?? [];
      visits.set(place.blob, known);
      known.push({ place, secrets: new Set([secret]) });
    }
  }
  return visits;
}

interface LocatorInput {
  visits: ReadonlyMap<number, Visit[]>;
  notes: ReadonlyMap<number, CommitNote>;
}

class Locator implements BatchSink {
  /** By place and identity of the secret. */
  readonly found: Map<WantedPlace, Map<string, Judged[]>> = new Map();
  readonly #state: HistoryState;
  readonly #input: LocatorInput;
  readonly #scanner: ObjectScanner;
  readonly #judging: Judging;
  #blob = -1;
  #oid = "";
  /** Undefined while the object is too large to be kept. */
  #kept: Buffer[] | undefined;

  constructor(state: HistoryState, input: LocatorInput) {
    this.#state = state;
    this.#input = input;
    this.#scanner = state.objectScanner;
    this.#judging = new Judging(state.scanner, state.pack, state.settings);
  }

  begin(oid: string, _type: string, size: number): void {
    this.#oid = oid;
    this.#blob = this.#state.table.findHex(oid);
    this.#kept = size <= MAX_KEPT ? [] : undefined;
    const [first] = this.#visits();
    this.#scanner.begin(baseName(first?.place.path ?? ""));
  }

  piece(bytes: Buffer, last: boolean): void {
    const matches = this.#scanner.piece(bytes, last);
    this.#kept?.push(Buffer.from(bytes));
    if (!last) return;
    const content = this.#kept === undefined ? undefined : Buffer.concat(this.#kept);
    this.#visits().forEach((visit, index) => {
      if (index === 0) this.#judge(visit, matches);
      else if (content !== undefined)
        this.#judge(visit, matchesIn(this.#state, content, baseName(visit.place.path ?? "")));
    });
  }

  missing(oid: string): void {
    this.#state.collector.errors.push({
      path: objectPath(this.#state, "object", oid),
      code: "CORRUPT_OBJECT",
      message: "this object could be read once, and not again",
    });
  }

  #visits(): readonly Visit[] {
    return this.#input.visits.get(this.#blob) ?? [];
  }

  #judge({ place, secrets }: Visit, matches: readonly Match[]): void {
    const { prefix } = this.#state;
    const path =
      place.path === undefined
        ? objectPath(this.#state, "blob", this.#oid)
        : prefix + shownName(this.#state, place.path);
    const where = placeOf({ path, kind: "git", localOnly: false }, this.#scanner.content, this.#scanner.head);
    this.#judging.begin(where);
    const keys = new Set([...secrets].map((secret) => this.#state.secrets.key(secret)));
    const byKey = this.found.get(place) ?? new Map<string, Judged[]>();
    this.found.set(place, byKey);
    for (const judged of [...this.#judging.take(matches), ...this.#judging.rest()]) {
      const { key, finding } = judged;
      if (!keys.has(key)) continue;
      const source = { ...finding.source, ...this.#source(place) };
      byKey.set(key, [...(byKey.get(key) ?? []), { ...judged, finding: { ...finding, source } }]);
    }
  }

  #source({ commit, part }: WantedPlace): Partial<FindingSource> {
    const note = this.#input.notes.get(commit);
    return {
      blob: this.#oid,
      ...note,
      ...(part === undefined ? {} : { part }),
    };
  }
}
