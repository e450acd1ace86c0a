/**
 * Names that are values themselves. Logs and lists of options are full of pairs, and where one pair's value is a word such as `auth`
 * or `token-cache`, what the next pair holds is not assigned to it: `component=auth msg="…"`.
 */

import { byteTable, WORD } from "./byte-table.ts";

/** Longest name that is looked at, bytes. */
const NAME = 60;
/** 1 for a byte of a name. Asked of every hit: a table costs a fifth of what an expression does. */
const NAME_BYTES: Uint8Array = byteTable([`${WORD}.$-`, 1]);
const isName = (text: string, at: number): boolean => NAME_BYTES[text.charCodeAt(at)] === 1;

/**
 * Whether the name round a context word follows `=`, and a blank and another name follow it. The kernel asks the same
 * (src/engine/wasm/follow.ts), which saves the pattern.
 *
 * @param text Latin-1.
 * @param start Where the word begins, or the character before it.
 */
export function isValueItself(text: string, start: number): boolean {
  let name = isName(text, start) ? start : start + 1;
  const least = Math.max(0, start - NAME);
  while (name > least && isName(text, name - 1)) name--;
  if (text[name - 1] !== "=") return false;
  let end = name;
  while (end < name + NAME && isName(text, end)) end++;
  return (text[end] === " " || text[end] === "\t") && isName(text, end + 1);
}
