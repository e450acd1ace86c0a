/**
 * What the next commit adds: the index against HEAD. While a merge is under way, what comes unchanged from the merged branches
 * was committed there, and is not what this commit adds.
 */
import { existsSync } from "node:fs";
import { addChange, emptyList, type ChangeList } from "./change-list.ts";
import { startGit } from "./command.ts";
import { RepositoryError } from "./error.ts";
import { parseRawDiff, type RawChange } from "./raw-diff.ts";
import { requireRefs } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { refuseSpecialIndex } from "./special-files.ts";

/** `--cached`: no file of the working tree is looked at, nothing is refreshed. */
const DIFF = ["diff-index", "--cached", "--raw", "-z", "-M", "--no-abbrev", "--ita-invisible-in-index"];

/** Ids of the tree without entries, which git knows without having it. */
export const EMPTY_TREES = {
  sha1: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  sha256: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
};

export interface StagedList extends ChangeList {
  /** False before the first commit. */
  hasHead: boolean;
}

/** @throws GitError where git can't tell, RepositoryError where refs are not known. */
export async function listStaged(repository: Repository): Promise<StagedList> {
  requireRefs(repository.refs);
  if (repository.workTree === undefined && !existsSync(repository.indexFile)) {
    throw new RepositoryError(
      `${JSON.stringify(repository.gitDir)} is a bare repository, in which nothing can be staged ("keyscan git" scans its history)`,
    );
  }
  refuseSpecialIndex(repository.indexFile);
  const list = emptyList();
  const { tips } = repository.refs;
  const hasHead = tips.some(({ name }) => name === "HEAD");
  const changes = await diffWith(repository, hasHead ? "HEAD" : EMPTY_TREES[repository.format]);
  const merged = tips.filter(({ name }) => /^MERGE_HEAD(?:#|$)/.test(name)).map(({ oid }) => oid);
  if (changes.length === 0) list.notes.push("nothing is staged");
  if (merged.length === 0) for (const change of changes) addChange(list, change);
  else await addMerge(repository, changes, merged, list);
  return { ...list, hasHead };
}

async function diffWith(repository: Repository, tree: string): Promise<RawChange[]> {
  const git = startGit(repository.view, [...DIFF, tree, "--"], { input: "" });
  const changes: RawChange[] = [];
  for await (const { change } of parseRawDiff(git.stdout as AsyncIterable<Buffer>)) changes.push(change);
  await git.done;
  return changes;
}

/** A path counts where its content differs from that of HEAD and of every merged commit. */
async function addMerge(
  repository: Repository,
  changes: readonly RawChange[],
  merged: readonly string[],
  list: ChangeList,
): Promise<void> {
  const others: Map<string, RawChange>[] = [];
  for (const commit of merged) {
    const found = await diffWith(repository, commit);
    others.push(new Map(found.map((change) => [change.path.toString("latin1"), change])));
  }
  let fromOthers = 0;
  for (const change of changes) {
    const same = others.map((paths) => paths.get(change.path.toString("latin1")));
    if (same.some((other) => other === undefined)) fromOthers += change.new.type === "none" ? 0 : 1;
    else addChange(list, { ...change, old: [...change.old, ...same.flatMap((other) => other?.old ?? [])] });
  }
  if (fromOthers === 0) return;
  const files = fromOthers === 1 ? "1 file comes" : `${fromOthers} files come`;
  list.notes.push(
    `${files} unchanged from the merged branch, and not from this commit ("keyscan diff HEAD..MERGE_HEAD" scans what that branch adds)`,
  );
}
