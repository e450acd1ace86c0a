/**
 * Composed rules: a provider's word near a value of the right form. The value is what the engine finds first (runs.ts); which words
 * stand before it is asked of one table for all rules (words.ts), so that a thousand such rules cost what ten do; only where
 * a word is found, the pattern of its rule's values is run.
 */
import { allBut, byteTable, WORD } from "./byte-table.ts";
import { isForPath, patternOf, type Confirmed } from "./confirm.ts";
import { claimsIn, compiled, wordsIn, type Confirmer } from "./confirmers.ts";
import { claimedPrefix } from "./claimed.ts";
import { shannonEntropy } from "./entropy.ts";
import type { PackRule } from "./pack.ts";
import { isPlaceholder, isTag } from "./placeholder.ts";
import { isPublished, meetsCheap } from "./require.ts";
import { canBeValue, IN_NAME, lastStart } from "./runs.ts";
import { isBrokenUuid, isMistypedHex } from "./uuid.ts";
import { findWords, type WordHit } from "./words.ts";
import type { Confidence } from "../types.ts";

/** The same where the word merely stands before it. */
const NEAR = 40;
/** Furthest that a value can begin before its run: with characters that are not those of runs. */
export const VALUE_BEFORE = 128;
/** Bytes behind the begin of a run that can belong to its value or decide about it. */
export const VALUE_WINDOW = 640;
/** Bytes before a run that are looked at, once a word is found. */
export const BEFORE_RUN = 200;

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
  const from = Math.max(run.first, run.position - IN_NAME);
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

/** What between a word and a value says that the value is its: the rest of a name, an operator, opening quotes. */
const ASSIGNED =
  /^[\w.$-]{0,60}["'`\\\])]{0,6}(?:[ \t]{1,4}[A-Za-z][\w.]{0,15})?[ \t]{0,20}(?:={1,3}>?|[.?:|]{1,3}=?|,|\(|>)[ \t]{0,20}(?:(?:Bearer|Basic|Token|token|Key)[ =:]{1,2})?["'`\\([{]{0,6}$/;
/** Columns set apart by blanks, and other signs that only separate: as near as the name itself. */
const SET_APART = /^[\w .$-]{0,40}[\s"'`=:,;|>]{0,80}$/;
/** Words that say that a value is secret. */
const SECRET =
  /key|token|secret|passw|pwd|auth|cred|bearer|private|access|webhook|signing|(?<![A-Za-z])pat(?![a-z])/i;
/** The same as the rest of a word's own name. */
const SECRET_NAME = new RegExp(`^[-_. ]?[\\w .-]{0,20}?(?:${SECRET.source})`, "i");
/** Words that say that it is not. */
const PUBLIC = /public|publishable/i;
/** The word is the whole name: `WORD=value`. */
const WHOLE_NAME = /^["']?[ \t]{0,4}(?:={1,2}>?|:=?)[ \t]{0,4}["'`]?$/;
/** Names of values that look like keys and are none. */
const OTHER_KIND =
  /(?:sha-?[0-9]*(?:sum)?|(?<![0-9A-Za-z])h1|md5|commit|check-?sum|hash|digest|integrity|etag|revision|fingerprint|blob|tree|version|build|uuid|guid|nonce|trace|span|request|req(?=.?id)|(?<![A-Za-z])r(?=.?id)|session|correlation|thumbprint|cursor|apps|icon|image|img|class|href|src)["'`\s_.-]{0,3}(?:(?:id)?["'`]{0,2}\s{0,3}[=:(>,]{1,2}\s{0,3}["'`]{0,2}|[-/ ])$/i;

/** A checksum in base64 that goes on: `sha256=…-`, of which the value is a part. */
const IN_A_CHECKSUM = /sha(?:1|224|256|384|512)[=:-][\w+/-]{0,80}$/i;

interface Place {
  /** From the word to the value. */
  between: string;
  /** From the begin of the line to the value. */
  name: string;
}

/** What people black out with. */
const BLACKED_OUT = /0{20}|x{20}|X{20}/;

/** Words with their version, as packages are called: `proto-acme-cloud-store-v1beta1`. */
const NAME_OF_PACKAGE = /^[a-z]{2,}(?:[-_][a-z]{2,}){2,}(?:[-_]?v?[0-9]{1,3}(?:[a-z]{2,5}[0-9]{1,2})?)?$/;

function isNoKey(secret: string): boolean {
  if (NAME_OF_PACKAGE.test(secret)) return true;
  return isBrokenUuid(secret) || isMistypedHex(secret) || BLACKED_OUT.test(secret);
}

/** @param name From the begin of the line to the value. */
function isOfOtherKind(name: string): boolean {
  return OTHER_KIND.test(name.slice(-60)) || IN_A_CHECKSUM.test(name.slice(-100));
}

/** How sure a value in its place is; undefined where it is none. */
function worth(rule: PackRule, hit: WordHit, secret: string, place: Place): Confidence | undefined {
  const { word } = hit;
  const { between, name } = place;
  const before = name.slice(0, Math.max(0, name.length - between.length - (hit.to - hit.from)));
  if (isOfOtherKind(name) || isNoKey(secret)) return undefined;
  const named = ASSIGNED.test(between);
  if (!named && between.length > NEAR && !SET_APART.test(between)) return undefined;
  if (word.everyday && !SECRET_NAME.test(between)) {
    const whole = WHOLE_NAME.test(between) && /^[\s"'-]*(?:(?:export|const|let|var|set) )?$/.test(before);
    if (!whole || !isRandom(secret)) return undefined;
  }
  const says = SECRET.test(name.slice(-100)) || SECRET.test(between);
  const isSecret = says && !PUBLIC.test(name.slice(-60));
  return named && isSecret && isRandom(secret) ? rule.confidence : "low";
}

/** Random letters and digits change often between the two, and hardly repeat. */
function isRandom(secret: string): boolean {
  const changes = secret.match(/[0-9](?=[A-Za-z])|[A-Za-z](?=[0-9])/g)?.length ?? 0;
  const digitsOnly = /^[0-9]+$/.test(secret);
  const least = digitsOnly ? 2.3 : Math.min(3, Math.log2(secret.length) - 1);
  return (changes >= 3 || digitsOnly) && shannonEntropy(secret) >= least && !isPlaceholder(secret);
}
