/**
 * What `include`, `exclude` and the `.keyscanignore` files say of paths that come as a list, from git, instead of from a walk.
 * The ignore files are those of the working tree.
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { SkipReason } from "../types.ts";
import {
  compileGivenPatterns,
  IGNORE_NAME,
  loadIgnoreFile,
  readOwnFile,
  readSmallFile,
} from "./ignore-files.ts";
import type { Level } from "./ignore-rules.ts";
import { enterLevel, judgeEntry, startLevel } from "./ignore-rules.ts";

export interface PathPatterns {
  /** Gitignore syntax, relative to the root. */
  include?: readonly string[];
  exclude?: readonly string[];
  /** The text of the root's `.keyscanignore`, where no ignore file is to be read. */
  ownText?: string;
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

/** @param root Absolute; undefined where there is no working tree, and so no ignore files. */
export function createPathFilter(root: string | undefined, patterns: PathPatterns): PathFilter {
  const { ignoreFiles = [IGNORE_NAME] } = patterns;
  const refused: string[] = [];
  const known = new Map<string, Directory>();

  const withOwnRules = (directory: Directory): Directory => {
    if (root === undefined || directory.out !== undefined) return directory;
    const name = ignoreFiles.length === 1 ? ignoreFiles[0] : ignoreFiles.find(existsIn(root, directory.path));
    const read = name === IGNORE_NAME ? readOwnFile : readSmallFile;
    const rules = name === undefined ? undefined : loadIgnoreFile(join(root, directory.path, name), read);
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

function existsIn(root: string, directory: string): (name: string) => boolean {
  return (name) => lstatSync(join(root, directory, name), { throwIfNoEntry: false })?.isFile() === true;
}

function topDirectory({ include = [], exclude = [], ownText = "" }: PathPatterns): Directory {
  const levels = (lines: readonly string[]): Level[] => {
    const rules = compileGivenPatterns(lines);
    return rules === undefined ? [] : [startLevel(rules)];
  };
  const included = levels(include);
  return {
    path: "",
    out: undefined,
    own: levels([ownText]),
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
  return path.slice(0, path.lastIndexOf("/", path.length - 2) + 1);
}

function baseOf(path: string): string {
  const end = path.endsWith("/") ? path.length - 1 : path.length;
  return path.slice(path.lastIndexOf("/", end - 1) + 1, end);
}
