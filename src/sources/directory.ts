/**
 * A directory on the way of the walk, with the rules that hold in it. Directories are immutable: a child is made from its
 * parent and a name, so that one can be put aside and walked later.
 */
import { sep } from "node:path";
import { IGNORE_NAME, loadIgnoreFile, readOwnFile } from "./ignore-files.ts";
import type { Level, RuleSet } from "./ignore-rules.ts";
import { admitContents, admitDirectory, enterLevel, startLevel } from "./ignore-rules.ts";
import { isLogDirectory } from "./log-name.ts";
import type { Entry } from "./read-directory.ts";
import type { Repository } from "./repository.ts";
import { createRepository, isWorkTree, joinPath, loadInfoExclude } from "./repository.ts";

/**
 * What a directory is walked for. "all": it is not ignored. The others are ignored ones: "local", every file of one that
 * the user named; "tracked", files that git tracks nevertheless; "keys", those and files that usually hold keys.
 */
export type Purpose = "all" | "local" | "tracked" | "keys";

export interface Directory {
  type: "directory";
  /** Absolute, with the final separator. */
  prefix: string | Buffer;
  /** What to put before names in reports: "" in the cwd, else ending in "/". */
  display: string;
  /** Git's rules, outermost first; empty outside of repositories. */
  git: readonly Level[];
  /** The rules of `.keyscanignore` files, outermost first. */
  own: readonly Level[];
  /** None or one. */
  exclude: readonly Level[];
  /** Empty: everything here is included. */
  include: readonly Level[];
  repository: Repository<Deferred> | undefined;
  /** Where names stand in the repository: "" in its root, else ending in "/". */
  repositoryPath: string;
  purpose: Purpose;
  /** Below a directory for logs. */
  logs: boolean;
  /** The user named it, or something in it: rules that leave out all of its contents do not count. */
  named: boolean;
}

/** An ignored entry that waits for git's answer. */
export interface Deferred {
  parent: Directory;
  entry: Entry;
  /** The user named it, or the directory that it lies in. */
  named: boolean;
}

/** Which of the names that change the rules may be in a directory. */
interface Markers {
  git: boolean;
  gitignore: boolean;
  keyscanignore: boolean;
}

const GITIGNORE = ".gitignore";

/** Notes which of its names change the rules in a directory, and whether it looks like a bare repository. */
export function findMarkers(entries: readonly Entry[]): Markers & { bare: boolean } {
  const found = { git: false, gitignore: false, keyscanignore: false, bare: false };
  let bareNames = 0;
  for (const { name } of entries) {
    if (name === ".git") found.git = true;
    else if (name === GITIGNORE) found.gitignore = true;
    else if (name === IGNORE_NAME) found.keyscanignore = true;
    else if (name === "HEAD" || name === "objects" || name === "refs") bareNames++;
  }
  found.bare = bareNames === 3;
  return found;
}

function enterAll(levels: readonly Level[], name: string): readonly Level[] {
  let changed = false;
  const entered = levels.map((level) => {
    const next = enterLevel(level, name);
    changed ||= next !== level;
    return next;
  });
  return changed ? entered : levels;
}

/** The directory `entry` of `parent`, before its own ignore files are read; `included`: an include pattern names it. */
export function childDirectory(
  parent: Directory,
  entry: Entry,
  purpose: Purpose,
  included: boolean,
): Directory {
  const { name } = entry;
  return {
    type: "directory",
    prefix: joinPath(joinPath(parent.prefix, entry.raw), sep),
    display: `${parent.display}${entry.display}/`,
    git: enterAll(parent.git, name),
    own: enterAll(parent.own, name),
    exclude: enterAll(parent.exclude, name),
    include: included ? [] : enterAll(parent.include, name),
    repository: parent.repository,
    repositoryPath: parent.repository ? `${parent.repositoryPath}${name}/` : "",
    purpose,
    logs: parent.logs || isLogDirectory(name),
    named: false,
  };
}

/** A named directory without any rules and outside of any repository. */
export function topDirectory(prefix: string): Directory {
  return {
    type: "directory",
    prefix,
    display: prefix.replaceAll(sep, "/"),
    git: [],
    own: [],
    exclude: [],
    include: [],
    repository: undefined,
    repositoryPath: "",
    purpose: "all",
    logs: false,
    named: true,
  };
}

/** The directory with some things changed. Spelled out, since engines tell objects made by spreading from those written out. */
export function deriveDirectory(from: Directory, changes: Partial<Directory>): Directory {
  return {
    type: "directory",
    prefix: changes.prefix ?? from.prefix,
    display: changes.display ?? from.display,
    git: changes.git ?? from.git,
    own: changes.own ?? from.own,
    exclude: changes.exclude ?? from.exclude,
    include: changes.include ?? from.include,
    repository: changes.repository ?? from.repository,
    repositoryPath: changes.repositoryPath ?? from.repositoryPath,
    purpose: changes.purpose ?? from.purpose,
    logs: changes.logs ?? from.logs,
    named: changes.named ?? from.named,
  };
}

/** The parent with its rules changed so that the directory `name`, which the user named, is not left out. */
export function admit(parent: Directory, name: string): Directory {
  return deriveDirectory(parent, {
    git: parent.git.map((level) => admitDirectory(level, name)),
    own: parent.own.map((level) => admitDirectory(level, name)),
  });
}

/** Adds the rules of a file; hands the name of a file that was not applied to `refuse`. */
function addLevel(
  levels: readonly Level[],
  loaded: RuleSet | "too-large" | undefined,
  name: string,
  refuse: (name: string) => void,
): readonly Level[] {
  if (loaded === "too-large") refuse(name);
  return loaded === undefined || loaded === "too-large" ? levels : [...levels, startLevel(loaded)];
}

/** What `applyMarkers` shares between directories. */
export interface RuleContext {
  /** Honour git's rules. */
  gitignore: boolean;
  /** The repositories that hold a root of the walk, by their absolute path: several roots share one. */
  repositories: Map<string, Repository<Deferred>>;
}

function beginRepository(
  directory: Directory,
  context: RuleContext,
  refuse: (name: string) => void,
): Directory {
  const root = withoutSeparator(directory.prefix);
  const known = typeof root === "string" ? context.repositories.get(root) : undefined;
  const repository = known ?? createRepository(root);
  if (directory.named && typeof root === "string") context.repositories.set(root, repository);
  return deriveDirectory(directory, {
    git: addLevel([], loadInfoExclude(directory.prefix), ".git/info/exclude", refuse),
    repository,
    repositoryPath: "",
    purpose: "all",
  });
}

/** A path without its final separator, save for the root of the file system. */
function withoutSeparator(prefix: string | Buffer): string | Buffer {
  if (typeof prefix !== "string") return prefix.subarray(0, -1);
  return /^(?:[A-Za-z]:)?[/\\]$/.test(prefix) ? prefix : prefix.slice(0, -1);
}

/**
 * The directory with the rules that begin in it: a repository of its own starts afresh with git's rules, as in git.
 * `refuse` is told the name of every ignore file that is too large to be applied.
 */
export function applyMarkers(
  directory: Directory,
  markers: Markers,
  context: RuleContext,
  refuse: (name: string) => void,
): Directory {
  let result = directory;
  const ignored = result.purpose === "tracked" || result.purpose === "keys";
  if (context.gitignore && !ignored && markers.git && isWorkTree(result.prefix)) {
    result = beginRepository(result, context, refuse);
  }
  if (result.repository && markers.gitignore) {
    const loaded = loadIgnoreFile(joinPath(result.prefix, GITIGNORE));
    const git = addLevel(result.git, loaded, GITIGNORE, refuse);
    result = deriveDirectory(result, { git });
  }
  if (markers.keyscanignore) {
    const loaded = loadIgnoreFile(joinPath(result.prefix, IGNORE_NAME), readOwnFile);
    const own = addLevel(result.own, loaded, IGNORE_NAME, refuse);
    result = deriveDirectory(result, { own });
  }
  if (!result.named || result.repositoryPath === "") return result;
  const git = result.git.map(admitContents);
  const changed = git.some((level, index) => level !== result.git[index]);
  return changed ? deriveDirectory(result, { git, purpose: "local" }) : result;
}
