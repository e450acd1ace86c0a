/** What names of revisions stand for: ids of commits, ranges. */
import { runGit } from "./command.ts";
import type { Repository } from "./repository.ts";
import { tellable } from "./revision-names.ts";

/** Id of the commit that a revision names (through tags); undefined where there is none. */
export async function findCommit(repository: Repository, revision: string): Promise<string | undefined> {
  const name = tellable(repository, revision);
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  const { status, stdout } = await runGit(repository.view, args, { allowed: [1, 128] });
  return status === 0 ? stdout.toString("latin1").trim() : undefined;
}

/** A commit that both can be reached from, the best one; undefined where there is none. */
export async function mergeBase(
  repository: Repository,
  one: string,
  other: string,
): Promise<string | undefined> {
  const { status, stdout } = await runGit(repository.view, ["merge-base", one, other], { allowed: [1] });
  return status === 0 ? stdout.toString("latin1").trim() : undefined;
}

/** Ids in what `git rev-parse` makes of a revision that stands for several, such as `HEAD^!`. */
export async function expandRevision(
  repository: Repository,
  revision: string,
): Promise<{ tips: string[]; bases: string[] } | undefined> {
  const args = ["rev-parse", "--quiet", "--end-of-options", tellable(repository, revision)];
  const { status, stdout } = await runGit(repository.view, args, { allowed: [1, 128] });
  const ids = stdout.toString("latin1").match(/^\^?(?:[0-9a-f]{40}|[0-9a-f]{64})$/gm) ?? [];
  if (status !== 0 || ids.length === 0) return undefined;
  return {
    tips: ids.filter((id) => !id.startsWith("^")),
    bases: ids.filter((id) => id.startsWith("^")).map((id) => id.slice(1)),
  };
}
