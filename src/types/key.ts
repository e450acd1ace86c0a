/** Part of the contracts in src/types.ts: what a key says of itself, and what its provider says of it. */

/** What stands in the secret itself or in the signed text round it; nothing of it lets anybody use the key. */
export interface KeyClaims {
  /** What kind of key its form shows: "classic personal access token", "temporary (STS) access key". */
  kind?: string;
  /** Whose it is: an account number, the address of a service account, a project. */
  account?: string;
  /** The provider's name for the key, which may be public. */
  keyId?: string;
  /** Who issued it. */
  issuer?: string;
  /** Roles, scopes and permissions, as written; at most twelve. */
  scopes?: string[];
  /** ISO 8601, UTC, whole seconds. */
  issued?: string;
  expires?: string;
  /** `expires` had passed when it was found. */
  expired?: boolean;
}

/** What the provider answered when it was asked, with `--verify`, whether the key works. */
export const VERIFICATIONS = ["active", "inactive", "forbidden", "unknown"] as const;
export type VerificationResult = (typeof VERIFICATIONS)[number];

export interface Verification {
  /** `active`: it works. `inactive`: it does not. `forbidden`: it is a key, but may not do what was tried. `unknown`: nobody can tell. */
  result: VerificationResult;
  /** In words: "HTTP 401", "no answer within 10 s". Never anything the server wrote. */
  reason: string;
  /** The provider's host that was asked. */
  host?: string;
  /** When: ISO 8601, UTC, whole seconds. */
  at: string;
}
