/** Clones that were cut off: whether one is, and the command that fetches what it lacks. */
import { RepositoryError } from "./error.ts";
import type { Repository } from "./repository.ts";
import { isRef, remoteName } from "./revision-names.ts";

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

/** That a revision that was named is not there, with the command that may bring it. */
export function unknownRevision(repository: Repository, revision: string): RepositoryError {
  const shown = JSON.stringify(revision);
  // Reflogs are no part of what is fetched.
  if (!isShallow(repository) || revision.includes("@{"))
    return new RepositoryError(`${shown} is no revision of this repository`);
  const command = fetchCommand(repository, wantedFor(repository, revision));
  return new RepositoryError(`${shown} is not in this clone, which is shallow; "${command}" fetches it`);
}

/** What has to be fetched besides older commits: git takes ids and refs, but no expressions such as `HEAD~3`. */
function wantedFor(repository: Repository, revision: string): string[] {
  const [name = ""] = revision.split(/[~^:]|@\{/, 1);
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(name)) return [name];
  if (!/^\w[\w./-]*$/.test(name) || isRef(repository, name)) return [];
  // Of a name alone nobody can tell whether it is a branch or a tag; versions are tags nearly always.
  if (/^v?\d/.test(name)) return [`+refs/tags/${name}:refs/tags/${name}`];
  const remote = remoteName(repository);
  const branch = name.startsWith(`${remote}/`) ? name.slice(remote.length + 1) : name;
  return [`+refs/heads/${branch}:refs/remotes/${remote}/${branch}`];
}
