/**
 * Places where a word for secrets and a value stand side by side and the one is not given to the other: the tag of an image, the words
 * of a list, the text of a link, the directory that a container is given. Pure; linear time.
 */
import type { Candidate } from "./candidate.ts";

/** What is said of images of containers, on the line of one: `image: acme/secret-store:latest`, `FROM …`, `docker run …`. */
const OF_IMAGES =
  /\bimages?\b|[iI]mage\w{0,20}["']?\s{0,4}[=:]|^\s*FROM\s|\b(?:docker|podman|buildah|skopeo|nerdctl|crane|container|registry)\b|\b(?:ghcr|gcr|quay|docker)\.io\b|\.(?:amazonaws\.com|azurecr\.io|pkg\.dev)\//;
const VERSION = /^v?[0-9]+(?:\.[0-9]+)+/;
const TAG = /^[\w.-]{1,128}(?:@sha256:[0-9a-f]{64})?$/;

/** The tag of an image, behind a name that a slash stands before. */
function isTag({ secret, before, nameAt }: Candidate): boolean {
  if (before[nameAt - 1] !== "/") return false;
  if (VERSION.test(secret)) return true;
  if (!before.endsWith(":") || !TAG.test(secret)) return false;
  return OF_IMAGES.test(before.slice(before.lastIndexOf("\n") + 1));
}

const LINK = /^[\w.$-]*\\?["']>`?$/;

/** The text of a link whose address ends with the word: `href="/forgot-password">Reset`, `title="#opt-password">` and code. */
function isLinkText({ secret, before, nameAt }: Candidate): boolean {
  // Where a link leads to on the page itself: `<a class="token" href="#/s:4size">`.
  if (secret.startsWith("#") && /\shref=["']$/.test(before.slice(-7))) return true;
  const sign = before[nameAt - 1];
  return (sign === "/" || sign === "#") && LINK.test(before.slice(nameAt));
}

const PWD = /^pwd[)}]?["']?:["']?$/i;
const DOLLAR = /\$[({]?$/;

/** The working directory, and where a container sees it: `$(pwd):/app`, `${PWD}:/app`. */
function isDirectory({ before, nameAt }: Candidate): boolean {
  const sign = before[nameAt - 1];
  if (sign !== "$" && sign !== "(" && sign !== "{") return false;
  return PWD.test(before.slice(nameAt)) && DOLLAR.test(before.slice(0, nameAt));
}

/** Code words of a text in a row: `` `db_password`, `db_pass` ``. The name in an argument of a call that ends before the value,
 * which may be what the call gives: `sign("", "secret") => "…"`. */
const IN_A_ROW =
  /^[\w.$*-]*`,? (?:and |or )?`$|^[\w.$-]*["'`]\){1,3}(?:,|;? {0,2}(?:[=-]>|={2,3}|\/\/))\s{0,20}["'`]$/;

function isInARow(text: string, last: string): boolean {
  // Cheaper to ask than to compile the expression, and hardly ever so.
  return (last === "`" || text.includes(")")) && IN_A_ROW.test(text);
}

/** A literal of a list that is not its first, an option of a command line apart. */
const LISTED = /,\s{0,20}\\?["'`]$/;
const LISTED_NEXT = /^\w[\w.$-]*\\?["'`],\s{0,20}\\?["'`]$/;

/** A word of a list, and the next one: `"name", "password", "mobile"`. */
function isListed({ before, nameAt }: Candidate): boolean {
  return (
    LISTED_NEXT.test(before.slice(nameAt)) && LISTED.test(before.slice(Math.max(0, nameAt - 24), nameAt))
  );
}

const MEMBER = /^[A-Za-z_][\w.]{0,60}\.([A-Za-z_]\w{0,40})$/;

/** An address whose scheme was taken for a name: `Ticket https://…`, `otpauth://…`. A member of a class: `PKey::DSA`, `KeyPair = X25519.KeyPair`. */
function isPartOfName({ secret, before, nameAt }: Candidate): boolean {
  const member = MEMBER.exec(secret)?.[1];
  if (member !== undefined && before.startsWith(`${member} = `, nameAt)) return true;
  if (secret.startsWith("//") && /[a-z]:$/.test(before)) return true;
  return before.endsWith("::") && /^[\w$]*::$/.test(before.slice(nameAt));
}

/** A role of reStructuredText: `` :ticket:`27026` ``. */
const ROLE = /^[\w-]{1,30}:`$/;

/** A key of an object behind another one: `{"ResetPassword": {"http": …`. */
const OPENS_OBJECT = /[{,]\s{0,20}\\?["']$/;
const NAMES_A_MEMBER = /^\\?["']\s{0,2}:/;

function isName({ before, after, nameAt }: Candidate): boolean {
  if (before[nameAt - 1] === ":" && ROLE.test(before.slice(nameAt))) return true;
  return NAMES_A_MEMBER.test(after) && OPENS_OBJECT.test(before.slice(-24));
}

/** A verb: `you can pass "x"`. */
const PASS = /^pass {1,2}\\?["'`]$/;
const BEFORE_VERB =
  /(?:optionally|to|you|can|must|should|we|or|and|then|not|just|please|simply|will|may|also|always|never|either|instead|could|would|\/\/|#|\*) $/i;

/** What follows the object of a verb: `Pass "buf" to strftime()`. */
const BEHIND_OBJECT = /^\\?["'`] (?:to|as|into) /;

function isVerb({ before, after, nameAt }: Candidate): boolean {
  if (!PASS.test(before.slice(nameAt).toLowerCase())) return false;
  if (BEHIND_OBJECT.test(after)) return true;
  return before.startsWith("p", nameAt) && BEFORE_VERB.test(before.slice(Math.max(0, nameAt - 12), nameAt));
}

/** Who has found something out, in a text: `the client, as identified by httpd`. */
const IDENTIFIED = /\b(?:as|is|are|was|were|be|been|being|or) identified by $/;

function isPassive({ before }: Candidate): boolean {
  return before.endsWith("dentified by ") && IDENTIFIED.test(before.slice(-40));
}

/** What a block of a shell was for, behind its end: `fi # $pass = link`. */
const BLOCK_END = /(?:^|\n)[ \t]*(?:fi|done|esac|else) # \$?$/;
/** What a script of GNU Libtool, which half of all C programs carry, asks of its passes: `test "$pass" = dlpreopen`. */
const PASSES: ReadonlySet<string> = new Set(["dlopen", "dlpreopen", "conv", "scan", "link"]);
const ASKS = /\btest "\$?$/;

function isOfBlock({ secret, before, nameAt }: Candidate): boolean {
  if (PASSES.has(secret) && ASKS.test(before.slice(Math.max(0, nameAt - 8), nameAt))) return true;
  return before.lastIndexOf(" # ", nameAt) >= nameAt - 4 && BLOCK_END.test(before.slice(0, nameAt));
}

/** A checksum of a file: `"src/pkey.rs":"59c4…"`. */
const CHECKSUM = /^[0-9a-fA-F]+$/;
const CHECKSUM_LENGTHS: ReadonlySet<number> = new Set([32, 40, 64, 128]);
const OF_A_FILE =
  /^[\w.-]{1,60}\.(?:rs|c|cc|h|hpp|go|py|[cm]?[jt]sx?|rb|java|php|sh|md|txt|toml|ya?ml|json|xml|pem|der|bin|p8|p12|crt|S|asm|pl|html?|css|whl|zip|t?gz)["']?\s{0,2}[:=]/;
const OF_A_PATH = /^[\w.-]{1,60}\.[\w]{1,5}["']?\s{0,2}[:=]/;

function isChecksum({ secret, before, nameAt }: Candidate): boolean {
  if (!CHECKSUM_LENGTHS.has(secret.length) || !CHECKSUM.test(secret)) return false;
  return (before[nameAt - 1] === "/" ? OF_A_PATH : OF_A_FILE).test(before.slice(nameAt));
}

/** Names without values: `unset DB_PASSWORD DB_USER`. */
const ENDS_A_WORD = /[\w\s]/;
const UNSET = /^\s*unset\s[\w\s]{1,200}$/;

/** Files in which a value goes on to the end of the line. */
const WHOLE_LINES = /\.(?:ya?ml|properties)$/;
const LINE_BEGIN = /^\s*(?:-\s+)?["']?[\w.-]*["']?\s*[:=]\s*$/;

const GOES_ON = /^[ \t]+[^\s#;|>&]/;

/** The text of an element that goes on. */
const ELEMENT_GOES_ON = /^ [^<>=]{1,200}(?:<|$)/;

/** The text behind a name that a document explains: `` `password`: alguns dos … ``. */
const EXPLAINED = /`: $/;
const WORDS_GO_ON = /^ [a-z\x80-\xff]+ [a-z\x80-\xff]/;
const LETTERS = /^[A-Za-z\x80-\xff]+$/;

/** The first word of a sentence: `change_password: Change your password`, `<string name="hide_password">Hide it</string>`. */
function isSentence({ secret, before, after, path }: Candidate): boolean {
  if (EXPLAINED.test(before) && LETTERS.test(secret) && WORDS_GO_ON.test(after)) return true;
  if (before.endsWith(">")) return ELEMENT_GOES_ON.test(after) && !/[0-9]/.test(secret);
  if (!GOES_ON.test(after) || !WHOLE_LINES.test(path)) return false;
  return LINE_BEGIN.test(before.slice(before.lastIndexOf("\n") + 1));
}

/** The key of a Secret, by which an object of Kubernetes takes a value of it, and what says so before. */
const KEY_BY_NAME = /^key["']?\s{0,2}[:=]\s{0,2}["']?$/;
const REFERENCE =
  /(?:[kK]ey|[rR]emote|[sS]ecret)Ref["']?\s{0,2}[:=]\s*\{?\s*["']?$|items["']?:\s*\[?\{?\s*-?\s*["']?$/;
const OTHER_FIELDS =
  /(?:-\s*)?["']?(?:key|name|optional|version|property|path|mode)["']?\s{0,2}[:=][^\n{},]{0,100}[\n,]\s*(?:-\s*)?["']?/g;

/** What a Secret calls one of its values: `secretKeyRef: { name: db, key: password1 }`. */
function isReference({ before, nameAt }: Candidate): boolean {
  if (!before.startsWith("key", nameAt) || !KEY_BY_NAME.test(before.slice(nameAt))) return false;
  return REFERENCE.test(before.slice(0, nameAt).replaceAll(OTHER_FIELDS, ""));
}

/** What a cookie of a recorded session has besides, and the list of them. */
const OF_COOKIES = /"(?:cookies|httpOnly|expires|domain|sameSite)"\s{0,4}:/;
const VALUE_OF_PAIR = /"value"\s{0,4}:\s{0,4}"$/;

/** A cookie of a session with a browser that was recorded (HAR): it has ended. */
function isRecordedCookie({ before, path }: Candidate): boolean {
  return path.endsWith(".har") && VALUE_OF_PAIR.test(before) && OF_COOKIES.test(before);
}

const SAME_AGAIN = /^["']\s{0,4}(?::|=>)\s{0,4}["']$/;

/** A text that stands for itself in the language of a file of translations: `"Reset Password": "Reset Password"`. */
function isSameAgain({ secret, before }: Candidate): boolean {
  const near = before.slice(-secret.length - 12);
  const at = near.lastIndexOf(secret);
  return at > 0 && SAME_AGAIN.test(near.slice(at + secret.length)) && /["']/.test(near[at - 1] ?? "");
}

/** A command that a shell runs: "SECRET=`pwgen -s 32`". */
const COMMAND = /^[a-z][\w./-]{1,40} (?:[\w./-]{1,40} ){0,4}(?:--?[A-Za-z0-9]|\/|\$)/;

function isCommand({ secret, before }: Candidate): boolean {
  return before.endsWith("=`") && COMMAND.test(secret);
}

/** True where what stands round a value says that nobody has given it to the name before it: a reference, a tag, a sentence, an item of a list. */
export function isNoPair(candidate: Candidate): boolean {
  const { before } = candidate;
  if (isReference(candidate) || isRecordedCookie(candidate)) return true;
  if (isTag(candidate) || isLinkText(candidate) || isDirectory(candidate)) return true;
  if (isPassive(candidate) || isOfBlock(candidate)) return true;
  if (isSentence(candidate) || isPartOfName(candidate) || isChecksum(candidate)) return true;
  const last = before.at(-1) ?? "";
  if (last === '"' || last === "'" || last === "`") return isNoPairInQuotes(candidate, last);
  return ENDS_A_WORD.test(last) && UNSET.test(before.slice(before.lastIndexOf("\n") + 1));
}

function isNoPairInQuotes(candidate: Candidate, quote: string): boolean {
  if (isListed(candidate) || isName(candidate) || isVerb(candidate)) return true;
  if (isSameAgain(candidate) || isCommand(candidate)) return true;
  return isInARow(candidate.before.slice(candidate.nameAt), quote);
}
