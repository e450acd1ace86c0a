/**
 * What general detectors leave to the providers' own rules: a value that begins with a provider's prefix, or a name that says a
 * provider which has rules for names. Where no rule of that provider matched, the value is cut off, altered, or no secret at all
 * (an id, say), and guessing would only repeat what the exact rule has denied.
 */
import { LateValues, type Place, type TextWriter } from "./late-text.ts";
import { createNameFinder, plainName, type NameFinder } from "./name-finder.ts";
import { isComposed, type PackRule } from "./pack.ts";
import { recall } from "./recall.ts";
import { findWords, type WordTable } from "./words.ts";

export interface Claims {
  /** Literal beginnings of tokens, lower case, by their first three characters. */
  prefixes: Map<string, string[]>;
  /** Names of providers that have rules for names. */
  names: NameFinder;
  /** Names of all providers, which know the forms of their keys and tokens: `isMaker` looks at what is beside. */
  makers: NameFinder;
  /** What was said of names before: in logs the same ones come again and again. */
  told: { names: Map<string, boolean>; makers: Map<string, boolean> };
}

/** A prefix that hardly begins an ordinary word: it has a separator or a digit, or is long. */
const TELLING = /^(?:(?=.*[-_.0-9])[\w.-]{3,}|\w{6,})$/;

/**
 * Formats and programs that have a file of rules like a provider, but issue nothing: whoever runs them makes up the keys. So it is with
 * tools that are named in what others' keys are for, such as registries that Docker logs in to and the targets of make.
 */
const ISSUE_NOTHING: ReadonlySet<string> = new Set([
  ...["jwt", "privatekey", "pwhash", "uri", "database-url", "http-auth", "netrc"],
  ...["commandline", "docker", "drupal", "kubernetes", "laravel", "mailclient", "make", "mozilla"],
  ...["openvpn", "oracle", "postgres", "rails", "redis", "wifi", "windows", "wordpress"],
  ...["django", "filezilla", "gradle", "maven", "phpmailer", "powershell", "psexec", "wireguard"],
]);

/** Works out what the rules claim: prefixes of tokens, names and makers. */
export function claimsOf(rules: readonly PackRule[]): Claims {
  const prefixes = new Map<string, string[]>();
  const names = new Set<string>();
  const makers = new Set<string>();
  const ordinary = new Set<string>();
  // `MAKE_KEY`, `LINE_TOKEN`: a name that is a word of every day says nothing of the provider.
  for (const { everyday } of rules) for (const word of everyday ?? []) ordinary.add(word.toLowerCase());
  for (const rule of rules) {
    // The words of composed rules are ordinary ones too often.
    if (isComposed(rule) || rule.generic || rule.marker === true) continue;
    if (!ISSUE_NOTHING.has(rule.provider))
      for (const name of [rule.provider, ...rule.aliases])
        if (!ordinary.has(name.toLowerCase())) makers.add(name);
    // A provider whose rules know only the forms of its tokens has not looked at its passwords; Docker logs in to all registries.
    if (rule.prefixes.length === 0 && rule.provider !== "docker")
      for (const name of [rule.provider, rule.providerName, ...rule.aliases]) names.add(name);
    for (const literal of rule.prefixes) addPrefix(prefixes, literal.toLowerCase());
  }
  return claimsWith(prefixes, plainNames(names), plainNames(makers));
}

const plainNames = (names: Set<string>): string[] => [...new Set([...names].map(plainName))];

function claimsWith(
  prefixes: Claims["prefixes"],
  names: readonly string[],
  makers: readonly string[],
): Claims {
  const told = { names: new Map<string, boolean>(), makers: new Map<string, boolean>() };
  return { prefixes, names: createNameFinder(names), makers: createNameFinder(makers), told };
}

/** To be written by the build: to go through all rules takes some milliseconds. */
export function packClaims({ prefixes, names, makers }: Claims, writer: TextWriter): Place {
  return writer.add([[...prefixes], names.names, makers.names], []);
}

/** Reads what `packClaims` wrote. */
export function unpackClaims(text: Buffer, place: Place): Claims {
  const values = new LateValues(text, place);
  const prefixes = new Map(values.at(0) as [string, string[]][]);
  return claimsWith(prefixes, values.at(1) as string[], values.at(2) as string[]);
}

function addPrefix(prefixes: Claims["prefixes"], prefix: string): void {
  if (!TELLING.test(prefix)) return;
  const key = prefix.slice(0, 3);
  const same = prefixes.get(key);
  if (same === undefined) prefixes.set(key, [prefix]);
  else same.push(prefix);
}

/**
 * @param name What stands before the value on its line (at most some dozen characters).
 */
export function isClaimed(claims: Claims, secret: string, name: string): boolean {
  if (claimedPrefix(claims, secret) !== undefined) return true;
  return recall(claims.told.names, name, () => claims.names.find(name) !== undefined);
}

/** What a name in one case may have behind a provider's: `stripekey`, `SLACKTOKEN`. */
const RUN_ON = /^(?:access|api|app|auth|bot|client|id|key|pass|private|public|pwd|secret|token|user|web)/i;

/** Whether a provider's name is one of the words of a name: `slack` is in `SLACK_TOKEN` and `slackToken`, not in `SLACKEN_TOKEN`. */
export function isMaker({ makers, told }: Claims, name: string): boolean {
  return recall(told.makers, name, () => hasMaker(makers, name));
}

function hasMaker(makers: NameFinder, name: string): boolean {
  for (let one = makers.find(name); one !== undefined; one = makers.find(name, one.index + one.length)) {
    const found = name.slice(one.index, one.index + one.length);
    const before = name[one.index - 1] ?? "";
    const after = name.slice(one.index + one.length);
    const begins = !/[A-Za-z]/.test(before) || (/[a-z]/.test(before) && /^[A-Z]/.test(found));
    const ends =
      !/^[A-Za-z]/.test(after) || (/^[A-Z]/.test(after) && /[^A-Z]$/.test(found)) || RUN_ON.test(after);
    if (begins && ends) return true;
  }
  return false;
}

/** The provider's prefix, in lower case, that a value begins with. */
export function claimedPrefix(claims: Claims, secret: string): string | undefined {
  const prefixes = claims.prefixes.get(secret.slice(0, 3).toLowerCase());
  if (prefixes === undefined) return undefined;
  const lower = secret.toLowerCase();
  return prefixes.find((prefix) => lower.startsWith(prefix));
}

/** Words of providers that every name of a secret may be made of. */
const SECRET_WORD = /^(?:access|secret|api|auth|client|private|public|user)*(?:key|token|secret|id)s?$/;

/** Names of secrets that nobody issues: whoever runs a program makes them up, whatever services it uses besides. */
export const MADE_UP: RegExp =
  /session|cookie|csrf|jwt|crypt|cipher|hmac|aes|salt|secret[-_]?key[-_]?base|(?:app|flask|signing|master|internal|admin|root|db|shared)[-_]?(?:secret|key)/i;

/** From a word on to the end of a line on which a literal is given to something else: `NEXUS_URL = "x"`. */
const OTHER_STATEMENT = /^[^\n]{0,120}[=:]>?[ \t]{0,4}["'`]?[^\s"'`{}()[\],;=:>|][^\n]{2,200}\n/;

/** Bytes before a secret in which a provider's word makes it that provider's matter. */
export const PROVIDER = 200;

/**
 * A provider's name in that of the secret, or a word of a composed rule before it: their rules have denied the value, or it would beat
 * a general match.
 */
export function namesProvider(
  claims: Claims,
  words: () => WordTable,
  { data, from, nameAt, end }: { data: Buffer; from: number; nameAt: number; end: number },
): boolean {
  const name = data.toString("latin1", nameAt, end);
  if (isMaker(claims, name)) return true;
  if (MADE_UP.test(name)) return false;
  const hits = findWords(words(), data, from, end) ?? [];
  return hits.some(({ word, from: at, to }) => {
    if (at >= nameAt) return !word.everyday || !SECRET_WORD.test(word.text);
    return !word.everyday && !OTHER_STATEMENT.test(data.toString("latin1", to, nameAt));
  });
}
