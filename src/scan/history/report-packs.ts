/** Packs of which git says nothing where it can read nothing of them: what lies in them would be missing without a word. */
import { basename } from "node:path";
import { objectDirectories } from "../../sources/git/pack/directories.ts";
import { findPacks, loneIndexes, packsWithoutIndex } from "../../sources/git/pack/find.ts";
import { indexFault } from "../../sources/git/pack/index-file.ts";
import { gitPath, type HistoryState } from "./state.ts";

/** @param isByGit Git has read them: something about a pack may be out of the ordinary. */
export function reportPacks(state: HistoryState, isByGit: boolean): void {
  const { repository, collector, table } = state;
  const given = [repository.objectDirectory, ...repository.alternates];
  const directories = objectDirectories(given) ?? given;
  const fail = (path: string, code: string, message: string): void => {
    collector.errors.push({ path: `${gitPath(state)}/objects/pack/${basename(path)}`, code, message });
  };
  for (const pack of packsWithoutIndex(directories))
    fail(pack, "NO_INDEX", "this pack has no index, so that nobody can read it; `git index-pack` makes one");
  for (const index of loneIndexes(directories))
    fail(
      index,
      "NO_PACK",
      "the pack of this index is not there, and none of its objects; `git fsck` tells more",
    );
  if (!isByGit) return;
  for (const { pack, index } of findPacks(directories)) {
    const fault = indexFault(index, table.width);
    if (fault !== undefined)
      fail(
        pack,
        "BAD_INDEX",
        `${fault}, so that nobody can read this pack; \`git index-pack\` makes another one`,
      );
  }
}
