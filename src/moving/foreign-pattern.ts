/** Regular expressions of Go (RE2 syntax) and Python, written as JavaScript's, as far as they mean the same. */
import { patternOf, patternProblem } from "../accept/allow.ts";

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

/** As an entry of `allow` takes it; else what is wrong. A search needs no `.*` at its ends. */
export function allowPattern(text: string): { pattern: string } | { problem: string } {
  const translated = translate(text);
  if (translated === undefined) return { problem: "it uses what JavaScript's expressions don't have" };
  const source = translated.source
    .replace(/^\^?(?:\(\.\*\??\)|\.\*\??)(?=.)/, "")
    .replace(/(?<=[^\\])(?:\(\.\*\??\)|\.\*\??)\$?$/, "");
  const pattern = `${translated.ignoreCase ? "(?i)" : ""}${source}`;
  const problem = source === "" ? "it matches everything" : patternProblem(patternOf(pattern));
  return problem === undefined ? { pattern } : { problem };
}

/** A text that is to be found as it stands. */
export function literalPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
