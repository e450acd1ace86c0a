/**
 * Candidates that the model thinks little of and that are worth a finding of low confidence all the same: what a human would look at
 * twice, because a name says that its value is a secret and the value is a literal.
 */
import type { Candidate } from "./candidate.ts";
import { givenTo } from "./given.ts";
import { isSoup } from "./text-shape.ts";

/** The probability that is worth a hint where a name says that its value is a password. */
const PASSWORD_HINT = 0.04;
/** A name that says that its value is a secret, whatever it looks like. */
const SAYS_SECRET =
  /pass(?!ive|eng|ed|ing|age)|pwd|secret|cred|(?:api|private|signing|encryption|access)[-_]?key/i;
/** Literals that are something else: labels and messages, constants, paths, addresses, colours, made-up and empty values. */
const OTHER_LITERAL =
  /^[A-Z][a-z']* [a-z]|^[a-z]+(?:[-_]+[a-z0-9]+){3,}$|^[[(<{].* .*[\])>}]$|[.:?!,] |[.:?!(]$|^[A-Z][A-Z0-9_]*$|^[-+#./~:$%]|:\/\/|^(?:arn|file|env|pass):|fake|example|dummy|^your|^(?:real|bad|wrong|invalid|test|not|no|hidden|required|true|false|null|none|undefined|password|secret|abc)[-_ .0-9]|^(?:string|password|secret|required|optional|undefined|hidden)$|^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** The name that a literal is compared with, before it or behind it. */
const COMPARED_TO = /([\w.]{1,40})["'\])]{0,2} ?!={1,2} {0,2}["']$/;
/** Characters before a literal in which such a name stands. */
const COMPARED = 50;
const COMPARED_WITH = /^["'] [!=]={1,2} ([\w.$]{1,40})/;

/** One literal of a list behind another: `["password", "userName"]`. */
const LISTED = /^[\w.$ -]*\\?["'`]\s*,/;

/** A literal in quotes, or signs that no language would read, that is given to such a name: worth a hint where the model has its doubts. */
function isNamedLiteral({ secret, before, after, nameAt }: Candidate): boolean {
  const quote = before.at(-1) ?? "";
  const isQuoted = (quote === '"' || quote === "'" || quote === "`") && after.startsWith(quote);
  // Without quotes a language would have to read it up to the semicolon.
  if (!isQuoted && (!isSoup(secret) || secret.endsWith(";"))) return false;
  if (secret.length < 6 || OTHER_LITERAL.test(secret)) return false;
  const compared = COMPARED_TO.exec(before.slice(-COMPARED))?.[1] ?? COMPARED_WITH.exec(after)?.[1];
  if (compared === undefined && LISTED.test(before.slice(nameAt))) return false;
  return SAYS_SECRET.test(compared ?? before.slice(nameAt));
}

/** The probability from which on it makes a difference to `isHint`. @param low That from which on it is worth a word. */
export function hintFrom(candidate: Candidate, low: number): number {
  return givenTo(candidate).hint ? Math.min(low, PASSWORD_HINT) : low;
}

/** @param likely What the model says. */
export function isHint(candidate: Candidate, likely: number): boolean {
  return (likely >= PASSWORD_HINT && givenTo(candidate).hint) || isNamedLiteral(candidate);
}
