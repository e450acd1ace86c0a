/** What the readers of claims hand on, before it is made fit to be shown. */

/** What was read; times are seconds since 1970. */
export interface RawClaims {
  kind?: string;
  account?: string;
  keyId?: string;
  issuer?: string;
  scopes?: string[];
  issued?: number;
  expires?: number;
  /** A passphrase guards it. */
  encrypted?: boolean;
  /** As of `privilege` in rules, where the secret says more than its rule. */
  level?: string;
}
