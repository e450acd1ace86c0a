/**
 * Candidates that are plainly no secret, told at little cost before the model is asked: names of variables, placeholders, patterns,
 * numbers, addresses, hashes of passwords, public keys. Pure; linear time.
 */
import { isEncodedWord } from "../encoded-word.ts";
import { isPlaceholder } from "../placeholder.ts";
import { recall } from "../recall.ts";
import { isBrokenUuid, isClockUuid, isMistypedHex } from "../uuid.ts";
import type { Candidate } from "./candidate.ts";
import { isCode } from "./code-file.ts";
import { isForeignWord } from "./foreign.ts";
import { givenTo, type Given } from "./given.ts";
import { isMarked, PGP_ID } from "./marked.ts";
import { isNoPair } from "./no-pair.ts";
import { isAlgorithm, isSignature } from "./protocol.ts";
import { isShaped, isShapedLikeNoKey } from "./plain-shapes.ts";
import { isPublished } from "./published.ts";
import { isTranslation } from "./translated.ts";
import { isCounted, isMashed, isRising, isSoup } from "./text-shape.ts";

const NAME_IN_CODE = /^[A-Za-z_$@%][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)*[;:]?$/;
/** What compares or joins conditions: `pSegcsr!=0`. */
const CONDITION = /^[A-Za-z_$][\w$.]*(?:[=!]=|&&|\|\||->)[^=\s]/;
/** As C, Rust and JavaScript write it: `0x1F`, `1_000UL`, `189u16`, `-2147212282i32`, `0b00001000`. */
const NUMBER_IN_CODE =
  /^-?(?:0x[0-9a-f_]{1,45}|0[bo][0-7_]+|[0-9][0-9_.]*)(?:[ul]{0,3}|[iu](?:8|16|32|64|128|size)|f(?:32|64))[:;,]?$/i;
const BRACKETS = /[()[\]{}]/;
const COMMENT = /^\s*(?:\/\/|#|\*)/;

/** Before the sign that a name stands behind. */
const PUBLIC = /public$/i;
/** The name is that of a group in a regular expression, the value what the group matches: `(?<password>\w+)`. */
const NAMES_A_GROUP = /\(\?P?<$/;
/** The name is a word of the name of a thing: `urn:k8s:secret:app-tls:key`. */
const URN = /\burn:[\w:.-]{1,80}:$/;
/** A template goes on behind the value with a field that has a length: `key-{hex:32}`. */
const GOES_ON_AS_TEMPLATE = /^\{[A-Za-z]\w{0,30}:[0-9]{1,4}\}/;
/** What is taken from a variable: `$secrets.Password`, `$this->key`. */
const MEMBER = /^\$[A-Za-z_]\w*(?:\.|->|::)[A-Za-z_]/;
/** The name of an object that holds a secret: `acme-tls`, `db-credentials`. */
const OBJECT =
  /^[a-z][a-z0-9.-]*-(?:tls|secrets?|certs?|credentials?|creds|keys?|idkey|tokens?|auth|config)$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** An address that holds no user, no password and nothing random: `https://oauth2.example.com/token`. */
const ADDRESS =
  /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s@?]*(?:\?(?![^\s]*(?:key|token|secret|sig|pass|auth|code)=)[^\s@]*)?$/i;
/** A part of an address that may be a key: webhooks have some. */
const RANDOM_PART = /[/.](?=[\w-]{0,40}[0-9])(?=[\w-]{0,40}[A-Za-z])[\w-]{16,}/;
const LOOKED_UP = /^[A-Za-z_][A-Za-z_.-]*(?:[0-9][A-Za-z_.-]*)?$/;

/** The user whom servers let in with any password. */
const ANONYMOUS = /(?:user|login)[\w-]{0,12}["']?\]?\s{0,4}[=:]>?\s{0,4}["']anonymous["']/;
/** Addresses that let anybody into a group, as its README has them: their keys are public. */
const INVITATION = /qm\.qq\.com\/[^\s"'<>]*$/;
/** A file of test vectors, and what stands beside a key in them: a text and what becomes of it. */
const VECTORS = /vector|wycheproof|nist|[-_.]kat|rfc[0-9]{4}/i;
const VECTOR =
  /(?:plain_?text|cipher_?text|\b[pc]t|digest|message|msg|aad|tag|want|input|output|\bmac|base_nonce|(?:shared|exporter)_?secret|exported_value|ikm|okm|prk)["']?\s{0,12}[:=,]\s{0,4}(?:[\w.]{1,24}\()?["'`]?(?:0x)?[0-9a-f]{16}/i;
const HEX = /^(?:0x)?[0-9a-f]{16,}$/i;
/** What tells an element of a page or of a list from its neighbours: `["path", { d: "M12 8v8", key: "napkw2" }]`. */
const KEY_OF_ELEMENT = /^[a-z0-9]{1,7}$/;
/** Signs in a row, of which the key of a label that a test has made up has many: `d-XZ-x.__.Y_2-n_5023Xl-3Pw_-r7g`. */
const SIGNS = /[._-]{2,}/g;

/** Bytes before a value in which its user stands. */
const NEIGHBOURS = 120;

/** What was said of values before. */
const knownValues: Map<string, boolean> = new Map();

/** Asked first is what turns away most, and is cheapest to ask. */
export function isPlainlyNone(candidate: Candidate): boolean {
  return isExpression(candidate) || isNone(candidate);
}

/** The same of what is no expression. What the value says by itself is dearest to ask. */
export function isNone(candidate: Candidate): boolean {
  const { secret } = candidate;
  const given = givenTo(candidate);
  if (given.none || isNothingFor(given, secret) || isNoPair(candidate)) return true;
  if (isPartOfOther(candidate) || isSignature(candidate.before) || isOfVector(candidate)) return true;
  if (isTranslation(candidate) || isMarked(candidate)) return true;
  return recall(knownValues, secret, isNoValue);
}

function isPartOfOther({ before, after, nameAt }: Candidate): boolean {
  const sign = before[nameAt - 1];
  if (sign === "<" && NAMES_A_GROUP.test(before.slice(0, nameAt))) return true;
  if (sign === ":" && URN.test(before.slice(0, nameAt))) return true;
  if (after.startsWith("{") && GOES_ON_AS_TEMPLATE.test(after)) return true;
  if (
    (sign === "-" || sign === "_" || sign === " ") &&
    PUBLIC.test(before.slice(Math.max(0, nameAt - 7), nameAt - 1))
  )
    return true;
  const near = before.slice(-NEIGHBOURS).toLowerCase();
  if (near.includes("qm.qq.com/") && INVITATION.test(near)) return true;
  return near.includes("anonymous") && ANONYMOUS.test(near);
}

function isOfVector({ secret, before, after, path }: Candidate): boolean {
  if (secret.length < 16 || !HEX.test(secret)) return false;
  return VECTORS.test(path) || VECTOR.test(before) || VECTOR.test(after);
}

function isNoValue(secret: string): boolean {
  if (isShaped(secret)) return true;
  if (secret.includes("://") && ADDRESS.test(secret) && !RANDOM_PART.test(secret)) return true;
  if (isBrokenUuid(secret) || isClockUuid(secret) || isMistypedHex(secret)) return true;
  if (isPlaceholder(secret) || isCounted(secret) || isRising(secret)) return true;
  return isEncodedWord(secret) || isForeignWord(secret) || isPublished(secret) || isAlgorithm(secret);
}

/** What a value is that is no secret for what it is given to. */
function isNothingFor(given: Given, secret: string): boolean {
  if (given.lookup && LOOKED_UP.test(secret)) return true;
  if (given.comparedKey && secret.length < 20) return true;
  if (!given.quoted && secret.startsWith("$") && MEMBER.test(secret)) return true;
  if (!given.password && OBJECT.test(secret)) return true;
  if (isNumberOf(given, secret)) return true;
  if (!given.namesPassword && isMashed(secret)) return true;
  return !given.free && isShapedLikeNoKey(secret);
}

/** What keys themselves are called or told apart by. */
function isNumberOf(given: Given, secret: string): boolean {
  if (given.key) return KEY_OF_ELEMENT.test(secret) || (secret.match(SIGNS)?.length ?? 0) > 1;
  return (given.keys && UUID.test(secret)) || (given.pgp && PGP_ID.test(secret));
}

/** Without quotes a word in code is a variable, unless it stands in a text or in a comment. */
export function isExpression({ secret, before, path }: Candidate): boolean {
  const last = before.at(-1) ?? "";
  if (last === '"' || last === "'" || last === "`" || !isCode(path)) return false;
  if (!NAME_IN_CODE.test(secret)) {
    if (NUMBER_IN_CODE.test(secret)) return true;
    return (BRACKETS.test(secret) || (last !== "=" && CONDITION.test(secret))) && !isSoup(secret);
  }
  // `password = word` assigns; `password=word` in a text is the text's.
  if (last !== "=") return true;
  const head = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1);
  return !COMMENT.test(head) && !isInText(head);
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
