/** Takes a candidate apart: value, name, operator, quotes, line, neighbours, kind of file. What the features are computed of. */
import { BLANKS, byteTable } from "../byte-table.ts";
import { recall } from "../recall.ts";
import type { Candidate } from "./candidate.ts";
import { wordiness, type Language, type Wordiness } from "./language.ts";
import { kindsOf } from "./name-words.ts";
import { shapeOf, type ValueShape } from "./value.ts";

/** A candidate taken apart. Texts are latin-1, as the engine has them. */
export interface Parts {
  value: string;
  /** The value in lower case. */
  low: string;
  /** The name that the value is given to, as written, and what stands between the two. */
  name: string;
  between: string;
  /** The quote before the value, or "". */
  quote: string;
  escaped: boolean;
  /** The line up to the value, the rest of the line, both with a newline between. */
  head: string;
  tail: string;
  line: string;
  /** The text before the value in lower case: its line, the lines above, both. */
  headLow: string;
  above: string;
  near: string;
  /** Ending of the file's name, lower case; the whole name where it has none. */
  ending: string;
  claimed: boolean;
}

/** A value. */
export interface ValueParts {
  value: string;
  low: string;
  shape: ValueShape;
  words: Wordiness;
}

/** A name, and its words: in lower case with one blank round each, as a list, and what they say. */
export interface NameParts {
  name: string;
  names: string;
  words: readonly string[];
  /** Bits of `kindsOf`. */
  kinds: number;
}

/** What stands behind a value on its line. */
export interface TailParts {
  tail: string;
  /** What is behind the closing quote, and its first sign that is no blank. */
  rest: string;
  next: string;
}

/** A number that is worked out of the parts. */
export type Feature = {
  name: string;
  /** What it looks at, in words. */
  says: string;
} & FeatureBy;

/** `by`: the one part that it is worked out of. */
type FeatureBy =
  | { by?: undefined; of: (parts: Parts) => number }
  | { by: "value"; of: (value: ValueParts) => number }
  | { by: "name"; of: (name: NameParts) => number }
  /** What stands between name and value, without blanks. */
  | { by: "bridge"; of: (bridge: string) => number }
  | { by: "tail"; of: (tail: TailParts) => number }
  | { by: "ending"; of: (ending: string) => number };

const NAME = /[\w.$-]*/y;
/** YAML's sign that a text follows on the lines below. */
const BLOCK = /:[ ]{1,2}[|>][-+1-9]{0,2}(?=\s*\n)/;

/** Words of a name: `dbPassword`, `DB_PASSWORD`, `db.password` → " db password ". */
export function wordsOf(name: string): string {
  const split = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/[^A-Za-z0-9]+/g, " ");
  return ` ${split.trim().toLowerCase()} `;
}

/** @param claimed In place of the candidate's own word. */
export function partsOf(candidate: Candidate, claimed: boolean = candidate.claimed): Parts {
  const { secret, before, after, path } = candidate;
  const lineAt = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  NAME.lastIndex = candidate.nameAt;
  const nameEnd = candidate.nameAt + (NAME.exec(before)?.[0].length ?? 0);
  const last = before.at(-1) ?? "";
  const head = before.slice(lineAt);
  const near = before.toLowerCase();
  return {
    value: secret,
    low: secret.toLowerCase(),
    name: before.slice(candidate.nameAt, nameEnd),
    between: before.slice(nameEnd),
    quote: isQuote(last) ? last : "",
    escaped: before.at(-2) === "\\",
    head,
    tail: after,
    line: `${head}\n${after}`,
    headLow: near.slice(lineAt),
    above: near.slice(0, lineAt),
    near,
    ending: recall(knownEndings, path, endingOf),
    claimed,
  };
}

/** A value with its shape, and how much it looks like words. */
export function valueParts(language: Language, value: string): ValueParts {
  return {
    value,
    low: value.toLowerCase(),
    shape: shapeOf(value),
    words: wordiness(language, value),
  };
}

/** A name with its words. */
export function nameParts(name: string): NameParts {
  const names = wordsOf(name);
  const words = names.trim().split(" ");
  return { name, names, words, kinds: kindsOf(words) };
}

/** What stands between name and value as features see it: without blanks, and without YAML's sign that a text follows on the lines below. */
export function bridgeParts(between: string): string {
  return BLANK.test(between) ? between.replace(BLOCK, ":").replace(GAPS, "") : between;
}

/** The rest of a line behind a value, with what follows on a closing quote. */
export function tailParts(tail: string): TailParts {
  const rest = isQuote(tail[0] ?? "") ? tail.slice(1) : tail;
  return { tail, rest, next: rest[firstSign(rest)] ?? "" };
}

const BLANK = /\s/;
const GAPS = /\s+/g;
const isQuote = (char: string): boolean => char === '"' || char === "'" || char === "`";

/** Index of the first character that is no blank; the length of the text where it has none. */
export function firstSign(text: string): number {
  let at = 0;
  while (at < text.length && BLANK_BYTES[text.charCodeAt(at)] === 1) at++;
  return at;
}

const BLANK_BYTES: Uint8Array = byteTable([BLANKS, 1]);

/** Endings by the file's name. */
const knownEndings: Map<string, string> = new Map();

function endingOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return (dot === -1 ? path : path.slice(dot + 1)).toLowerCase();
}
