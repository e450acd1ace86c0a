/**
 * The contracts between the stages: source → engine → judge → report → exit code.
 * Every stage knows these types and nothing of the stages after it.
 */
import type { Acceptance } from "./types/accept.ts";
import type { ScanError, SkipSummary } from "./types/coverage.ts";
import type { FindingHistory, GitPart, HistorySummary } from "./types/history.ts";
import type { Audit, LedgerNote, PracticeId } from "./types/hygiene.ts";
import type { KeyClaims, Verification } from "./types/key.ts";
import type { CodeFrame, RedactedSecret } from "./types/secret.ts";
import type { Severity } from "./types/severity.ts";
import type { KeyUsage } from "./types/usage.ts";

export * from "./types/accept.ts";
export type * from "./types/coverage.ts";
export type * from "./types/history.ts";
export { PRACTICE_IDS } from "./types/hygiene.ts";
export type * from "./types/hygiene.ts";
export * from "./types/key.ts";
export type * from "./types/secret.ts";
export { SEVERITIES } from "./types/severity.ts";
export type { Severity } from "./types/severity.ts";
export type * from "./types/usage.ts";

/** How sure keyscan is that the text is a secret at all, from most to least. */
export const CONFIDENCES = ["high", "medium", "low"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What an offline checksum or structure check said of a secret. `none`: the rule has no such check. */
export type CheckResult = "valid" | "invalid" | "none";

/** Where bytes come from. */
export type SourceKind = "file" | "log" | "stdin" | "staged" | "git";

/** How a key travelled, where the text round it tells. */
export type Channel =
  | "query-string"
  | "authorization-header"
  | "api-key-header"
  | "cookie"
  | "basic-auth-url"
  | "json-field"
  | "env-assignment";

/** What the owner of a leaked key has to do. */
export interface Remediation {
  summary: string;
  revokeUrl?: string;
  docsUrl?: string;
  steps: string[];
  /** Revokes it from a terminal; words in braces are yours to fill in, the secret itself is never among the arguments. */
  command?: string;
  /** A key that does the same work and can do less. */
  narrower?: string;
}

/** The part of a compiled rule that judge and reports need. */
export interface RuleInfo {
  id: string;
  title: string;
  provider: string;
  providerName: string;
  severity: Severity;
  /** Confidence of a match before checks and context speak. */
  confidence: Confidence;
  /** Why the format is believed, what the key can do; one or two sentences. */
  description?: string;
  privilege?: string;
  /** Substring of the secret → environment name, e.g. `{ live: "prod" }`. */
  environments?: Record<string, string>;
  remediation: Remediation;
  /** True for detectors that know no provider; they lose against any other rule on the same text. */
  generic: boolean;
}

/**
 * Lines and columns count from 1, columns in UTF-16 code units; byte offsets from 0 in the scanned file. `endColumn` is the
 * column behind the last character.
 */
export interface Location {
  path: string;
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  byteOffset: number;
  byteLength: number;
  /**
   * Of a file in an archive: its name, before it those of archives that lie in the archive; nothing for a file that is merely gzipped.
   * `path` has the archive and all of them, `a.zip!/b.zip!/c.env`; lines and offsets are those of the file itself.
   */
  archivePath?: string[];
  /** How the secret is written there, from outside to inside; left out where it stands as it is. The place is that of the written text. */
  decodedFrom?: string[];
}

/** What belongs to a secret, which is of use with it: a user name, the id of a key, a host. */
export interface SecretPart {
  /** As the rule calls it: `user`, `id`, `host`. */
  name: string;
  secret: RedactedSecret;
  location: Location;
}

/** Where a place is from: the kind of source and, as far as they are known, commit, variable and channel. */
export interface FindingSource {
  kind: SourceKind;
  channel?: Channel;
  /** The name that the secret is assigned to, where the text tells: `STRIPE_KEY`, `apiKey`. */
  variable?: string;
  /** The text encoding the file was read as, when not UTF-8. */
  encoding?: "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be" | "latin-1";
  /** In a repository's history: the commit that brought the secret to this path, or in whose text it stands; hex. */
  commit?: string;
  author?: string;
  email?: string;
  /** As in `CommitNote`. */
  date?: string;
  /** The blob it stands in, hex. */
  blob?: string;
  /** What of the repository it is, where it is no file's content. */
  part?: GitPart;
}

/** Where a secret stood before the change that was scanned. */
export interface KnownPlace {
  /** The state before the change, as people name it: `HEAD`, `origin/main`. */
  revision: string;
  path: string;
  /** From 1. */
  line: number;
}

/** One place of a secret. */
export interface Occurrence {
  location: Location;
  source: FindingSource;
  exposure: string[];
  /** What else of a secret in several parts stands there, by place. */
  parts?: SecretPart[];
  /** Known and accepted; such places are reported with `--show-accepted` only, and never fail a scan. */
  accepted?: Acceptance;
  /** What a line of a baseline would call it; only for scans that write one, and in no report. */
  knownKey?: string;
}

/** One secret in one place, as reports show it. Holds no secret in the clear unless `--show-secrets` was given. */
export interface Finding extends Occurrence {
  /** `v1:` + 32 hex digits; the same secret of the same rule family has the same one wherever it stands. */
  fingerprint: string;
  ruleId: string;
  title: string;
  provider: string;
  severity: Severity;
  confidence: Confidence;
  /** 0..1, finer than confidence. */
  score: number;
  /** Why keyscan believes it, short phrases: "prefix ghp_", "checksum valid", "entropy 4.6". */
  reasons: string[];
  secret: RedactedSecret;
  occurrences: Occurrence[];
  /** Further places in logs, which are only counted. */
  morePlaces?: number;
  /** As the secret says itself, else as its rule does. */
  privilege?: string;
  environment?: string;
  /** What the secret says of itself. */
  claims?: KeyClaims;
  /** What the ledger says of it. */
  ledger?: LedgerNote;
  /** What its provider says, with `--verify`. */
  verified?: Verification;
  remediation: Remediation;
  checks: { checksum: CheckResult };
  /** The change brings a secret that was there already. */
  known?: KnownPlace;
  frame?: CodeFrame;
  /** How it compares to an older result; set by a comparison of saved results only. */
  state?: FindingState;
  /** Where the secret stands in a repository's history too. */
  history?: FindingHistory;
  /** The practices that it goes against; set by an audit only. */
  practices?: PracticeId[];
}

/** A secret that only the newer result has, only the older one, or both. */
export const FINDING_STATES = ["new", "fixed", "unchanged"] as const;
/** One of FINDING_STATES. */
export type FindingState = (typeof FINDING_STATES)[number];

/** What was found and is not reported because somebody accepted it. */
export interface AcceptedSummary {
  /** Places accepted by comments. */
  inline: number;
  /** Secrets accepted by lines of a baseline. */
  baseline: number;
  /** Secrets accepted by lines of `.keyscanignore`. */
  ignoreFile: number;
  /** Secrets accepted by `allow` in the configuration. */
  config: number;
}

/** What a scan looked at, found and left out. */
export interface ScanSummary {
  /** When the scan began: ISO 8601, UTC, whole seconds (`2026-01-31T12:00:00Z`). */
  startedAt: string;
  files: number;
  bytes: number;
  /** Wall time, milliseconds. */
  durationMs: number;
  findings: number;
  /** Every place of every finding, the first ones included. */
  places: number;
  bySeverity: Record<Severity, number>;
  /** Findings that were not reported because they lie below `--min-confidence`. */
  belowConfidence: number;
  accepted: AcceptedSummary;
  skipped: SkipSummary[];
  errors: ScanError[];
  /** Things a reader must know: "git history was not scanned", … */
  notes: string[];
  /** False when something that should have been scanned was not, or nothing was scanned at all, or on Ctrl-C. */
  complete: boolean;
  interrupted: boolean;
  /** What was read of git histories; left out where none was. */
  history?: HistorySummary;
  /** What an audit says of the way keys are handled; left out by a plain scan. */
  audit?: Audit;
  /** How the keys that were found in logs are used, the order of findings; left out where logs were not looked at for that. */
  usage?: KeyUsage[];
}

/** What made a report. */
export interface ToolInfo {
  name: "keyscan";
  version: string;
  /** Identifies the rule set, 16 hex digits. */
  rulesHash: string;
}

/** What a reporter is told, in this order: start, then any number of findings and occurrences, then end. */
export interface Reporter {
  /** Called once, before anything else. */
  start(context: ReportContext): void;
  /** A secret seen for the first time. */
  finding(finding: Finding): void;
  /** Another place of a secret already reported. */
  occurrence(finding: Finding, occurrence: Occurrence): void;
  /** What history knows of a secret that was reported before history was read. */
  history?(finding: Finding): void;
  /** Called once; `findings` are all secrets with all their places, in the order of first sight. */
  end(findings: readonly Finding[], summary: ScanSummary): void;
}

/** What a reporter works with. */
export interface ReportContext {
  tool: ToolInfo;
  /** The rules in force, for formats that describe them. */
  rules: readonly RuleInfo[];
  /** Writes text (UTF-8) to where the report goes; the stream's own buffering applies. */
  write(text: string): void;
  color: boolean;
  /** Columns of the terminal, or 80. */
  width: number;
  verbose: boolean;
  quiet: boolean;
  /** What goes on only if nothing is found that stops it. */
  gate?: Gate;
  /** Findings are reported as parts of an audit. */
  audit?: boolean;
}

/** Something that a scan lets through or stops. */
export interface Gate {
  what: "commit" | "push" | "receive" | "change" | "scan";
  /** True for what ends in an exit code other than 0. */
  stops(finding: Finding): boolean;
}
