/** Archives in a history: the files in them are scanned, and what is found counts as found in the archive. */
import type { Match } from "../../engine/match.ts";
import { archivedName, readArchive, readInnerZip, type ArchivedFile } from "../../sources/archive/index.ts";
import { holdsZip } from "../../sources/archive/zip.ts";
import { isArchive, isProgram, type Content } from "../../sources/content.ts";
import { isSuspectName } from "../file-names.ts";
import { baseName } from "../place.ts";
import { hideSecrets, type HistoryState } from "./state.ts";
import { matchesIn, objectPath } from "./texts.ts";

/** The files in an archive, or in the zip archive behind a program; undefined where it is neither. */
export function filesIn(content: Content, bytes: Buffer): Iterable<ArchivedFile> | undefined {
  if (isArchive(content)) return readArchive(bytes);
  return isProgram(content, bytes) && holdsZip(bytes) ? readInnerZip(bytes) : undefined;
}

/** An object with files in it. */
export interface Holder {
  /** Object number. */
  object: number;
  oid: string;
  /** Nothing else is to be told of it. */
  isClean: boolean;
}

/** Notes which secrets the files in an archive hold. */
export function takeFiles(
  state: HistoryState,
  { object, oid, ...holder }: Holder,
  files: Iterable<ArchivedFile>,
): void {
  let { isClean } = holder;
  const names = new ArchivedNames(state);
  // What an old commit holds can't be mended: damaged archives are no errors of the scan here.
  for (const { path, bytes, reason = bytes === undefined ? "archive" : undefined } of files) {
    const named = names.meet(path);
    state.secrets.add(object, named);
    if (named.length > 0) isClean = false;
    if (reason !== undefined) {
      isClean = false;
      state.collector.skip({ reason, path: archivedName(objectPath(state, "blob", oid), names.shown(path)) });
    }
    if (bytes === undefined) continue;
    const matches = matchesIn(state, bytes, nameIn(path));
    if (matches.length === 0) continue;
    isClean = false;
    state.secrets.add(object, matches);
  }
  (isClean ? state.clean : state.retold).push(object);
}

/** Secrets in the names of the files, folders and archives in an archive. */
export class ArchivedNames {
  readonly #state: HistoryState;
  /** How reports show each name. */
  readonly #met: Map<string, string> = new Map();

  constructor(state: HistoryState) {
    this.#state = state;
  }

  /** What stands in names on the way to a file that were not met before. */
  meet(path: readonly string[]): Match[] {
    return path.flatMap((names) =>
      names.split("/").flatMap((name) => {
        if (!isSuspectName(name) || this.#met.has(name)) return [];
        const matches = matchesIn(this.#state, Buffer.from(name));
        this.#met.set(name, this.#state.settings.showSecrets ? name : hideSecrets(name, matches));
        return [...matches];
      }),
    );
  }

  /** A way that was met, as reports show it. */
  shown(path: readonly string[]): string[] {
    const shown = (name: string): string => this.#met.get(name) ?? name;
    return path.map((names) => names.split("/").map(shown).join("/"));
  }
}

/** The base name of a file in an archive; "" for one that is merely gzipped. */
export function nameIn(path: readonly string[]): string {
  return baseName(path.at(-1) ?? "");
}
