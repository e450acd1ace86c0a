/** Views of text with escapes, and of literals that are joined: each escape is a character, what stands between two literals is nothing. */
import { BACKSLASH, ENTITY, GAP, JOIN, LOOK_AHEAD, PERCENT, TERMINAL_CODES } from "./spots.ts";
import {
  contextStart,
  OVERLAP,
  SEGMENT,
  type Encoding,
  type Reading,
  type Segment,
  type Source,
  type View,
} from "./view.ts";

/** Something that stands for another text. */
interface Unit {
  length: number;
  /** A byte; -1: nothing. */
  value: number;
}

/** Stands for a character that no byte is. */
const OTHER = 0x1a;

const ENCODINGS: Readonly<Record<number, Encoding>> = {
  [PERCENT]: "percent",
  [BACKSLASH]: "escapes",
  [ENTITY]: "html-entities",
  [JOIN]: "concatenation",
};

const signs = (bytes: string): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => (bytes.includes(String.fromCharCode(byte)) ? 1 : 0));

/** By kind, a 1 for each byte with which a unit may begin. */
const SIGNS: Readonly<Record<number, Uint8Array>> = {
  [PERCENT]: signs("%"),
  [BACKSLASH]: signs("\\"),
  [ENTITY]: signs("&"),
  [JOIN]: signs("\"'`=\\\x1b"),
};
/** By kind, a 1 for each byte that may follow it there: most quotes and backslashes are told by it from what is worth a look. */
const NEXT: Readonly<Record<number, Uint8Array>> = {
  [PERCENT]: signs("0123456789abcdefABCDEF"),
  [BACKSLASH]: signs("nrt\"'/\\uUxX"),
  [ENTITY]: signs("qalg#"),
  [JOIN]: signs(" \t\r\n.<+&~\\["),
};
const NO_SIGN: Uint8Array = signs("");

const encodingOf = (kind: number): Encoding => ENCODINGS[kind] ?? "escapes";

/**
 * The view of what stands from a spot on, as long as one unit follows another; undefined where its end is not there yet.
 *
 * @param room Of ROOM bytes.
 */
export function readUnits(
  source: Source,
  { position, kind, goesOn }: Segment,
  room: Buffer,
): Reading | undefined {
  const { data, length, ended } = source;
  const context = goesOn ? position : contextStart(source, position);
  const isSign = SIGNS[kind] ?? NO_SIGN;
  const pieces = [0, context, 0];
  // What stands before the spot on its line is read the same way: it may be the begin of the secret.
  let unitEnd = position;
  let at = context;
  let filled = 0;
  const limit = position + SEGMENT;
  const stop = Math.min(limit, length);
  while (at - unitEnd <= GAP && at < stop) {
    const byte = data[at] ?? 0;
    if (isSign[byte] === 1) {
      if (!ended && at + LOOK_AHEAD > length) return undefined;
      const unit = unitIn(source, kind, at);
      if (unit !== undefined) {
        if (unit.value !== -1) {
          pieces.push(filled, at, unit.length);
          room[filled++] = unit.value;
        }
        at += unit.length;
        unitEnd = Math.max(unitEnd, at);
        pieces.push(filled, at, 0);
        continue;
      }
    }
    room[filled++] = byte;
    at++;
  }
  const isOpen = at < limit && at - unitEnd <= GAP;
  if (isOpen && !ended) return undefined;
  const view = new UnitsView(encodingOf(kind), room.subarray(0, filled), pieces);
  const next = at >= limit ? view.startNear(limit - OVERLAP) : -1;
  if (next <= position) return { view, end: at };
  return { view, end: at, next: { kind, position: next, wraps: false, goesOn: true } };
}

class UnitsView implements View {
  readonly encoding: Encoding;
  readonly bytes: Buffer;
  readonly from = 0;
  readonly to: number;
  readonly isApart = false;
  /**
   * Three numbers for each stretch of bytes that stand for themselves, and for each unit that stands for a byte: where it begins in the bytes,
   * where in the source, and the unit's length there; 0: a stretch, which may be empty.
   */
  readonly #pieces: readonly number[];

  constructor(encoding: Encoding, bytes: Buffer, pieces: readonly number[]) {
    this.encoding = encoding;
    this.bytes = bytes;
    this.to = bytes.length;
    this.#pieces = pieces;
  }

  hasDecoded(from: number, to: number): boolean {
    const [start, end] = this.place(from, to);
    return end - start !== to - from;
  }

  place(from: number, to: number): [from: number, to: number] {
    return [this.#stands(from, false), this.#stands(to - 1, true)];
  }

  /** Where the first byte stands that stands no earlier than this; -1: none. */
  startNear(index: number): number {
    const pieces = this.#pieces;
    for (let i = 0; i < pieces.length; i += 3) {
      const [at = 0, start = 0, unit = 0, next = this.to] = pieces.slice(i, i + 4);
      if (next === at) continue;
      if (unit === 0 ? start + next - at > index : start >= index) return Math.max(start, index);
    }
    return -1;
  }

  /** Where the byte at an index begins in the source, or ends. */
  #stands(index: number, isEnd: boolean): number {
    const pieces = this.#pieces;
    let low = 0;
    for (let high = pieces.length / 3; high - low > 1;) {
      const middle = (low + high) >> 1;
      if ((pieces[middle * 3] ?? 0) <= index) low = middle;
      else high = middle;
    }
    const [at = 0, start = 0, unit = 0] = pieces.slice(low * 3, low * 3 + 3);
    if (unit === 0) return start + index - at + (isEnd ? 1 : 0);
    return start + (isEnd ? unit : 0);
  }
}

/** Read byte by byte as far as that tells it: to make a text of what follows each sign takes longer than all else. */
function unitIn({ data, length }: Source, kind: number, at: number): Unit | undefined {
  if (at + 1 >= length || NEXT[kind]?.[data[at + 1] ?? 0] !== 1) return undefined;
  switch (kind) {
    case PERCENT:
      return hexUnit(data, at, { from: at + 1, to: at + 3, length });
    case BACKSLASH:
      return backslashUnit(data, at, length);
    case ENTITY:
      return entityUnit(data.toString("latin1", at, Math.min(length, at + LONGEST_ENTITY)));
    default:
      return joinUnit(data, at, length);
  }
}

/** Values of hexadecimal digits; other bytes are 16. */
const HEX_VALUES: Uint8Array = new Uint8Array(256).fill(16);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  HEX_VALUES[digit.charCodeAt(0)] = HEX_VALUES[digit.toUpperCase().charCodeAt(0)] = value;
}

/** The unit at `at` whose hexadecimal digits are [from, to), with which it ends. */
function hexUnit(
  data: Buffer,
  at: number,
  { from, to, length }: { from: number; to: number; length: number },
): Unit | undefined {
  if (to > length) return undefined;
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = HEX_VALUES[data[index] ?? 0] ?? 16;
    if (digit === 16) return undefined;
    value = value * 16 + digit;
  }
  return { length: to - at, value: value < 256 ? value : OTHER };
}

/** By the byte behind a backslash, what the two stand for; 0: no byte by themselves. */
const SIMPLE: Uint8Array = new Uint8Array(256);
for (const [letter, value] of ["n\n", "r\r", "t\t", '""', "''", "//", "\\\\"])
  SIMPLE[(letter ?? "").charCodeAt(0)] = (value ?? "").charCodeAt(0);

function backslashUnit(data: Buffer, at: number, length: number): Unit | undefined {
  const next = data[at + 1] ?? 0;
  const simple = SIMPLE[next] ?? 0;
  if (simple !== 0) return { length: 2, value: simple };
  // `\u` and four digits, `\x` and two, in either case.
  return hexUnit(data, at, { from: at + 2, to: at + ((next | 0x20) === 0x75 ? 6 : 4), length });
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" };
/** `&#x1234;` */
const LONGEST_ENTITY = 8;

function entityUnit(text: string): Unit | undefined {
  const named = /^&(quot|amp|lt|gt|apos);/.exec(text);
  if (named !== null)
    return { length: named[0].length, value: (ENTITIES[named[1] ?? ""] ?? "").charCodeAt(0) };
  return numberUnit(/^&#x([0-9a-f]{1,4});/i.exec(text), 16) ?? numberUnit(/^&#(\d{1,4});/.exec(text), 10);
}

function numberUnit(found: RegExpExecArray | null, base: number): Unit | undefined {
  if (found === null) return undefined;
  const value = Number.parseInt(found[1] ?? "", base);
  return { length: found[0].length, value: value < 256 ? value : OTHER };
}

const QUOTES: Uint8Array = signs("\"'`");
const SPACES: Uint8Array = signs(" \t\r\n");
const OPERATORS: Uint8Array = signs("+.&~\\");
const LETTERS: Uint8Array = signs("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
const TOKENS: Uint8Array = signs("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

/** What joins what stands before it and behind. */
function joinUnit(data: Buffer, at: number, length: number): Unit | undefined {
  const byte = data[at] ?? 0;
  if (byte === ESC) {
    const found = TERMINAL_CODES.exec(data.toString("latin1", at, Math.min(length, at + LOOK_AHEAD)));
    return found === null ? undefined : { length: found[0].length, value: -1 };
  }
  const end = QUOTES[byte] === 1 ? pastLiterals(data, at) : pastBreak(data, at);
  return end === -1 || end >= length || TOKENS[data[end] ?? 0] !== 1
    ? undefined
    : { length: end - at, value: -1 };
}

const ESC = 0x1b;

/** Behind a soft line break, `=` or a backslash at the end of a line; -1: there is none. */
function pastBreak(data: Buffer, at: number): number {
  const next = data[at + 1] === 0x0d ? at + 2 : at + 1;
  return data[next] === 0x0a ? next + 1 : -1;
}

/**
 * Behind the quote with which another literal begins, where one ends at `at`: an operator stands between them, or nothing but white space,
 * and up to two letters before the quote. -1: none follows.
 */
function pastLiterals(data: Buffer, at: number): number {
  let next = pastSpaces(data, at + 1);
  const isBare = next > at + 1;
  const byte = data[next] ?? 0;
  const follows = data[next + 1];
  // `<>`, `..`, or one sign.
  const isTwo = (byte === 0x3c && follows === 0x3e) || (byte === 0x2e && follows === 0x2e);
  if (isTwo || OPERATORS[byte] === 1) next = pastSpaces(data, next + (isTwo ? 2 : 1));
  else if (!isBare) return -1;
  const prefix = next + 2;
  while (next < prefix && LETTERS[data[next] ?? 0] === 1) next++;
  return QUOTES[data[next] ?? 0] === 1 ? next + 1 : -1;
}

/** White space, up to 64 bytes of it. */
function pastSpaces(data: Buffer, from: number): number {
  let next = from;
  while (next < from + 64 && SPACES[data[next] ?? 0] === 1) next++;
  return next;
}
