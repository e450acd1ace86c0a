/** Part of the contracts in src/types.ts: what accepts findings. */

/** The word that begins keyscan's own comments. */
export const ALLOW_WORD = "keyscan:allow";

/** What accepts a finding: a comment beside it, a line of a baseline or an ignore file, the configuration. */
export type AcceptedBy = "inline" | "baseline" | "ignore-file" | "config";

/** Why a place counts as accepted. */
export interface Acceptance {
  by: AcceptedBy;
  /** The comment's word (`keyscan:allow`), or the file and line of the entry. */
  where: string;
  /** As its author wrote it; what looks like a token in it is masked. */
  reason?: string;
  /** The last day on which it holds, `2027-01-31`. */
  until?: string;
}

/** A line of a baseline or an ignore file that accepts a secret. */
export interface KnownEntry {
  /** The secret's fingerprint, or, of one that could be guessed, `k1:salt:tag` (src/judge/known.ts). */
  key: string;
  by: "baseline" | "ignore-file";
  /** File (as reports show it) and line. */
  where: string;
  /** The directory that the file speaks of; absolute. */
  scope: string;
  reason?: string;
  until?: string;
  /** `until` has passed: it accepts nothing any more. */
  expired?: boolean;
  /** Where the secret stood, as reports show it; with `k1` keys it holds there only, while that file exists. */
  path?: string;
  /** The file at `path` is gone: the entry goes where the secret went. */
  moved?: boolean;
}
