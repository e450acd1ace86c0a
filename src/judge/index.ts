/** From match to finding: everything a report says about one secret in one place. */
import { shannonEntropy } from "../engine/entropy.ts";
import type { PackRule } from "../engine/pack.ts";
import type { ByteUnit } from "../engine/position.ts";
import type { Match } from "../engine/scanner.ts";
import type { Finding, FindingSource, Location, SourceKind } from "../types.ts";
import { channelOf } from "./channel.ts";
import { fingerprint, secretKey } from "./fingerprint.ts";
import { codeFrame } from "./frame.ts";
import { redactSecret } from "./redact.ts";
import { verdict } from "./score.ts";

/** What is known of the place that the matches come from. */
export interface Place {
  /** As reports show it. */
  path: string;
  kind: SourceKind;
  /** Ignored by git and not tracked: it stays on this machine. */
  localOnly: boolean;
  unit: ByteUnit;
  encoding?: NonNullable<FindingSource["encoding"]>;
  /** Stream offset → byte offset in the file (they differ for transcoded files). */
  fileOffset?: (streamOffset: number) => number;
}

export interface JudgeOptions {
  showSecrets: boolean;
}

/** A finding with the identity of its secret in this scan. */
export interface Judged {
  key: string;
  finding: Finding;
}

/** Judges the matches of one file that became certain together; they hide each other's secrets in code frames. */
export function judge(
  matches: readonly Match[],
  rules: readonly PackRule[],
  place: Place,
  options: JudgeOptions,
): Judged[] {
  return matches.flatMap((match) => {
    const rule = rules[match.rule];
    return rule === undefined ? [] : [judgeOne(match, rule, { matches, place, options })];
  });
}

interface Around {
  matches: readonly Match[];
  place: Place;
  options: JudgeOptions;
}

function judgeOne(match: Match, rule: PackRule, { matches, place, options }: Around): Judged {
  const family = rule.generic ? "generic" : rule.provider;
  const redacted = redactSecret(match.secret);
  const value = readable(match.secret, place.unit);
  const { score, confidence, reasons } = verdict(match, rule);
  const environment = environmentOf(match.secret, rule);
  const finding: Finding = {
    fingerprint: fingerprint(family, match.secret, place.path),
    ruleId: rule.id,
    title: rule.title,
    provider: rule.provider,
    severity: place.localOnly ? "info" : rule.severity,
    confidence,
    score,
    reasons,
    secret: {
      redacted,
      length: match.secretEnd - match.secretStart,
      entropy: Math.round(shannonEntropy(match.secret) * 100) / 100,
      ...(options.showSecrets ? { value } : {}),
    },
    location: locationOf(match, place),
    source: sourceOf(match, place),
    exposure: exposureOf(place),
    occurrences: [],
    remediation: rule.remediation,
    checks: { checksum: match.checksum },
    frame: codeFrame(match, matches, options.showSecrets ? value : redacted, place.unit),
    ...(rule.privilege === undefined ? {} : { privilege: rule.privilege }),
    ...(environment === undefined ? {} : { environment }),
  };
  return { key: secretKey(family, match.secret), finding };
}

function readable(secret: string, unit: ByteUnit): string {
  return unit === "unit" ? secret : Buffer.from(secret, "latin1").toString("utf8");
}

function environmentOf(secret: string, rule: PackRule): string | undefined {
  return Object.entries(rule.environments ?? {}).find(([part]) => secret.includes(part))?.[1];
}

function locationOf(match: Match, place: Place): Location {
  const offset = place.fileOffset ?? ((streamOffset: number) => streamOffset);
  const byteOffset = offset(match.secretStart);
  return {
    path: place.path,
    startLine: match.startLine,
    startColumn: match.startColumn,
    endLine: match.endLine,
    endColumn: match.endColumn,
    byteOffset,
    byteLength: offset(match.secretEnd) - byteOffset,
  };
}

function sourceOf(match: Match, place: Place): FindingSource {
  const lineFrom = match.context.lastIndexOf("\n", match.secretAt - 1) + 1;
  const before = match.context.slice(Math.max(lineFrom, match.secretAt - 200), match.secretAt);
  const secretTo = match.secretAt + (match.secretEnd - match.secretStart);
  const channel = channelOf(before, match.context.slice(secretTo, secretTo + 4));
  return {
    kind: place.kind,
    ...(channel === undefined ? {} : { channel }),
    ...(place.encoding === undefined ? {} : { encoding: place.encoding }),
  };
}

function exposureOf(place: Place): string[] {
  const exposure: string[] = [];
  if (place.localOnly) exposure.push("local-only");
  if (place.kind === "log") exposure.push("log");
  return exposure;
}
