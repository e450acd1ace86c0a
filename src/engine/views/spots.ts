/**
 * Spots: places where text may be written in another way, as the kernel tells them (wasm/texts.ts, wasm/signs.ts). Here they are said once more, plainly and
 * slowly; the tests hold the kernel to it.
 */

/** What stands at a spot; the numbers are those of the kernel. */
export const BASE64 = 1;
/** A run of hexadecimal digits. */
export const HEX = 2;
/** A percent-encoded character. */
export const PERCENT = 3;
/** A character escaped by a backslash: `\u002d`, `\x2d`, `\/`. */
export const BACKSLASH = 4;
/** A character reference of HTML: `&#45;`, `&quot;`. */
export const ENTITY = 5;
/** Where two literals, or two parts of a broken line, make one text. */
export const JOIN = 6;

/** A place where something encoded begins. */
export interface Spot {
  /** Byte offset of what is decoded first. */
  position: number;
  kind: number;
}

/** Told of spots. */
export type OnSpot = (position: number, kind: number) => void;

/** Where signs are looked for: in [from, to) of a text that is [low, end) of the data. */
export interface SignRange {
  low?: number;
  from: number;
  to: number;
  end: number;
}

/** Bytes behind an escape or quote that decide whether it is a spot, at most. */
export const LOOK_AHEAD = 192;
/** Digits that a run has at least. */
export const LEAST_DIGITS = 24;
/** A spot so near behind another one of its kind belongs to that, bytes. */
export const GAP = 96;
/** Bytes before a spot that decide whether it is one, at most. */
export const LOOK_BEHIND: number = GAP + 80;
/** Bytes before a spot, and behind what is decoded from it on, that have a say in what is found there. */
export const VIEW_ZONE = 352;
/** Lines of a wrapped text: white space before them, and how long they may be, bytes. */
export const INDENT = 16;
const NARROWEST = 40;
/** The longest line of a wrapped text, bytes. */
export const WIDEST = 96;
/** Room for a view, bytes. */
export const VIEW_CAPACITY: number = 128 * 1024;

const DIGITS = /^[0-9A-Za-z+/_-]+$/;
const TEXT = /^[\t\n\r\x20-\x7e]+$/;

/** The run of token characters that begins at `from`, which is long: what it says. Nothing at or behind `end` counts. */
export function textAt(text: string, from: number): Spot | undefined {
  const before = text[from - 1] ?? "";
  const rest: Record<string, number> = { "\\": 1, "%": 2 };
  const position = from + (rest[before] ?? 0);
  const kind = kindOf(text.slice(position, position + LEAST_DIGITS));
  if (kind === undefined || goesOn(text, from)) return undefined;
  if (before !== "/" && before !== "+") return { position, kind };
  const run = /[0-9A-Za-z+/_-]*$/.exec(text.slice(Math.max(0, from - 64), from))?.[0] ?? "";
  if (run.length > 41) return undefined;
  for (let at = from - run.length; at < from; at++) {
    const isBegin = at === from - run.length || /[+/]/.test(text[at - 1] ?? "");
    if (isBegin && kindOf(text.slice(at, at + LEAST_DIGITS)) !== undefined) return undefined;
  }
  return { position, kind };
}

const BREAK = /(?:\r?\n[ \t]{0,16}|(?:\\r)?\\(?=n))$/;

/** Whether the run is a further line of a text whose line before it begins with text and could be wrapped. */
function goesOn(text: string, from: number): boolean {
  const before = text.slice(Math.max(0, from - 160), from);
  const end = before.length - (BREAK.exec(`${before}`)?.[0].length ?? before.length);
  if (before.endsWith("\\") && text[from] !== "n") return false;
  const isBroken = before.endsWith("\\") || /\n[ \t]{0,16}$/.test(before);
  if (!isBroken) return false;
  const line = /(?:\\n)?([0-9A-Za-z+/_-]*)$/.exec(before.slice(0, end))?.[1] ?? "";
  return isWrapped(line);
}

/** Whether a text may go on in the line behind one. */
export function isWrapped(line: string): boolean {
  const { length } = line;
  return (
    length >= NARROWEST &&
    length <= WIDEST &&
    length % 4 === 0 &&
    kindOf(line.slice(0, LEAST_DIGITS)) !== undefined
  );
}

function kindOf(digits: string): number | undefined {
  if (digits.length < LEAST_DIGITS) return undefined;
  if (DIGITS.test(digits)) {
    const bytes = Buffer.from(digits.slice(0, 16), "base64");
    if (TEXT.test(bytes.toString("latin1"))) return BASE64;
    const low = Buffer.from(bytes.filter((_, index) => index % 2 === 0));
    if (bytes.every((byte, index) => index % 2 === 0 || byte === 0) && TEXT.test(low.toString("latin1")))
      return BASE64;
  }
  return /^[0-9a-f]+$/i.test(digits) && TEXT.test(Buffer.from(digits, "hex").toString("latin1"))
    ? HEX
    : undefined;
}

const ESC = "\x1b";
/** A terminal's codes for colours, and for clearing a line (ECMA-48, 8.3.117 and 8.3.41). */
export const TERMINAL_CODES: RegExp = new RegExp(`^(?:${ESC}\\[[0-9;]{0,14}[mK]){1,4}`);
/** Bytes with which a sign may begin. */
const BEGINS = `"'\`=%\\&${ESC}`;

const WORTH = /[0-9A-Za-z+\-/=_@~."':&]/;
const INNER = /[+\-/=_@~.]/;
const code = (digits: string | undefined, base: number): string =>
  digits === undefined ? "" : String.fromCharCode(Number.parseInt(digits, base));

/** The kind of an escape or of the quote between two literals; `text` is all that counts. */
function signAt(text: string, at: number): number | undefined {
  const next = text.slice(at, at + LOOK_AHEAD);
  const isWithin = (length: number, least = 6): boolean => {
    const before = /[\w-]*$/.exec(text.slice(Math.max(0, at - 6), at))?.[0] ?? "";
    return before.length >= least && /^[\w-]{6}/.test(next.slice(length));
  };
  switch (text[at]) {
    case "%":
      return isPercent(next, isWithin) ? PERCENT : undefined;
    case "\\":
      if (isBackslash(text, at, next)) return BACKSLASH;
      return isWithin(LINE_GOES_ON.exec(next)?.[0].length ?? 0) ? JOIN : undefined;
    case "&":
      return isEntity(next) ? ENTITY : undefined;
    case ESC:
      return isWithin(TERMINAL_CODES.exec(next)?.[0].length ?? 0, 2) ? JOIN : undefined;
    default:
      return joins(text, at) ? JOIN : undefined;
  }
}

type IsWithin = (length: number, least?: number) => boolean;

const LINE_GOES_ON = /^\\\r?\n/;

function isPercent(next: string, isWithin: IsWithin): boolean {
  const value = code(/^%([2-7][0-9a-f])/i.exec(next)?.[1], 16);
  return (
    /^[0-9A-Za-z]/.test(value) ||
    /^%3A%2F%2F/i.test(next) ||
    (INNER.test(value) && isWithin(3, /[_-]/.test(value) ? 2 : 4))
  );
}

/** Whether tokens stand before `\/` and behind it, or a long one on one side. */
function isBeside(text: string, at: number): boolean {
  const before = /[\w-]*$/.exec(text.slice(Math.max(0, at - 12), at))?.[0].length ?? 0;
  const after = /^[\w-]*/.exec(text.slice(at + 2, at + 14))?.[0].length ?? 0;
  return before > 0 && (before === 12 || after === 12 || (before >= 6 && after >= 6));
}

function isBackslash(text: string, at: number, next: string): boolean {
  if (next.startsWith("\\/")) return isBeside(text, at);
  const digits = /^\\(?:u00|x)([0-9a-fA-F]{2})/.exec(next);
  return digits !== null && WORTH.test(code(digits[1], 16));
}

function isEntity(next: string): boolean {
  if (next.startsWith("&quot;:")) return true;
  const number = /^&#(?:[xX]([0-9a-fA-F]{1,4})|(\d{1,4}));/.exec(next);
  if (number === null) return false;
  const value = Number.parseInt(number[1] ?? number[2] ?? "", number[1] === undefined ? 10 : 16);
  return value < 256 && WORTH.test(String.fromCharCode(value));
}

const LITERALS =
  /^["'`](?:[ \t\r\n]{0,64}(?:\.\.|<>|[+.&~\\])[ \t\r\n]{0,64}|([ \t\r\n]{1,64}))[0-9A-Za-z]{0,2}["'`]/;

function joins(text: string, at: number): boolean {
  const next = text.slice(at, at + LOOK_AHEAD);
  const before = /[\w-]*$/.exec(text.slice(Math.max(0, at - 20), at))?.[0] ?? "";
  if (before.length < 2 || !/^["'`=][\0- +.]/.test(next)) return false;
  const soft = /^=\r?\n/.exec(next);
  if (soft !== null)
    return (
      before.length >= 6 &&
      /^[\w-]{6}/.test(next.slice(soft[0].length)) &&
      (isFull(text, at) || isNoPadding(text, at))
    );
  const found = LITERALS.exec(next);
  if (found === null) return false;
  const isBare = found[1] !== undefined;
  const least = isBare ? 20 : 8;
  const one = before.slice(-least);
  const other = /^[\w-]*/.exec(next.slice(found[0].length))?.[0].slice(0, least) ?? "";
  if (other === "" || one.length + other.length < least) return false;
  return !isBare || /[0-9]/.test(one + other);
}

/** Whether the line that ends with `=` is as long as those that are broken off in quoted-printable text. */
function isFull(text: string, at: number): boolean {
  const length = /[^\n]*$/.exec(text.slice(Math.max(0, at - 80), at))?.[0].length ?? 0;
  return length + 1 >= 70 && length + 1 <= 76;
}

/** Whether the `=` at `at` can't be the padding of what looks random before it, as its length is none of base64. */
function isNoPadding(text: string, at: number): boolean {
  const run = /[\w+/-]*$/.exec(text.slice(Math.max(0, at - 77), at))?.[0] ?? "";
  if (run.length < 12 || run.length > 76 || (run.length + 1) % 4 === 0) return false;
  return /[0-9]/.test(run) && /[A-Z]/.test(run) && /[a-z]/.test(run);
}

/** The signs that begin in [from, to) of a text that ends at `end`, as `findSigns` of the kernel. */
export function signsIn(text: string, { low = 0, from, to }: SignRange, onSign: OnSpot): void {
  const last = new Map<number, number>();
  for (let at = Math.max(low, from - GAP); at < to; at++) {
    if (!BEGINS.includes(text[at] ?? "\0")) continue;
    const kind = signAt(text, at);
    if (kind === undefined) continue;
    const before = last.get(kind);
    last.set(kind, at);
    if (at >= from && (before === undefined || at - before > GAP)) onSign(at, kind);
  }
}
