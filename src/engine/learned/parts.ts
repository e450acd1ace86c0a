/** Takes a candidate apart: value, name, operator, quotes, line, neighbours, kind of file. What the features are computed of. */
import { recall } from "../recall.ts";
import type { Candidate } from "./candidate.ts";
import { wordiness, type Language, type Wordiness } from "./language.ts";
import { shapeOf, type ValueShape } from "./value.ts";

export interface Parts {
  value: string;
  /** The value in lower case. */
  low: string;
  shape: ValueShape;
  words: Wordiness;
  /** The name that the value is given to, as written, and its words in lower case with one blank round each. */
  name: string;
  names: string;
  /** What stands between name and value, without blanks. */
  bridge: string;
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
  /** The rest of the line behind the closing quote, and its first sign that is no blank. */
  rest: string;
  next: string;
  /** Ending of the file's name, lower case; the whole name where it has none. */
  ending: string;
  claimed: boolean;
}

/** A number that is worked out of the parts. */
export interface Feature {
  name: string;
  /** What it looks at, in words. */
  says: string;
  of: (parts: Parts) => number;
  /** The one part that it is worked out of, where it is worth remembering: most candidates share theirs with others. */
  by?: "names" | "ending";
}

const NAME = /[\w.$-]*/y;
/** YAML's sign that a text follows on the lines below. */
const BLOCK = /:[ ]{1,2}[|>][-+1-9]{0,2}(?=\s*\n)/;

/** Words by their name. */
const knownWords: Map<string, string> = new Map();

/** Words of a name: `dbPassword`, `DB_PASSWORD`, `db.password` → " db password ". */
function wordsOf(name: string): string {
  const split = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/[^A-Za-z0-9]+/g, " ");
  return ` ${split.trim().toLowerCase()} `;
}

/** @param claimed In place of the candidate's own word. */
export function partsOf(
  candidate: Candidate,
  language: Language,
  claimed: boolean = candidate.claimed,
): Parts {
  const { secret, before, after, path } = candidate;
  const lineAt = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  NAME.lastIndex = candidate.nameAt;
  const nameEnd = candidate.nameAt + (NAME.exec(before)?.[0].length ?? 0);
  const name = before.slice(candidate.nameAt, nameEnd);
  const between = before.slice(nameEnd);
  const last = before.at(-1) ?? "";
  const head = before.slice(lineAt);
  const near = before.toLowerCase();
  const rest = isQuote(after[0] ?? "") ? after.slice(1) : after;
  return {
    value: secret,
    low: secret.toLowerCase(),
    shape: shapeOf(secret),
    words: wordiness(language, secret),
    name,
    names: recall(knownWords, name, () => wordsOf(name)),
    bridge: BLANK.test(between) ? between.replace(BLOCK, ":").replace(BLANKS, "") : between,
    quote: isQuote(last) ? last : "",
    escaped: before.at(-2) === "\\",
    head,
    tail: after,
    line: `${head}\n${after}`,
    headLow: near.slice(lineAt),
    above: near.slice(0, lineAt),
    near,
    rest,
    next: rest[firstSign(rest)] ?? "",
    ending: recall(knownEndings, path, () => endingOf(path)),
    claimed,
  };
}

const BLANK = /\s/;
const BLANKS = /\s+/g;
const isQuote = (char: string): boolean => char === '"' || char === "'" || char === "`";

/** Index of the first character that is no blank; the length of the text where it has none. */
export function firstSign(text: string): number {
  let at = 0;
  while (at < text.length && BLANK_BYTES[text.charCodeAt(at)] === 1) at++;
  return at;
}

const BLANK_BYTES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(BLANK.test(String.fromCharCode(byte))),
);

/** Endings by the file's name. */
const knownEndings: Map<string, string> = new Map();

function endingOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return (dot === -1 ? path : path.slice(dot + 1)).toLowerCase();
}
