/** Features of the value itself. */
import { DIGITS, placesInRows, SMALL } from "../byte-table.ts";
import type { Feature, ValueParts } from "./parts.ts";
import { KEYS } from "./text-shape.ts";
import { signsOf } from "./value.ts";

/** @param has Characters of which each value that it matches has one: most values are told by them. */
const flag = (pattern: RegExp, has?: string): ((value: ValueParts) => number) => {
  if (has === undefined) return ({ value }) => Number(pattern.test(value));
  const signs = signsOf(has);
  return ({ value, shape }) => Number((shape.has & signs) !== 0 && pattern.test(value));
};
const lowFlag = (pattern: RegExp, has?: string): ((value: ValueParts) => number) => {
  if (has === undefined) return ({ low }) => Number(pattern.test(low));
  const signs = signsOf(has);
  return ({ low, shape }) => Number((shape.has & signs) !== 0 && pattern.test(low));
};

const HASH_LENGTHS: ReadonlySet<number> = new Set([32, 40, 48, 56, 64, 96, 128]);
const ALPHABET: Uint8Array = placesInRows(SMALL);
/** Pieces begin before this index. */
const TYPED = 64;

/** Longest piece of a keyboard row or of the alphabet in it, as a share of its length. */
function typedAlong({ low }: ValueParts): number {
  const longest = Math.max(longestAlong(KEYS, low), longestAlong(ALPHABET, low));
  return longest < 3 ? 0 : longest / low.length;
}

function longestAlong(places: Uint8Array, text: string): number {
  let longest = 0;
  let length = 0;
  let last = 0;
  for (let at = 0; at < text.length; at++) {
    const place = places[text.charCodeAt(at)] ?? 0;
    length = place === 0 ? 0 : place === last + 1 && last !== 0 ? length + 1 : 1;
    if (at - length >= TYPED - 1) break;
    if (length > longest) longest = length;
    last = place;
  }
  return longest;
}

/** 1 where the value is a shorter text over and over. */
function repeats({ low }: ValueParts): number {
  if (low.length < 4 || low.length > 200) return 0;
  return (low + low).indexOf(low, 1) < low.length ? 1 : 0;
}

const SLASH = /[/\\]/;
const SLASHES: number = signsOf("/\\");

/** How often a character stands in the value. */
const count = (char: string): ((value: ValueParts) => number) => {
  const sign = signsOf(char);
  return ({ value, shape }) => ((shape.has & sign) === 0 ? 0 : value.split(char).length - 1);
};

/** Whether base64 text holds readable text: 2 mostly, 1 partly, 0 no (or no base64). */
function decodes({ value }: ValueParts): number {
  if (value.length < 12 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return 0;
  const bytes = Buffer.from(value.slice(0, 80), "base64");
  let readable = 0;
  for (const byte of bytes) if (byte >= 0x20 && byte < 0x7f) readable++;
  if (bytes.length === 0) return 0;
  const part = readable / bytes.length;
  return part > 0.95 ? 2 : Number(part > 0.7);
}

const row = (name: string, says: string, of: (value: ValueParts) => number): Feature => ({
  ...{ name, says, of },
  by: "value",
});

/** A part of `FEATURES`; in its order. */
export const VALUE_FEATURES: readonly Feature[] = [
  row("value.length", "the length of the value", ({ shape }) => shape.length),
  row("value.lower", "its share of lower-case letters", ({ shape }) => shape.lower / shape.length),
  row("value.upper", "its share of upper-case letters", ({ shape }) => shape.upper / shape.length),
  row("value.digits", "its share of digits", ({ shape }) => shape.digits / shape.length),
  row("value.signs", "its share of punctuation", ({ shape }) => shape.signs / shape.length),
  row("value.blanks", "blanks in it", ({ shape }) => shape.blanks / shape.length),
  row("value.high", "letters beyond ASCII in it", ({ shape }) => shape.high / shape.length),
  row("value.hex", "its share of hexadecimal digits", ({ shape }) => shape.hex / shape.length),
  row("value.distinct", "how many different characters it has", ({ shape }) => shape.distinct / shape.length),
  row("value.entropy", "its entropy", ({ shape }) => shape.entropy),
  row(
    "value.evenness",
    "its entropy for its length",
    ({ shape }) => shape.entropy / Math.log2(Math.max(2, shape.length)),
  ),
  row("value.same", "the same character over and over", ({ shape }) => shape.same / shape.length),
  row("value.rising", "a counting sequence in it", ({ shape }) => shape.rising / shape.length),
  row("value.mixes", "letters and digits taking turns", ({ shape }) => shape.mixes / shape.length),
  row("value.humps", "words in camel case", ({ shape }) => shape.humps),
  row(
    "value.vowels",
    "its share of vowels",
    ({ shape }) => shape.vowels / Math.max(1, shape.lower + shape.upper),
  ),
  row("value.consonants", "its longest run of consonants", ({ shape }) => shape.longestConsonants),
  row("value.letters", "its longest run of letters", ({ shape }) => shape.longestLetters),
  row("value.number", "its longest number", ({ shape }) => shape.longestDigits),
  row("value.surprise", "how rare its letters are together", ({ words }) => words.mean),
  row("value.peak", "its rarest three letters", ({ words }) => words.most),
  row("value.known", "how much of it is common words", ({ words }) => words.known),
  row("value.word", "the longest common word in it", ({ words }) => words.longest),
  row(
    "value.unknown",
    "its letters that are no common word",
    ({ words }) => words.letters * (1 - words.known),
  ),
  row("value.typed", "keys that lie side by side", typedAlong),
  row("value.repeats", "one text repeated", repeats),
  row("value.base64", "its base64 alphabet", flag(/^[A-Za-z0-9+/_-]{16,}={0,2}$/)),
  row("value.padded", "base64 padding", flag(/[A-Za-z0-9+/]={1,2}$/, "=")),
  row("value.decodes", "text within base64", decodes),
  row("value.hash", "the length of a hash", ({ shape }) =>
    Number(shape.hex === shape.length && HASH_LENGTHS.has(shape.length)),
  ),
  row(
    "value.uuid",
    "its form of a UUID",
    flag(/^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/, "-"),
  ),
  row(
    "value.integrity",
    "its form of a checksum",
    lowFlag(/^(?:sha\d{1,3}|md5)[-:=]|^\$2[aby]\$|^\$[156y]\$/, "-:=$"),
  ),
  row(
    "value.encrypted",
    "its form of an encrypted value",
    lowFlag(/^enc[[(:]|^\{?(?:cipher|vault)\}?|^v1:|ansible_vault|^aqicah|^agia/),
  ),
  row("value.dashes", "dashes in it", count("-")),
  row("value.underscores", "underscores in it", count("_")),
  row("value.dots", "dots in it", count(".")),
  row("value.slashes", "slashes in it", ({ value, shape }) =>
    (shape.has & SLASHES) === 0 ? 0 : value.split(SLASH).length - 1,
  ),
  row("value.colons", "colons in it", count(":")),
  row("value.url", "its form of an address", flag(/^[a-z][a-z0-9+.-]*:\/\/|^\/\/|^www\./, "/.")),
  row(
    "value.path",
    "its form of a path",
    flag(
      /^(?:\.{0,2}\/|~\/|[A-Z]:\\)|\.(?:json|ya?ml|txt|pem|key|crt|cer|jks|p12|js|ts|py|go|rb|java|html?|xml|env|md|conf|png|svg)$/,
      "/.\\",
    ),
  ),
  row("value.email", "its form of an address of mail", flag(/^[^@\s]+@[^@\s]+\.[a-z]{2,}$/, "@")),
  row("value.identifier", "its form of a name in code", flag(/^[A-Za-z_$][A-Za-z_$]*$/)),
  row(
    "value.dotted",
    "its form of an expression",
    flag(/^[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)+$/, ".>:"),
  ),
  row("value.constant", "its form of a constant", flag(/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/, "_")),
  row("value.kebab", "words joined by dashes or underscores", flag(/^[a-z]+(?:[-_][a-z]+)+$/, "-_")),
  row(
    "value.dollar",
    "a variable",
    flag(/^\$[A-Za-z_{(]|\$\{|\{\{|^%[A-Za-z(]|%\(|#\{|^@[A-Za-z]|<%|^&[a-z]/, "${%#@<&"),
  ),
  row("value.braces", "brackets in it", flag(/[{}<>[\]()]/, "{}<>[]()")),
  row("value.format", "a format directive", flag(/%[sdvfx@]|\{\d*\}|\{[a-z_.]+\}/, "%{")),
  row("value.escape", "escapes in it", flag(/\\[nrtux"'\\]|%[0-9A-F]{2}|&[a-z]+;|&#/, "\\%&")),
  row(
    "value.stars",
    "stars, dots or crosses in place of it",
    lowFlag(/\*{3}|\.{3}|x{4}|_{4}|-{4}|\u2022|#{3}/),
  ),
  row("value.sentence", "words of a sentence", flag(/^[A-Z]?[a-z]+(?: [A-Za-z'\u2019]+)+[.!?:]?$/, " ")),
  row("value.capital", "a capital letter first", flag(/^[A-Z][a-z]/)),
  row("value.ends", "punctuation at its end", flag(/[.:?,;!]$/, ".:?,;!")),
  row("value.numeric", "only digits", flag(/^[0-9.,_-]+$/, `${DIGITS}.,_-`)),
  row(
    "value.version",
    "its form of a version or date",
    flag(/^v?\d+(?:[.-]\d+){1,3}(?:-\w+)?$|^\d{4}-\d\d-\d\d/, DIGITS),
  ),
  row("value.colour", "its form of a colour", lowFlag(/#[0-9a-f]{3,8}$/, "#")),
  row("value.list", "a list of numbers", flag(/^(?:0x)?[0-9a-fA-F]{1,3}, ?(?:0x)?[0-9a-fA-F]{1,3},/, ",")),
  row(
    "value.says",
    "a word for secrets in it",
    lowFlag(/passw|passphrase|secret|token|api_?key|credential|private|^pass$|^pwd$/),
  ),
  row(
    "value.made",
    "a word for made-up values in it",
    lowFlag(
      /example|sample|dummy|fake|mock|placeholder|change_?me|replace|insert|redacted|your|todo|fixme|foo|bar|baz|lorem/,
    ),
  ),
  row(
    "value.test",
    "a word for tests in it",
    lowFlag(/test|demo|invalid|wrong|bad|valid|correct|expected|some|another|new|old/),
  ),
  row(
    "value.common",
    "a well-known default",
    lowFlag(
      /^(?:admin|root|user|guest|default|none|null|nil|undefined|true|false|empty|string|text|value|name|required|optional|hidden|public|private|basic|bearer|system|local|prod|dev|(?:admin|root|user|test|pass|password|secret|qwerty|abc|guest|changeit|letmein)[0-9!@#$]{0,6})$/,
    ),
  ),
  row(
    "value.my",
    "a word such as my or your at its start",
    lowFlag(/^(?:my|your|the|some|a|an|this|new|old)[-_ ]?[a-z]/),
  ),
];
