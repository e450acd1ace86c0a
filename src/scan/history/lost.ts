/** What belongs to a history and can't be had: folders of objects, parents of commits, and what refs name. */
import { relative } from "node:path";
import { unreadableFolders } from "../../sources/git/object-folders.ts";
import { objectDirectories } from "../../sources/git/pack/directories.ts";
import { scanError } from "../error.ts";
import { reachOf, type Reachability } from "./reach.ts";
import { gitPath, type HistoryState } from "./state.ts";

/** Refs that are told of one by one, where many name objects that are gone. */
const MOST = 20;

/** Reports folders of objects that can't be read, and notes those that the repository borrows from and that are gone. */
export function reportFolders(state: HistoryState): void {
  const { repository, collector } = state;
  const own = [repository.objectDirectory, ...repository.alternates];
  for (const { path, error } of unreadableFolders(objectDirectories(own) ?? own)) {
    const way = relative(repository.objectDirectory, path);
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && path !== repository.objectDirectory)
      collector.note(
        `git history: ${gitPath(state)}/objects/info/alternates names ${JSON.stringify(path)}, which is not there`,
      );
    else
      collector.errors.push(
        scanError(way.startsWith("..") ? path : `${gitPath(state)}/objects/${way}`, error),
      );
  }
}

/** Reports refs that name objects which are not there: what they reached can't be known. */
export function reportLostRefs(
  { repository, collector, prefix }: HistoryState,
  { tips }: Reachability,
): void {
  // A file or folder that a ref names may have been left with the remote.
  if (repository.partial) return;
  const lost = new Map<string, string>();
  tips.forEach(({ name, shown, object }, index) => {
    const oid = repository.refs.tips[index]?.oid;
    // ORIG_HEAD and its like keep nothing alive.
    if (object !== -1 || oid === undefined || reachOf(name) === "reflog" || lost.has(oid)) return;
    lost.set(oid, shown);
  });
  for (const [oid, name] of [...lost].slice(0, MOST)) {
    collector.errors.push({
      path: prefix + name,
      code: "MISSING_OBJECT",
      message: `object ${oid.slice(0, 12)}, which this ref names, is not there; \`git fsck\` tells more`,
    });
  }
  if (lost.size > MOST) {
    collector.errors.push({
      path: `${prefix}refs`,
      code: "MISSING_OBJECT",
      message: `${lost.size - MOST} more objects that refs name are not there`,
    });
  }
}

/** Reports commits that refs reach and whose parents are not there. */
export function reportCutOff(
  { graph, collector, repository, prefix }: HistoryState,
  { rank }: Reachability,
): void {
  const shallow = new Set(repository.shallow);
  for (const commit of graph.cutOff()) {
    // What nothing but a reflog reaches may have been cleaned up in part.
    if ((rank[commit] ?? 0) > 2 || shallow.has(graph.oid(commit)) || repository.partial) continue;
    collector.errors.push({
      path: `${prefix}<commit ${graph.oid(commit).slice(0, 12)}>`,
      code: "MISSING_OBJECT",
      message: "a parent of this commit is not there; `git fsck` tells more",
    });
  }
}
