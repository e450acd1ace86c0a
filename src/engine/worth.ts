/**
 * What a value of a composed rule is worth in its place: whether the provider's word names it, or a name of its own says that it is
 * a secret, or the word merely stands near, and whether the value looks random. Pure.
 */
import { MADE_UP } from "./claimed.ts";
import { shannonEntropy } from "./entropy.ts";
import type { PackRule } from "./pack.ts";
import { saysNotOne } from "./learned/not-one.ts";
import { isPlaceholder } from "./placeholder.ts";
import { isBrokenUuid, isMistypedHex } from "./uuid.ts";
import type { Word, WordHit } from "./words.ts";
import type { Confidence } from "../types.ts";

/** Furthest that a word may stand before a value that it does not name, bytes. */
const NEAR = 40;

/** What between a word and a value says that the value is its: the rest of a name, an operator, opening quotes. */
const ASSIGNED =
  /^[\w.$-]{0,60}["'`\\\])]{0,6}(?:[ \t]{1,4}[A-Za-z][\w.]{0,15})?[ \t]{0,20}(?:={1,3}>?|[.?:|]{1,3}=?|,|\(|>)[ \t]{0,20}(?:(?:Bearer|Basic|Token|token|Key)[ =:]{1,2})?["'`\\([{]{0,6}$/;
/** Columns set apart by blanks, and other signs that only separate: as near as the name itself. */
const SET_APART = /^[\w .$-]{0,40}[\s"'`=:,;|>]{0,80}$/;
/** The same between words. */
const GAP = /[^0-9A-Za-z\n\x80-\xff]{8,}/g;
/** Words that say that a value is secret; `api` where it ends a name that is given something. */
const SECRET =
  /key|token|secret|passw|pwd|auth|cred|bearer|private|access|webhook|signing|(?<![A-Za-z])pat(?![a-z])|(?<![A-Za-z])api["'`]?[ \t]{0,4}[=:]/i;
/** The same as the rest of a word's own name. */
export const SECRET_NAME: RegExp = new RegExp(`^[-_. ]?[\\w .-]{0,20}?(?:${SECRET.source})`, "i");
/** Words that say that it is not; `public` as a word of code says who may see the name. */
const PUBLIC =
  /public(?!["']?[ \t]+(?:abstract|class|const|final|func|let|override|readonly|required|static|string|val|var|virtual|volatile)\b)|publishable/i;
/**
 * What the name of the value itself ends with, and how it is given, whatever stands between the word and it: `, apiKey: "`, `?token=`,
 * `--api-key `, `.secret("`, `Authorization: "Bearer `, `token - '`, `key is "`.
 */
const OWN_NAME =
  /(?:(?<!(?:foreign|primary|partition|sort|cache)[-_]?)key|token|secret|authorization|(?<![a-z])pat)["'`\\\])]{0,4}(?:(?=[^=:|>,(]{0,20}[=:|>,(])[\s"'`?!=:|>,(\\]{1,40}|[ \t]{1,4}(?:(?:for|of|in|on) (?:[\w.-]{1,20} ){1,3})?(?:is|-) ["'`]?|[ \t](?<=[ \t]--?[\w-]{1,40}[ \t])["'`]?)(?:(?:Bearer|Token|token|Key)[ =:]{1,2})?["'`\\([{]{0,6}$/i;
/** The word, and then what it is: `acme access token `, `AcmeClient: using token `. */
const TOLD =
  /^[-_. ]?(?:[A-Za-z]{1,12}(?:[-_. ]|: )){0,4}(?:[a-z]{0,10}|[A-Z]{0,10}|[A-Z][a-z]{0,9})(?:[Kk]ey|KEY|[Tt]oken|TOKEN|[Ss]ecret|SECRET|ACCESS|PRIVATE) ["'`]?$/;
/** The value stands beside the name that it belongs to: `name: ACME_TOKEN, value: "`, `variable "acme_token" { default = "`. */
const BESIDE =
  /^[-_. ]?[\w.-]{0,20}?(?:key|token|secret|passw|pwd|credential)[\w.-]{0,16}["']?(?:<\/\w{1,12}>)?[\s{,]{1,20}(?:(?:type|sensitive|description)\s{0,12}[=:][^\n{}]{0,60}\n\s{0,12}){0,3}[<"']?(?:default|value)["']?\s{0,4}[=:>]\s{0,4}["']?$/i;
/** A variable with a blank behind it, as in Dockerfiles and on command lines: `ENV ACME_TOKEN `. */
const SET = /^(?:_?[0-9A-Z]{1,20}){0,3}_(?:KEY|TOKEN|SECRET|PASSWORD|PWD)(?:_[0-9A-Z]{1,10})? ["']?$/;
/** The words of a name and the value joined: `acme-secret-key-…`. */
const CHAINED = /^[-_]?(?:[A-Za-z]{1,10}[-_]){0,2}(?:[Kk]ey|KEY|[Tt]oken|TOKEN|[Ss]ecret|SECRET)[-_]$/;
/** An element of XML whose name says that what stands in it is secret: `<secret>{acme `. */
const ELEMENT = /<[\w.:-]{0,30}(?:secret|token|passw(?:or)?d|api-?key)>[^<>\n]{0,60}$/i;
/** A client is made with the value as its first argument: `acme.NewClient("`, `new Acme("`, `require("acme")("`. */
const MADE_WITH = /^[\w.]{0,20}(?:client|api|sdk)\(["'`]$/i;
const CALLED = /^(?:["'`]\))?\(["'`]$/;
const CALL_OF_MAKER = /(?:\bnew [\w.]{1,40}|require\(["'`][\w@./-]{1,40}["'`]\))\(["'`]$/;
/** A word that says it all: `acmeapikey`. */
const SECRET_WORD = /key|token|secret|passw|pwd/;
/** The word is the whole name: `WORD=value`. */
const WHOLE_NAME = /^["']?[ \t]{0,4}(?:={1,2}>?|:=?)[ \t]{0,4}["'`]?$/;
/** The same as variables of the environment are given. */
const BARE = /^[ \t]{0,4}[=:][ \t]{0,4}$/;
/** Not all forms of the values have one length. */
const RANGE = /\{[0-9]+,/;
/** What may stand before such a name on its line. */
const DECLARED = /^[\s"'-]*(?:(?:export|const|let|var|set) )?$/;
/** UUIDs, hashes and commits, numbers: so are accounts, projects and versions called, too. */
const ID = /^(?:[0-9a-f-]{36}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9]+)$/i;
/** The name of an environment variable. */
const VARIABLE = /^\s*(?:export )?[0-9A-Z_]+=/;
/** Names of values that look like keys and are none. */
const OTHER_KIND =
  /(?:sha-?[0-9]*(?:sum)?|(?<![0-9A-Za-z])h1|md5|commit|check-?sum|hash|digest|integrity|etag|revision|fingerprint|blob|tree|version|build|uuid|guid|nonce|trace|span|request|req(?=.?id)|(?<![A-Za-z])r(?=.?id)|session|correlation|thumbprint|cursor|apps|icon|image|img|class|href|src)["'`\s_.-]{0,3}(?:(?:id)?["'`]{0,2}\s{0,3}[=:(>,]{1,2}\s{0,3}["'`]{0,2}|[-/ ])$/i;

/** The name that stands right before the value. */
const OWN_WORDS = /[\w.-]{3,40}["'`]?\s{0,3}[=:(]{1,2}\s{0,3}["'`]$/;

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

/** Words in capitals, as constants are called: `ACME_CID_COLOR_4`. */
const NAME_OF_CONSTANT =
  /^(?=(?:[0-9A-Z]+_)*[A-Z]{3,}_(?:[0-9A-Z]+_)*[A-Z]{3,}(?![0-9A-Z]))[A-Z][0-9A-Z]*(?:_[0-9A-Z]+)+$/;

/** Whether a value has the shape of something else. What is called a secret may be in capitals. */
function isNoKey(secret: string, word: Word, before: string, place: Place): boolean {
  if (NAME_OF_PACKAGE.test(secret)) return true;
  if (NAME_OF_CONSTANT.test(secret) && !saysSecret(word.text, before, place)) return true;
  return isBrokenUuid(secret) || isMistypedHex(secret) || BLACKED_OUT.test(secret);
}

/** @param name From the begin of the line to the value. */
function isOfOtherKind(name: string): boolean {
  if (OTHER_KIND.test(name.slice(-60)) || IN_A_CHECKSUM.test(name.slice(-100))) return true;
  const own = OWN_WORDS.exec(name.slice(-60));
  return own !== null && saysNotOne(own[0]);
}

/** Whether a value is given to a secret's name, though the word merely stands before it: in the name of a section, a call, a header. */
function isGivenTo({ between, name }: Place): boolean {
  if (OWN_NAME.test(between)) return !MADE_UP.test(between.slice(-40));
  return (
    BESIDE.test(between) ||
    SET.test(between) ||
    TOLD.test(between) ||
    CHAINED.test(between) ||
    ELEMENT.test(name)
  );
}

/** How sure a value of a composed rule is, by what stands between its word and it; undefined where it is none. Linear time. */
export function worth(rule: PackRule, hit: WordHit, secret: string, place: Place): Confidence | undefined {
  const { word } = hit;
  const { between, name } = place;
  const before = name.slice(0, Math.max(0, name.length - between.length - (hit.to - hit.from)));
  if (isOfOtherKind(name) || isNoKey(secret, word, before, place)) return undefined;
  const named = ASSIGNED.test(between) || isGivenTo(place);
  if (!named && !isNear(between)) return undefined;
  const isWhole = WHOLE_NAME.test(between) && DECLARED.test(before);
  if (!isWhole && isOrdinary(word, between)) return undefined;
  if (!named || !isRandom(secret)) return isOrdinary(word, between) ? undefined : "low";
  const isSecret = isWhole && !word.everyday && isKeyItself(rule, secret, place);
  return isSecret || saysSecret(word.text, before, place) ? rule.confidence : "low";
}

/** Whether a word says nothing by itself: it is an ordinary one, and in no name of a secret. */
function isOrdinary({ everyday }: Word, between: string): boolean {
  return everyday && !SECRET_NAME.test(between);
}

/** Whether a word that does not name the value stands near it; blanks and signs in a row count as one. */
function isNear(between: string): boolean {
  if (between.length <= NEAR || SET_APART.test(between)) return true;
  return between.replace(GAP, " ").length <= NEAR;
}

/** Whether what stands round a word says that the value is secret. The word itself says nothing: `auth` is in the name of a provider. */
function saysSecret(word: string, before: string, { between, name }: Place): boolean {
  if (PUBLIC.test(name.slice(-60))) return false;
  if (SECRET.test(between) || SECRET.test(before.slice(-100)) || SECRET_WORD.test(word)) return true;
  return MADE_WITH.test(between) || (CALLED.test(between) && CALL_OF_MAKER.test(name.slice(-80)));
}

/** Whether the bare name of a provider is given its key: the value may be no id, and has a length of its own or stands in an environment. */
function isKeyItself({ source }: PackRule, secret: string, { between, name }: Place): boolean {
  if (ID.test(secret) && !VARIABLE.test(name)) return false;
  return BARE.test(between) || !RANGE.test(source);
}

/** Random letters and digits change often between the two, or between small ones, capitals and digits, and hardly repeat. */
function isRandom(secret: string): boolean {
  const changes = secret.match(/[0-9](?=[A-Za-z])|[A-Za-z](?=[0-9])/g)?.length ?? 0;
  const turns = secret.match(/[0-9](?=[A-Za-z])|[a-z](?=[0-9A-Z])|[A-Z](?=[0-9a-z])/g)?.length ?? 0;
  const digitsOnly = /^[0-9]+$/.test(secret);
  const least = digitsOnly ? 2.3 : Math.min(3, Math.log2(secret.length) - 1);
  return (
    (changes >= 3 || turns > (changes > 1 ? 0.3 : 0.4) * secret.length || digitsOnly) &&
    shannonEntropy(secret) >= least &&
    !isPlaceholder(secret)
  );
}
