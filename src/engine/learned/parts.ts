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
  /** The line up to the value, the rest of the line, the text of the lines before (lower case). */
  head: string;
  /** The same in lower case. */
  headLow: string;
  tail: string;
  above: string;
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
  const dot = path.lastIndexOf(".");
  return {
    value: secret,
    low: secret.toLowerCase(),
    shape: shapeOf(secret),
    words: wordiness(language, secret),
    name,
    names: recall(knownWords, name, () => wordsOf(name)),
    bridge: between.replace(BLOCK, ":").replace(/\s+/g, ""),
    quote: /["'`]/.test(last) ? last : "",
    escaped: before.at(-2) === "\\",
    head: before.slice(lineAt),
    headLow: before.slice(lineAt).toLowerCase(),
    tail: after,
    above: before.slice(0, lineAt).toLowerCase(),
    ending: (dot === -1 ? path : path.slice(dot + 1)).toLowerCase(),
    claimed,
  };
}
