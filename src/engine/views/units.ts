/** Views of text with escapes, and of literals that are joined: each escape is a character, what stands between two literals is nothing. */
import { byteTable, CAPITALS, DIGITS, SMALL, WORD } from "../byte-table.ts";
import { BACKSLASH, ENTITY, GAP, JOIN, LOOK_AHEAD, PERCENT, TERMINAL_CODES } from "./spots.ts";
import {
  contextStart,
  OVERLAP,
  SEGMENT,
  type Encoding,
  type Reading,
  type Room,
  type Segment,
  type Source,
  type View,
} from "./view.ts";

/**
 * Something that stands for another text, as one number: its length and the byte that it stands for (-1: none). 0: nothing of the kind. Tables
 * of bytes have a hundred thousand of them.
 */
type Unit = number;

function unitOf(length: number, value: number): Unit {
  return length * 512 + value + 1;
}

/** Stands for a character that no byte is. */
const OTHER = 0x1a;

const ENCODINGS: Readonly<Record<number, Encoding>> = {
  [PERCENT]: "percent",
  [BACKSLASH]: "escapes",
  [ENTITY]: "html-entities",
  [JOIN]: "concatenation",
};

const signs = (bytes: string): Uint8Array => byteTable([bytes, 1]);

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

/** The view of what stands from a spot on, as long as one unit follows another; undefined where its end is not there yet. */
export function readUnits(
  source: Source,
  { position, kind, goesOn }: Segment,
  room: Room,
): Reading | undefined {
  const { data, length, ended } = source;
  const { bytes, starts, ends } = room;
  const context = goesOn ? position : contextStart(source, position);
  const isSign = SIGNS[kind] ?? NO_SIGN;
  // What stands before the spot on its line is read the same way: it may be the begin of the secret.
  let unitEnd = position;
  let at = context;
  let filled = 0;
  const limit = position + SEGMENT;
  const stop = Math.min(limit, length);
  while (at - unitEnd <= GAP && at < stop) {
    const start = at;
    let value = data[at++] ?? 0;
    if (isSign[value] === 1) {
      if (!ended && start + LOOK_AHEAD > length) return undefined;
      const unit = unitIn(source, kind, start);
      if (unit !== 0) {
        value = (unit & 511) - 1;
        at = start + (unit >> 9);
        unitEnd = Math.max(unitEnd, at);
        if (value === -1) continue;
      }
    }
    bytes[filled] = value;
    starts[filled] = start;
    ends[filled++] = at;
  }
  const isOpen = at < limit && at - unitEnd <= GAP;
  if (isOpen && !ended) return undefined;
  const view = new UnitsView(encodingOf(kind), room, filled);
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
  readonly #room: Room;

  constructor(encoding: Encoding, room: Room, length: number) {
    this.encoding = encoding;
    this.bytes = room.bytes.subarray(0, length);
    this.to = length;
    this.#room = room;
  }

  hasDecoded(from: number, to: number): boolean {
    const [start, end] = this.place(from, to);
    return end - start !== to - from;
  }

  place(from: number, to: number): [from: number, to: number] {
    const { starts, ends } = this.#room;
    return [starts[from] ?? 0, ends[to - 1] ?? 0];
  }

  /** Where the first byte stands that stands no earlier than this, which is near the end; -1: none. */
  startNear(index: number): number {
    const { starts } = this.#room;
    let at = this.to;
    while (at > 0 && (starts[at - 1] ?? 0) >= index) at--;
    return at < this.to ? (starts[at] ?? 0) : -1;
  }
}

/** Read byte by byte as far as that tells it: to make a text of what follows each sign takes longer than all else. */
function unitIn({ data, length }: Source, kind: number, at: number): Unit {
  if (at + 1 >= length || NEXT[kind]?.[data[at + 1] ?? 0] !== 1) return 0;
  switch (kind) {
    case PERCENT:
      return at + 3 > length ? 0 : hexUnit(data, at, at + 1, at + 3);
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
function hexUnit(data: Buffer, at: number, from: number, to: number): Unit {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = HEX_VALUES[data[index] ?? 0] ?? 16;
    if (digit === 16) return 0;
    value = value * 16 + digit;
  }
  return unitOf(to - at, value < 256 ? value : OTHER);
}

/** By the byte behind a backslash, what the two stand for; 0: no byte by themselves. */
const SIMPLE: Uint8Array = new Uint8Array(256);
for (const [letter, value] of ["n\n", "r\r", "t\t", '""', "''", "//", "\\\\"])
  SIMPLE[(letter ?? "").charCodeAt(0)] = (value ?? "").charCodeAt(0);

function backslashUnit(data: Buffer, at: number, length: number): Unit {
  const next = data[at + 1] ?? 0;
  const simple = SIMPLE[next] ?? 0;
  if (simple !== 0) return unitOf(2, simple);
  // `\u` and four digits, `\x` and two, in either case.
  const end = at + ((next | 0x20) === 0x75 ? 6 : 4);
  return end > length ? 0 : hexUnit(data, at, at + 2, end);
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" };
/** `&#x1234;` */
const LONGEST_ENTITY = 8;

function entityUnit(text: string): Unit {
  const named = /^&(quot|amp|lt|gt|apos);/.exec(text);
  if (named !== null) return unitOf(named[0].length, (ENTITIES[named[1] ?? ""] ?? "").charCodeAt(0));
  const hex = /^&#x([0-9a-f]{1,4});/i.exec(text);
  return hex === null ? numberUnit(/^&#(\d{1,4});/.exec(text), 10) : numberUnit(hex, 16);
}

function numberUnit(found: RegExpExecArray | null, base: number): Unit {
  if (found === null) return 0;
  const value = Number.parseInt(found[1] ?? "", base);
  return unitOf(found[0].length, value < 256 ? value : OTHER);
}

const QUOTES: Uint8Array = signs("\"'`");
const SPACES: Uint8Array = signs(" \t\r\n");
const OPERATORS: Uint8Array = signs("+.&~\\");
const LETTERS: Uint8Array = signs(`${CAPITALS}${SMALL}${DIGITS}`);
const TOKENS: Uint8Array = signs(`${WORD}-`);
const NAMES: Uint8Array = signs(`${WORD}-./ `);
const [SPACE, COLON, EQUALS] = [0x20, 0x3a, 0x3d];

/** What joins what stands before it and behind. */
function joinUnit(data: Buffer, at: number, length: number): Unit {
  const byte = data[at] ?? 0;
  if (byte === ESC) {
    const found = TERMINAL_CODES.exec(data.toString("latin1", at, Math.min(length, at + LOOK_AHEAD)));
    return found === null ? 0 : unitOf(found[0].length, -1);
  }
  const end = QUOTES[byte] === 1 ? pastLiterals(data, at) : pastBreak(data, at);
  return end === -1 || end >= length || TOKENS[data[end] ?? 0] !== 1 ? 0 : unitOf(end - at, -1);
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
  if (QUOTES[data[next] ?? 0] !== 1) return -1;
  return isBare && isKey(data, next) ? -1 : next + 1;
}

/** Longer keys are none, bytes. */
const LONGEST_KEY = 80;

/** Whether the literal that begins at `at` is given something: it is a name then, of the next entry, as in YAML. All is within `LOOK_AHEAD`. */
function isKey(data: Buffer, at: number): boolean {
  const quote = data[at];
  let next = at + 1;
  while (next <= at + LONGEST_KEY && NAMES[data[next] ?? 0] === 1) next++;
  if (next === at + 1 || data[next] !== quote) return false;
  next++;
  while (data[next] === SPACE && next < at + LONGEST_KEY + 8) next++;
  return data[next] === COLON || data[next] === EQUALS;
}

/** White space, up to 64 bytes of it. */
function pastSpaces(data: Buffer, from: number): number {
  let next = from;
  while (next < from + 64 && SPACES[data[next] ?? 0] === 1) next++;
  return next;
}
