/** From match to finding: everything a report says about one secret in one place. */
import { shannonEntropy } from "../engine/entropy.ts";
import type { PackRule } from "../engine/pack.ts";
import type { ByteUnit } from "../engine/position.ts";
import type { Match } from "../engine/match.ts";
import { CONFIDENCES, type CodeFrame, type Confidence, type Finding } from "../types.ts";
import type { AllowRules, Candidate } from "./allow-rules.ts";
import { claimsOf } from "./claims/index.ts";
import { familyOf } from "./family.ts";
import { fingerprint as fingerprintOf, identityOf, isGuessable, secretKey } from "./fingerprint.ts";
import { codeFrame } from "./frame.ts";
import type { KnownSecrets } from "./known.ts";
import { withLedger, type LedgerSecrets } from "./ledger.ts";
import { secretParts } from "./parts.ts";
import { redactSecret } from "./redact.ts";
import { verdict } from "./score.ts";
import { exposureOf, locationOf, sourceOf, type Place } from "./where.ts";

export type { Place } from "./where.ts";

export interface JudgeOptions {
  showSecrets: boolean;
  /** Hand the secret on beside its finding: with `--verify` its provider is asked about it. */
  keepSecrets?: boolean;
  known?: KnownSecrets;
  ledger?: LedgerSecrets;
  allow?: AllowRules;
  /**
   * Findings that are less sure than this are not shown to anybody: of them only is said who they are, where, how sure, and
   * what knows them. All are made in full where it is left out.
   */
  least?: Confidence | undefined;
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
  /**
   * Of a secret that could be guessed, the fingerprints that a scan of each folder on its path would show: the first one in the folder
   * that its file lies in, the next one in the folder above.
   */
  fromFolders?: readonly string[];
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
      const judged = judgeOne({ match, rule, place, options }, () =>
        codeFrameOf(matches, from + index, place, options),
      );
      known.set(id, judged);
      return [judged];
    });
  }
}

/** The same secret in another place: nothing about the secret itself is worked out twice, and reports show its first frame only. */
function again({ finding, ...judged }: Judged, match: Match, place: Place, options: JudgeOptions): Judged {
  if (isFaint(finding.confidence, options))
    return { ...judged, finding: { ...finding, location: locationOf(match, place) } };
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

/** Nobody is shown it. */
function isFaint(confidence: Confidence, { least }: JudgeOptions): boolean {
  return least !== undefined && CONFIDENCES.indexOf(confidence) > CONFIDENCES.indexOf(least);
}

/** What is said of a secret wherever it stands. */
function judgeOne(one: Case, frameOf: () => CodeFrame | undefined): Judged {
  const { match, rule, place, options } = one;
  const family = familyOf(rule);
  const said = verdict(match, rule, (confidence) => !isFaint(confidence, options));
  const sighting = { family, secret: match.secret, path: place.path };
  const entry = options.known?.find(sighting);
  const accepted =
    options.known?.acceptance(entry) ?? options.allow?.acceptance(candidateOf(match, rule, place));
  const knownKey = options.known?.newKey(sighting);
  const { key, fingerprint } = identityOf(family, match.secret, place.path);
  const plain: Finding = {
    fingerprint,
    ruleId: rule.id,
    title: rule.title,
    provider: rule.provider,
    severity: rule.severity,
    confidence: said.confidence,
    score: said.score,
    reasons: said.reasons,
    secret: { redacted: "", length: match.secret.length, entropy: 0 },
    location: locationOf(match, place),
    source: { kind: place.kind },
    exposure: [],
    occurrences: [],
    remediation: rule.remediation,
    checks: { checksum: match.checksum },
    ...(accepted === undefined ? {} : { accepted }),
    ...(knownKey === undefined ? {} : { knownKey }),
  };
  const finding = isFaint(said.confidence, options) ? plain : inFull(plain, one, frameOf());
  return {
    key,
    finding: withLedger(finding, options.ledger?.find(sighting), place.kind),
    ...(entry === undefined ? {} : { entry }),
    ...(place.path.includes("/") && !isFaint(said.confidence, options) && isGuessable(match.secret)
      ? { fromFolders: fromFolders(sighting) }
      : {}),
    ...(options.keepSecrets === true ? { kept: keptOf(match) } : {}),
  };
}

function fromFolders({ family, secret, path }: { family: string; secret: string; path: string }): string[] {
  const fingerprints: string[] = [];
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
    fingerprints.push(fingerprintOf(family, secret, path.slice(at + 1)));
  return fingerprints;
}

/** The finding with all that a report says of it: it takes longer than to find it. */
function inFull(
  plain: Finding,
  { match, rule, place, options }: Case,
  frame: CodeFrame | undefined,
): Finding {
  const facts = factsOf(match, rule);
  const expired = facts.claims?.expired === true ? facts.claims.expires : undefined;
  const source = sourceOf(match, place);
  return {
    ...plain,
    severity: severityOf(rule, place, facts),
    reasons:
      expired === undefined ? plain.reasons : [...plain.reasons, `it expired on ${expired.slice(0, 10)}`],
    secret: {
      redacted: redactSecret(match.secret),
      length: match.secret.length,
      entropy: Math.round(shannonEntropy(match.secret) * 100) / 100,
      ...(options.showSecrets ? inClear(match, place.unit) : {}),
    },
    source,
    exposure: exposureOf(place, source.variable),
    ...partsOf(match, place, options),
    ...(frame === undefined ? {} : { frame }),
    ...facts,
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
