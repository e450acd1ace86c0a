/** Regular expressions of Go (RE2 syntax) and Python, written as JavaScript's, as far as they mean the same. */
import { patternOf, patternProblem } from "../accept/allow.ts";
import type { Plan } from "./plan.ts";

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  space: "\\s",
  word: "\\w",
  xdigit: "0-9A-Fa-f",
  punct: "!-\\/:-@\\[-`{-~",
};

/** The pattern without flags that are written in it. */
export interface ForeignPattern {
  source: string;
  ignoreCase: boolean;
}

/** Undefined for what JavaScript has no word for. */
function translate(text: string): ForeignPattern | undefined {
  let ignoreCase = false;
  let source = text
    .replaceAll(/\(\?P?<([A-Za-z]\w*)>/g, "(?<$1>")
    .replaceAll("\\A", "^")
    .replaceAll(/\\[zZ]/g, "$")
    .replaceAll(/\\x\{([0-9A-Fa-f]{2})\}/g, "\\x$1")
    .replaceAll(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name] ?? all);
  // Flags at the start speak of all; those of a group in the midst of it can't be said.
  source = source.replace(/^(\^?)\(\?([ims]+)\)/, (_, start: string, flags: string) => {
    ignoreCase = flags.includes("i");
    return start;
  });
  source = source.replaceAll(/\(\?[ms]+:/g, "(?:").replaceAll(/\(\?-[ims]+:/g, "(?:");
  if (/\(\?[a-zA-Z-]+[:)]|\[:\w+:\]|\\p\{\^|\\[QEC]/.test(source)) return undefined;
  return { source, ignoreCase };
}

/** For a rule: where a part of the pattern takes any case, all of it may. Finds rather more than less. */
export function translateLoosely(text: string): ForeignPattern | undefined {
  const isAnyCase = /\(\?[ms]*i[ms]*[:)]/.test(text);
  const plain = text.replaceAll(/\(\?[ims]*i[ims]*:/g, "(?:").replaceAll(/\(\?[ims]+\)/g, "");
  const pattern = translate(plain);
  return pattern === undefined ? undefined : { ...pattern, ignoreCase: pattern.ignoreCase || isAnyCase };
}

/** Repeats without an end end here where it makes a pattern cheap enough. */
const LONG = 200;
const SHORT = 40;

/** The pattern with an end for every repeat: it finds the same in texts of a sensible length, and less in others. */
export function bounded(source: string, most: number = LONG): string {
  return source.replaceAll(
    /\\.|\[(?:\\.|[^\]\\])*\]|([*+]|\{\d+,\})(?=\??)/gs,
    (part, repeat: string | undefined) => {
      if (repeat === undefined) return part;
      const least = repeat === "*" ? 0 : repeat === "+" ? 1 : Number(repeat.slice(1, -2));
      return `{${least},${Math.max(least, most)}}`;
    },
  );
}

/** As entries of `allow` take them; the plan tells which were left out, and why. */
export function allowPatterns(
  texts: readonly string[],
  { plan, file }: { plan: Plan; file: string },
): string[] {
  return texts.flatMap((text) => {
    const result = allowPattern(text);
    if ("pattern" in result) return [result.pattern];
    const start = JSON.stringify(text.slice(0, 80));
    plan.notes.push(`${file}: the expression ${start} was left out: ${result.problem}`);
    return [];
  });
}

/** Repeats without an end may get one: the pattern then accepts less, never more. */
function allowPattern(text: string): { pattern: string } | { problem: string } {
  const translated = translate(text);
  if (translated === undefined) return { problem: "it uses what JavaScript's expressions don't have" };
  const source = withoutEnds(translated.source);
  if (/[^\P{C}]/u.test(source)) return { problem: "it has control characters" };
  if (source.length > MAX_SOURCE) return { problem: `it is longer than ${MAX_SOURCE} characters` };
  const flag = translated.ignoreCase ? "(?i)" : "";
  const problem = patternProblem(patternOf(flag + source));
  if (problem === undefined)
    return matchesAll(source) ? { problem: "it matches everything" } : { pattern: flag + source };
  // What must not follow would be looked for in less.
  const shorter = /\(\?<?!/.test(source) ? [] : [LONG, SHORT].map((most) => flag + bounded(source, most));
  const pattern = shorter.find(
    (one) => one.length <= MAX_SOURCE && patternProblem(patternOf(one)) === undefined,
  );
  return pattern === undefined ? { problem } : { pattern };
}

function matchesAll(source: string): boolean {
  const pattern = new RegExp(source);
  return pattern.test("") && pattern.test("\u0001");
}

/** What an entry of `allow` takes (src/config/options.ts). */
const MAX_SOURCE = 1900;

/** A search needs nothing at its ends that may be anything. */
function withoutEnds(source: string): string {
  return source
    .replace(/^\^?(?:\(\.\*\??\)|\.\*\??)(?=.)/, "")
    .replace(/^\^?\.\+\??(?=.)/, ".")
    .replace(/\((?:\?:)?\/\.\*\??\)\?\$$/, "(?:/|$)")
    .replace(/(?<=[^\\])(?:\(\.\*\??\)|\.\*\??)\$?$/, "")
    .replace(/(?<=[^\\])\.\+\??\$?$/, ".");
}

/** A text that is to be found as it stands. */
export function literalPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
