/** Part of the contracts in src/types.ts: what was not scanned, by choice or not. */

/** Something that was left out by choice; counted by reason, does not make the scan incomplete. */
export type SkipReason =
  | "binary-media"
  | "archive"
  | "packed-part"
  | "key-store"
  | "too-large"
  | "gitignored"
  | "keyscanignored"
  | "excluded"
  | "git-internal"
  | "symlink"
  | "special-file"
  | "submodule"
  | "lfs-pointer"
  | "empty";

/** One file or directory that was left out. */
export interface Skip {
  reason: SkipReason;
  path: string;
  /** True when a whole directory was left out: what lies below it was not counted. */
  directory?: boolean;
}

/** Something that should have been scanned and was not; makes the scan incomplete. */
export interface ScanError {
  path: string;
  /** `EACCES`, `EIO`, `TRUNCATED_GZIP` … */
  code: string;
  message: string;
}

/** All that was left out for one reason. */
export interface SkipSummary {
  reason: SkipReason;
  /** Files. */
  count: number;
  /** Whole directories, besides; what lies in them is not counted. */
  directories: number;
  /** The first few paths, so that a reader can see what is meant. */
  examples: string[];
}
