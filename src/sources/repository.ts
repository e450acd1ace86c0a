/**
 * Git repositories as the walk sees them: where one begins, which rules lie in its git directory, and what is tracked
 * although it is ignored. Only `.git/HEAD`, `.git/info/exclude` and the pointers of linked worktrees are read here.
 */
import type { Stats } from "node:fs";
import { statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { readRefFile } from "./git/ref-file.ts";
import { loadIgnoreFile, readSmallFile } from "./ignore-files.ts";
import type { RuleSet } from "./ignore-rules.ts";
import type { TrackedAnswer } from "./walk-types.ts";

/** Which ignored paths of a repository are tracked. */
interface TrackedPaths {
  /** Also true for a submodule's directory. */
  has(path: string): boolean;
  /** True when something below the directory is tracked. */
  hasBelow(path: string): boolean;
}

export interface Repository<Deferred> {
  /** Absolute path of the directory that holds `.git`. */
  root: string | Buffer;
  /** The question to git, once it has been asked. */
  query: Promise<TrackedAnswer> | undefined;
  /** The answer, once it has been waited for. */
  tracked: TrackedPaths | undefined;
  /** Ignored entries that wait for the answer. */
  deferred: Deferred[];
}

/** A repository of which nothing has been asked yet. */
export function createRepository<Deferred>(root: string | Buffer): Repository<Deferred> {
  return { root, query: undefined, tracked: undefined, deferred: [] };
}

/** Indexes git's answer. */
export function indexTracked(files: readonly string[]): TrackedPaths {
  const paths = new Set(files);
  const directories = new Set<string>();
  for (const file of files) {
    for (let slash = file.lastIndexOf("/"); slash > 0; slash = file.lastIndexOf("/", slash - 1)) {
      const directory = file.slice(0, slash);
      if (directories.has(directory)) break;
      directories.add(directory);
    }
  }
  return {
    has: (path) => paths.has(path),
    hasBelow: (path) => directories.has(path),
  };
}

/** `prefix` (with its final separator) and a name joined; a Buffer when either is one. */
export function joinPath(prefix: string | Buffer, name: string | Buffer): string | Buffer {
  if (typeof prefix === "string" && typeof name === "string") return prefix + name;
  return Buffer.concat([Buffer.from(prefix as string), Buffer.from(name as string)]);
}

function statEntry(path: string | Buffer): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The git directory that `.git` points to where it is a file, as in submodules and linked worktrees; undefined when that is gone. */
function gitFileTarget(prefix: string | Buffer): string | undefined {
  const text = readSmallFile(joinPath(prefix, ".git"), 8_192);
  const name = text === undefined ? undefined : /^gitdir: (.+?)[\r\n]*$/s.exec(text)?.[1];
  if (name === undefined) return undefined;
  const target = resolve(String(prefix), name);
  return readRefFile(join(target, "HEAD"), 4_096) === undefined ? undefined : target;
}

/** True for a git directory: `.git` itself, or a bare repository. A directory only named so hides nothing. */
export function isGitDirectory(prefix: string | Buffer): boolean {
  const head = readRefFile(joinPath(prefix, "HEAD"), 4_096);
  return (
    head !== undefined &&
    /^(?:ref: |[0-9a-f]{40})/.test(head) &&
    statEntry(joinPath(prefix, "objects"))?.isDirectory() === true &&
    statEntry(joinPath(prefix, "refs"))?.isDirectory() === true
  );
}

/** True when the directory at `prefix` (with its final separator) is the root of a repository's working tree. */
export function isWorkTree(prefix: string | Buffer): boolean {
  const stats = statEntry(joinPath(prefix, ".git"));
  if (stats === undefined) return false;
  if (stats.isFile()) return gitFileTarget(prefix) !== undefined;
  return isGitDirectory(joinPath(prefix, `.git${sep}`));
}

/** The patterns of `info/exclude` of the repository whose working tree begins at `prefix`. */
export function loadInfoExclude(prefix: string | Buffer): RuleSet | "too-large" | undefined {
  const target = gitFileTarget(prefix);
  if (target === undefined) return loadIgnoreFile(joinPath(prefix, join(".git", "info", "exclude")));
  // A linked worktree shares its rules with the repository that it belongs to.
  const common = readSmallFile(resolve(target, "commondir"), 8_192)?.trim();
  return loadIgnoreFile(resolve(target, common ?? ".", "info", "exclude"));
}

/** The nearest directory at or above `directory` (absolute) that is the root of a working tree. */
export function findWorkTree(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (isWorkTree(at.endsWith(sep) ? at : at + sep)) return at;
    if (dirname(at) === at) return undefined;
  }
}
