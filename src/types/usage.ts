/**
 * Part of the contracts in src/types.ts: how keys are used, as logs tell. Names of clients and agents come from logs; what looks
 * like a token in them is masked.
 */
import type { Severity } from "./severity.ts";

/** A number of log lines by something: a channel, a status. */
export interface UsageCount {
  name: string;
  count: number;
}

/** A client (an IP address) or a user agent. Times are ISO 8601, UTC; left out where no line with it has one. */
export interface UsageName extends UsageCount {
  firstSeen?: string;
  lastSeen?: string;
}

/** Lines of an hour. */
export interface UsageHour {
  /** Its begin: `2026-01-31T12:00:00Z`. */
  hour: string;
  count: number;
  /** Of these, refused: 401 or 403. */
  denied: number;
  /** Answered by 2xx. */
  accepted: number;
}

/** Requests of one client that were refused, and then, within minutes, one that was let in. */
export interface DeniedThenAccepted {
  /** When it was let in. */
  at: string;
  denied: number;
  client?: string;
}

/** What stands out in the use of a key. */
export interface UsageNotice {
  severity: Severity;
  /** One sentence. */
  message: string;
  /** The figures, a short text each. */
  evidence: string[];
  /** What to do, in order. */
  advice: string[];
}

/** How one key is used, as logs tell. */
export interface KeyUsage {
  fingerprint: string;
  ruleId: string;
  title: string;
  /** Shortened, as everywhere. */
  redacted: string;
  /** Lines with the key: requests, as a rule. Every one counts, whatever else has a bound. */
  count: number;
  /** Places; more than lines where the key stands twice in one. */
  places: number;
  /** Lines without a time that can be read. */
  undated: number;
  /** ISO 8601, UTC, whole seconds; left out where no line has a time. */
  firstSeen?: string;
  lastSeen?: string;
  /** The greatest first, as in the others. */
  channels: UsageCount[];
  statuses: UsageCount[];
  /** The first thousand that came are told apart; lines with others are counted in `moreClients` and `moreAgents`. */
  clients: UsageName[];
  moreClients: number;
  agents: UsageName[];
  moreAgents: number;
  /** Rising, hours without lines left out; the last 400 days, lines before them counted in `earlier`. */
  hours: UsageHour[];
  earlier: number;
  /** The longest first, at most twenty. */
  deniedThenAccepted: DeniedThenAccepted[];
  /** What its owner should look at; left out where nobody has looked for it. */
  notices?: UsageNotice[];
}
