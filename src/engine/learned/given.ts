/**
 * What the text from a name up to the value that is given to it says, whatever the value is: `db_password = "`. Remembered, since the
 * same names come again and again. Pure; linear time.
 */
import { recall } from "../recall.ts";
import type { Candidate } from "./candidate.ts";
import { guarded, isMatch } from "./guarded.ts";
import { saysNotOne } from "./not-one.ts";
import { isPassedAbout } from "./protocol.ts";

export interface Given {
  /** Whatever is given to it is no secret. */
  none: boolean;
  /** The key of a pair, with which code compares: `if key == "region1"`. */
  comparedKey: boolean;
  /** What is looked up by its name: `getenv("DB_PASSWORD")`, `config['password']`, `settings.get("api.key")`. */
  lookup: boolean;
  /** What people make up, of any signs. */
  free: boolean;
  /** The word for a password, in full or abbreviated; the same in the name alone. */
  password: boolean;
  namesPassword: boolean;
  /** The name is no more than `key`; than `keys`. */
  key: boolean;
  keys: boolean;
  /** The name is that of a public key of PGP, or of its number. */
  pgp: boolean;
  /** A quote stands before the value. */
  quoted: boolean;
  /** Not of a provider's making, as passwords are. */
  madeUp: boolean;
  /** A secret, whoever has made it. */
  secret: boolean;
  /** A password, and no word that merely has `pass` in it. */
  hint: boolean;
}

// All but those of signs and capitals are asked about small letters: V8 takes three times as long to compile one that takes letters for each other.

/** A name for what everybody may see, or for the name of a key. */
const PUBLIC_NAME = guarded(
  "pub foreign name alias arn vault id class type manager resource hash existing print",
  /(?:public|foreign)[-_]?(?:key|token)|key[-_ ]?(?:name|alias|arn|vault|id)\b|(?:secret|password|token|credentials?)[-_.]?(?:names?|class|arn|type|provider|manager)\b|resource_?key|(?:key|token)[-_ ]?hash|user_?secrets_?id|pub(?:lic)?_?[xy]\b|existing\w{0,24}secret|(?:finger|thumb)print["']?\s{0,2}[=:]/,
);
const LOOKUP = guarded(
  "[ (",
  /(?:(?:env(?:iron(?:ment)?)?(?:variable)?|conf(?:ig)?|settings?|secrets?|cred(?:ential)?s|propert(?:y|ies)|params?|args|options?)(?:\.?(?:get\w{0,12}|fetch|read|lookup|value))?(?:\[|\()|\.get\()\\?["'`]$/,
);
/** Where a password is kept, as openssl has it: `-passin file:secret.txt`. */
const KEPT_ELSEWHERE = /^-{0,2}pass(?:in|out)?[ =]+["']?(?:file|env|fd):$/;
/** How an algorithm is chosen, and a pair of a telemetry made: `KeyFactory.getInstance("EC")`, `NetTypeKey.String("lte")`. */
const NAMED_THING = guarded(
  "getinstance( key.",
  /\.getinstance\(["'`]$|key\.(?:string|int|bool)(?:slice)?\(["'`]$/,
);
const COMPARED_KEY = guarded("!= ==", /(?:^|\.|each_)key["'\])]{0,2} ?[!=]={1,2} ?["']$/);
/** Whether there is such a key, and away with it: `containsKey("X509v3")`, `containsKey(Uuid.fromString("…"))`. */
const ASKED_FOR_KEY = guarded(
  "(",
  /(?:contains|has|exists?|remove|delete)_?keys?\((?:[a-z][\w.]{1,40}\()?["'`]$/,
);
/** Words with `key`, `auth`, `pass` or `cred` in them that are none of these. */
const NO_KEY =
  /passdb\w*|keepass(?:xc?|dx|[0-9])?|key(?:frame|board|word|stroke|press|code|map|note|hole|pad)\w*|feedkeys|(?:lang(?:uage)?|locale)[-_ ]?keys?|pass[-_]?through|author(?!i[sz])\w*|pass(?:ed|ing|ive|enger)(?![a-z])|(?:by|com|sur)pass\w*|credit\w*/g;
/** A verb, and the name that something else is given to: `pass engine="x"`. */
const VERB = /^pass(?:es|ed|ing)? {1,2}(?!\w{0,30}(?:pass|pwd|secret|token|key))\w{1,30} ?[=:]/;
/** A key of PGP that programs are told to trust: what stands for it is the end of its fingerprint. */
const PGP = /(?:(?:[gp]pg|ppa)\w{0,16}?|trusted[-_])keys?(?:[-_]?ids?)?$/;
const PASSWORD = /pass|pwd/;
const FREE = /pass|pwd|secret|cred|pw\b/;
const SECRET_WORD = /pass|pwd|secret|token|auth|cred|sign|ticket|key/;
const MADE_UP = /pass|pwd|basic|bearer/;
const SECRET = /secret|private/;
const HINT = /pass(?!ive|eng|ed|ing|age)|pwd|pswd|psw|paswo?r?d|(?:^|[^a-z])pw(?![a-z])/;
const QUOTE = /["'`]$/;

const known: Map<string, Given> = new Map();

/** What stands between the name's begin and the value. */
export function givenTo({ before, nameAt }: Candidate): Given {
  const text = before.slice(nameAt);
  return recall(known, text, () => tell(text));
}

const NAME_ALONE = /^[\w.$-]*/;

function tell(text: string): Given {
  const name = NAME_ALONE.exec(text)?.[0] ?? "";
  const low = text.toLowerCase();
  const lowName = low.slice(0, name.length);
  return {
    none: isOfNoSecret(text, low) || isPassedAbout(name, lowName),
    comparedKey: isMatch(COMPARED_KEY, low),
    lookup: isMatch(LOOKUP, low),
    free: FREE.test(low),
    password: PASSWORD.test(low),
    namesPassword: PASSWORD.test(lowName),
    key: name === "key",
    keys: name === "keys",
    pgp: PGP.test(lowName),
    quoted: QUOTE.test(text),
    madeUp: MADE_UP.test(low),
    secret: SECRET.test(low),
    hint: HINT.test(low),
  };
}

function isOfNoSecret(text: string, low: string): boolean {
  const other = low.replaceAll(NO_KEY, "");
  if (other !== low && SECRET_WORD.test(low) && !SECRET_WORD.test(other)) return true;
  if (saysNotOne(text, low) || isMatch(ASKED_FOR_KEY, low) || isMatch(NAMED_THING, low)) return true;
  return isMatch(PUBLIC_NAME, low) || KEPT_ELSEWHERE.test(text) || VERB.test(low);
}
