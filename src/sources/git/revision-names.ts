/** Names of branches and revisions, as far as the repository's refs, settings and reflogs tell what they mean. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ownSettings } from "./own-settings.ts";
import { readReflogs } from "./reflogs.ts";
import { isSafeRefName } from "./refs.ts";
import type { Repository } from "./repository.ts";

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
 * The branch of a remote that a branch (the current one) follows, such as `origin/main`: as the configuration says, or the one of the
 * same name. Undefined where it is not there.
 */
export function upstream(
  repository: Repository,
  branch: string | undefined = currentBranch(repository),
): string | undefined {
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

/** The remote that branches come from. */
export function remoteName({ refs }: Repository): string {
  const names = refs.tips.map(({ name }) => /^refs\/remotes\/([^/]+)\//.exec(name)?.[1]);
  const known = names.filter((name) => name !== undefined);
  return known.includes("origin") ? "origin" : (known[0] ?? "origin");
}

/** Other remotes of which the branches lie among those of this one, as those of `a/b` do among those of `a`. */
export function remotesBelow(repository: Repository, remote: string): string[] {
  return ownSettings(repository)
    .filter(({ section, subsection }) => section === "remote" && subsection.startsWith(`${remote}/`))
    .map(({ subsection }) => subsection);
}

/**
 * The branch of a remote that `git push` would write to, as far as the repository's own configuration says, such as `fork/topic`. Undefined
 * where it is not there.
 */
function pushed(repository: Repository, branch: string | undefined): string | undefined {
  if (branch === undefined) return undefined;
  const settings = ownSettings(repository);
  const valueOf = (section: string, subsection: string, key: string): string | undefined =>
    settings.findLast((one) => one.section === section && one.subsection === subsection && one.key === key)
      ?.value;
  if (/^(?:upstream|tracking)$/.test(valueOf("push", "", "default") ?? ""))
    return upstream(repository, branch);
  const remote = valueOf("branch", branch, "pushremote") ?? valueOf("remote", "", "pushdefault");
  return firstRef(repository, [`${remote ?? branchSettings(repository, branch).remote}/${branch}`]);
}

/** True where git takes the name for a ref that there is (gitrevisions(7)). */
export function isRef({ refs }: Repository, name: string): boolean {
  const meant = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].map((start) => start + name);
  return refs.tips.some((tip) => meant.includes(tip.name) || tip.name === `refs/remotes/${name}/HEAD`);
}

/**
 * A revision as git can tell what it is in a private directory, which has no settings of branches and no reflogs: for `topic@{upstream}`
 * and `topic@{push}` the branch is put, for `main@{1}` the reflog is laid there. A branch that only the remote has may be called as it is there.
 */
export function tellable(repository: Repository, revision: string): string {
  const followed = /^(\^?)([^@{}~^:]*)@\{(u(?:pstream)?|push)\}(.*)$/is.exec(revision);
  if (followed !== null) {
    const [, start = "", named = "", which = "", rest = ""] = followed;
    const branch = named === "" || named === "HEAD" ? currentBranch(repository) : named;
    const found = which.toLowerCase() === "push" ? pushed(repository, branch) : upstream(repository, branch);
    return found === undefined ? revision : start + found + rest;
  }
  const logged = /^\^?([^@{}~^:]*)@\{/.exec(revision)?.[1];
  if (logged !== undefined) layReflogs(repository, logged);
  return revision.replace(
    /^(\^?)([\w./-]+)/,
    (_all, start: string, name: string) => start + told(repository, name),
  );
}

/** A name that git may not know in a private directory, by one that it does. */
function told(repository: Repository, name: string): string {
  if (name === "HEAD" || /^[0-9a-f]{40,64}$/.test(name)) return name;
  // ORIG_HEAD and its like.
  const pseudo = repository.refs.tips.find((tip) => tip.name === name && !name.startsWith("refs/"));
  if (pseudo !== undefined) return pseudo.oid;
  const there = `${remoteName(repository)}/${name}`;
  return !isRef(repository, name) && isRef(repository, there) ? there : name;
}

/** Puts the reflogs of HEAD and of what the name may mean into the view. */
function layReflogs(repository: Repository, name: string): void {
  // Without a name the current branch is meant.
  const branch = name === "" ? currentBranch(repository) : name;
  const meant = new Set(["HEAD", name, `refs/${name}`, `refs/heads/${branch}`, `refs/remotes/${branch}`]);
  for (const { ref, content } of readReflogs(repository, () => {})) {
    // That of this worktree comes first.
    if (!meant.delete(ref) || (ref !== "HEAD" && !isSafeRefName(ref))) continue;
    const file = join(repository.view.directory, "logs", ref);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
