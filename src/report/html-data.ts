/** What an HTML report carries for its page: the embedded JSON. Types only; the page's own code shares them. */
import type {
  Confidence,
  FindingState,
  ScanSummary,
  Severity,
  SourceKind,
  FindingHistory,
} from "../types.ts";

/** A rule with findings; what all of them have in common. */
export interface PageRule {
  id: string;
  title: string;
  provider: string;
  summary: string;
  steps: readonly string[];
  /** Checked: http or https. */
  revokeUrl?: string;
  docsUrl?: string;
  command?: string;
  narrower?: string;
}

export interface PagePlace {
  path: string;
  line: number;
  column: number;
  kind: SourceKind;
  exposure: readonly string[];
  channel?: string;
  /** What accepts it: a comment, a line of a baseline or ignore file. */
  accepted?: string;
  commit?: string;
  author?: string;
  /** ISO 8601. */
  date?: string;
}

export interface PageFrame {
  firstLine: number;
  lines: readonly string[];
  /** Column from 1 and width, UTF-16, in the line of the finding. */
  markColumn: number;
  markWidth: number;
}

export interface PageFinding {
  fingerprint: string;
  /** Index in `rules`. */
  rule: number;
  severity: Severity;
  confidence: Confidence;
  score: number;
  reasons: readonly string[];
  redacted: string;
  length: number;
  entropy: number;
  checksum: string;
  /** The first place, then the others. */
  places: readonly [PagePlace, ...PagePlace[]];
  frame?: PageFrame;
  environment?: string;
  privilege?: string;
  /** What the key says of itself, and its provider of it. */
  facts?: readonly string[];
  state?: FindingState;
  history?: FindingHistory;
  /** What it goes against, in words. */
  practices?: readonly string[];
}

export interface PageData {
  tool: { version: string; rulesHash: string };
  summary: ScanSummary;
  /** What was scanned, in words. */
  scanned: string;
  /** Why the scan is not complete. */
  incomplete?: string;
  rules: readonly PageRule[];
  findings: readonly PageFinding[];
}
