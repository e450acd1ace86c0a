/** The events of the walk, made from a directory and a name in it. */
import type { Skip, SkipReason } from "../types.ts";
import type { Deferred, Directory } from "./directory.ts";
import { isLogName } from "./log-name.ts";
import type { Entry } from "./read-directory.ts";
import type { Repository } from "./repository.ts";
import { joinPath } from "./repository.ts";
import type { FileEntry, WalkEvent } from "./walk-types.ts";

/**
 * An event, or something the synchronous walk can't do itself: "ask" wants the question put to git, without waiting;
 * after "answer" the repository's `tracked` must be set before the walk is resumed.
 */
export type WalkStep =
  | WalkEvent
  | { type: "ask"; repository: Repository<Deferred> }
  | { type: "answer"; repository: Repository<Deferred> };

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EIO: "input/output error",
  ELOOP: "too many symbolic links",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the path is too long",
  ENOENT: "it does not exist",
  ENOTDIR: "it is not a directory",
  EPERM: "operation not permitted",
};

/** For a path that can't be looked at; `code` is the system's error code. The message names no path. */
export function codeEvent(path: string, code: string): WalkEvent {
  return { type: "error", path, code, message: `cannot be read: ${REASONS[code] ?? code}` };
}

/** For a path that can't be looked at because of what was thrown. */
export function errorEvent(path: string, error: unknown): WalkEvent {
  const code = error instanceof Error && "code" in error ? String(error.code) : "EUNKNOWN";
  return codeEvent(path, code);
}

/** For an ignore file that was not applied. */
export function refusedEvent(path: string): WalkEvent {
  return { type: "note", message: `${path} is too large; it was not applied` };
}

/** For an entry that is left out by choice. */
export function skipEvent(reason: SkipReason, directory: Directory, entry: Entry): WalkEvent {
  const path = directory.display + entry.display;
  const skip: { type: "skip" } & Skip = { type: "skip", reason, path };
  if (entry.type === "directory") skip.directory = true;
  return skip;
}

/** For a file to scan. */
export function fileEvent(directory: Directory, entry: Entry, localOnly: boolean): FileEntry {
  return {
    type: "file",
    path: joinPath(directory.prefix, entry.raw),
    display: directory.display + entry.display,
    folder: directory.display,
    name: entry.display,
    kind: isLogName(entry.name, directory.logs) ? "log" : "file",
    localOnly,
  };
}
