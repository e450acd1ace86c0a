import type { CheckResult } from "../types.ts";

/** A comment that may accept secrets; found in the same pass as these. */
export interface Marker {
  /** From 1. */
  line: number;
  /** Bytes from the start of the stream. */
  start: number;
  /** Its keyword and what follows on the line, latin-1. */
  text: string;
}

/** A secret in a stream. Offsets are bytes from the start of the stream; lines and columns count from 1. */
export interface Match {
  /** Index in the pack's rules. */
  rule: number;
  start: number;
  secretStart: number;
  secretEnd: number;
  /** The secret, latin-1. */
  secret: string;
  /** Result of the rule's checksum. */
  checksum: CheckResult;
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  /**
   * Text round the secret, latin-1, for code frames and for telling the channel; `secretAt` is its index there. It ends where
   * secrets may follow that are not known yet, and those of matches given before are starred out.
   */
  context: string;
  secretAt: number;
}
