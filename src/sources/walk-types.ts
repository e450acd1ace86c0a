/**
 * What the walk of the working tree hands on, and what it is told.
 * Names only: no file is opened here but ignore files and repository markers.
 */
import type { ScanError, Skip } from "../types.ts";
import type { DeepPaths } from "./deep-path.ts";

/** A file to scan. */
export interface FileEntry {
  type: "file";
  /**
   * What to open: an absolute path; a Buffer when a name on the way is not valid UTF-8. Below a directory whose path is
   * near PATH_MAX it lies under `/proc/self/fd/` and is good until the walk's `DeepPaths` are closed.
   */
  path: string | Buffer;
  /** For reports: relative to the cwd, "/" between names, or absolute outside of it; invalid bytes as `\xNN`. */
  display: string;
  /** That of the directory that it lies in: "" in the cwd, else ending in "/". */
  folder: string;
  /** The last name of `display`. */
  name: string;
  kind: "file" | "log";
  /** Ignored by git and not tracked: whatever is found lies on this machine alone. */
  localOnly: boolean;
}

/** Something that a reader of the report must know about how the tree was walked. */
export interface WalkNote {
  type: "note";
  message: string;
}

export type WalkEvent = FileEntry | ({ type: "skip" } & Skip) | ({ type: "error" } & ScanError) | WalkNote;

/** What git answered about a repository. */
export interface TrackedAnswer {
  /** Tracked files that git's ignore rules name, relative to the repository's root, "/" between names, decoded as lossy UTF-8. */
  files: readonly string[];
  /**
   * Why there is no answer. "unavailable": git is not installed or will not look into this repository, which becomes a
   * note; "failed": the repository can't be read, which becomes an error.
   */
  problem?: { kind: "unavailable" | "failed"; reason: string };
}

/** Asks which files of the repository at `root` (absolute) are tracked although they are ignored. Never rejects. */
export type TrackedQuery = (root: string, signal: AbortSignal) => Promise<TrackedAnswer>;

export interface WalkOptions {
  /** Absolute; what `display`, `include` and `exclude` are relative to. */
  cwd: string;
  /** Honour git's ignore rules inside of repositories; true by default. */
  gitignore?: boolean;
  /** Gitignore syntax; when not empty, only files that match one are yielded. */
  include?: readonly string[];
  /** Gitignore syntax; what matches is skipped, also when it was named as a root. */
  exclude?: readonly string[];
  /** Replaces the question to git. */
  tracked?: TrackedQuery;
  /** Give this to open files after the walk has ended, and close it then; by default the walk closes its own at its end. */
  deepPaths?: DeepPaths;
}
