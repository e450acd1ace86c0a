/** From match to finding: everything a report says about one secret in one place. */
import { shannonEntropy } from "../engine/entropy.ts";
import type { PackRule } from "../engine/pack.ts";
import type { ByteUnit } from "../engine/position.ts";
import type { Match } from "../engine/match.ts";
import type { CodeFrame, Finding, FindingSource, Location, SourceKind } from "../types.ts";
import type { AllowRules, Candidate } from "./allow-rules.ts";
import { channelOf } from "./channel.ts";
import { claimsOf } from "./claims/index.ts";
import { clientExposure } from "./exposure.ts";
import { familyOf } from "./family.ts";
import { identityOf, secretKey } from "./fingerprint.ts";
import { codeFrame } from "./frame.ts";
import type { KnownSecrets } from "./known.ts";
import { withLedger, type LedgerSecrets } from "./ledger.ts";
import { secretParts } from "./parts.ts";
import { redactSecret } from "./redact.ts";
import { verdict } from "./score.ts";
import { variableOf } from "./variable.ts";

/** What is known of the place that the matches come from. */
export interface Place {
  /** As reports show it. */
  path: string;
  kind: SourceKind;
  /** Ignored by git and not tracked: it stays on this machine. */
  localOnly: boolean;
  unit: ByteUnit;
  /** A byte order mark, which is no column to anybody, stands before the first line. */
  hasMark?: boolean;
  encoding?: NonNullable<FindingSource["encoding"]>;
  /** Stream offset → byte offset in the file (they differ for transcoded files). */
  fileOffset?: (streamOffset: number) => number;
  /** As in `Location`. */
  archivePath?: readonly string[];
}

export interface JudgeOptions {
  showSecrets: boolean;
  /** Hand the secret on beside its finding: with `--verify` its provider is asked about it. */
  keepSecrets?: boolean;
  known?: KnownSecrets;
  ledger?: LedgerSecrets;
  allow?: AllowRules;
}

/** A secret in the clear, latin-1, for those who ask its provider about it; in no report, and never written down. */
export interface Kept {
  secret: string;
  /** What belongs to it, as its rule has found it: name → text. */
  parts: Readonly<Record<string, string>>;
}

/** A finding with the identity of its secret in this scan. */
export interface Judged {
  key: string;
  finding: Finding;
  /** The known entry that it is, by index, whether that accepts it or not. */
  entry?: number;
  /** Where it was asked for. */
  kept?: Kept;
}

/** Judges the matches of one file that became certain together; they hide each other's secrets in code frames. */
export function judge(
  matches: readonly Match[],
  rules: readonly PackRule[],
  place: Place,
  options: JudgeOptions,
): Judged[] {
  return [...judgeInParts(matches, rules, place, options)].flat();
}

/** Findings that are made at a time: they are larger than matches, and a flood of them is not to lie in memory as a whole. */
const PART = 1000;

/** As `judge`, in several parts where there are many. */
export function* judgeInParts(
  matches: readonly Match[],
  rules: readonly PackRule[],
  place: Place,
  options: JudgeOptions,
): Generator<Judged[]> {
  const known = new Map<string, Judged>();
  for (let from = 0; from < matches.length; from += PART) {
    yield matches.slice(from, from + PART).flatMap((match, index) => {
      const rule = rules[match.rule];
      if (rule === undefined) return [];
      const id = `${match.rule}:${match.secret}`;
      const first = known.get(id);
      if (first !== undefined) return [again(first, match, place, options)];
      const frame = codeFrameOf(matches, from + index, place, options);
      const judged = judgeOne({ match, rule, place, options }, frame);
      known.set(id, judged);
      return [judged];
    });
  }
}

/** The same secret in another place: nothing about the secret itself is worked out twice, and reports show its first frame only. */
function again({ finding, ...judged }: Judged, match: Match, place: Place, options: JudgeOptions): Judged {
  const { frame: _frame, parts: _parts, ...rest } = finding;
  const source = sourceOf(match, place);
  const exposure = exposureOf(place, source.variable);
  return {
    ...judged,
    finding: {
      ...{ ...rest, occurrences: [], location: locationOf(match, place), source, exposure },
      ...partsOf(match, place, options),
    },
  };
}

function partsOf(match: Match, place: Place, { showSecrets }: JudgeOptions): Pick<Finding, "parts"> {
  return secretParts(match, {
    readable: (text) => readable(text, place.unit),
    showSecrets,
    fileOffset: place.fileOffset ?? ((offset) => offset),
    path: place.path,
    hasMark: place.hasMark === true,
  });
}

function shownSecret(match: Match, place: Place, options: JudgeOptions): string {
  return options.showSecrets ? readable(match.secret, place.unit) : redactSecret(match.secret);
}

function codeFrameOf(
  matches: readonly Match[],
  index: number,
  place: Place,
  options: JudgeOptions,
): CodeFrame | undefined {
  const match = matches[index];
  return match && codeFrame(matches, index, shownSecret(match, place, options), place.unit);
}

/** The identity of a match's secret in this scan, as in `Judged`. */
export function keyOf(match: Pick<Match, "secret">, rule: PackRule): string {
  return secretKey(familyOf(rule), match.secret);
}

interface Case {
  match: Match;
  rule: PackRule;
  place: Place;
  options: JudgeOptions;
}

function judgeOne({ match, rule, place, options }: Case, frame: CodeFrame | undefined): Judged {
  const family = familyOf(rule);
  const { score, confidence, reasons } = verdict(match, rule);
  const facts = factsOf(match, rule);
  const expired = facts.claims?.expired === true ? facts.claims.expires : undefined;
  const sighting = { family, secret: match.secret, path: place.path };
  const entry = options.known?.find(sighting);
  const accepted =
    options.known?.acceptance(entry) ?? options.allow?.acceptance(candidateOf(match, rule, place));
  const knownKey = options.known?.newKey(sighting);
  const source = sourceOf(match, place);
  const { key, fingerprint } = identityOf(family, match.secret, place.path);
  const finding: Finding = {
    fingerprint,
    ruleId: rule.id,
    title: rule.title,
    provider: rule.provider,
    severity: severityOf(rule, place, facts),
    confidence,
    score,
    reasons: expired === undefined ? reasons : [...reasons, `it expired on ${expired.slice(0, 10)}`],
    secret: {
      redacted: redactSecret(match.secret),
      length: match.secret.length,
      entropy: Math.round(shannonEntropy(match.secret) * 100) / 100,
      ...(options.showSecrets ? inClear(match, place.unit) : {}),
    },
    location: locationOf(match, place),
    source,
    exposure: exposureOf(place, source.variable),
    ...partsOf(match, place, options),
    occurrences: [],
    remediation: rule.remediation,
    checks: { checksum: match.checksum },
    ...(accepted === undefined ? {} : { accepted }),
    ...(knownKey === undefined ? {} : { knownKey }),
    ...(frame === undefined ? {} : { frame }),
    ...facts,
  };
  return {
    key,
    finding: withLedger(finding, options.ledger?.find(sighting), place.kind),
    ...(entry === undefined ? {} : { entry }),
    ...(options.keepSecrets === true ? { kept: keptOf(match) } : {}),
  };
}

function keptOf({ secret, parts = [] }: Match): Kept {
  return { secret, parts: Object.fromEntries(parts.map(({ name, text }) => [name, text])) };
}

type Facts = Pick<Finding, "privilege" | "environment" | "claims">;

/** What the key may do and where, and what else it says of itself. */
function factsOf(match: Match, rule: PackRule): Facts {
  const environment = environmentOf(match.secret, rule);
  const { claims, privilege = rule.privilege } = claimsOf(match, rule, Date.now());
  return {
    ...(privilege === undefined ? {} : { privilege }),
    ...(environment === undefined ? {} : { environment }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/**
 * What has expired opens nothing any more, but shows how keys are handled; what a passphrase guards opens nothing yet; what is made to
 * be public is no leak.
 */
function severityOf(rule: PackRule, place: Place, { privilege, claims }: Facts): Finding["severity"] {
  if (place.localOnly || (privilege === "publishable" && rule.privilege !== "publishable")) return "info";
  const isSpent = claims?.expired === true || claims?.encrypted === true;
  return isSpent && rule.severity !== "info" ? "low" : rule.severity;
}

function candidateOf(match: Match, rule: PackRule, place: Place): Candidate {
  const { secret, context, secretAt, secretStart, secretEnd, start } = match;
  const secretTo = secretAt + (secretEnd - secretStart);
  const lineEnd = context.indexOf("\n", secretTo);
  return {
    ruleId: rule.id,
    path: place.path,
    secret,
    match: context.slice(Math.max(0, secretAt - (secretStart - start)), secretTo),
    line: context.slice(
      context.lastIndexOf("\n", secretAt - 1) + 1,
      lineEnd === -1 ? context.length : lineEnd,
    ),
  };
}

/** As it stands in the file, which is what people look for there, and what it means. */
function inClear(match: Match, unit: ByteUnit): { value: string; decoded?: string } {
  const { context, secretAt, secretStart, secretEnd } = match;
  const secret = readable(match.secret, unit);
  if (match.decodedFrom === undefined) return { value: secret };
  const written = context.slice(secretAt, secretAt + secretEnd - secretStart);
  return { value: readable(written, unit), decoded: secret };
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
  const marked = place.hasMark === true;
  return {
    path: place.path,
    startLine: match.startLine,
    startColumn: match.startColumn - (marked && match.startLine === 1 ? 1 : 0),
    endLine: match.endLine,
    endColumn: match.endColumn - (marked && match.endLine === 1 ? 1 : 0),
    byteOffset,
    byteLength: offset(match.secretEnd) - byteOffset,
    ...(place.archivePath === undefined ? {} : { archivePath: [...place.archivePath] }),
    ...(match.decodedFrom === undefined ? {} : { decodedFrom: [...match.decodedFrom] }),
  };
}

function sourceOf(match: Match, place: Place): FindingSource {
  const lineFrom = match.context.lastIndexOf("\n", match.secretAt - 1) + 1;
  const before = match.context.slice(Math.max(lineFrom, match.secretAt - 200), match.secretAt);
  const secretTo = match.secretAt + (match.secretEnd - match.secretStart);
  const channel = channelOf(before, match.context.slice(secretTo, secretTo + 4));
  const variable = variableOf(match.context.slice(Math.max(0, match.secretAt - 240), match.secretAt));
  return {
    kind: place.kind,
    ...(channel === undefined ? {} : { channel }),
    ...(variable === undefined ? {} : { variable }),
    ...(place.encoding === undefined ? {} : { encoding: place.encoding }),
  };
}

function exposureOf({ localOnly, kind, path }: Place, variable: string | undefined): string[] {
  if (kind === "log") return ["log"];
  // Folders above what is scanned say nothing; of a path from the root nobody knows where they end.
  const shown = /^(?:[A-Za-z]:)?[/\\]/.test(path) ? path.slice(path.search(/[^/\\]*$/)) : path;
  return [...(localOnly ? ["local-only"] : []), ...clientExposure(shown, variable)];
}
