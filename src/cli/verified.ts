/** `--verify`: asks the providers of what a scan has found, and puts down what they say. Loaded by nothing but that option. */
import { readRuleFiles } from "../rules/load.ts";
import { verifyRules } from "../rules/verify-rules.ts";
import { readAsset } from "../scan/pack.ts";
import type { ScanOutcome } from "../scan.ts";
import { count } from "../report/amounts.ts";
import {
  SEVERITIES,
  VERIFICATIONS,
  type Finding,
  type ScanSummary,
  type Severity,
  type Verification,
  type VerifySource,
} from "../types.ts";
import { verify } from "../verify/index.ts";
import { UsageError } from "./usage-error.ts";

/** For tests: a server on this machine that answers instead of all providers. */
const BASE = "KEYSCAN_VERIFY_BASE";
/** For tests, and for slow networks: seconds to wait for an answer. */
const TIMEOUT = "KEYSCAN_VERIFY_TIMEOUT";

/**
 * The outcome with `verified` on each finding that could be asked about, and severities that follow it.
 *
 * @param trusted Rule files of the user's whose `verify` counts.
 * @throws UsageError
 */
export async function verified(
  outcome: ScanOutcome,
  trusted: readonly string[],
  { cwd, signal }: { cwd: string; signal: AbortSignal },
): Promise<ScanOutcome> {
  // Nobody is asked about what somebody has accepted.
  const kept = [...(outcome.kept ?? [])].filter(([finding]) => finding.accepted === undefined);
  const rules = await rulesOf(trusted, cwd);
  const base = baseOf(process.env[BASE]);
  const timeout = timeoutOf(process.env[TIMEOUT]);
  const options = {
    signal,
    parts: new Map(kept.map(([finding, { parts }]) => [finding, parts])),
    ...(base === undefined ? {} : { base, pause: 0 }),
    ...(timeout === undefined ? {} : { timeout }),
  };
  const secrets = new Map(kept.map(([finding, { secret }]) => [finding, secret]));
  const answers = await verify(secrets, rules, options);
  for (const [finding, verification] of answers) putDown(finding, verification);
  const { findings, summary } = outcome;
  return { ...outcome, summary: summaryOf(summary, findings, answers) };
}

async function rulesOf(trusted: readonly string[], cwd: string): Promise<Map<string, VerifySource>> {
  const builtIn = JSON.parse(readAsset("verify.json").toString("utf8")) as Record<string, VerifySource>;
  const own = trusted.length === 0 ? {} : verifyRules(await readRuleFiles(trusted, cwd));
  return new Map(Object.entries({ ...builtIn, ...own }));
}

/** A server of this machine only: keys must not be sent in the clear to any other. */
function baseOf(text: string | undefined): URL | undefined {
  if (text === undefined || text === "") return undefined;
  const base = URL.canParse(text) ? new URL(text) : undefined;
  if (base?.protocol === "http:" && ["127.0.0.1", "localhost"].includes(base.hostname)) return base;
  throw new UsageError(`${BASE} is for tests, and must be an address such as http://127.0.0.1:8080`);
}

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const seconds = Number(text);
  if (seconds >= 0.1 && seconds <= 600) return seconds * 1000;
  throw new UsageError(`${TIMEOUT} must be a number of seconds from 0.1 to 600`);
}

/** A key that does not work opens nothing; one that works is what it looks like. */
function putDown(finding: Finding, verification: Verification): void {
  finding.verified = verification;
  const { result, host } = verification;
  if (result === "active") {
    finding.confidence = "high";
    finding.score = 1;
    finding.reasons = [...finding.reasons, `${host ?? "its provider"} accepts it`];
  } else if (result === "inactive") {
    finding.severity = lower(finding.severity);
    finding.reasons = [...finding.reasons, `${host ?? "its provider"} does not accept it`];
  }
}

function lower(severity: Severity): Severity {
  return severity === "info" ? severity : "low";
}

function summaryOf(
  summary: ScanSummary,
  findings: readonly Finding[],
  answers: ReadonlyMap<Finding, Verification>,
): ScanSummary {
  const open = findings.filter((finding) => finding.accepted === undefined);
  const bySeverity = Object.fromEntries(
    SEVERITIES.map((severity) => [severity, open.filter((finding) => finding.severity === severity).length]),
  ) as Record<Severity, number>;
  const results = [...answers.values()];
  const counts = VERIFICATIONS.flatMap((result) => {
    const amount = results.filter((each) => each.result === result).length;
    return amount === 0 ? [] : [`${amount} ${result}`];
  });
  const without = open.length - answers.size;
  const notes = [
    `verified: ${count(answers.size, "secret")} ${answers.size === 0 ? "" : `(${counts.join(", ")}) `}by asking the providers`,
    ...(without <= 0
      ? []
      : [`not verified: ${count(without, "secret")}; keyscan does not know how to ask about them`]),
  ];
  return { ...summary, bySeverity, notes: [...summary.notes, ...notes] };
}
