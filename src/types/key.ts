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
  /** A passphrase guards it: a private key that opens nothing without one. */
  encrypted?: boolean;
}

/** What the provider answered when it was asked, with `--verify`, whether the key works. */
export const VERIFICATIONS = ["active", "inactive", "forbidden", "unknown"] as const;
export type VerificationResult = (typeof VERIFICATIONS)[number];

/** The answer for one key. */
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

/**
 * How a provider is asked whether a key works: `verify` of a rule. All of it is the rule's; of the scanned text comes nothing but
 * the secret (and its partner), and these only where a placeholder stands: `{secret}`, and the names in `with`.
 */
export interface VerifySource {
  /** The provider's own host; https, port 443. */
  host: string;
  method?: "GET" | "POST";
  /** From `/` on, with its query. Placeholders in it are percent-encoded. */
  path: string;
  headers?: Record<string, string>;
  /** `user:password` of HTTP Basic authentication. */
  basic?: string;
  body?: string;
  /** Signs the request with the secret, which is not sent: version 4 of AWS; `{id}` is the access key id. */
  sign?: "aws-v4";
  /** Name of a placeholder → id of the rule whose finding nearest by in the same file it stands for. */
  with?: Record<string, string>;
  /** Status codes; 200 to 299 unless given. */
  active?: number[];
  /** 401 unless given; none where another instance of the service may know the key. */
  inactive?: number[];
  /** 403 unless given. */
  forbidden?: number[];
  /** Texts in the answer that decide, whatever the status code; `active`: without one of them a good status code says nothing. */
  says?: { active?: string[]; inactive?: string[]; forbidden?: string[] };
}
