/** Runs a rule's own pattern where one of its anchors stands, and asks what else the rule demands of the secret. */
import { claimedPrefix, isClaimed, namesProvider, PROVIDER } from "./claimed.ts";
import { checks } from "./checks/index.ts";
import { claimsIn, compiled, wordsIn, type Confirmer } from "./confirmers.ts";
import { isEncodedWord } from "./encoded-word.ts";
import { candidateAt, nameStart } from "./learned/candidate.ts";
import { lessSure, type Judge, type Opinion } from "./learned/opinion.ts";
import type { PackAnchor, PackRule } from "./pack.ts";
import { isPlaceholder, isTag, isToken } from "./placeholder.ts";
import { isFilled, isPublished, meets, meetsCheap } from "./require.ts";
import { valuePattern } from "./runs.ts";
import { beginBefore, inStream } from "./stream-begin.ts";
import type { CheckResult, Confidence } from "../types.ts";
import { isValueItself } from "./value-name.ts";

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
/** Bytes that a pattern may look behind the start of its match; the compiler refuses those that look further. */
export const LOOKBEHIND = 64;

/** A confirmed match; offsets are positions in the data that was given. */
export interface Confirmed {
  start: number;
  end: number;
  secretStart: number;
  secretEnd: number;
  secret: string;
  checksum: CheckResult;
  /** What the learned model says of a candidate; left out where the rule's word is enough. */
  opinion?: Opinion | undefined;
  /** What its rule's pattern names besides the secret. */
  parts?: readonly ConfirmedPart[] | undefined;
  /** How the secret is written there, from outside to inside; left out where it stands as it is. */
  decodedFrom?: readonly string[] | undefined;
}

export interface ConfirmedPart {
  name: string;
  /** Bytes from the start of the match. */
  at: number;
  /** Latin-1. */
  text: string;
  /** Bytes that it takes, where these are not the text's. */
  length?: number;
}

export interface HitContext {
  anchor: PackAnchor;
  position: number;
  data: Buffer;
  /** The bytes of the stream in the data: [first, length). */
  first: number;
  length: number;
  /** Base name of the file. */
  path: string;
  /** Stream offset of data[0]. */
  base: number;
  /** All that can decide about this hit is there. */
  complete: boolean;
}

/** The rule's pattern, sticky; `indices`: with the `d` flag. */
export function patternOf(confirmer: Confirmer, rule: number, indices = false): RegExp {
  const cache = indices ? confirmer.indexed : confirmer.patterns;
  const cached = cache[rule];
  if (cached !== undefined) return cached;
  const { source = "", ignoreCase = false, words } = confirmer.rules[rule] ?? {};
  const flags = `my${ignoreCase ? "i" : ""}${indices ? "d" : ""}`;
  return (cache[rule] = compiled(confirmer, words === undefined ? source : valuePattern(source), flags));
}

/** Stands for a name that is not known yet: rules for certain files match as well. */
export const ANY_PATH = "*";

/** `paths` entries are base names (`.npmrc`) or endings (`*.tfvars`). */
export function isForPath(rule: PackRule | undefined, name: string): boolean {
  const paths = rule?.paths;
  if (paths === undefined || name === ANY_PATH) return true;
  return paths.some((path) => (path.startsWith("*") ? name.endsWith(path.slice(1)) : name === path));
}

/** Matches of the anchor's rule that this hit belongs to (nearly always none or one), and how often a pattern ran. */
export function confirmHit(confirmer: Confirmer, hit: HitContext): { matches: Confirmed[]; runs: number } {
  const { anchor, position } = hit;
  const rule = confirmer.rules[anchor.rule];
  if (rule === undefined || !isForPath(rule, hit.path)) return { matches: [], runs: 0 };
  const from = Math.max(hit.first, position - anchor.maxBack - LOOKBEHIND);
  const to = endOf(hit, rule, Math.max(position, position - anchor.minBack));
  const last = position - anchor.minBack - from;
  let next = Math.max(0, position - anchor.maxBack - from);
  if (anchor.minBack !== anchor.maxBack) {
    // Starts that an earlier anchor of the rule has had tried need no second try: many anchors in a row stay cheap.
    const origin = hit.base + from;
    const tried = confirmer.tried.get(anchor.rule);
    const joins = tried !== undefined && tried.from <= origin + next && origin + next <= tried.to;
    const first = joins ? tried.from : origin + next;
    if (joins) next = Math.max(next, tried.to - origin);
    if (hit.complete)
      confirmer.tried.set(anchor.rule, { from: first, to: origin + Math.max(next, last + 1) });
  }
  const begin = beginBefore(hit);
  const isBegin = position - anchor.maxBack <= begin && begin <= position - anchor.minBack;
  const matches: Confirmed[] = [];
  if (isBegin) attempts(confirmer, hit, rule, { from: begin, to, next: 0, last: 0 }, matches);
  attempts(confirmer, hit, rule, { from, to, next, last }, matches);
  return { matches, runs: Number(isBegin) + Math.max(0, last - next + 1) };
}

/** Texts that are shorter are not worth a look for where they could end. */
const SHORT = 1024;

/** Where all has been that decides about matches that begin at an index of the data or before it: the end of a line, where that is told. */
function endOf({ data, anchor, position, length }: HitContext, rule: PackRule, last: number): number {
  const end = Math.min(length, position - anchor.minBack + rule.window);
  if (end - last < SHORT || (rule.multiline && rule.continued !== true)) return end;
  for (let at = last; at < end; at++) if (data[at] === NEWLINE && data[at - 1] !== BACKSLASH) return at + 1;
  return end;
}

/** Adds what the rule matches in data[from, to) at the starts from `next` to `last`, which count from `from`. */
function attempts(
  confirmer: Confirmer,
  hit: HitContext,
  rule: PackRule,
  { from, to, next, last }: { from: number; to: number; next: number; last: number },
  matches: Confirmed[],
): void {
  if (next > last) return;
  const index = hit.anchor.rule;
  const text = hit.data.toString("latin1", from, to);
  const regExp = patternOf(confirmer, index);
  for (let start = next; start <= last; start++) {
    regExp.lastIndex = start;
    const found = regExp.exec(text);
    if (found === null) continue;
    const confirmed = confirm(confirmer, index, rule, found, from);
    const whole = confirmed === undefined ? undefined : inStream(hit.first, confirmed);
    const match = whole === undefined ? undefined : believed(confirmer, rule, hit, whole);
    if (match !== undefined) matches.push(match);
  }
}

/** The match with what the learned model says of it, where it is asked; undefined where it is not worth a word. */
export function believed(
  confirmer: Confirmer,
  rule: PackRule,
  hit: Pick<HitContext, "data" | "first" | "length" | "base" | "path" | "complete">,
  match: Confirmed,
): Confirmed | undefined {
  if (rule.judged !== true) return match;
  if (confirmer.judge === undefined) return isPublished(match.secret, rule.require) ? undefined : match;
  const opinion = opinionOf(confirmer, confirmer.judge, hit, match);
  // Asked last: most candidates are not believed.
  if (opinion === undefined || isPublished(match.secret, rule.require)) return undefined;
  match.opinion = atMost(rule.confidence, opinion);
  return match;
}

/** Where the model has not learned a rule's places, the rule says how sure it may be. */
function atMost(confidence: Confidence, opinion: Opinion): Opinion {
  if (confidence !== "low" || opinion.confidence === "low") return opinion;
  return lessSure(opinion, 0.49, confidence);
}

function opinionOf(
  confirmer: Confirmer,
  judge: Judge,
  hit: Pick<HitContext, "data" | "first" | "length" | "base" | "path" | "complete">,
  match: Confirmed,
): Opinion | undefined {
  const { last } = confirmer;
  const at = match.secretStart + hit.base;
  const end = match.secretEnd + hit.base;
  const start = match.start + hit.base;
  if (last !== undefined && last.start === start && last.at === at && last.end === end) return last.opinion;
  const candidate = candidateAt(hit.data, hit, match, {
    at,
    path: hit.path,
    prefixed: hasClaimedPrefix(confirmer, match.secret),
    claimed: () =>
      isClaimedBy(confirmer, match.secret, hit.data.toString("latin1", match.start, match.secretStart)) ||
      isProviderNear(confirmer, hit.data, Math.max(hit.first, match.secretStart - PROVIDER), {
        nameAt: nameStart(hit.data, hit.first, match.start),
        end: match.secretStart,
      }),
  });
  const opinion = judge(candidate);
  if (hit.complete) confirmer.last = { start, at, end, opinion };
  return opinion;
}

function isProviderNear(
  confirmer: Confirmer,
  data: Buffer,
  from: number,
  where: { nameAt: number; end: number },
): boolean {
  return namesProvider(claimsIn(confirmer), () => wordsIn(confirmer), { data, from, ...where });
}

/** What a match of the rule's pattern is worth. `from`: index in the data of the first character of the text that it was found in. */
export function confirm(
  confirmer: Confirmer,
  index: number,
  rule: PackRule,
  found: RegExpExecArray,
  from = 0,
): Confirmed | undefined {
  const secret = found.groups?.["secret"] ?? found[1] ?? found[0];
  if (isToken(secret) || !fulfils(rule, secret) || isImplausible(confirmer, rule, secret, found))
    return undefined;
  const { input: text, index: start } = found;
  const end = start + found[0].length;
  // The value of an assignment is the last part of its pattern.
  const isTail = rule.assigned === true || secret.length === found[0].length;
  const at = isTail ? end - secret.length : secretAt(confirmer, index, text, start, secret);
  if (isTag(text, at)) return undefined;
  return {
    start: start + from,
    end: end + from,
    secretStart: at + from,
    secretEnd: at + from + secret.length,
    secret,
    checksum: rule.checksum === undefined ? "none" : checks[rule.checksum](secret),
    opinion: undefined,
    parts: partsOf(confirmer, index, found),
  };
}

function fulfils(rule: PackRule, secret: string): boolean {
  const isMet = rule.judged === true ? meetsCheap(secret, rule.require) : meets(secret, rule.require);
  const mayBeFilled = !rule.generic && rule.words === undefined;
  if (!isMet && !(mayBeFilled && isFilled(secret, rule.require))) return false;
  return rule.structure === undefined || checks[rule.structure](secret) !== "invalid";
}

/** A named group that is not the secret. */
const NAMED_PART = /\(\?<(?!secret>|[=!])/;

/** The groups of a pattern besides the secret, by place. */
function partsOf(
  confirmer: Confirmer,
  rule: number,
  found: RegExpExecArray,
): readonly ConfirmedPart[] | undefined {
  if (!(confirmer.parted[rule] ??= NAMED_PART.test(confirmer.rules[rule]?.source ?? ""))) return undefined;
  const names = Object.entries(found.groups ?? {}).flatMap(([name, part]) =>
    name === "secret" || part === undefined || part === "" ? [] : [name],
  );
  if (names.length === 0) return undefined;
  const regExp = patternOf(confirmer, rule, true);
  regExp.lastIndex = found.index;
  const places = regExp.exec(found.input)?.indices?.groups;
  const parts = names.flatMap((name) => {
    const [from, to] = places?.[name] ?? [0, 0];
    return to > from ? [{ name, at: from - found.index, text: found.input.slice(from, to) }] : [];
  });
  return parts.sort((a, b) => a.at - b.at);
}

/** Bytes before a match in which the rest of its name may stand. */
const NAME = 40;

/** What no rule takes, or general detectors do not, which have no format to go by, or those of names. */
function isImplausible(
  confirmer: Confirmer,
  rule: PackRule,
  secret: string,
  { 0: whole, input, index }: RegExpExecArray,
): boolean {
  if (rule.judged !== true && isEncodedWord(secret)) return true;
  if (rule.generic && rule.judged !== true) {
    if (isPlaceholder(secret)) return true;
    const before = input.slice(Math.max(0, index - NAME), index + whole.length - secret.length);
    if (isClaimedBy(confirmer, secret, before.slice(before.lastIndexOf("\n") + 1))) return true;
  }
  return rule.wholeNames === true && isValueItself(input, index);
}

function hasClaimedPrefix(confirmer: Confirmer, secret: string): boolean {
  return claimedPrefix(claimsIn(confirmer), secret) !== undefined;
}

function isClaimedBy(confirmer: Confirmer, secret: string, name: string): boolean {
  return isClaimed(claimsIn(confirmer), secret, name);
}

/** Where the secret of the match stands that begins at `start`: told by itself where it stands in the text only once, which costs least. */
function secretAt(confirmer: Confirmer, rule: number, text: string, start: number, secret: string): number {
  const at = text.indexOf(secret);
  if (text.indexOf(secret, at + 1) === -1) return at;
  const regExp = patternOf(confirmer, rule, true);
  regExp.lastIndex = start;
  const indices = regExp.exec(text)?.indices;
  return (indices?.groups?.["secret"] ?? indices?.[1] ?? indices?.[0] ?? [start])[0];
}
