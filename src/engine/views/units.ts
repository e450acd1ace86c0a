/** Views of text with escapes, and of literals that are joined: each escape is a character, what stands between two literals is nothing. */
import { BACKSLASH, ENTITY, GAP, JOIN, LOOK_AHEAD, PERCENT, TERMINAL_CODES } from "./spots.ts";
import {
  CONTEXT_BEFORE,
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

/** The view of what stands from a spot on, as long as one unit follows another; undefined where its end is not there yet. */
export function readUnits(source: Source, { position, kind, goesOn }: Segment): Reading | undefined {
  const { data, length, ended } = source;
  const context = goesOn ? position : contextStart(source, position);
  const isSign = SIGNS[kind] ?? NO_SIGN;
  const text = new Text();
  // What stands before the spot on its line is read the same way: it may be the begin of the secret.
  let unitEnd = position;
  let at = context;
  const limit = position + SEGMENT;
  const stop = Math.min(limit, length);
  while (at - unitEnd <= GAP && at < stop) {
    if (isSign[data[at] ?? 0] === 1) {
      if (!ended && at + LOOK_AHEAD > length) return undefined;
      const unit = unitIn(source, kind, at);
      if (unit !== undefined) {
        text.add(unit.value, at, at + unit.length);
        at += unit.length;
        unitEnd = Math.max(unitEnd, at);
        continue;
      }
    }
    text.add(data[at] ?? 0, at, at + 1);
    at++;
  }
  const isOpen = at < limit && at - unitEnd <= GAP;
  if (isOpen && !ended) return undefined;
  const next = at >= limit ? text.startNear(limit - OVERLAP) : -1;
  return {
    view: text.view(encodingOf(kind)),
    end: at,
    ...(next > position ? { next: { kind, position: next, wraps: false, goesOn: true } } : {}),
  };
}

/** Bytes that are read for one view, at most. */
const MOST = SEGMENT + CONTEXT_BEFORE + LOOK_AHEAD;
/** Where a view is put together; it is done with one before the next begins. */
const room = {
  values: Buffer.alloc(MOST),
  starts: new Uint32Array(MOST),
  ends: new Uint32Array(MOST),
};

/** Bytes, with where each of them stands. One at a time. */
class Text {
  #length = 0;

  /** A byte (-1: none) that stands in [from, to) of the data. */
  add(value: number, from: number, to: number): void {
    if (value === -1) return;
    const at = this.#length++;
    room.values[at] = value;
    room.starts[at] = from;
    room.ends[at] = to;
  }

  /** Where the first byte stands that stands no earlier than this. */
  startNear(index: number): number {
    return room.starts.subarray(0, this.#length).find((start) => start >= index) ?? -1;
  }

  view(encoding: Encoding): View {
    const length = this.#length;
    const starts = room.starts.slice(0, length);
    const ends = room.ends.slice(0, length);
    const start = (index: number): number => starts[index] ?? 0;
    const end = (index: number): number => ends[index] ?? 0;
    return {
      encoding,
      bytes: Buffer.from(room.values.subarray(0, length)),
      from: 0,
      to: length,
      isApart: false,
      hasDecoded: (from, to) => end(to - 1) - start(from) !== to - from,
      place: (from, to) => [start(from), end(to - 1)],
    };
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
      if (!mayJoin(data, at, length)) return undefined;
      return joinUnit(data.toString("latin1", at, Math.min(length, at + LOOK_AHEAD)));
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

const LITERALS =
  /^["'`](?:[ \t\r\n]{0,64}(?:\.\.|<>|[+.&~\\])[ \t\r\n]{0,64}|[ \t\r\n]{1,64})[0-9A-Za-z]{0,2}["'`](?=[\w-])/;

function joinUnit(text: string): Unit | undefined {
  const found = LITERALS.exec(text) ?? /^[=\\]\r?\n(?=[\w-])/.exec(text) ?? TERMINAL_CODES.exec(text);
  return found === null ? undefined : { length: found[0].length, value: -1 };
}

const QUOTES: Uint8Array = signs("\"'`");
const SPACES: Uint8Array = signs(" \t\r\n");
const OPERATORS: Uint8Array = signs(".<+&~\\");
const LETTERS: Uint8Array = signs("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

/** False where `joinUnit` finds nothing: behind most quotes stands neither an operator nor another quote. */
function mayJoin(data: Buffer, at: number, length: number): boolean {
  if (QUOTES[data[at] ?? 0] !== 1) return true;
  const stop = Math.min(length, at + 66);
  let next = at + 1;
  while (next < stop && SPACES[data[next] ?? 0] === 1) next++;
  if (OPERATORS[data[next] ?? 0] === 1) return true;
  const prefix = next + 2;
  while (next < prefix && LETTERS[data[next] ?? 0] === 1) next++;
  return QUOTES[data[next] ?? 0] === 1;
}
