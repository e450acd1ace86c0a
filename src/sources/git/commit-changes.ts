/**
 * What a range of commits adds: of every commit the contents that none of its parents has, so that what was added and removed
 * again is in the list, and what was born in a merge.
 */
import { addChange, emptyList, type ChangeList } from "./change-list.ts";
import { runGit, startGit } from "./command.ts";
import { parseRawDiff } from "./raw-diff.ts";
import type { Repository } from "./repository.ts";

/** Commits that can be reached from `tips` and not from `bases`; ids in hex. */
export interface CommitRange {
  tips: readonly string[];
  bases: readonly string[];
}

/** Changes of commits that were listed. */
export interface CommitList extends ChangeList {
  commits: readonly string[];
}

/** `-c`: of a merge, the paths that differ from all parents; with the names that these have for them (git 2.22). */
const DIFF = [
  ...["diff-tree", "--stdin", "-r", "-c", "--combined-all-paths"],
  ...["-z", "--raw", "--root", "-M", "--no-abbrev"],
];

/** The ids of the commits of a range, parents before children. @throws GitError where git can't tell. */
export async function listCommits(repository: Repository, range: CommitRange): Promise<string[]> {
  if (range.tips.length === 0) return [];
  const revisions = [...range.tips, ...range.bases.map((base) => `^${base}`)];
  // By standard input: a push of thousands of tags is longer than a command line may be.
  const { stdout } = await runGit(repository.view, ["rev-list", "--topo-order", "--reverse", "--stdin"], {
    input: lines(revisions),
  });
  return stdout
    .toString("latin1")
    .split("\n")
    .filter((line) => line !== "");
}

/** @throws GitError where git can't tell. */
export async function listCommitChanges(
  repository: Repository,
  commits: readonly string[],
): Promise<CommitList> {
  const list = emptyList();
  if (commits.length === 0) return { ...list, commits };
  const git = startGit(repository.view, DIFF, { input: lines(commits) });
  for await (const { commit, change } of parseRawDiff(git.stdout as AsyncIterable<Buffer>))
    addChange(list, change, commit);
  await git.done;
  return { ...list, commits };
}

function lines(values: readonly string[]): string {
  return values.map((value) => `${value}\n`).join("");
}
