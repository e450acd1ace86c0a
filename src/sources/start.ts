/**
 * Where a walk begins: the paths that the user named, and the rules that reach them from the directories above. What was
 * named is walked even when a rule ignores it; `exclude` and `include` alone can leave it out.
 */
import type { Stats } from "node:fs";
import { realpathSync, statSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import type { Deferred, Directory, RuleContext } from "./directory.ts";
import { admit, applyMarkers, childDirectory, deriveDirectory, topDirectory } from "./directory.ts";
import type { Level, RuleSet } from "./ignore-rules.ts";
import { enterLevel, judgeEntry, startLevel } from "./ignore-rules.ts";
import { isLogDirectory } from "./log-name.ts";
import { makeEntry } from "./read-directory.ts";
import { findWorkTree } from "./repository.ts";
import { isIncluded } from "./visit.ts";
import { errorEvent, fileEvent } from "./walk-steps.ts";
import type { WalkEvent } from "./walk-types.ts";

/** A root that exists. */
export interface Root {
  type: "root";
  /** Absolute, without symbolic links: what tells one root from another. */
  real: string;
  /** As in reports; "" for the cwd. */
  display: string;
  /**
   * The names from where `include` and `exclude` begin down to the root: from the cwd, or, outside of it, from the root
   * itself (a directory) or the directory that it lies in (a file).
   */
  names: readonly string[];
  stats: Stats;
}

/** What a root comes to: a directory to walk, a file that waits for git's answer, or an event. */
type Start = { walk: Directory } | { defer: Deferred } | { event: WalkEvent };

/** The user's own patterns. */
export interface Patterns {
  include: RuleSet | undefined;
  exclude: RuleSet | undefined;
}

/** A path of a directory with a separator at its end. */
export function withSeparator(path: string): string {
  return path.endsWith(sep) ? path : path + sep;
}

function contains(directory: string, path: string): boolean {
  return path === directory || path.startsWith(withSeparator(directory));
}

function namesBetween(directory: string, path: string): string[] {
  return relative(directory, path)
    .split(sep)
    .filter((name) => name !== "");
}

/** A path (absolute) as reports show it: relative to the cwd inside of it, "" for the cwd itself; "/" between names. */
export function displayPath(path: string, cwd: string): string {
  return (contains(cwd, path) ? relative(cwd, path) : path).replaceAll(sep, "/");
}

/** Looks a root up (absolute path); an error event when it can't be. */
export function findRoot(path: string, cwd: string): Root | WalkEvent {
  const inside = contains(cwd, path);
  const display = displayPath(path, cwd);
  try {
    const real = realpathSync(path);
    const stats = statSync(real);
    const outside = stats.isDirectory() ? [] : [basename(path)];
    return {
      type: "root",
      real,
      display,
      names: inside ? namesBetween(cwd, path) : outside,
      stats,
    };
  } catch (error) {
    return errorEvent(display || ".", error);
  }
}

const EVERY_MARKER = { git: true, gitignore: true, keyscanignore: true };

/** The directory `name` of a directory with its rules applied; no rule above leaves it out. */
function enterNamed(parent: Directory, name: string): Directory {
  const ignored = judgeEntry(parent.git, name, true) === "ignored";
  const own = judgeEntry(parent.own, name, true) === "ignored";
  const purpose = ignored ? "local" : parent.purpose;
  const admitting = ignored || own ? admit(parent, name) : parent;
  const child = childDirectory(admitting, makeEntry(name, "directory"), purpose, false);
  return deriveDirectory(child, { named: true });
}

/** The directories above roots. */
export interface Ancestry {
  /** The directory at an absolute real path; its own ignore files count for nothing yet. */
  at(path: string): Directory;
  /** The same with its own ignore files applied. Each directory is read once. */
  inside(path: string): Directory;
  /** Ignore files that were found too large to be applied; for the caller to take away. */
  refused: string[];
}

/** `cwd`: absolute and real. */
export function createAncestry(context: RuleContext, cwd: string): Ancestry {
  const refused: string[] = [];
  const known = new Map<string, Directory>();
  const apply = (key: string, make: () => Directory): Directory => {
    const found = known.get(key);
    if (found) return found;
    const directory = make();
    const applied = applyMarkers(directory, EVERY_MARKER, context, (name) =>
      refused.push(directory.display + name),
    );
    known.set(key, applied);
    return applied;
  };
  // Rules begin at the working tree's root, or at the cwd where that lies further out.
  const chain = (path: string): { top: string; names: string[] } => {
    const tops = [findWorkTree(path), contains(cwd, path) ? cwd : undefined];
    const [top = path] = tops.filter((one) => one !== undefined).sort((a, b) => a.length - b.length);
    return { top, names: namesBetween(top, path) };
  };
  const descend = (top: string, names: readonly string[]): Directory => {
    let key = withSeparator(top);
    let directory = apply(`${top}\0`, () => topDirectory(key));
    for (const name of names) {
      key += name + sep;
      const parent = directory;
      directory = apply(`${top}\0${key}`, () => enterNamed(parent, name));
    }
    return directory;
  };
  return {
    refused,
    inside(path: string): Directory {
      const { top, names } = chain(path);
      return descend(top, names);
    },
    at(path: string): Directory {
      const { top, names } = chain(path);
      const last = names.pop();
      return last === undefined ? topDirectory(withSeparator(path)) : enterNamed(descend(top, names), last);
    },
  };
}

/** The user's patterns come down to where the root lies: undefined when they exclude it or something above. */
function patternsAt(root: Root, patterns: Patterns): Pick<Directory, "include" | "exclude"> | undefined {
  let exclude: readonly Level[] = patterns.exclude ? [startLevel(patterns.exclude)] : [];
  let include: readonly Level[] = patterns.include ? [startLevel(patterns.include)] : [];
  const isDirectory = root.stats.isDirectory();
  for (const [index, name] of root.names.entries()) {
    const asDirectory = isDirectory || index < root.names.length - 1;
    if (judgeEntry(exclude, name, asDirectory) === "ignored") return undefined;
    if (!asDirectory) break;
    if (include.length > 0 && judgeEntry(include, name, true) === "ignored") include = [];
    exclude = exclude.map((level) => enterLevel(level, name));
    include = include.map((level) => enterLevel(level, name));
  }
  return { include, exclude };
}

function startFile(root: Root, ancestry: Ancestry, given: Pick<Directory, "include" | "exclude">): Start {
  const shown = basename(root.display);
  const inside = ancestry.inside(dirname(root.real));
  const parent = deriveDirectory(inside, {
    ...given,
    display: root.display.slice(0, root.display.length - shown.length),
    logs: root.display.split("/").slice(0, -1).some(isLogDirectory),
  });
  const path = root.display;
  if (!root.stats.isFile()) return { event: { type: "skip", reason: "special-file", path } };
  if (!isIncluded(parent, makeEntry(shown, "file")))
    return { event: { type: "skip", reason: "excluded", path } };
  const entry = makeEntry(basename(root.real), "file", shown);
  const ignored = inside.purpose !== "all" || judgeEntry(inside.git, entry.name, false) === "ignored";
  return ignored ? { defer: { parent, entry, named: true } } : { event: fileEvent(parent, entry, false) };
}

/** Prepares the walk of one root. */
export function startAt(root: Root, ancestry: Ancestry, patterns: Patterns): Start {
  const given = patternsAt(root, patterns);
  if (given === undefined) {
    const skip: WalkEvent = { type: "skip", reason: "excluded", path: root.display || "." };
    return { event: root.stats.isDirectory() ? { ...skip, directory: true } : skip };
  }
  if (!root.stats.isDirectory()) return startFile(root, ancestry, given);
  return {
    walk: deriveDirectory(ancestry.at(root.real), {
      ...given,
      display: root.display === "" ? "" : withSlash(root.display),
      logs: root.display.split("/").some(isLogDirectory),
    }),
  };
}

function withSlash(display: string): string {
  return display.endsWith("/") ? display : `${display}/`;
}
