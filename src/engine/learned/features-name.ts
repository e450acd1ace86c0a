/** Features of the name that the value is given to, and of what joins the two. */
import { recall } from "../recall.ts";
import { kindBit, type NameKind } from "./name-words.ts";
import { wordsOf, type Feature, type NameParts, type Parts } from "./parts.ts";

const ofName = (name: string, says: string, of: (name: NameParts) => number): Feature => ({
  ...{ name: `name.${name}`, says, of },
  by: "name",
});
/** @param pattern What else says so, of the words with a blank round each. */
const has = (kind: NameKind, pattern?: RegExp): Feature => {
  const bit = kindBit(kind);
  return ofName(kind, "the words of its name", ({ kinds, names }) =>
    Number((kinds & bit) !== 0 || pattern?.test(names) === true),
  );
};
const written = (name: string, says: string, pattern: RegExp): Feature =>
  ofName(name, says, (parts) => Number(pattern.test(parts.name)));
const ofBridge = (name: string, says: string, of: (bridge: string) => number): Feature => ({
  ...{ name: `join.${name}`, says, of },
  by: "bridge",
});
const matches = (name: string, says: string, pattern: RegExp): Feature =>
  ofBridge(name, says, (bridge) => Number(pattern.test(bridge)));

/** The letters and digits of a name, and its words of at least four. */
interface Spoken {
  flat: string;
  words: readonly string[];
}

const knownNames: Map<string, Spoken> = new Map();

function spoken(name: string): Spoken {
  const words = wordsOf(name).trim().split(" ");
  return { flat: words.join(""), words: words.filter((word) => word.length >= 4) };
}

const NO_LETTER = /[^a-z0-9]/g;

/** Letters that name and value share from the start, in any case: `password: "passwordField"`. */
function echoes({ name, low }: Parts): number {
  const { flat } = recall(knownNames, name, spoken);
  if (flat.length < 3) return 0;
  const value = low.replace(NO_LETTER, "");
  if (value.length < 3) return 0;
  if (flat === value) return 2;
  return Number(flat.includes(value) || value.includes(flat));
}

/** Words of the name that the value has too. */
function shared({ name, low }: Parts): number {
  let count = 0;
  for (const word of recall(knownNames, name, spoken).words) if (low.includes(word)) count++;
  return count;
}

const SECRET_WORD =
  / (?:pass(?:word|wd|phrase|code)?|pwd|secrets?|tokens?|(?:api|access|auth|private|secret|encryption|signing|master)?keys?|credentials?|auth|signature|ticket)\d? $/;

const ID = / (?:id|ids|uid|uuid|guid|sid|arn|ref) $/;
const NO_LETTERS = /[^A-Za-z]/g;

/** A part of `FEATURES`; in its order. */
export const NAME_FEATURES: readonly Feature[] = [
  has("password"),
  has("pass"),
  has("passing"),
  has("secret"),
  has("token"),
  has(
    "tokens",
    / tokens? (?:type|kind|id|name|count|index|length|expir\w*|ttl|url|uri|endpoint|start|end|value) | tokeni\w+ /,
  ),
  has("key"),
  has(
    "keys",
    / key (?:name|id|code|path|type|size|length|file|index|prefix|word|pair|alias|usage|map|space|set|down|up|press|board) /,
  ),
  has("access"),
  has("crypto"),
  has("public"),
  has("auth"),
  has("author"),
  has("credential"),
  has("user"),
  ofName("id", "the words of its name", ({ names }) => Number(ID.test(names))),
  has("label"),
  has("measure"),
  has("place"),
  has("hash", / sha\d* /),
  has("test"),
  ofName("ends", "a word for secrets at the end of its name", ({ names }) => Number(SECRET_WORD.test(names))),
  ofName("length", "the length of its name", ({ name }) => name.length),
  ofName("words", "how many words its name has", ({ words }) => words.length),
  written("constant", "a name in upper case", /^[A-Z][A-Z0-9_]{2,}$/),
  written("camel", "a name in camel case", /[a-z][A-Z]/),
  written("snake", "a name with underscores", /[a-z]_[a-z]/),
  ofName("dotted", "a name with dots", ({ name }) => name.split(".").length - 1),
  written("capital", "a name with a capital letter first", /^[A-Z][a-z]/),
  ofName("dash", "an option's name", ({ name }) => Number(name.startsWith("-"))),
  { name: "name.echoes", says: "a value that says the same as its name", of: echoes },
  { name: "name.shared", says: "words that name and value share", of: shared },
  matches("equals", "the sign between name and value", /^["'`\]\\)]*=["'`\\@]*$/),
  matches("colon", "the sign between name and value", /^["'`\]\\)]*:["'`\\@]*$/),
  ofBridge("arrow", "the sign between name and value", (bridge) => Number(bridge.includes("=>"))),
  ofBridge("walrus", "the sign between name and value", (bridge) => Number(bridge.includes(":="))),
  matches("equality", "a comparison", /[=!]={1,2}/),
  ofBridge("call", "a call", (bridge) => Number(bridge.includes("("))),
  ofBridge("comma", "a list of arguments", (bridge) => Number(bridge.includes(","))),
  matches("element", "an element of XML", /^["'`]?>/),
  matches("blank", "a blank between name and value", /^["'`\\]*$/),
  matches("type", "a declaration with its type", /[:\s][A-Za-z&][\w<>[\]*.]*=/),
  matches("wrapped", "a conversion of the value", /[A-Za-z\]][({]/),
  ofBridge("letters", "words between name and value", (bridge) => bridge.replace(NO_LETTERS, "").length),
  matches("key", "a quoted name", /^\\?["'`]/),
  ofBridge("length", "what stands between name and value", (bridge) => bridge.length),
];
