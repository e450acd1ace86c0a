/** A rule file as its author writes it, checked but not compiled. */
import type { Confidence, Severity, VerifySource } from "../types.ts";

/** What a leaked key lets a stranger do; the values with their meaning are the table below. */
export type Privilege = keyof typeof PRIVILEGES;

/** By privilege, what it lets a stranger do, as the schema of rules says it. */
export const PRIVILEGES: Readonly<
  Record<"admin" | "write" | "read" | "send" | "sign" | "restricted" | "publishable" | "unknown", string>
> = {
  admin: "Everything the account can do, including users, keys and billing.",
  write: "Reads and changes data.",
  read: "Reads data, changes nothing.",
  send: "Only sends in the owner's name: messages, e-mails, events.",
  sign: "Proves an identity or forges signatures: private keys, signing and webhook secrets.",
  restricted: "Depends on a scope that the key itself does not show.",
  publishable: "Made to stand in public code; a finding is a hint, not a leak.",
  unknown: "Not known.",
};

/** How the owner of a leaked key makes it worthless. */
export interface RevokeSource {
  url?: string;
  steps: string[];
  /** What revokes a key from a terminal; `{…}` is to be filled in, and is never the secret. */
  command?: string;
}

/** What a match must fulfil besides the pattern. */
export interface RequireSource {
  /** Shannon entropy, bits a character, at least. */
  entropy?: number;
  digit?: boolean;
  letter?: boolean;
  mixedCase?: boolean;
  /** Name of an offline check; an invalid result lowers the confidence to low. */
  checksum?: string;
  /** Name of an offline check; the match is dropped unless the result is valid. */
  structure?: string;
  /** Regular expressions; a secret that matches one is dropped. */
  not?: string[];
  /** SHA-256, the first 16 hexadecimal digits, of values that the provider has published as samples; they are dropped. */
  published?: string[];
  /** Different characters, at least. */
  minDistinct?: number;
}

/**
 * The detector is `pattern` (with `ignoreCase`), or `context` and `value` (with `within`, `assignment`), or `values` (with `words`,
 * `everyday`): a composed rule.
 */
export interface RuleSource {
  id: string;
  title: string;
  severity: Severity;
  confidence?: Confidence;
  since?: string;
  description?: string;
  privilege?: Privilege;
  /** A key that does the same work and can do less. */
  narrower?: string;
  environments?: Record<string, string>;
  verify?: VerifySource;
  formerly?: string[];
  generic?: boolean;
  judged?: boolean;
  paths?: string[];
  pattern?: string;
  ignoreCase?: boolean;
  context?: string[];
  value?: string;
  within?: number;
  assignment?: boolean;
  values?: string[];
  words?: string[];
  everyday?: string[];
  keywords?: string[];
  require?: RequireSource;
  examples: string[];
  counterExamples: string[];
  references?: string[];
}

/** The facts that all rules of a file share. */
export interface ProviderSource {
  provider: string;
  name: string;
  /** Other names that it goes by in variables, such as jira for Atlassian. */
  aliases?: string[];
  site?: string;
  docs?: string;
  revoke?: RevokeSource;
}

export interface RuleFileSource extends ProviderSource {
  rules: RuleSource[];
}

/** A kind of key in a file of composed rules: the rule without what the expansion adds. */
export type ComposedKeySource = Pick<
  RuleSource,
  | "id"
  | "title"
  | "severity"
  | "confidence"
  | "since"
  | "description"
  | "privilege"
  | "narrower"
  | "verify"
  | "formerly"
  | "words"
  | "everyday"
  | "require"
> & { values: string[] };

export interface ComposedProviderSource extends ProviderSource {
  /** For all keys of the provider that have none of their own. */
  words?: string[];
  everyday?: string[];
  keys: ComposedKeySource[];
}

/** A file of composed rules as its author writes it. */
export interface ComposedFileSource {
  providers: ComposedProviderSource[];
}
