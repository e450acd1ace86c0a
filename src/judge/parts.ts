/** The parts of a secret besides the secret itself, each with its place: redacted like the secret, since a part may be half of it. */
import { shannonEntropy } from "../engine/entropy.ts";
import type { Match, MatchPart } from "../engine/match.ts";
import type { Location, SecretPart } from "../types.ts";
import { redactSecret } from "./redact.ts";

interface Shown {
  /** Latin-1 text of the file as text for people. */
  readable: (text: string) => string;
  showSecrets: boolean;
  /** Stream offset → byte offset in the file. */
  fileOffset: (streamOffset: number) => number;
  path: string;
  /** A byte order mark, which is no column to anybody, stands before the first line. */
  hasMark: boolean;
}

/** As reports show them: those that the rule names, else the name or id that stands before the secret; and what the secret is base64 of. */
export function secretParts(match: Match, shown: Shown): { parts?: SecretPart[] } {
  const inner = decodedParts(match);
  const before = neighbour(match, shown.readable);
  const beside = match.parts ?? (before === undefined || inner.length > 1 ? [] : [before]);
  const parts = [...beside, ...inner];
  return parts.length === 0
    ? {}
    : { parts: parts.map((part) => secretPart(part, match.start + part.at, shown)) };
}

/** A user name, the id of a key or client, or the public half of a pair, that is assigned to its name. */
const NAMED =
  /(user(?:[-_ ]?(?:name|id))?|login|uid|(?:client|app(?:lication)?|account|consumer|auth|(?:access[-_]?)?key)[-_]?id|(?:account[-_]?)?sid|(?:api|access|public)[-_]?key)["'\\\]]{0,3}(?:\s{0,12}(?::=|=>|[:=])\s{0,3}|[ \t]{1,3}(?:value=(?=["'])|-u[ \t]|(?!-)))\\?["']?([^\s"'<>,;(){}$%*\\][^\s"'<>,;(){}\\]{1,79})/gi;
/** A name that says so only where the secret's own says `secret` or `private`: `API_KEY=…` before `API_SECRET=…`. */
const HALF = /^(?:api|access|public)[-_]?key$/i;
const OTHER_HALF = /secret|private/i;
/** Lines before that of the secret on which it may stand. */
const LINES_BEFORE = 2;

/** The last name or id before the secret, on its line or the two before it, as far as these are known whole. */
function neighbour(match: Match, readable: (text: string) => string): MatchPart | undefined {
  const before = match.context.slice(0, match.secretAt);
  const own = before.slice(before.lastIndexOf("\n") + 1);
  let to = before.length;
  for (let line = 0; line <= LINES_BEFORE; line++) {
    const from = before.lastIndexOf("\n", to - 1) + 1;
    const isWhole = from > 0 || match.secretStart === match.secretAt;
    if (!isWhole) return undefined;
    const text = before.slice(from, to);
    const found = [...text.matchAll(NAMED)].findLast(
      ([, name = ""]) => !HALF.test(name) || OTHER_HALF.test(own),
    );
    if (found?.[2] !== undefined) {
      const at = found.index + found[0].length - found[2].length;
      return {
        name: /user|login|uid/i.test(found[1] ?? "") ? "user" : "id",
        text: found[2],
        at: match.secretStart - match.secretAt + from + at - match.start,
        startLine: match.startLine - line,
        startColumn: readable(text.slice(0, at)).length + 1,
      };
    }
    if (from === 0) return undefined;
    to = from - 1;
  }
  return undefined;
}

const BASE64 = /^[0-9A-Za-z+/_-]{11,400}={0,2}$/;
/** Chance makes less than one in a thousand random values such a text. */
const READABLE = /^[ -~]{8,300}$/;
const CREDENTIALS = /^([^:\s]{1,100}):(.+)$/;

/** User and password, or the one text, that a secret is base64 of: who has to change the password knows it by what it is. */
function decodedParts({ secret, start, secretStart, secretEnd, startLine, startColumn }: Match): MatchPart[] {
  if (!BASE64.test(secret)) return [];
  const text = Buffer.from(secret, "base64").toString("latin1");
  if (!READABLE.test(text)) return [];
  const [, user, password] = CREDENTIALS.exec(text) ?? [];
  const place = { at: secretStart - start, length: secretEnd - secretStart, startLine, startColumn };
  const part = (name: string, value: string): MatchPart => ({ ...place, name, text: value });
  return user === undefined || password === undefined
    ? [part("decoded", text)]
    : [part("user", user), part("password", password)];
}

/** @param start Stream offset of the part. */
function secretPart(part: MatchPart, start: number, shown: Shown): SecretPart {
  const { name, text } = part;
  return {
    name,
    secret: {
      redacted: redactSecret(text),
      length: text.length,
      entropy: Math.round(shannonEntropy(text) * 100) / 100,
      ...(shown.showSecrets ? { value: shown.readable(text) } : {}),
    },
    location: locationOf(part, start, shown),
  };
}

/** Parts stand on one line. */
function locationOf(
  { text, length, startLine, startColumn }: MatchPart,
  start: number,
  shown: Shown,
): Location {
  const column = startColumn - (shown.hasMark && startLine === 1 ? 1 : 0);
  const byteOffset = shown.fileOffset(start);
  return {
    path: shown.path,
    startLine,
    startColumn: column,
    endLine: startLine,
    endColumn: column + (length ?? shown.readable(text).length),
    byteOffset,
    byteLength: shown.fileOffset(start + (length ?? text.length)) - byteOffset,
  };
}
