/**
 * What `include`, `exclude` and the `.keyscanignore` files say of paths that come as a list, from git, instead of from a walk.
 * The ignore files are those of the working tree, or texts that are given. They are read when a path in their folder is asked about:
 * where there are none on the ways to a few paths, a tree of a million files need not be searched.
 */
import { lstatSync } from "node:fs";
import { join, sep } from "node:path";
import type { SkipReason } from "../types.ts";
import {
  compileGivenPatterns,
  compileIgnoreText,
  IGNORE_NAME,
  loadIgnoreFile,
  readOwnPatterns,
} from "./ignore-files.ts";
import type { Level } from "./ignore-rules.ts";
import { enterLevel, judgeEntry, startLevel } from "./ignore-rules.ts";

export interface PathPatterns {
  /** Gitignore syntax, relative to the root. */
  include?: readonly string[];
  exclude?: readonly string[];
  /** Gives the text of the `.keyscanignore` of a folder ("" or "a/b/"), as `readOwnPatterns`; where left out they are read. */
  own?: (folder: string) => string | "too-large" | undefined;
  /** Names of ignore files; of those in one directory the first counts. `.keyscanignore` unless given. */
  ignoreFiles?: readonly string[];
}

export interface PathFilter {
  /** Why the file at a path (relative to the root, "/" between names) is left out; undefined where it is not. */
  leftOut(path: string): SkipReason | undefined;
  /** `.keyscanignore` files that are too large to be applied. */
  readonly refused: readonly string[];
}

/** A directory with the rules that hold in it. */
interface Directory {
  path: string;
  /** Why everything in it is left out. */
  out: SkipReason | undefined;
  own: readonly Level[];
  exclude: readonly Level[];
  /** Undefined: everything in it is included. */
  include: readonly Level[] | undefined;
}

/** @param root Absolute; undefined where there is no working tree, and so no ignore files but those that are given. */
export function createPathFilter(root: string | undefined, patterns: PathPatterns): PathFilter {
  const { ignoreFiles = [IGNORE_NAME], own = root === undefined ? undefined : ownFilesOf(root) } = patterns;
  const refused: string[] = [];
  const known = new Map<string, Directory>();

  const withOwnRules = (directory: Directory): Directory => {
    if (directory.out !== undefined) return directory;
    const name = ignoreFiles.length === 1 ? ignoreFiles[0] : ignoreFiles.find(existsIn(root, directory.path));
    if (name === undefined) return directory;
    const rules =
      name === IGNORE_NAME
        ? compileIgnoreText(own?.(directory.path))
        : loadIgnoreFile(join(root ?? "", directory.path, name));
    if (rules === "too-large") refused.push(`${directory.path}${name}`);
    if (rules === undefined || rules === "too-large") return directory;
    return { ...directory, own: [...directory.own, startLevel(rules)] };
  };
  const directoryAt = (path: string): Directory => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const made = withOwnRules(
      path === "" ? topDirectory(patterns) : enter(directoryAt(parentOf(path)), path),
    );
    known.set(path, made);
    return made;
  };
  return {
    leftOut(path) {
      const directory = directoryAt(parentOf(path));
      return directory.out ?? judge(directory, baseOf(path), false);
    },
    refused,
  };
}

/** Reads the `.keyscanignore` files below a folder (absolute); none in what is a link there, and may lead out of it. */
export function ownFilesOf(root: string): (folder: string) => string | "too-large" | undefined {
  const known = new Map<string, boolean>([["", true]]);
  const isPlain = (folder: string): boolean => {
    let plain = known.get(folder);
    if (plain === undefined) {
      plain = isName(baseOf(folder)) && isPlain(parentOf(folder)) && isFolder(join(root, folder));
      known.set(folder, plain);
    }
    return plain;
  };
  return (folder) => (isPlain(folder) ? readOwnPatterns(join(root, folder, IGNORE_NAME)) : undefined);
}

/** Trees of a hostile repository may hold names that lead out of it. */
function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && (sep === "/" || !name.includes(sep));
}

/** @param path With a separator at its end, which would follow a link. */
function isFolder(path: string): boolean {
  try {
    return lstatSync(path.slice(0, -1), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

function existsIn(root: string | undefined, directory: string): (name: string) => boolean {
  return (name) => lstatSync(join(root ?? "", directory, name), { throwIfNoEntry: false })?.isFile() === true;
}

function topDirectory({ include = [], exclude = [] }: PathPatterns): Directory {
  const levels = (lines: readonly string[]): Level[] => {
    const rules = compileGivenPatterns(lines);
    return rules === undefined ? [] : [startLevel(rules)];
  };
  const included = levels(include);
  return {
    path: "",
    out: undefined,
    own: [],
    exclude: levels(exclude),
    include: included.length === 0 ? undefined : included,
  };
}

/** The directory at `path`, which ends in "/", below its parent. */
function enter(parent: Directory, path: string): Directory {
  if (parent.out !== undefined) return { ...parent, path };
  const name = baseOf(path);
  const isIncluded = parent.include === undefined || judgeEntry(parent.include, name, true) === "ignored";
  return {
    path,
    out: judge({ ...parent, include: undefined }, name, true),
    own: parent.own.map((level) => enterLevel(level, name)),
    exclude: parent.exclude.map((level) => enterLevel(level, name)),
    include: isIncluded ? undefined : parent.include?.map((level) => enterLevel(level, name)),
  };
}

function judge(directory: Directory, name: string, isDirectory: boolean): SkipReason | undefined {
  if (judgeEntry(directory.exclude, name, isDirectory) === "ignored") return "excluded";
  if (judgeEntry(directory.own, name, isDirectory) === "ignored") return "keyscanignored";
  const isIncluded =
    directory.include === undefined || judgeEntry(directory.include, name, isDirectory) === "ignored";
  return isIncluded ? undefined : "excluded";
}

/** "a/b/" of "a/b/c" and of "a/b/c/"; "" for a name without slashes. */
function parentOf(path: string): string {
  // Names that begin with "/" come from outside of the root, or from a hostile tree: `lastIndexOf` would find that sign for ever.
  return path.length < 2 ? "" : path.slice(0, path.lastIndexOf("/", path.length - 2) + 1);
}

function baseOf(path: string): string {
  const end = path.endsWith("/") ? path.length - 1 : path.length;
  return path.slice(path.lastIndexOf("/", end - 1) + 1, end);
}
