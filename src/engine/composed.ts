/**
 * Composed rules: a provider's word near a value of the right form. The value is what the engine finds first (runs.ts); which words
 * stand before it is asked of one table for all rules (words.ts), so that a thousand such rules cost what ten do; only where
 * a word is found, the pattern of its rule's values is run.
 */
import { allBut, byteTable, WORD } from "./byte-table.ts";
import { isForPath, patternOf, type Confirmed } from "./confirm.ts";
import { claimsIn, compiled, wordsIn, type Confirmer } from "./confirmers.ts";
import { claimedPrefix } from "./claimed.ts";
import type { PackRule } from "./pack.ts";
import { isTag } from "./placeholder.ts";
import { isPublished, meetsCheap } from "./require.ts";
import { canBeValue, firstWord, lastStart } from "./runs.ts";
import { findWords, type WordHit } from "./words.ts";
import { SECRET_NAME, worth } from "./worth.ts";
import type { Confidence } from "../types.ts";

/** Furthest that a value can begin before its run: with characters that are not those of runs. */
export const VALUE_BEFORE = 128;
/** Bytes behind the begin of a run that can belong to its value or decide about it. */
export const VALUE_WINDOW = 640;
/** Bytes before a run that are looked at, once a word is found. */
export const BEFORE_RUN = 200;
/** Bytes behind a value that can be stuck to it or decide about it. */
export const BEHIND_VALUE = 18;

export interface RunContext {
  /** Place of the run in the data, and its length. */
  position: number;
  runLength: number;
  data: Buffer;
  /** The bytes of the stream in the data: [first, length). */
  first: number;
  length: number;
  /** Base name of the file. */
  path: string;
  allowed: (rule: number) => boolean;
}

/** A value of a composed rule; how sure it is depends on where it stands. */
export interface ComposedMatch {
  rule: number;
  match: Confirmed;
  confidence: Confidence;
}

interface Candidate extends ComposedMatch {
  /** From the end of the word to the value, bytes. */
  distance: number;
}

function wordsBefore(confirmer: Confirmer, run: RunContext): WordHit[] | undefined {
  const from = Math.max(run.first, firstWord(run.data, run.position));
  const to = lastStart(run.data, run.position, run.runLength);
  return findWords(wordsIn(confirmer), run.data, from, to);
}

/** True where a word stands before a run that can be a value, and it has to be looked at once all that follows it is there. */
export function hasWords(confirmer: Confirmer, run: RunContext): boolean {
  return wordsBefore(confirmer, run) !== undefined;
}

/** The most telling match whose value this run belongs to. */
export function confirmRun(confirmer: Confirmer, run: RunContext): ComposedMatch | undefined {
  const { data, position, first } = run;
  if (!canBeValue(data, position, run.runLength)) return undefined;
  const hits = wordsBefore(confirmer, run);
  if (hits === undefined) return undefined;
  const from = Math.max(first, position - BEFORE_RUN);
  const text = data.toString("latin1", from, Math.min(run.length, position + VALUE_WINDOW));
  let best: Candidate | undefined;
  for (const hit of hits) {
    for (const rule of hit.word.rules) {
      if (!run.allowed(rule)) continue;
      const found = candidate(confirmer, rule, { text, from, hit, run });
      if (found !== undefined && (best === undefined || tellsMore(found, best))) best = found;
    }
  }
  return best;
}

/** A total order, so that the order of the words does not matter. */
function tellsMore(a: Candidate, b: Candidate): boolean {
  if (a.confidence !== b.confidence) return a.confidence === "medium";
  const length = (c: Candidate): number => c.match.secretEnd - c.match.secretStart;
  return (a.distance - b.distance || length(b) - length(a) || a.rule - b.rule) < 0;
}

interface Surroundings {
  /** Latin-1 text whose first character is data[from]. */
  text: string;
  from: number;
  hit: WordHit;
  run: RunContext;
}

function candidate(confirmer: Confirmer, index: number, at: Surroundings): Candidate | undefined {
  const rule = confirmer.rules[index];
  const { text, from, hit, run } = at;
  if (rule === undefined || !isForPath(rule, run.path)) return undefined;
  const places = {
    run: run.position - from,
    least: hit.to - from,
    last: lastStart(run.data, run.position, run.runLength) - from,
  };
  const exact = valueAt(patternOf(confirmer, index), text, places);
  const secret = exact ?? longerAt(confirmer, index, text, places);
  if (secret === undefined || !meetsCheap(secret.text, rule.require)) return undefined;
  if (isForeign(confirmer, rule, secret.text)) return undefined;
  if (isTag(text, secret.at) || isPiece(text, secret.at, secret.at + secret.text.length)) return undefined;
  const between = text.slice(hit.to - from, secret.at);
  const name = text.slice(text.lastIndexOf("\n", secret.at - 1) + 1, secret.at);
  const confidence = worth(rule, hit, secret.text, { between, name });
  if (confidence === undefined || (exact === undefined && !SECRET_NAME.test(between))) return undefined;
  // Asked last: it takes a hash.
  if (isPublished(secret.text, rule.require)) return undefined;
  const start = secret.at + from;
  const end = start + secret.text.length;
  const match: Confirmed = {
    start: hit.from,
    end,
    secretStart: start,
    secretEnd: end,
    secret: secret.text,
    checksum: "none",
    opinion: undefined,
    parts: undefined,
  };
  return {
    rule: index,
    match,
    confidence: exact === undefined ? "low" : confidence,
    distance: between.length,
  };
}

/** What can be stuck to the end of a value that nothing closes. */
const STUCK = "[0-9A-Za-z+/=_-]{1,16}(?![0-9A-Za-z+/=_.,;:$%@\"'`-])";

/** A value of the right form with something stuck to its end, without quotes. */
function longerAt(
  confirmer: Confirmer,
  index: number,
  text: string,
  places: ValuePlaces,
): { at: number; text: string } | undefined {
  if (!SECRET_NAME.test(text.slice(places.least, places.run))) return undefined;
  const { source = "" } = confirmer.rules[index] ?? {};
  const longer = (confirmer.longer[index] ??= compiled(
    confirmer,
    `(?<![0-9A-Za-z+?#%!^&|~"'\`])(?:${source})${STUCK}`,
    "my",
  ));
  return valueAt(longer, text, places);
}

/** Bytes before a value in which the text that it is a piece of may begin. */
const PIECE = 64;

/** True for a piece of a text with a question mark in it, which is none of a key: a pattern, or a part of an address. */
function isPiece(text: string, start: number, end: number): boolean {
  if (text[end] === "?" && /[0-9A-Za-z]/.test(text[end + 1] ?? "")) return true;
  return /\?[\w.+~-]*$/.test(text.slice(Math.max(0, start - PIECE), start));
}

/** What a character may be: part of a value, though of no run; right before a value; right before one that is joined to a word. */
const OUTER = 1;
const VALUE_EDGE = 2;
const WORD_EDGE = 4;
const JOINTS = "-+/.~!#$%^&*@";
const PLACES: Uint8Array = byteTable(
  [`${WORD}${JOINTS}=:`, OUTER],
  [allBut(`${WORD}${JOINTS}`), VALUE_EDGE],
  [`${JOINTS}_`, WORD_EDGE],
);

/** @param at -1: the begin of the stream. */
function isPlace(text: string, at: number, place: number): boolean {
  if (at < 0) return place === VALUE_EDGE;
  return ((PLACES[text.charCodeAt(at)] ?? 0) & place) !== 0;
}

/** True where the value begins as another provider's keys do: if that one's rule does not match, it is cut off or altered. */
function isForeign(confirmer: Confirmer, rule: PackRule, secret: string): boolean {
  const prefix = claimedPrefix(claimsIn(confirmer), secret);
  return (
    prefix !== undefined && !rule.prefixes.some((own) => own.startsWith(prefix) || prefix.startsWith(own))
  );
}

/** Indices in the text. */
interface ValuePlaces {
  /** Begin of the run. */
  run: number;
  /** The value begins here at the earliest. */
  least: number;
  /** And here at the latest. */
  last: number;
}

/**
 * The value that a run belongs to: the first one that begins where values do, behind a quote, a blank or an operator, else the first
 * one at all.
 */
function valueAt(
  pattern: RegExp,
  text: string,
  { run, least, last }: ValuePlaces,
): { at: number; text: string } | undefined {
  let begin = Math.max(least, run);
  while (begin > Math.max(least, run - VALUE_BEFORE) && isPlace(text, begin - 1, OUTER)) begin--;
  for (const edge of [VALUE_EDGE, WORD_EDGE]) {
    for (let start = begin; start <= last; start++) {
      if (!isPlace(text, start - 1, edge)) continue;
      pattern.lastIndex = start;
      const found = pattern.exec(text);
      if (found !== null && start + found[0].length > run) return { at: start, text: found[0] };
    }
  }
  return undefined;
}
