/**
 * What becomes of one entry of a directory: an event, a directory to walk, or nothing. Directories that are ignored are
 * not entered here; what may be looked at in them nevertheless is put aside until git has said what it tracks.
 */
import type { SkipReason } from "../types.ts";
import type { Deferred, Directory, Purpose } from "./directory.ts";
import { childDirectory } from "./directory.ts";
import { judgeEntry } from "./ignore-rules.ts";
import { isKeyDirectory, isKeyFile } from "./key-files.ts";
import type { Entry } from "./read-directory.ts";
import { fileEvent, skipEvent } from "./walk-steps.ts";
import type { WalkEvent } from "./walk-types.ts";

export type Visit = WalkEvent | Directory | undefined;

/** True in a directory that is ignored, and walked for exceptions alone: nothing in it is counted as skipped. */
export function isException(directory: Directory): boolean {
  return directory.purpose === "tracked" || directory.purpose === "keys";
}

/** Why an entry is left out whatever git says of it; undefined when it is not. */
export function leftOut(directory: Directory, entry: Entry): SkipReason | undefined {
  if (entry.type === "symlink") return "symlink";
  if (entry.type === "special") return "special-file";
  const asDirectory = entry.type === "directory";
  if (judgeEntry(directory.exclude, entry.name, asDirectory) === "ignored") return "excluded";
  const own = judgeEntry(directory.own, entry.name, asDirectory);
  return own === "ignored" ? "keyscanignored" : undefined;
}

/** True when the include patterns name the entry or something above it, or there are none. */
export function isIncluded(directory: Directory, entry: Entry): boolean {
  const { include } = directory;
  if (include.length === 0) return true;
  return judgeEntry(include, entry.name, entry.type === "directory") === "ignored";
}

function enter(directory: Directory, entry: Entry, purpose: Purpose): Directory {
  return childDirectory(directory, entry, purpose, isIncluded(directory, entry));
}

/** Visits an entry of an ignored directory; git's answer is known. */
export function visitException(directory: Directory, entry: Entry): Visit {
  if (leftOut(directory, entry) !== undefined) return undefined;
  const tracked = directory.repository?.tracked;
  const path = directory.repositoryPath + entry.name;
  const keys = directory.purpose === "keys";
  if (entry.type === "directory") {
    // Git lists a directory as it lists files where it is a submodule.
    if (tracked?.has(path)) return enter(directory, entry, "all");
    if (keys || tracked?.hasBelow(path)) return enter(directory, entry, directory.purpose);
    return undefined;
  }
  const isTracked = tracked?.has(path) ?? false;
  const wanted = isTracked || (keys && isKeyFile(entry.name));
  return wanted && isIncluded(directory, entry) ? fileEvent(directory, entry, !isTracked) : undefined;
}

/** Visits an entry of a directory that is walked whole. */
export function visitEntry(directory: Directory, entry: Entry): Visit {
  const reason = leftOut(directory, entry);
  if (reason !== undefined) return skipEvent(reason, directory, entry);
  const { git, purpose, repository } = directory;
  const asDirectory = entry.type === "directory";
  const ignored = git.length > 0 && judgeEntry(git, entry.name, asDirectory) === "ignored";
  if (asDirectory) {
    if (!ignored) return enter(directory, entry, purpose);
    repository?.deferred.push({ parent: directory, entry, named: false });
    return skipEvent("gitignored", directory, entry);
  }
  if (!isIncluded(directory, entry)) return skipEvent("excluded", directory, entry);
  if (!ignored && purpose === "all") return fileEvent(directory, entry, false);
  repository?.deferred.push({ parent: directory, entry, named: !ignored });
  return undefined;
}

/** Visits an entry that was put aside, now that git's answer is known. */
export function visitDeferred({ parent, entry, named }: Deferred): Visit {
  const tracked = parent.repository?.tracked;
  const path = parent.repositoryPath + entry.name;
  const isTracked = tracked?.has(path) ?? false;
  if (entry.type === "directory") {
    if (isTracked) return enter(parent, entry, "all");
    if (isKeyDirectory(entry.name)) return enter(parent, entry, "keys");
    return tracked?.hasBelow(path) ? enter(parent, entry, "tracked") : undefined;
  }
  if (isTracked || named || isKeyFile(entry.name)) return fileEvent(parent, entry, !isTracked);
  return skipEvent("gitignored", parent, entry);
}
