/** What can go wrong with a repository as a whole. Messages are for people and name what to do. */

/** The repository can't be scanned as it was asked for: there is none, or a revision does not exist. Exit code 2. */
export class RepositoryError extends Error {
  override name = "RepositoryError";
}

/** A git process that ended badly, or printed what git does not print. */
export class GitError extends Error {
  override name = "GitError";
  /** Exit status; undefined where git was ended by a signal or could not be started. */
  readonly status: number | undefined;
  /** What git said, at most a few kilobytes; it may quote names of the repository. */
  readonly stderr: string;

  constructor(command: string, status: number | undefined, stderr: string) {
    const [line = ""] = stderr.trim().split("\n").slice(-1);
    super(`git ${command} failed: ${line === "" ? `exit status ${status ?? "unknown"}` : line}`);
    this.status = status;
    this.stderr = stderr;
  }
}

/** What stands for git on the PATH, a wrapper or a git of long ago, did not print what git prints. */
export function oddOutput(command: string): GitError {
  return new GitError(
    command,
    undefined,
    "it printed what can't be read (does git --version name a git of today?)",
  );
}
