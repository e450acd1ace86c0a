/**
 * Value runs: the stretches of letters, digits, `_` and `-` that are long enough for a key and have a digit. Composed rules
 * (composed.ts) begin with them, as other rules begin with their anchors.
 */
import { byteTable, CAPITALS, DIGITS, SMALL } from "./byte-table.ts";

/** Shortest and longest run that counts, bytes. */
export const RUN_LEAST = 15;
export const RUN_MOST = 256;
/** Bytes before a value in which a word may stand that is part of its name. */
const IN_NAME = 80;
/** The same where nothing but blanks and signs stands right before the value, so many at least: columns, lines of dots. */
export const IN_COLUMN = 200;
const COLUMN = 12;
/** Least length of a value behind a name that is joined to it. */
const LEAST_INNER = 16;
/** From the beginning of a run to where a value can begin in it, at most. */
export const LAST_START: number = RUN_MOST - LEAST_INNER;

/** Where a value can begin at the latest: names are joined to values by `-` or `_`, too. */
export function lastStart(data: Uint8Array, position: number, length: number): number {
  for (let at = position + length - LEAST_INNER; at > position; at--) {
    const byte = data[at - 1];
    if (byte === 0x2d || byte === 0x5f) return at;
  }
  return position;
}

/** Where a word may begin at the earliest that is part of the name of a value. */
export function firstWord(data: Uint8Array, position: number): number {
  let at = position;
  while (at > 0 && position - at < COLUMN && isGap(data[at - 1] ?? 0)) at--;
  return Math.max(0, position - (position - at < COLUMN ? IN_NAME : IN_COLUMN));
}

/** What may not stand right before or behind a value of a composed rule: it would be part of something longer. */
const BEFORE = "(?<![0-9A-Za-z+?#%!^&|~])";
const BEHIND = "(?![0-9A-Za-z_+?#%^|~-]|[.=!$*][0-9A-Za-z])";

/** The pattern of a whole value, given that of its forms. */
export function valuePattern(forms: string): string {
  return `${BEFORE}(?:${forms})${BEHIND}`;
}

/** 0: no byte of a run. 2: a digit. */
const CLASS: Uint8Array = byteTable([`${SMALL}${CAPITALS}_-`, 1], [DIGITS, 2]);

/**
 * Told of a run that can be a value and has the beginning of a word before it or in it: the kernel and src/engine/reference.ts
 * find them. Bytes.
 */
export type OnRun = (position: number, length: number) => void;

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** Bytes that stand right before a value that is assigned or quoted: `"` `'` `` ` `` `=` `:`. */
const isOpener = (byte: number): boolean =>
  byte === 0x22 || byte === 0x27 || byte === 0x60 || byte === 0x3d || byte === 0x3a;

/** Neither a letter or digit, nor the end of a line, nor part of a character beyond ASCII. */
const isGap = (byte: number): boolean =>
  byte < 0x80 && byte !== 0x0a && (byte === 0x5f || byte === 0x2d || CLASS[byte] === 0);

const isQuote = (byte: number): boolean => byte === 0x22 || byte === 0x27 || byte === 0x60;

const SPACE = 0x20;

/** What the name of an id ends with, before its `id`; `r` stands alone. */
const KINDS_OF_ID = /(?:request|trace|session|relation|span|req|(?<![a-z])r)$/i;

/** Whether an id is assigned right here, as logs are full of: `request_id=`, `"traceId":"`, `rid: `. */
function isNamedId(data: Uint8Array, position: number): boolean {
  let at = position;
  const back = (condition: boolean): number => (condition ? at - 1 : at);
  at = back(isQuote(data[at - 1] ?? 0));
  at = back(data[at - 1] === SPACE);
  if (data[at - 1] !== 0x3d && data[at - 1] !== 0x3a) return false;
  at--;
  at = back(data[at - 1] === SPACE);
  at = back(isQuote(data[at - 1] ?? 0));
  if (((data[at - 1] ?? 0) | 0x20) !== 0x64 || ((data[at - 2] ?? 0) | 0x20) !== 0x69) return false;
  at -= 2;
  at = back(data[at - 1] === 0x5f || data[at - 1] === 0x2d || data[at - 1] === 0x2e);
  return KINDS_OF_ID.test(String.fromCharCode(...data.subarray(Math.max(0, at - 8), Math.max(0, at))));
}

/**
 * False for most names and words with a number: letters and digits of a key change often, it has many digits, or it stands
 * where a value does. Cheap, since it is asked of every run. False for ids that say so.
 */
export function canBeValue(data: Uint8Array, position: number, length: number): boolean {
  if (isNamedId(data, position)) return false;
  if (isMixed(data, position, position + length)) return true;
  const before = data[position - 1] ?? 0;
  return isOpener(before) || (before === SPACE && isOpener(data[position - 2] ?? 0));
}

/** True where letters and digits take turns more than twice, or there are many digits. */
function isMixed(data: Uint8Array, from: number, to: number): boolean {
  let changes = 0;
  let digits = 0;
  let before = 0;
  for (let at = from; at < to && changes < 3 && digits < 6; at++) {
    const here = CLASS[data[at] ?? 0] ?? 0;
    if (here === 2) digits++;
    if (before !== here && isLetter(data[before === 2 ? at : at - 1] ?? 0)) changes++;
    before = here;
  }
  return changes >= 3 || digits >= 6;
}
