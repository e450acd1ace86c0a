/** Part of the contracts in src/types.ts: what is shown of a secret. */

/** What reports show of a secret. */
export interface RedactedSecret {
  /** First and last characters with the middle left out; at most a quarter of the secret is shown. */
  redacted: string;
  /** Length in bytes. */
  length: number;
  /** Shannon entropy, bits a character. */
  entropy: number;
  /** The secret as it stands in the file; present with `--show-secrets` only. */
  value?: string;
  /** What that stands for, where the secret is written in another way (`location.decodedFrom`); with `value` only. */
  decoded?: string;
}

/** Lines round a finding, already redacted. */
export interface CodeFrame {
  /** Line number of `lines[0]`, from 1. */
  firstLine: number;
  /** Each at most 160 UTF-16 units, every secret in them redacted unless secrets are shown. */
  lines: string[];
  /** UTF-16 column from 1 within the (cut, redacted) line of the finding where the secret begins, and its width there. */
  markColumn: number;
  markWidth: number;
}
