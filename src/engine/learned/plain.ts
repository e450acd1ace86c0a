/**
 * Candidates that are plainly no secret, told at little cost before the model is asked: names of variables, placeholders, patterns,
 * numbers, addresses, hashes of passwords, public keys. Pure; linear time.
 */
import { isPlaceholder } from "../placeholder.ts";
import type { Candidate } from "./candidate.ts";

/** Endings of files in which a word without quotes is a variable, and one with brackets an expression. */
const CODE =
  /\.(?:[cm]?[jt]sx?|py|rb|java|kt|scala|groovy|cs|swift|go|rs|c|h|cc|cpp|hpp|mm?|php|vue|lua|pl|dart)$/;
const NAME_IN_CODE = /^[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)*$/;
const BRACKETS = /[()[\]{}]/;

/** The name is that of a group in a regular expression, the value what the group matches: `(?<password>\w+)`. */
const NAMES_A_GROUP = /\(\?P?<$/;
/** A template goes on behind the value with a field that has a length: `key-{hex:32}`. */
const GOES_ON_AS_TEMPLATE = /^\{[A-Za-z]\w{0,30}:[0-9]{1,4}\}/;
/** A number of 32 bits, as code writes it. */
const NUMBER = /^0x[0-9a-f]{1,8}$/i;
/** A variable that the text is filled in with: `"$pw"`, `'$DB_PASSWORD'`. */
const VARIABLE = /^\$(?:[a-z_]+|[A-Z_]+)$/;
/** A hash of a password, as crypt(3) and argon2 write it: those have rules of their own. */
const HASH = /^\$(?:2[abxy]?|argon2(?:id|[id])|[1567y]|scrypt|pbkdf2[\w-]{0,12}|apr1)\$/;
/** An address that holds no user, no password and nothing random: `https://oauth2.example.com/token`. */
const ADDRESS =
  /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s@?]*(?:\?(?![^\s]*(?:key|token|secret|sig|pass|auth|code)=)[^\s@]*)?$/i;
/** A part of an address that may be a key: webhooks have some. */
const RANDOM_PART = /[/.](?=[\w-]{0,40}[0-9])(?=[\w-]{0,40}[A-Za-z])[\w-]{16,}/;
/** A name for what everybody may see, or for the name of a key. */
const PUBLIC_NAME = /(?:public|foreign)[-_]?(?:key|token)|key[-_]?(?:name|alias|arn|vault)/i;
/** What is looked up by its name: `getenv("DB_PASSWORD")`, `config['password']`, `settings.get("api.key")`. */
const LOOKUP =
  /(?:env(?:iron(?:ment)?)?(?:variable)?|conf(?:ig)?|settings?|secrets?|propert(?:y|ies)|params?|args|options?)(?:\.?(?:get\w{0,12}|fetch|read|lookup|value))?(?:\[|\()\\?["'`]$/i;
/** Where a password is kept, as openssl has it: `-passin file:secret.txt`. */
const KEPT_ELSEWHERE = /^-{0,2}pass(?:in|out)?[ =]+["']?(?:file|env|fd):$/;
const LOOKED_UP = /^[A-Za-z_][A-Za-z_.-]*[0-9]?$/;

/** A field to be filled in: `[PASSWORD]`, `user:[YOUR KEY]`. */
const FIELD = /\[[A-Z][A-Z_ -]{2,40}\]/;
/** Words with `key` in them that are none. */
const NO_KEY = /key(?:frame|board|word|stroke|press|code|map|note|hole|pad)\w*/gi;
const SECRET_WORD = /pass|pwd|secret|token|auth|cred|sign|ticket|key/i;

export function isPlainlyNone(candidate: Candidate): boolean {
  const { secret, before, after, nameAt } = candidate;
  if (NAMES_A_GROUP.test(before.slice(0, nameAt)) || GOES_ON_AS_TEMPLATE.test(after)) return true;
  return isExpression(candidate) || isNoValue(secret) || isNoName(before.slice(nameAt), secret);
}

function isNoValue(secret: string): boolean {
  if (NUMBER.test(secret) || VARIABLE.test(secret) || FIELD.test(secret) || HASH.test(secret)) return true;
  if (ADDRESS.test(secret) && !RANDOM_PART.test(secret)) return true;
  return isPlaceholder(secret) || isCounted(secret);
}

/** @param name The name and all that stands between it and the value. */
function isNoName(name: string, secret: string): boolean {
  if (SECRET_WORD.test(name) && !SECRET_WORD.test(name.replaceAll(NO_KEY, ""))) return true;
  return PUBLIC_NAME.test(name) || KEPT_ELSEWHERE.test(name) || (LOOKUP.test(name) && LOOKED_UP.test(secret));
}

/** Without quotes a word in code is a variable, unless it stands in a text or in a comment. */
function isExpression({ secret, before, path }: Candidate): boolean {
  const last = before.at(-1) ?? "";
  if (last === '"' || last === "'" || last === "`" || !CODE.test(path)) return false;
  if (!NAME_IN_CODE.test(secret)) return BRACKETS.test(secret) && !isSoup(secret);
  // `password = word` assigns; `password=word` in a text is the text's.
  if (last !== "=") return true;
  const head = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1);
  return !/^\s*(?:\/\/|#|\*)/.test(head) && !isInText(head);
}

/** Made-up values count: least length of a value that is told by it, of a run, and the share of a value that runs cover then. */
const COUNTED = { value: 16, run: 4, share: 0.85 } as const;

/**
 * Whether a long value was typed by counting: `1a2b3c4d-5e6f-7a8b…`, `abcdef0123456789…`, `aB1cD2eF3…`. Runs go up or down by one, each
 * character from the one before, or from the second or third before where two or three sequences take turns. Linear time.
 */
function isCounted(value: string): boolean {
  const text = value.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  if (text.length < COUNTED.value) return false;
  let covered = 0;
  for (let at = 0; at < text.length;) {
    const length = Math.max(...[1, 2, 3].map((period) => runLength(text, at, period)));
    if (length >= COUNTED.run) covered += length;
    at += length >= COUNTED.run ? length : 1;
  }
  return covered >= text.length * COUNTED.share;
}

/** Characters from `at` on in which each goes on from the one `period` before; 1 where they are too few to tell. */
function runLength(text: string, at: number, period: number): number {
  let end = at + period;
  const step = (i: number): number => text.charCodeAt(i) - text.charCodeAt(i - period);
  const goesOn = (i: number): boolean => {
    const by = step(i);
    // Nine is followed by nought; of three that take turns two may be one sequence.
    return by === 1 || by === -9 || (period === 1 && by === -1) || (period === 3 && by === 2);
  };
  while (end < text.length && goesOn(end)) end++;
  const length = end - at;
  return length >= 3 * period ? length : 1;
}

/** Brackets that close what was not opened, among many other signs: nothing that a language would read. */
export function isSoup(text: string): boolean {
  const signs = new Set(text.replaceAll(/[\w.,;=()[\]]/g, ""));
  return text.length >= 8 && signs.size >= 4 && !isNested(text);
}

const CLOSERS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

function isNested(text: string): boolean {
  const open: string[] = [];
  for (const char of text) {
    const opener = CLOSERS[char];
    if (char === "(" || char === "[" || char === "{") open.push(char);
    else if (opener !== undefined && open.pop() !== opener) return false;
  }
  return true;
}

/** Whether a quote is open at the end of a line's beginning. */
function isInText(head: string): boolean {
  let open = "";
  for (let i = 0; i < head.length; i++) {
    const char = head[i] ?? "";
    if (char === "\\") i++;
    else if (open === "" ? char === '"' || char === "'" || char === "`" : char === open)
      open = open === "" ? char : "";
  }
  return open !== "";
}
