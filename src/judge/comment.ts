/** What a comment that accepts findings says: keyscan's own words and those of other scanners. Text is latin-1. */
import { ALLOW_WORD } from "../types.ts";

/** Which rules a comment names; undefined: it names none and means all. */
export type NamedRules = { by: "id" | "secretlint"; names: string[] } | undefined;

export interface Comment {
  /** The scanner's word without its variants, `keyscan:allow` for instance. */
  word: string;
  /** What it speaks of: its own line, the next one, or all lines until the `end` of the same word. */
  scope: "line" | "next-line" | "start" | "end";
  rules: NamedRules;
  reason?: string;
}

/** Words that mean their own line and have no variants. */
const PLAIN = /^(?:gitleaks:allow|betterleaks:allow|trufflehog:ignore|kingfisher:ignore)(?![\w-])/;
const PRAGMA = /^pragma: ?(?:allow|white)list[ -](?:(nextline)[ -])?secret(?!\w)/;
const GGIGNORE = /^ggignore(?:-(start|end))?(?![\w-])/;
const SECRETLINT = /^secretlint-(?:disable(?:-(next-line|line))?|(enable))(?![\w-])(.*)$/s;
const OWN = /^keyscan:allow(?:-(next-line|start|end))?(?![\w-])(.*)$/s;

/** Two hyphens begin the reason, as in eslint's comments. */
const REASON = /(?:^|\s)--+\s+(.*)$/s;
/** What ends a comment, or the string that it stands in. */
const CLOSERS = /\s*(?:\*+\/|--+>|[#%-]?\}\}?|\]\]|["'`]\s*[,;)\]}]*)?\s*$/;
const MAX_REASON = 120;

/** What the text of a marker says; undefined where it only looks like one. */
export function readComment(text: string): Comment | undefined {
  return readOwn(text) ?? readSecretlint(text) ?? readOther(text);
}

function readOther(text: string): Comment | undefined {
  const plain = PLAIN.exec(text);
  if (plain !== null) return { word: plain[0], scope: "line", rules: undefined };
  const pragma = PRAGMA.exec(text);
  if (pragma !== null) {
    const scope = pragma[1] === undefined ? "line" : "next-line";
    return { word: "pragma: allowlist", scope, rules: undefined };
  }
  const ignore = GGIGNORE.exec(text);
  if (ignore === null) return undefined;
  return { word: "ggignore", scope: (ignore[1] as "start" | "end" | undefined) ?? "line", rules: undefined };
}

function readSecretlint(text: string): Comment | undefined {
  const found = SECRETLINT.exec(text);
  if (found === null) return undefined;
  const [, lines, enable, rest = ""] = found;
  const names = rest.replace(REASON, "").match(/@?[\w./-]*secretlint-rule[\w-]*/g);
  // A preset has the rules of all providers.
  const all = names === null || names.some((name) => name.includes("-preset-"));
  const rules: NamedRules = all ? undefined : { by: "secretlint", names };
  const word = "secretlint-disable";
  if (enable !== undefined) return { word, scope: "end", rules };
  return { word, scope: lines === undefined ? "start" : lines === "line" ? "line" : "next-line", rules };
}

function readOwn(text: string): Comment | undefined {
  const found = OWN.exec(text);
  if (found === null) return undefined;
  const [, variant, rest = ""] = found;
  const body = rest.replace(CLOSERS, "");
  const reason = REASON.exec(body)?.[1]?.trim().slice(0, MAX_REASON);
  const list = /^[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)/.exec(body.replace(REASON, ""))?.[1];
  return {
    word: ALLOW_WORD,
    scope: (variant as "next-line" | "start" | "end" | undefined) ?? "line",
    rules: list === undefined ? undefined : { by: "id", names: list.split(/[ \t]*,[ \t]*/) },
    ...(reason === undefined || reason === "" ? {} : { reason }),
  };
}
