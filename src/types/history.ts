/** Part of the contracts in src/types.ts: what is known of a secret from a repository's history. */

/** Places in a repository other than files. */
export type GitPart =
  | "commit-text"
  | "tag-text"
  | "ref-name"
  | "reflog"
  | "file-name"
  /** In the index, and in no commit. */
  | "index"
  /** An object that no commit holds. */
  | "dangling";

/** Who changed something, and when. */
export interface CommitNote {
  /** Hex. */
  commit: string;
  author: string;
  email: string;
  /** The author's date, ISO 8601 with the author's time zone; left out where the commit has none that makes sense. */
  date?: string;
}

/** What git's history knows of a secret. */
export interface FindingHistory {
  /** The first commit that has it. */
  introduced?: CommitNote;
  /** The commit that took it out; left out while it stands in HEAD or at the tip of a ref. */
  removed?: CommitNote;
  /** Commits that brought it: more than one where it came back, or was copied to other branches. */
  times: number;
  /** Where it stands now: in HEAD or, if not there, at the tip of another ref. */
  current?: { ref: string; path: string };
  /** Refs that reach the commit that brought it, at most ten. */
  refs: string[];
  /** There are more. */
  moreRefs: boolean;
  /** What keeps it alive: HEAD's history, another ref, a stash, a reflog, or nothing but that nobody has cleaned up yet. */
  reach: "head" | "ref" | "stash" | "reflog" | "index" | "none";
}

/** How much of the histories was scanned. */
export interface HistorySummary {
  repositories: number;
  /** Objects that were read, of all kinds, and their bytes. */
  objects: number;
  bytes: number;
  /** Objects that an earlier scan with the same rules has read. */
  remembered: number;
  commits: number;
}
