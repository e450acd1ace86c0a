/**
 * Finds what is wrong with a regular expression of a rule before it is compiled: syntax errors, and constructs of
 * other regex dialects that JavaScript accepts but reads as something else. Whether a pattern runs in linear time is
 * the compiler's question, not asked here. No pattern is run, but on the empty text.
 */
import type { Complaint } from "../config/shape.ts";
import { suggest } from "../config/suggest.ts";

/** Letters that mean something after a backslash (without the `u` flag; `x`, `u`, `c`, `k` are looked at closer). */
const KNOWN_ESCAPES = /[bBdDfnrstSvwW]/;

const COMPLETE_ESCAPE = /\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|c[A-Za-z]|k<[A-Za-z_$][\w$]*>)/y;

const ESCAPE_HINTS: Readonly<Record<string, string>> = {
  A: "use ^ for the start of the text",
  z: "use $ for the end of the text",
  Z: "use $ for the end of the text",
  h: "use [ \\t]",
  R: "use \\r?\\n",
  K: "put the secret in a group (?<secret>…)",
  Q: "put a backslash before each special character",
  p: "write the characters out, such as [A-Za-z]",
  P: "write the characters out, such as [^A-Za-z]",
  a: "use \\x07",
  e: "use \\x1b",
  G: "leave it out",
};

/** What is wrong with the pattern, or undefined when it can be compiled. */
export function patternComplaint(source: string): Complaint | undefined {
  return foreignSyntax(source) ?? syntaxError(source) ?? misspeltSecret(source);
}

/** The same for the `value` of a context rule, which becomes the group `secret` itself. */
export function valueComplaint(source: string): Complaint | undefined {
  if (source.includes("(?<secret>")) {
    return { message: "the whole value is the secret", hint: "leave the group (?<secret>…) out" };
  }
  return patternComplaint(source);
}

function syntaxError(source: string): Complaint | undefined {
  try {
    new RegExp(source);
    return undefined;
  } catch (error) {
    // V8 repeats the pattern between slashes before the reason.
    const message = error instanceof Error ? error.message : String(error);
    const reason = message.slice(message.lastIndexOf(": ") + 2);
    return { message: `not a valid regular expression: ${reason}` };
  }
}

/** Any name is that of a part, but one that is nearly `secret` would make something else the secret. */
function misspeltSecret(source: string): Complaint | undefined {
  const names = Object.keys(new RegExp(`${source}|`).exec("")?.groups ?? {});
  const near = names.find(
    (name) => /^secrets?$/i.test(name) || (!/^secret/i.test(name) && isNearSecret(name)),
  );
  if (names.includes("secret") || near === undefined) return undefined;
  return { message: `the group ${JSON.stringify(near)} is not the secret`, hint: 'did you mean "secret"?' };
}

function isNearSecret(name: string): boolean {
  return suggest(name, ["secret"]) !== undefined;
}

function foreignSyntax(source: string): Complaint | undefined {
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const complaint = complaintAt(source, at, inClass);
    if (complaint !== undefined) return complaint;
    const char = source[at];
    if (char === "\\") at++;
    else if (inClass) inClass = char !== "]";
    else inClass = char === "[";
  }
  return undefined;
}

/** Looks at one character that is not escaped, and what follows it. */
function complaintAt(source: string, at: number, inClass: boolean): Complaint | undefined {
  const ahead = source.slice(at, at + 20);
  if (ahead.startsWith("\\")) return escapeComplaint(source, at);
  if (inClass) {
    if (!/^\[:\^?[a-z]+:\]/.test(ahead)) return undefined;
    const hint = "write the characters out, such as [A-Za-z0-9]";
    return { message: "POSIX classes such as [:alpha:] don't exist in JavaScript", hint };
  }
  if (/^\{,\d+\}/.test(ahead)) {
    return { message: "{,n} is no repetition in JavaScript", hint: "write {0,n}" };
  }
  return ahead.startsWith("(") ? groupComplaint(ahead) : undefined;
}

function escapeComplaint(source: string, at: number): Complaint | undefined {
  const letter = source[at + 1];
  if (letter === undefined || !/[A-Za-z]/.test(letter) || KNOWN_ESCAPES.test(letter)) return undefined;
  COMPLETE_ESCAPE.lastIndex = at;
  if (COMPLETE_ESCAPE.test(source)) return undefined;
  const message = `the escape \\${letter} has no meaning in a JavaScript regular expression`;
  const hint = ESCAPE_HINTS[letter];
  return hint === undefined ? { message, hint: "remove the backslash" } : { message, hint };
}

function groupComplaint(group: string): Complaint | undefined {
  if (/^\(\?P[<>=]/.test(group)) {
    return { message: "named groups are written (?<name>…)", hint: "remove the P" };
  }
  if (/^\(\?-?[a-zA-Z]+(?:-[a-zA-Z]+)?[:)]/.test(group)) {
    const hint = "use ignoreCase: true, or classes such as [Aa]";
    return { message: "flags inside a pattern, such as (?i), are not supported", hint };
  }
  if (/^\(\?[>|#]|^\(\?&/.test(group)) {
    return { message: "this kind of group does not exist in JavaScript" };
  }
  return undefined;
}
