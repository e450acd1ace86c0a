/**
 * Opens a git repository without asking git, and without believing its configuration: finds the git directory, what it shares
 * with other worktrees, its objects, refs and index. Works for bare repositories, linked worktrees, submodules and separate git
 * directories, and for repositories that git itself would refuse.
 */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { readSmallFile } from "../ignore-files.ts";
import { isGitDirectory } from "../repository.ts";
import { withSeparator } from "../start.ts";
import { RepositoryError } from "./error.ts";
import { readRefFile, readSharedText } from "./ref-file.ts";
import { readRefs, isSafeRefName, type Refs } from "./refs.ts";
import { refuseSpecial } from "./special-files.ts";
import { openView, type ObjectFormat, type View } from "./view.ts";

/** A repository's places; all absolute. */
export interface RepositoryPlaces {
  /** What belongs to this working tree: HEAD, index. */
  gitDir: string;
  /** What all its worktrees share: objects, refs. */
  commonDir: string;
  objectDirectory: string;
  /** Further object directories, from the environment of a hook. */
  alternates: string[];
  /** Left out for a bare repository. */
  workTree?: string;
  /** Whether there is such a file or not. */
  indexFile: string;
}

export interface Repository extends RepositoryPlaces {
  format: ObjectFormat;
  /** Hex digits of an object id. */
  oidLength: 40 | 64;
  refs: Refs;
  /** Commits at which the repository was cut off, as its `shallow` file says. */
  shallow: string[];
  /** Some objects were left with a remote on purpose. */
  partial: boolean;
  /** For `startGit` and `runGit`. */
  view: View;
  /** Takes the view away. */
  close(): void;
}

/** Variables by which git tells its hooks which repository is meant. */
export interface HookEnvironment {
  GIT_DIR?: string | undefined;
  GIT_WORK_TREE?: string | undefined;
  GIT_INDEX_FILE?: string | undefined;
  GIT_OBJECT_DIRECTORY?: string | undefined;
  GIT_ALTERNATE_OBJECT_DIRECTORIES?: string | undefined;
}

export interface OpenOptions {
  /** Look for a repository in the directories above as well. */
  upwards?: boolean;
  /** Honour these variables (`process.env` for a command that runs as a hook); by default the environment says nothing. */
  environment?: HookEnvironment;
}

/**
 * Opens the repository at a path: a working tree, a git directory, or with `upwards` any folder in one.
 *
 * @throws RepositoryError where there is none, or a part without which nothing can be read is missing.
 */
export function openRepository(path: string, options: OpenOptions = {}): Repository {
  const places = findRepository(path, options);
  if (places === undefined) throw notARepository(path, options.environment?.GIT_DIR);
  return openAt(places);
}

/**
 * Opens a repository that has been found.
 *
 * @throws RepositoryError where a part without which nothing can be read is missing, or is a pipe.
 */
export function openAt(places: RepositoryPlaces): Repository {
  if (!isDirectory(places.objectDirectory)) {
    throw new RepositoryError(
      `${JSON.stringify(places.workTree ?? places.gitDir)} is a damaged git repository: its objects folder is missing`,
    );
  }
  refuseSpecial(places);
  const refs = readRefs(places);
  const format = objectFormat(places, refs);
  const shallow = linesOf(join(places.commonDir, "shallow"));
  const view = openView({
    format,
    objectDirectory: places.objectDirectory,
    alternates: places.alternates,
    indexFile: places.indexFile,
    head: viewHead(refs),
    refs: refs.tips.filter(({ name }) => isSafeRefName(name)).map(({ name, oid }) => [name, oid] as const),
    shallow: shallow.filter((oid) => /^[0-9a-f]{40,64}$/.test(oid)),
  });
  return {
    ...places,
    format,
    oidLength: format === "sha1" ? 40 : 64,
    refs,
    shallow,
    partial: isPartial(places),
    view,
    close: () => view.close(),
  };
}

/** @param named What GIT_DIR says, relative to the path. */
function notARepository(path: string, named = ""): RepositoryError {
  const meant = named === "" ? path : resolve(path, named);
  const lost = named === "" ? lostGitDirectory(path) : undefined;
  const why =
    lost === undefined ? "" : `: its file .git names ${JSON.stringify(lost)}, which is no git directory`;
  const what = existing(meant) ? `is not a git repository${why}` : "does not exist";
  return new RepositoryError(`${JSON.stringify(meant)}${named === "" ? "" : " (GIT_DIR)"} ${what}`);
}

/** Where the repository at (or, with `upwards`, above) a path lies; undefined where there is none. */
export function findRepository(path: string, options: OpenOptions = {}): RepositoryPlaces | undefined {
  const { environment = {} } = options;
  const start = resolve(path);
  const named = environment.GIT_DIR;
  const workTree = environment.GIT_WORK_TREE;
  const found =
    named === undefined || named === ""
      ? search(start, options.upwards === true)
      : atGitDirectory(resolve(start, named), workTree === undefined ? start : resolve(start, workTree));
  if (found === undefined) return undefined;
  const { GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES } = environment;
  // Git runs hooks at the top of the working tree, and names files relative to it.
  const from = found.workTree ?? start;
  return {
    ...found,
    ...(GIT_INDEX_FILE ? { indexFile: resolve(from, GIT_INDEX_FILE) } : {}),
    ...(GIT_OBJECT_DIRECTORY ? { objectDirectory: resolve(from, GIT_OBJECT_DIRECTORY) } : {}),
    alternates: splitList(GIT_ALTERNATE_OBJECT_DIRECTORIES).map((entry) => resolve(from, entry)),
  };
}

function splitList(value: string | undefined): string[] {
  const separator = process.platform === "win32" ? ";" : ":";
  return (value ?? "").split(separator).filter((entry) => entry !== "" && !entry.startsWith('"'));
}

function search(start: string, upwards: boolean): RepositoryPlaces | undefined {
  for (let at = start; ; at = dirname(at)) {
    const found = at === start ? (atWorkTree(at) ?? atGitDirectory(at)) : atWorkTree(at);
    if (found !== undefined || !upwards || dirname(at) === at) return found;
  }
}

function atWorkTree(directory: string): RepositoryPlaces | undefined {
  const dotGit = join(directory, ".git");
  if (isDirectory(dotGit)) return atGitDirectory(dotGit, directory);
  const target = namedByFile(directory);
  return target === undefined ? undefined : atGitDirectory(target, directory);
}

/** What `.git` names where it is a file, as in worktrees and submodules. */
function namedByFile(directory: string): string | undefined {
  const text = readSmallFile(join(directory, ".git"), 8_192);
  const target = typeof text === "string" ? /^gitdir: (.+?)[\r\n]*$/s.exec(text)?.[1] : undefined;
  return target === undefined ? undefined : resolve(directory, target);
}

/** The git directory that a working tree names and that is gone, as where a worktree was copied to another machine. */
export function lostGitDirectory(directory: string): string | undefined {
  const named = namedByFile(directory);
  return named === undefined || atGitDirectory(named, directory) !== undefined ? undefined : named;
}

function atGitDirectory(directory: string, workTree?: string): RepositoryPlaces | undefined {
  const shared = readSmallFile(join(directory, "commondir"), 8_192);
  const commonDir = typeof shared === "string" ? resolve(directory, shared.trim()) : directory;
  if (readRefFile(join(directory, "HEAD"), 65_536) === undefined) return undefined;
  if (!isGitDirectory(withSeparator(commonDir)) && !isDirectory(join(commonDir, "objects"))) return undefined;
  const owner = workTree ?? workTreeOf(directory);
  return {
    gitDir: realOf(directory),
    commonDir: realOf(commonDir),
    objectDirectory: join(realOf(commonDir), "objects"),
    alternates: [],
    ...(owner === undefined ? {} : { workTree: owner }),
    indexFile: join(realOf(directory), "index"),
  };
}

/** The working tree of a git directory that was named itself: a linked worktree says where it is, `.git` lies in it. */
function workTreeOf(gitDir: string): string | undefined {
  const pointer = readSmallFile(join(gitDir, "gitdir"), 8_192);
  if (typeof pointer === "string") {
    const dotGit = pointer.trim();
    return dirname(isAbsolute(dotGit) ? dotGit : resolve(gitDir, dotGit));
  }
  return basename(gitDir) === ".git" ? dirname(gitDir) : undefined;
}

/** What HEAD names goes into the view; an odd HEAD becomes a branch that does not exist. */
function viewHead({ head, tips }: Refs): string {
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(head)) return head;
  const target = /^ref: *(\S.*)$/.exec(head)?.[1] ?? "";
  if (isSafeRefName(target)) return `ref: ${target}`;
  return tips.find(({ name }) => name === "HEAD")?.oid ?? "ref: refs/heads/main";
}

/** `extensions.objectFormat`, read leniently; where nothing says so, by the ids that there are. */
function objectFormat({ commonDir }: RepositoryPlaces, { tips }: Refs): ObjectFormat {
  const text = readSharedText(join(commonDir, "config"), 1 << 20) ?? "";
  if (/^\s*objectformat\s*=\s*"?sha256\b/im.test(text)) return "sha256";
  return tips.some(({ oid }) => oid.length === 64) && !tips.some(({ oid }) => oid.length === 40)
    ? "sha256"
    : "sha1";
}

function isPartial({ commonDir, objectDirectory }: RepositoryPlaces): boolean {
  const text = readSharedText(join(commonDir, "config"), 1 << 20) ?? "";
  if (/^\s*(?:partialclone|promisor)\s*=/im.test(text)) return true;
  try {
    return readdirSync(join(objectDirectory, "pack")).some((name) => name.endsWith(".promisor"));
  } catch {
    return false;
  }
}

function linesOf(path: string): string[] {
  const text = readSharedText(path, 1 << 24) ?? "";
  return text.split("\n").filter((line) => line !== "");
}

function existing(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Links are followed. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The path without links; as it is where it leads nowhere. */
export function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
