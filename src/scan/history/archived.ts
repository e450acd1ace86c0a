/** Archives in a history: the files in them are scanned, and what is found counts as found in the archive. */
import { archivedName, readArchive } from "../../sources/archive/index.ts";
import { baseName } from "../place.ts";
import type { HistoryState } from "./state.ts";
import { matchesIn, objectPath } from "./texts.ts";

/**
 * Notes which secrets the files in an archive hold.
 *
 * @param object Object number.
 */
export function takeArchive(state: HistoryState, object: number, oid: string, archive: Buffer): void {
  let isClean = true;
  // What an old commit holds can't be mended: damaged archives are no errors of the scan here.
  for (const { path, bytes, reason = "archive" } of readArchive(archive)) {
    if (bytes === undefined) {
      isClean = false;
      state.collector.skip({ reason, path: archivedName(objectPath(state, "blob", oid), path) });
      continue;
    }
    const matches = matchesIn(state, bytes, nameIn(path));
    if (matches.length === 0) continue;
    isClean = false;
    state.secrets.add(object, matches);
  }
  (isClean ? state.clean : state.retold).push(object);
}

/** The base name of a file in an archive; "" for one that is merely gzipped. */
export function nameIn(path: readonly string[]): string {
  return baseName(path.at(-1) ?? "");
}
