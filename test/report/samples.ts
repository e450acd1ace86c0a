/**
 * Made-up findings for the tests of the reports. Secrets are put together at run time from parts and a number, so that
 * no token stands in the repository.
 */
import type {
  CodeFrame,
  Finding,
  FindingHistory,
  Location,
  Occurrence,
  ReportContext,
  Reporter,
  RuleInfo,
  ScanSummary,
} from "../../src/types.ts";

/** A text that must not show up in any report. */
export function rawSecret(seed: number): string {
  const body = Array.from(
    { length: 24 },
    (_, index) => ((seed + 3) * (index + 7) * 7919).toString(36).at(-2) ?? "x",
  );
  return ["sk", "live", body.join("")].join("_");
}

function redact(secret: string): string {
  return `${secret.slice(0, 4)}…${secret.slice(-3)}`;
}

export const stripeRule: RuleInfo = {
  id: "stripe-secret-key",
  title: "Stripe secret key",
  provider: "stripe",
  providerName: "Stripe",
  severity: "critical",
  confidence: "high",
  description: "Reads and moves money in the account.",
  privilege: "admin",
  environments: { live: "prod", test: "dev" },
  remediation: {
    summary: "Roll the key in the Stripe dashboard, then take it out of the code.",
    revokeUrl: "https://dashboard.stripe.com/apikeys",
    docsUrl: "https://docs.stripe.com/keys#rolling-keys",
    steps: [
      "Open Developers > API keys and choose Roll key.",
      "Put the new key into your secret store.",
      "Look through the request log for calls that are not yours.",
      "Take the old key out of the history.",
    ],
  },
  generic: false,
};

export const passwordRule: RuleInfo = {
  id: "generic-password",
  title: "Password",
  provider: "generic",
  providerName: "Generic",
  severity: "medium",
  confidence: "low",
  remediation: { summary: "Change the password and read it from the environment.", steps: [] },
  generic: true,
};

export function sampleLocation(overrides: Partial<Location> = {}): Location {
  return {
    path: "src/config/payments.ts",
    startLine: 14,
    startColumn: 15,
    endLine: 14,
    endColumn: 47,
    byteOffset: 301,
    byteLength: 32,
    ...overrides,
  };
}

export function sampleOccurrence(overrides: Partial<Location> = {}): Occurrence {
  return { location: sampleLocation(overrides), source: { kind: "file" }, exposure: [] };
}

function sampleFrame(secret: string): CodeFrame {
  return {
    firstLine: 13,
    lines: ["export const payments = {", `\tstripeKey: "${redact(secret)}",`, '\tcurrency: "eur",', "};"],
    markColumn: 14,
    markWidth: redact(secret).length,
  };
}

export function sampleFinding(overrides: Partial<Finding> = {}, seed: number = 1): Finding {
  const secret = rawSecret(seed);
  return {
    fingerprint: `v1:${seed.toString(16).padStart(32, "0")}`,
    ruleId: stripeRule.id,
    title: stripeRule.title,
    provider: stripeRule.provider,
    severity: stripeRule.severity,
    confidence: "high",
    score: 0.97,
    reasons: ["prefix sk_live_", "entropy 4.6"],
    secret: { redacted: redact(secret), length: secret.length, entropy: 4.6 },
    location: sampleLocation(),
    source: { kind: "file", channel: "json-field" },
    exposure: ["client-bundle"],
    occurrences: [],
    privilege: "admin",
    environment: "prod",
    remediation: stripeRule.remediation,
    checks: { checksum: "none" },
    frame: sampleFrame(secret),
    ...overrides,
  };
}

/** What history knows of it: brought two years before the scan, and removed again. */
export function sampleHistory(): FindingHistory {
  return {
    introduced: {
      commit: "1".repeat(40),
      author: "Ada",
      email: "ada@example.org",
      date: "2024-01-31T12:00:00+01:00",
    },
    removed: { commit: "2".repeat(40), author: "Bob", email: "bob@example.org" },
    times: 2,
    refs: ["refs/heads/main"],
    moreRefs: true,
    reach: "head",
  };
}

/** A finding with only what the contract demands. */
export function bareFinding(overrides: Partial<Finding> = {}, seed: number = 2): Finding {
  const { privilege: _, environment: __, frame: ___, ...required } = sampleFinding({}, seed);
  return { ...required, source: { kind: "file" }, exposure: [], ...overrides };
}

export function sampleSummary(
  findings: readonly Finding[],
  overrides: Partial<ScanSummary> = {},
): ScanSummary {
  const bySeverity = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const finding of findings) bySeverity[finding.severity] += 1;
  return {
    startedAt: "2026-01-31T12:00:00Z",
    files: 1234,
    bytes: 56_700_000,
    durationMs: 1300,
    findings: findings.length,
    places: findings.reduce((sum, finding) => sum + 1 + finding.occurrences.length, 0),
    bySeverity,
    belowConfidence: 0,
    accepted: { inline: 0, baseline: 0, ignoreFile: 0, config: 0 },
    skipped: [],
    errors: [],
    notes: [],
    complete: true,
    interrupted: false,
    ...overrides,
  };
}

export interface Recorder {
  context: ReportContext;
  /** Every text written so far, one entry a write. */
  pieces: string[];
  text(): string;
}

export function record(overrides: Partial<ReportContext> = {}): Recorder {
  const pieces: string[] = [];
  return {
    pieces,
    text: () => pieces.join(""),
    context: {
      tool: { name: "keyscan", version: "1.2.3", rulesHash: "0123456789abcdef" },
      rules: [stripeRule, passwordRule],
      write: (text) => void pieces.push(text),
      color: false,
      width: 80,
      verbose: false,
      quiet: false,
      ...overrides,
    },
  };
}

/** Drives a reporter as a scan does: first sights, then later places, then the end. */
export function drive(
  reporter: Reporter,
  recorder: Recorder,
  findings: readonly Finding[],
  overrides: Partial<ScanSummary> = {},
): string {
  reporter.start(recorder.context);
  for (const finding of findings) {
    reporter.finding({ ...finding, occurrences: [] });
    for (const occurrence of finding.occurrences) reporter.occurrence(finding, occurrence);
  }
  reporter.end(findings, sampleSummary(findings, overrides));
  return recorder.text();
}
