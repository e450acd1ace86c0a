/**
 * Finds any of many names in a text. One expression of all of them says the same, but takes milliseconds to compile, which a scan with
 * one candidate pays too, and 15 µs a text.
 */

export interface FoundName {
  index: number;
  length: number;
}

interface Name {
  /** Lower case; a blank stands for a separator or none. */
  text: string;
  /** No part of a longer word: it is short. */
  isWord: boolean;
}

export interface NameFinder {
  readonly names: readonly string[];
  /** The first name that begins at or behind `from`, in any case; of several at one place, that which was given first. */
  find(text: string, from?: number): FoundName | undefined;
}

/** Names of fewer letters and digits are looked for as words. */
const SHORT = 4;
/** What may stand between the words of a name. */
const SEPARATORS = "-_. ";
/** Key of a name's begin: codes of its first two characters, of which the second one may lie behind the text's end. */
const ASCII = 128;

/** A name as it is looked for: in lower case, a blank for all that stands between its letters and digits. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** @param names As `plainName` makes them, each once. Texts are latin-1. */
export function createNameFinder(names: readonly string[]): NameFinder {
  let byBegin: ReadonlyMap<number, readonly Name[]> | undefined;
  return {
    names,
    find(text, from = 0) {
      byBegin ??= orderByBegin(names);
      const lower = text.toLowerCase();
      for (let index = from; index < lower.length; index++) {
        const second = index + 1 < lower.length ? lower.charCodeAt(index + 1) : 0;
        const list = byBegin.get(lower.charCodeAt(index) * ASCII + (second < ASCII ? second : 0));
        for (let i = 0; i < (list?.length ?? 0); i++) {
          const length = lengthAt(lower, index, list?.[i]);
          if (length > 0) return { index, length };
        }
      }
      return undefined;
    },
  };
}

function orderByBegin(names: readonly string[]): Map<number, Name[]> {
  const byBegin = new Map<number, Name[]>();
  const put = (key: number, name: Name): void => {
    const list = byBegin.get(key);
    if (list === undefined) byBegin.set(key, [name]);
    else if (!list.includes(name)) list.push(name);
  };
  for (const text of names) {
    if (text === "") continue;
    const name = { text, isWord: text.length < SHORT && !text.includes(" ") };
    const first = text.charCodeAt(0) * ASCII;
    if (text.length === 1) for (let second = 0; second < ASCII; second++) put(first + second, name);
    else if (text[1] === " ")
      for (const second of SEPARATORS + (text[2] ?? "")) put(first + second.charCodeAt(0), name);
    else put(first + text.charCodeAt(1), name);
  }
  return byBegin;
}

/** Characters that the name takes in the text at `from`; 0 where it does not stand there. */
function lengthAt(lower: string, from: number, name: Name | undefined): number {
  const { text = "", isWord = false } = name ?? {};
  let at = from;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x20) {
      if (SEPARATORS.includes(lower[at] ?? "\0")) at++;
    } else if (lower.charCodeAt(at++) !== code) return 0;
  }
  return isWord && (isLetter(lower, from - 1) || isLetter(lower, at)) ? 0 : at - from;
}

function isLetter(lower: string, at: number): boolean {
  const code = lower.charCodeAt(at);
  return code >= 0x61 && code <= 0x7a;
}
