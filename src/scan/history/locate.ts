/** Reads again what is to be reported: blobs, now with their paths, for findings, and commits for who made them and when. */
import type { Match } from "../../engine/match.ts";
import type { Judged } from "../../judge/index.ts";
import { archivedName, MAX_ARCHIVE, type ArchivedFile } from "../../sources/archive/index.ts";
import { isArchive, isProgram } from "../../sources/content.ts";
import type { BatchSink } from "../../sources/git/batch.ts";
import { commitTextStart } from "../../sources/git/formats.ts";
import { readObjects } from "../../sources/git/objects.ts";
import type { CommitNote, FindingSource } from "../../types.ts";
import { Judging } from "../judging.ts";
import { baseName, placeOf } from "../place.ts";
import { ArchivedNames, filesIn, nameIn } from "./archived.ts";
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

/** A secret that is looked for in a blob. */
interface Sought {
  place: WantedPlace;
  /** Identity of the secret. */
  key: string;
}

/** What was found in an object, or in a file of an archive. */
interface Scanned {
  matches: readonly Match[];
  fileOffset?: (offset: number) => number;
  /** The way to the file in the archive, as reports show it. */
  archivePath?: readonly string[];
  /** Found in its name. */
  part?: "file-name";
}

const NOTHING = Buffer.alloc(0);

/** What is looked for at one path of a blob. */
type Visit = [path: string | undefined, sought: Sought[]];

/**
 * Findings of the places, by secret, in the order of the places.
 */
export async function locate(
  state: HistoryState,
  wanted: ReadonlyMap<number, SecretPlaces>,
  notes: ReadonlyMap<number, CommitNote>,
): Promise<Map<number, Judged[]>> {
  const visits = visitsOf(state, wanted);
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

/** By blob. */
function visitsOf(state: HistoryState, wanted: ReadonlyMap<number, SecretPlaces>): Map<number, Visit[]> {
  const byBlob = new Map<number, Map<string | undefined, Sought[]>>();
  for (const [secret, { places }] of wanted) {
    const key = state.secrets.key(secret);
    for (const place of places) {
      const byPath = byBlob.get(place.blob) ?? new Map<string | undefined, Sought[]>();
      byBlob.set(place.blob, byPath);
      byPath.set(place.path, [...(byPath.get(place.path) ?? []), { place, key }]);
    }
  }
  return new Map([...byBlob].map(([blob, byPath]) => [blob, [...byPath]]));
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
  #size = 0;
  /** Base name of the path for which it is scanned as it comes. */
  #name = "";
  /** It has that name wherever it stands. */
  #hasOneName = false;
  /** Undefined where it need not be looked at again, or is too large to be kept. */
  #kept: Buffer[] | undefined;

  constructor(state: HistoryState, input: LocatorInput) {
    this.#state = state;
    this.#input = input;
    this.#scanner = state.objectScanner;
    this.#judging = new Judging(state.scanner, state.pack, state.settings);
  }

  begin(oid: string, _type: string, size: number): void {
    this.#size = size;
    this.#oid = oid;
    this.#blob = this.#state.table.findHex(oid);
    this.#kept = size <= MAX_ARCHIVE ? [] : undefined;
    const [first, ...others] = this.#visits();
    this.#name = baseName(first?.[0] ?? "");
    this.#hasOneName = others.every(([path]) => baseName(path ?? "") === this.#name);
    this.#scanner.begin(this.#name);
  }

  piece(bytes: Buffer, last: boolean): void {
    const matches = this.#scanner.piece(bytes, last);
    const { content: kind, head } = this.#scanner;
    const isPacked = isArchive(kind);
    const isKept = isPacked || isProgram(kind, head);
    if (this.#scanner.isDecided && !isKept && (this.#hasOneName || this.#size > MAX_KEPT))
      this.#kept = undefined;
    this.#kept?.push(Buffer.from(bytes));
    if (!last) return;
    const content = this.#kept === undefined ? undefined : Buffer.concat(this.#kept);
    const files = content === undefined ? undefined : filesIn(kind, content);
    if (!isPacked) this.#visit(matches, content);
    if (files !== undefined) this.#archive(files);
  }

  /** @param content All of it, where it is kept. */
  #visit(matches: readonly Match[], content: Buffer | undefined): void {
    const byName = new Map([[this.#name, this.#scanned(matches)]]);
    this.#visits().forEach(([path, sought], index) => {
      const name = baseName(path ?? "");
      const known = byName.get(index === 0 ? this.#name : name);
      if (known === undefined && content === undefined) return;
      const here = known ?? this.#scanned(matchesIn(this.#state, content ?? NOTHING, name));
      byName.set(name, here);
      this.#judge(path, sought, here);
    });
  }

  /** What was found in the object that was scanned last. */
  #scanned(matches: readonly Match[]): Scanned {
    const { fileOffset } = this.#scanner;
    return { matches, fileOffset };
  }

  #archive(files: Iterable<ArchivedFile>): void {
    const names = new ArchivedNames(this.#state);
    for (const { path: inside, bytes } of files) {
      const named = names.meet(inside);
      const shown = names.shown(inside);
      if (named.length > 0) this.#inArchive({ matches: named, archivePath: shown, part: "file-name" });
      if (bytes === undefined) continue;
      const matches = matchesIn(this.#state, bytes, nameIn(inside));
      if (matches.length > 0) this.#inArchive({ ...this.#scanned(matches), archivePath: shown });
    }
  }

  #inArchive(scanned: Scanned): void {
    for (const [path, sought] of this.#visits()) this.#judge(path, sought, scanned);
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

  #judge(
    at: string | undefined,
    sought: readonly Sought[],
    { matches, fileOffset, archivePath, part }: Scanned,
  ): void {
    const { prefix } = this.#state;
    const path =
      at === undefined ? objectPath(this.#state, "blob", this.#oid) : prefix + shownName(this.#state, at);
    const from = {
      path: archivePath === undefined ? path : archivedName(path, archivePath),
      kind: "git" as const,
      localOnly: false,
      ...(archivePath === undefined ? {} : { archivePath }),
    };
    const where = placeOf(from, this.#scanner.content, this.#scanner.head);
    if (fileOffset !== undefined) where.fileOffset ??= fileOffset;
    this.#judging.begin(where);
    const judgedByKey = new Map<string, Judged[]>();
    const note = (all: readonly Judged[]): void => {
      for (const judged of all) {
        const others = judgedByKey.get(judged.key);
        if (others === undefined) judgedByKey.set(judged.key, [judged]);
        else others.push(judged);
      }
    };
    this.#judging.take(matches, note);
    note(this.#judging.rest());
    for (const { place, key } of sought) {
      const more = { ...this.#source(place), ...(part === undefined ? {} : { part }) };
      const found = (judgedByKey.get(key) ?? []).map(({ finding, ...judged }) => ({
        ...judged,
        finding: { ...finding, source: { ...finding.source, ...more } },
      }));
      const byKey = this.found.get(place) ?? new Map<string, Judged[]>();
      this.found.set(place, byKey);
      byKey.set(key, [...(byKey.get(key) ?? []), ...found]);
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
