/** What a place for a secret in a git repository is, and small steps by which places are made. */
import type { FindingHistory, GitPart } from "../../../src/types.ts";
import type { Repository } from "../hiding-places.ts";

/** What a scan must tell of a secret; what is left out must be left out by the scan too. */
export interface Attribution {
  path: string;
  part?: GitPart;
  /** Left out for files outside of the history. */
  reach?: FindingHistory["reach"];
  /** Commit that brought it. */
  introduced?: string;
  /** Commit that took it out. */
  removed?: string;
  /** Ref at whose tip it stands. */
  current?: string;
  /** One of the refs that reach it. */
  ref?: string;
}

export interface Place {
  name: string;
  /** Puts the token there. What was put elsewhere before stays as it is. */
  hide(repository: Repository, token: string): Attribution;
}

/** A file of one commit that the next one takes away. */
export function brief(
  repository: Repository,
  name: string,
  content: string | Buffer,
  shown: string = name,
): Attribution {
  const introduced = repository.commit({ [name]: content }, "add");
  const removed = repository.commit({ [name]: undefined }, "remove");
  return { path: shown, reach: "head", introduced, removed };
}

/** A place that is a file for the time of one commit. */
export function briefly(
  name: string,
  path: string,
  content: (token: string) => string | Buffer,
  shown: string = path,
): Place {
  return { name, hide: (repository, token) => brief(repository, path, content(token), shown) };
}

/** The usual content of a file. */
export function env(token: string): string {
  return `# settings\nTOKEN=${token}\n`;
}

/** Writes a blob that nothing names. */
export function writeBlob(repository: Repository, content: string | Buffer): string {
  return repository.pipe(content, "hash-object", "-w", "--stdin");
}

/** A commit with one file, on top of HEAD, that no ref and no reflog names. */
export function loneCommit(repository: Repository, name: string, content: string): string {
  const tree = repository.pipe(`100644 blob ${writeBlob(repository, content)}\t${name}\n`, "mktree");
  return repository.git("commit-tree", "-p", "HEAD", "-m", "lone", tree);
}
