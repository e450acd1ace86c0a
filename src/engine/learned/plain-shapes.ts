/** Shapes of values that are no secrets: numbers, paths, versions, hashes of passwords, public keys, names of things. Pure; linear time. */
import { recall } from "../recall.ts";

/** A number of up to 64 bits, as code writes it; an address of Ethereum. */
const NUMBER = /^0x(?:[0-9a-f]{1,16}|[0-9a-f]{40})$/i;
/** A picture by its number. */
const EMOJI = /^1f[0-9a-f]{3}(?:-[0-9a-f]{4,5})*$/;
/** A variable that the text is filled in with: `"$pw"`, `'$DB_PASSWORD'`; what a command prints. */
const VARIABLE = /^\$(?:[a-z_]+[0-9]?|[A-Z_]+[0-9]?)\\?$|^\$\([a-z]/;
/** How values are to be written: `%02X:%02X:%02X`. Nothing. */
const FORMAT = /^(?:%0?[0-9]{0,2}[xXdsu][:.-]?){3,}:?%?$/;
const NOTHING = /^(?:nullptr|NULL|nil|None|undefined)$/;
/** A field to be filled in: `[PASSWORD]`, `user:[YOUR KEY]`. */
const FIELD = /\[[A-Z][A-Z_ -]{2,40}\]/;
/** A hash of a password, as crypt(3), argon2, Django, PostgreSQL and MySQL write it: those have rules of their own. A checksum that says so. */
const HASH =
  /^(?:hmac-)?(?:sha(?:1|256|384|512)|SHA(?:1|256|384|512)|md5|MD5)[:-]|^\$\$?(?:2[abxy]?|argon2(?:id|[id])|[1567y]|scrypt|pbkdf2[\w-]{0,12}|apr1)\$|^(?:pbkdf2_sha[0-9]{1,3}|SCRAM-SHA-256|argon2)\$|^\$[A-Za-z][\w-]{0,24}\$(?:[\w=,.+/-]{1,80}\$){0,4}[\w=.+/-]{16,}$|^md5[0-9a-f]{32}$|^\*[0-9A-F]{40}$/;
/** A line of a file of users: `admin:$apr1$…`. */
const USER_AND_HASH = /^[\w.@-]{1,40}:\$\$?(?:apr1|2[abxy]|[156y])\$/;
/** What openssl has encrypted with a password: base64 of `Salted__`. What jasypt has, and Bitwarden (IV, text, MAC). */
const ENCRYPTED =
  /^U2FsdGVkX1[\w+/]|^ENC\([\w+/=]{16,}\)?$|^[0-7]\.[\w+/]{22}==\|[\w+/]{4,}={0,2}(?:\|[\w+/]{43}=)?$/;
/** A JWT without its signature, the end or the begin of one. */
const PIECE_OF_JWT = /^(?:\.eyJ[\w-]+\.?|eyJ(?:hbGciOi|0eXAiOi|raWQiOi)[\w-]*\.?)$/;
/** Words of a language beyond ASCII. */
const FOREIGN =
  /^(?=.*[\x80-\xff])(?:[\x80-\xff]+|[A-Za-z\x80-\xff]+(?:[ ,.:;!?'()/-]+[A-Za-z\x80-\xff]+)+[.:!?]?)$/;
/** A path from the root; the name of a file of keys that packages are signed with. */
const PATH = /^\/(?:var|etc|usr|opt|home|tmp|run|root|mnt|srv|proc|sys|dev|Users)\/[\w.*-]/;
const KEY_OF_PACKAGES = /^RPM-GPG-KEY-/;
/** A field of a template amid words: `node-{0}`. */
const NUMBERED_FIELD = /^[\w .:/-]{0,60}\{[0-9]?\}[\w .:/{}-]{0,60}$/;
/** The scope of keys of a request that AWS signs, and of those who do likewise. */
const SCOPE = /\/[0-9]{8}\/[\w-]{1,40}\/[\w-]{1,40}\/\w{1,12}4_request$/;
/** What goes on behind a field of a template; lines of a file in one literal, of which the value is a part. */
const PIECE_OF_TEXT = /^\} |\\n[\w./-]{1,60}[:=]/;
/** A package with the versions that are asked for: `pyu2f>=0.1.5`. */
const REQUIREMENT = /^[A-Za-z][\w.-]{0,40}(?:[<>=~!]=|[<>])[0-9]{1,4}(?:\.[0-9]{1,5}){1,3}(?:[,;]|$)/;
/** A version, also as package managers write it: `^0.1.1`. */
const VERSION = /^[\^~]?v?[0-9]{1,4}(?:\.[0-9]{1,5}){1,3}(?:[-+][a-z][\w.-]{0,20})?$/;
/** Where package managers take a version from: `npm:^10.0.0`. */
const FROM_REGISTRY = /^(?:npm|jsr|workspace|catalog):(?:@?[\w./-]{1,80}@)?[\^~]?(?:[0-9][\w.+-]*|\*)?$/;
/** The name that a program makes up for an index of a database: `idx_368a4209a76ed395`. */
const INDEX = /^(?:idx|uniq|fk|pk|ix)_[0-9a-f]{8,32}$/i;
/** What everybody has: the key of the storage emulator of Azure's tools, the token of jwt.io, the login of RFC 7617. */
const EVERYBODYS =
  /^Eby8vdM02xNO[\w+/]{74}==$|^eyJ[\w-]+\.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lI|^(?:Basic )?QWxhZGRpbjpvcGVuIHNlc2FtZQ/;
/** A public key or a certificate: DER in base64 by its algorithm, a point of P-256 (those of web push are so), a line of SSH. */
const PUBLIC_VALUE =
  /^(?:MIIB[IojC]|MIGf|MFww|MIICIj|MIIFI)(?:.{0,4})?[A-Za-z0-9+/]*ANBgkqhkiG9w0BAQEFAAO|^M(?:FkwEwYHKoZIzj0C|HYwEAYHKoZIzj0C|IGbMBAGByqGSM49A|CowBQYDK2V[uw]A)|^B[A-P][\w+/-]{85}=?$|^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp[0-9]{3}|rsa-sha2-(?:256|512)) AAAA|^AAAA(?:[BCE]3NzaC1|E2VjZHNhLXNoYTIt)/;
/** A date with its time, the name of a thing. */
const DATE_OR_NAME = /^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-9:.]{5,15}|^urn:[a-z]/;
/** A file by its name. */
const FILE_NAME =
  /^[\w./-]{0,80}\w\.(?:xml|json|ya?ml|properties|conf|cfg|ini|toml|pem|crt|cer|p12|pfx|jks|txt|md|sh|py|tar|t?gz|zip|jar|war|[jt]sx?|java|php|html?|css|csv|sql|log|tf|der|pub|gpg|asc|csr|keystore|bks|kdbx|png|jpe?g|svg|ico|go|rs|rb|kt|cs|swift|ps1|bat|rst)$/i;
/** Algorithms and kinds of keys. */
const ALGORITHM =
  /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp[0-9]{3}|(?:HS|RS|ES|PS)(?:256|384|512)|A(?:128|192|256)(?:KW|GCM(?:KW)?|CBC-HS[0-9]{3})|(?:aes|rsa|hmac|sha)-?[0-9]{1,4}(?:-[a-z0-9]{2,8}){0,2}|x25519|ed25519|secp[0-9]{3}[kr]1)$/i;
/** Shortened in the middle to be shown: `ab...yz`. */
const SHORTENED = /^(?:(?:Bearer|Basic|Token) )?\w{1,8}\.\.\.\w{1,8}$/;
/** Text with signs of XML instead of letters. */
const ENTITIES = /^(?:&(?:#x?)?\w{1,8};)+$/;
/** A call whose arguments follow, the name of a resource of a cloud, what says that it is not real. */
const CALL = /^[A-Za-z_$][\w$.]{5,60}\($/;
const RESOURCE = /^arn:/;
const NOT_REAL = /^(?:this[-_ ]?is[-_ ]?)?not[-_ ]?(?:an?[-_ ]?)?real/i;
/** A character by its number, and whatever is as short. */
const CODE_POINT = /^(?=[0-9]*[a-f])[0-9a-f]{4,5}(?:-[0-9a-f]{4,5})*$/;
/** A key of letters and digits with a question mark in it: a pattern, or a part of an address. */
const WITH_QUESTION_MARK = /^[\w+.=~-]*\?[\w+.=~?-]*$/;
/** The name of a constant. */
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
/** A name in capitals. */
const CAPITALS = /^[A-Z]{4,16}$/;
/** What things are numbered by: `portgroup-1014`. */
const NUMBERED = /^[a-z]{4,20}-[0-9]{1,5}$/;
/** A country and the numbers of a part of it, as maps join their data by: `us-ca-083`, `nl-3557-gm0448`. */
const REGION = /^[a-z]{2}(?:-[a-z]{2})?(?:-[a-z]{0,2}[0-9]{1,8}){1,2}$/;
/** What a tracker calls an issue: `KAFKA-8969`. */
const ISSUE = /^[A-Z][A-Z0-9]{1,11}-[0-9]{1,6}$/;
/** A name in a space of names: `tls:acme:x509:share`. */
const IN_A_SPACE = /^[a-z]{2,12}(?::[a-z][a-z0-9]{1,15}){2,6}$/;
/** Bytes in twos with colons: MD5 and SHA-1 as fingerprints. */
const FINGERPRINT = /^(?:[0-9a-f]{2}:){15}(?:[0-9a-f]{2}:){0,4}[0-9a-f]{2}$/i;

interface Shape {
  shape: RegExp;
  /** Characters of which it begins with one; left out where it may begin with any. */
  begins?: string;
  /** What each has. */
  has?: string;
}

/** What no secret is, whatever it is given to. */
const NO_SECRETS: readonly Shape[] = [
  { shape: NUMBER, begins: "0" },
  { shape: EMOJI, begins: "1" },
  { shape: VARIABLE, begins: "$" },
  { shape: FORMAT, begins: "%" },
  { shape: NOTHING, begins: "nNu" },
  { shape: FIELD, has: "[" },
  { shape: HASH, begins: "hsSmMpa*$" },
  { shape: USER_AND_HASH, has: "$" },
  { shape: ENCRYPTED, begins: "UE01234567" },
  { shape: PIECE_OF_JWT, begins: ".e" },
  { shape: FOREIGN },
  { shape: PATH, begins: "/" },
  { shape: KEY_OF_PACKAGES, begins: "R" },
  { shape: NUMBERED_FIELD, has: "{" },
  { shape: SCOPE, has: "4_request" },
  { shape: PIECE_OF_TEXT },
  { shape: REQUIREMENT, has: "." },
  { shape: VERSION, begins: "^~v0123456789" },
  { shape: FROM_REGISTRY, begins: "njwc" },
  { shape: INDEX, begins: "iIuUfFpP" },
  { shape: EVERYBODYS, begins: "EeBQ" },
  { shape: PUBLIC_VALUE, begins: "MserAB" },
  { shape: DATE_OR_NAME, begins: "u0123456789" },
  { shape: FILE_NAME, has: "." },
  { shape: ALGORITHM, begins: "aehprsxAEHPRSX" },
  { shape: SHORTENED, has: "..." },
  { shape: ENTITIES, begins: "&" },
  { shape: CALL, has: "(" },
  { shape: RESOURCE, begins: "a" },
  { shape: NOT_REAL, begins: "nNtT" },
];

/** Those that a value may have, by its first character, once it is asked for. */
const byFirst: Map<string, readonly Shape[]> = new Map();

function shapesOf(first: string): readonly Shape[] {
  return NO_SECRETS.filter(({ begins }) => begins?.includes(first) ?? true);
}

/** Whether it has the shape of what is no secret, whatever it is given to. */
export function isShaped(secret: string): boolean {
  for (const shape of recall(byFirst, secret.charAt(0), shapesOf)) if (isOfShape(shape, secret)) return true;
  return false;
}

function isOfShape({ shape, has }: Shape, secret: string): boolean {
  return (has === undefined || secret.includes(has)) && shape.test(secret);
}

/** What no key and no token is, and a password could be. */
const OF_NO_KEY: readonly Shape[] = [
  { shape: CODE_POINT },
  { shape: WITH_QUESTION_MARK, has: "?" },
  { shape: CONSTANT, has: "_" },
  { shape: CAPITALS },
  { shape: NUMBERED, has: "-" },
  { shape: REGION, has: "-" },
  { shape: ISSUE, has: "-" },
  { shape: IN_A_SPACE, has: ":" },
  { shape: FINGERPRINT, has: ":" },
];

/** Whether it has the shape of what no key and no token is, and a password could be. */
export function isShapedLikeNoKey(secret: string): boolean {
  return OF_NO_KEY.some((shape) => isOfShape(shape, secret));
}
