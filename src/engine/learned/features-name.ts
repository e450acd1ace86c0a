/** Features of the name that the value is given to, and of what joins the two. */
import { recall } from "../recall.ts";
import type { Feature, Parts } from "./parts.ts";

const row = (name: string, says: string, of: (parts: Parts) => number): Feature => ({ name, says, of });
const byNames = (name: string, says: string, of: (parts: Pick<Parts, "names">) => number): Feature => ({
  ...{ name, says, of },
  by: "names",
});
const has = (name: string, pattern: RegExp): Feature =>
  byNames(`name.${name}`, "the words of its name", ({ names }) => Number(pattern.test(names)));

/** The words of a name without blanks, and those of at least four letters. */
const knownWords: Map<string, { flat: string; words: readonly string[] }> = new Map();

function wordsOf(names: string): { flat: string; words: readonly string[] } {
  return recall(knownWords, names, () => ({
    flat: names.replaceAll(" ", ""),
    words: names
      .trim()
      .split(" ")
      .filter((word) => word.length >= 4),
  }));
}

const NO_LETTER = /[^a-z0-9]/g;

/** Letters that name and value share from the start, in any case: `password: "passwordField"`. */
function echoes({ names, low, shape }: Parts): number {
  const { flat } = wordsOf(names);
  if (flat.length < 3) return 0;
  const isBare = shape.lower + shape.upper + shape.digits === low.length;
  const value = isBare ? low : low.replace(NO_LETTER, "");
  if (value.length < 3) return 0;
  if (flat === value) return 2;
  return Number(flat.includes(value) || value.includes(flat));
}

/** Words of the name that the value has too. */
function shared({ names, low }: Parts): number {
  let count = 0;
  for (const word of wordsOf(names).words) if (low.includes(word)) count++;
  return count;
}

const SECRET_WORD =
  / (?:pass(?:word|wd|phrase|code)?|pwd|secrets?|tokens?|(?:api|access|auth|private|secret|encryption|signing|master)?keys?|credentials?|auth|signature|ticket)\d? $/;

const ofName = (name: string, says: string, pattern: RegExp): Feature =>
  row(`name.${name}`, says, (parts) => Number(pattern.test(parts.name)));
const ofBridge = (name: string, says: string, pattern: RegExp): Feature =>
  row(`join.${name}`, says, ({ bridge }) => Number(pattern.test(bridge)));
const NO_LETTERS = /[^A-Za-z]/g;

export const NAME_FEATURES: readonly Feature[] = [
  has("password", / \w*pass(?:word|wd|phrase|code)\w* /),
  has("pass", / (?:pass|pwd|\w*pwd|psw) /),
  has("passing", / \w*pass(?:ed|ing|es|ive|enger|port|ion|age|able)\w* | (?:by|com|sur)pass/),
  has("secret", / \w*secret\w* /),
  has("token", / \w*token /),
  has(
    "tokens",
    / tokens? (?:type|kind|id|name|count|index|length|expir\w*|ttl|url|uri|endpoint|start|end|value) | tokeni\w+| tokens /,
  ),
  has("key", / \w*key /),
  has(
    "keys",
    / keys | keywords?| key(?:board|code|press|down|up|name|map|frame|space|store|path|chain|ring)\w* | key (?:name|id|code|path|type|size|length|file|index|prefix|word|pair|alias|usage|map|space|set|down|up|press|board) /,
  ),
  has("access", / access | api\w* | app | client | consumer | service | account /),
  has(
    "crypto",
    / (?:private|secret|encrypt\w*|sign\w*|aes|des|rsa|hmac|mac|cipher|crypto|master|shared|session|cookie|jwt|salt|iv) /,
  ),
  has(
    "public",
    / (?:public|site|publishable|primary|foreign|unique|sort|partition|cache|index|row|column|group|hash|array|map|object|dict|config|setting|property|translation|i18n|message|event|storage|query|param|header|routing|registry|license|product) /,
  ),
  has("auth", / \w*auth | authorization | oauth\w* | bearer /),
  has("author", / author\w* | authent\w* | authority | authorities /),
  has("credential", / cred\w* /),
  has(
    "user",
    / (?:user|admin|root|db|database|mysql|postgres\w*|redis|mongo\w*|smtp|mail|email|ftp|ldap|proxy|rabbitmq|amqp|ssh|jdbc|sql|login|account|keystore|truststore|ssl) /,
  ),
  has("id", / (?:id|ids|uid|uuid|guid|sid|arn|ref) $/),
  has(
    "label",
    / (?:field|label|text|title|msg|message|hint|placeholder|description|desc|error|err|prompt|caption|tooltip|header|help|form|input|button|link|page|screen|view|dialog|class|css|style|icon|color|colour|element|selector|xpath) /,
  ),
  has(
    "measure",
    / (?:length|len|size|min|max|count|num|number|limit|policy|regex|pattern|rule|rules|strength|validity|expir\w*|age|ttl|timeout|interval|date|time|at|format|type|kind|mode|method|algorithm|alg|encoder|encoding|charset|version|status|state|level|enabled|disabled|required|visible|hidden|reset|change|forgot|confirm\w*|verify|is|has|can|should|allow|use) /,
  ),
  has(
    "place",
    / (?:file|path|dir|directory|folder|url|uri|endpoint|host|server|port|name|names|prefix|suffix|location|bucket|domain|env|var|variable|ref|provider|store|manager|service|handler|factory|func|function|callback|template|table|column) /,
  ),
  has(
    "hash",
    / (?:hash|hashed|digest|checksum|sha\d*|md5|crc|encrypted|fingerprint|thumbprint|integrity|etag|signature|salt|nonce|iv) /,
  ),
  has(
    "test",
    / (?:test\w*|example|sample|dummy|fake|mock|expected|invalid|wrong|bad|valid|correct|stub|demo) /,
  ),
  byNames("name.ends", "a word for secrets at the end of its name", ({ names }) =>
    Number(SECRET_WORD.test(names)),
  ),
  row("name.length", "the length of its name", ({ name }) => name.length),
  byNames("name.words", "how many words its name has", ({ names }) => names.trim().split(" ").length),
  ofName("constant", "a name in upper case", /^[A-Z][A-Z0-9_]{2,}$/),
  ofName("camel", "a name in camel case", /[a-z][A-Z]/),
  ofName("snake", "a name with underscores", /[a-z]_[a-z]/),
  row("name.dotted", "a name with dots", ({ name }) => name.split(".").length - 1),
  ofName("capital", "a name with a capital letter first", /^[A-Z][a-z]/),
  row("name.dash", "an option's name", ({ name }) => Number(name.startsWith("-"))),
  row("name.echoes", "a value that says the same as its name", echoes),
  row("name.shared", "words that name and value share", shared),
  ofBridge("equals", "the sign between name and value", /^["'`\]\\)]*=["'`\\@]*$/),
  ofBridge("colon", "the sign between name and value", /^["'`\]\\)]*:["'`\\@]*$/),
  row("join.arrow", "the sign between name and value", ({ bridge }) => Number(bridge.includes("=>"))),
  row("join.walrus", "the sign between name and value", ({ bridge }) => Number(bridge.includes(":="))),
  ofBridge("equality", "a comparison", /[=!]={1,2}/),
  row("join.call", "a call", ({ bridge }) => Number(bridge.includes("("))),
  row("join.comma", "a list of arguments", ({ bridge }) => Number(bridge.includes(","))),
  ofBridge("element", "an element of XML", /^["'`]?>/),
  ofBridge("blank", "a blank between name and value", /^["'`\\]*$/),
  ofBridge("type", "a declaration with its type", /[:\s][A-Za-z&][\w<>[\]*.]*=/),
  ofBridge("wrapped", "a conversion of the value", /[A-Za-z\]][({]/),
  row("join.letters", "words between name and value", ({ bridge }) => bridge.replace(NO_LETTERS, "").length),
  ofBridge("key", "a quoted name", /^\\?["'`]/),
  row("join.length", "what stands between name and value", ({ bridge }) => bridge.length),
];
