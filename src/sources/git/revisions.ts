/** Names of revisions and what they stand for: ids of commits, ranges, the branch that others start from. */
import { runGit } from "./command.ts";
import { RepositoryError } from "./error.ts";
import { ownSettings } from "./own-settings.ts";
import type { Repository } from "./repository.ts";

/** Id of the commit that a revision names (through tags); undefined where there is none. */
export async function findCommit(repository: Repository, revision: string): Promise<string | undefined> {
  const name = /^@\{u(?:pstream)?\}$/i.test(revision) ? (upstream(repository) ?? revision) : revision;
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
  const args = ["rev-parse", "--quiet", "--end-of-options", revision];
  const { status, stdout } = await runGit(repository.view, args, { allowed: [1, 128] });
  const ids = stdout.toString("latin1").match(/^\^?(?:[0-9a-f]{40}|[0-9a-f]{64})$/gm) ?? [];
  if (status !== 0 || ids.length === 0) return undefined;
  return {
    tips: ids.filter((id) => !id.startsWith("^")),
    bases: ids.filter((id) => id.startsWith("^")).map((id) => id.slice(1)),
  };
}

/** The branch that HEAD is on; undefined where it is on none. */
export function currentBranch({ refs }: Repository): string | undefined {
  return /^ref: refs\/heads\/(.+)$/.exec(refs.head)?.[1];
}

/** The name of the first of the refs that exists, without `refs/heads/` or `refs/remotes/`. */
export function firstRef({ refs }: Repository, names: readonly string[]): string | undefined {
  const known = new Set(refs.tips.map(({ name }) => name));
  const full = names
    .flatMap((name) => [`refs/remotes/${name}`, `refs/heads/${name}`])
    .find((name) => known.has(name));
  return full?.replace(/^refs\/(?:heads|remotes)\//, "");
}

/** The branch that others start from, as the repository knows it: `origin/HEAD`, `origin/main`, `main` … */
export function defaultBranch(repository: Repository): string | undefined {
  return firstRef(repository, ["origin/HEAD", "origin/main", "origin/master", "main", "master", "trunk"]);
}

/**
 * The branch of a remote that the current branch follows, such as `origin/main`: as the configuration says, or the one of the
 * same name. Undefined where it is not there.
 */
export function upstream(repository: Repository): string | undefined {
  const branch = currentBranch(repository);
  if (branch === undefined) return undefined;
  const { remote, merge } = branchSettings(repository, branch);
  const followed = merge.replace(/^refs\/heads\//, "");
  return firstRef(repository, remote === "." ? [followed] : [`${remote}/${followed}`]);
}

/** `branch.<name>.remote` and `.merge` of the repository's own configuration, which is read as text. */
function branchSettings(repository: Repository, branch: string): { remote: string; merge: string } {
  const settings = { remote: "origin", merge: `refs/heads/${branch}` };
  for (const { section, subsection, key, value } of ownSettings(repository)) {
    if (section !== "branch" || subsection !== branch) continue;
    if (key === "remote" || key === "merge") settings[key] = value;
  }
  return settings;
}

/** True where commits were left out when the repository was cloned. */
export function isShallow(repository: Repository): boolean {
  return repository.shallow.length > 0;
}

/** What brings commits here that are missing. */
export function fetchCommand(repository: Repository, wanted: readonly string[]): string {
  const depth = isShallow(repository) ? " --unshallow" : "";
  return ["git fetch --no-tags", depth, ` ${remoteName(repository)}`, ...wanted.map((one) => ` ${one}`)].join(
    "",
  );
}

function remoteName({ refs }: Repository): string {
  const names = refs.tips.map(({ name }) => /^refs\/remotes\/([^/]+)\//.exec(name)?.[1]);
  const known = names.filter((name) => name !== undefined);
  return known.includes("origin") ? "origin" : (known[0] ?? "origin");
}

/** That a revision that was named is not there, with the command that may bring it. */
export function unknownRevision(repository: Repository, revision: string): RepositoryError {
  const shown = JSON.stringify(revision);
  if (!isShallow(repository)) return new RepositoryError(`${shown} is no revision of this repository`);
  const remote = remoteName(repository);
  const branch = new RegExp(`^(?:${remote}/)?([\\w./-]+)$`).exec(revision)?.[1];
  const isId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(revision);
  const wanted =
    isId || branch === undefined ? revision : `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`;
  return new RepositoryError(
    `${shown} is not in this clone, which is shallow; "${fetchCommand(repository, [wanted])}" fetches it`,
  );
}
