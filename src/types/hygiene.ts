/**
 * Part of the contracts in src/types.ts: what an audit says of the way keys are handled. Nothing here ever holds a secret
 * in the clear: secrets are named by fingerprint, and texts are written by practices, from facts, not from file contents.
 */
import type { Severity } from "./severity.ts";

/** The practices, in the order of reports. Each is a rule id: `--rule`, `--disable-rule` and `disableRule` know them. */
export const PRACTICE_IDS = [
  "hygiene-hard-coded",
  "hygiene-client-side",
  "hygiene-published",
  "hygiene-logged",
  "hygiene-revoked",
  "hygiene-shared-environment",
  "hygiene-privilege",
  "hygiene-rotation",
  "hygiene-usage",
] as const;
export type PracticeId = (typeof PRACTICE_IDS)[number];

/**
 * Who sees a place besides the people who work on the code. `build-output`: made for a client or a server, the path does not tell;
 * `client-import`: code that a client's code imports.
 */
export type Exposure =
  | "client-variable"
  | "source-map"
  | "service-worker"
  | "html"
  | "mobile-app"
  | "client-bundle"
  | "client-import"
  | "build-output"
  | "public-folder";

/** A place that a violation speaks of. */
export interface ViolationPlace {
  /** As reports show it. */
  path: string;
  /** From 1. */
  line: number;
  /** Hex; where the place is in history. */
  commit?: string;
}

/** One way in which a key (or the set-up) goes against a practice. */
export interface Violation {
  practice: PracticeId;
  severity: Severity;
  /** The finding's, where it is about one secret. */
  fingerprint?: string;
  provider?: string;
  /** A few words: what it is about, such as the finding's title. */
  title: string;
  /** One sentence: what is wrong. */
  message: string;
  places: ViolationPlace[];
  /** Further places that are not listed. */
  morePlaces?: number;
  /** Why keyscan says so, a short sentence each. */
  evidence: string[];
  /** What to do, in order. */
  advice: string[];
}

/** What became of a practice in an audit. */
export interface PracticeResult {
  id: PracticeId;
  title: string;
  /** Of a violation of it, as a rule. */
  severity: Severity;
  explain: string;
  /** `unchecked`: what it looks at was not there, or can't be told. */
  status: "clean" | "violated" | "unchecked";
  /** Number of violations. */
  violations: number;
  /** Why it was not checked. */
  reason?: string;
  /** What could not be looked at, although the practice was checked. */
  limits: string[];
  /** What is worth knowing and no violation: a publishable key in a client, for instance. */
  information?: string[];
}

/** The answer of an audit. */
export interface Audit {
  /** Of every practice in force, in the order of `PRACTICE_IDS`. */
  practices: PracticeResult[];
  /** By practice, then by severity. */
  violations: Violation[];
}

/** What the owner of a key has written down of it (`keyscan ledger`); by fingerprint only. */
export interface LedgerEntry {
  /** Or, of a secret that could be guessed, a `k1` key (src/judge/known.ts). */
  fingerprint: string;
  /** `rotated`: another key took its place; `revoked`: it opens nothing any more. */
  state: "found" | "rotated" | "revoked";
  /** The day, `2027-01-31`. */
  at: string;
  /** The key that took its place, as `fingerprint`. */
  rotatedTo?: string;
  /** Id of the rule that found it. */
  rule?: string;
  note?: string;
}

/** What the ledger says of a finding. */
export type LedgerNote = Pick<LedgerEntry, "state" | "at" | "rotatedTo">;

/** What `audit` in the configuration decides, with its defaults filled in. */
export interface AuditSettings {
  /** Days after which a key is due for rotation. */
  rotationDays: number;
  /** What counts as unusual in the use of a key. */
  usage: UsageSettings;
}

/** What is asked of logs. */
export interface UsageSettings {
  /** An hour stands out where it has more than so many times the requests of the key's median hour … */
  burstFactor: number;
  /** … and at least so many. */
  burstLeast: number;
  /** Days of a key's first use that tell which clients and programs are its own. */
  learnDays: number;
  /** Requests refused in a row, before one that was let in, that are worth a look. */
  deniedLeast: number;
}
