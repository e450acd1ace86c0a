/** Views of base64 (RFC 4648, both alphabets, padding optional) and hexadecimal runs, also of those that are wrapped into lines of one length. */
import { byteTable, DIGITS, WORD } from "../byte-table.ts";
import { BASE64, INDENT, isWrapped, WIDEST } from "./spots.ts";
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

/** Bytes behind the run that tell how the value ends. */
const BEHIND = 16;

interface Line {
  from: number;
  to: number;
}

interface Run {
  lines: Line[];
  /** Behind its last digit. */
  end: number;
  next?: Segment;
}

const IS_DIGIT: Uint8Array = byteTable([`${WORD}+/-`, 1]);
const IS_HEX: Uint8Array = byteTable([`${DIGITS}abcdefABCDEF`, 1]);

/** The view of a run; undefined where its end is not there yet. */
export function readDigits(source: Source, segment: Segment, { bytes: room }: Room): Reading | undefined {
  const isBase64 = segment.kind === BASE64;
  const run = readRun(source, segment, isBase64 ? IS_DIGIT : IS_HEX);
  if (run === undefined) return undefined;
  const { data, length, ended } = source;
  const { end } = run;
  let behind = end;
  while (behind < length && behind < end + BEHIND && data[behind] !== 0x0a) behind++;
  if (behind === length && behind < end + BEHIND && !ended) return undefined;
  const reading: Reading = { end };
  if (run.next !== undefined) reading.next = run.next;
  if (isBase64 && !segment.goesOn && isPartOfJwt(source, segment.position, end)) return reading;
  const view = decode(source, segment, run, { behind, room });
  if (view !== undefined) reading.view = view;
  return reading;
}

/** What these say is told with the whole token. */
function isPartOfJwt({ data, length }: Source, from: number, end: number): boolean {
  const isObject = data.toString("latin1", from, from + 3) === "eyJ";
  return isObject && (data[from - 1] === 0x2e || (end < length && data[end] === 0x2e));
}

function readRun(source: Source, segment: Segment, isDigit: Uint8Array): Run | undefined {
  const { data, length, ended } = source;
  const lines: Line[] = [];
  const limit = segment.position + SEGMENT;
  for (let from = segment.position; ;) {
    const to = pastDigits(data, from, Math.min(length, limit), isDigit);
    if (to === length && to < limit && !ended) return undefined;
    lines.push({ from, to });
    if (to >= limit) return { lines, end: to, next: goOn(segment, lines) };
    if (!segment.wraps || to - from > WIDEST || !mayBreak(data[to] ?? 0)) return { lines, end: to };
    if (!isWrapped(data.toString("latin1", from, to))) return { lines, end: to };
    const next = nextLine(source, to, isDigit);
    if (next === undefined) return undefined;
    if (next >= limit) return { lines, end: to, next: goOn(segment, lines) };
    if (next === -1) return { lines, end: to };
    from = next;
  }
}

function pastDigits(data: Buffer, from: number, stop: number, isDigit: Uint8Array): number {
  let to = from;
  while (to < stop && isDigit[data[to] ?? 0] === 1) to++;
  return to;
}

/** Where a long run is gone on with: at the begin of a line, or some whole quanta before the end. */
function goOn({ kind, position }: Segment, lines: readonly Line[]): Segment {
  const near = position + SEGMENT - OVERLAP;
  const line = lines.find(({ from }) => from >= near);
  if (line !== undefined) return { kind, position: line.from, wraps: true, goesOn: true };
  return { kind, position: position + ((SEGMENT - OVERLAP) & ~3), wraps: false, goesOn: true };
}

/** The first byte of what `nextLine` passes over. */
function mayBreak(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x5c;
}

/** Where the next line of digits begins: behind a line break, real or escaped, and white space. -1: there is none. */
function nextLine({ data, length, ended }: Source, end: number, isDigit: Uint8Array): number | undefined {
  const text = data.toString("latin1", end, Math.min(length, end + 4 + INDENT + 1));
  const isOpen = !ended && end + text.length === length;
  const found = /^(?:\r?\n|(?:\\r)?\\n)[ \t]{0,16}/.exec(text);
  if (found === null) return isOpen && /^(?:\r|\\|\\r|\\r\\)?$/.test(text) ? undefined : -1;
  const at = end + found[0].length;
  if (at >= length) return ended ? -1 : undefined;
  return isDigit[data[at] ?? 0] === 1 ? at : -1;
}

function decode(
  source: Source,
  { position, kind, goesOn }: Segment,
  { lines, end }: Run,
  { behind, room }: { behind: number; room: Buffer },
): View | undefined {
  const { data } = source;
  const context = goesOn ? position : contextStart(source, position);
  const from = put(room, 0, data, context, position);
  const isBase64 = kind === BASE64;
  const digits = textOf(data, lines);
  const written = isBase64
    ? room.write(digits, from, "base64")
    : room.write(digits.slice(0, digits.length & ~1), from, "hex");
  const isWide = isBase64 && isUtf16(room, from, written);
  const step = isWide ? 2 : 1;
  let to = from;
  for (let at = from; at < from + written && isText(room[at] ?? 0); at += step) room[to++] = room[at] ?? 0;
  if (to === from) return undefined;
  const bytes = room.subarray(0, put(room, to, data, end, behind));
  const encoding = isWide ? "base64-utf16" : isBase64 ? "base64" : "hex";
  return new DigitsView(encoding, bytes, { from, to, context, lines, end, bits: (isBase64 ? 6 : 4) / step });
}

/** Writes [from, to) of the data at a place in the room; returns where that ends. */
function put(room: Buffer, place: number, data: Buffer, from: number, to: number): number {
  let at = place;
  for (let index = from; index < to; index++) room[at++] = data[index] ?? 0;
  return at;
}

function isUtf16(room: Buffer, from: number, length: number): boolean {
  return length > 5 && room[from + 1] === 0 && room[from + 3] === 0 && room[from + 5] === 0;
}

function textOf(data: Buffer, lines: readonly Line[]): string {
  const [line] = lines;
  if (line !== undefined && lines.length === 1) return data.toString("latin1", line.from, line.to);
  return lines.map(({ from, to }) => data.toString("latin1", from, to)).join("");
}

/** False for what no text has. */
function isText(byte: number): boolean {
  return byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1b;
}

interface Digits {
  from: number;
  to: number;
  /** Index in the data of the first byte. */
  context: number;
  lines: readonly Line[];
  /** Index in the data behind the last digit. */
  end: number;
  /** Of a byte, that a digit tells. */
  bits: number;
}

class DigitsView implements View {
  readonly encoding: Encoding;
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly isApart = true;
  readonly #digits: Digits;

  constructor(encoding: Encoding, bytes: Buffer, digits: Digits) {
    this.encoding = encoding;
    this.bytes = bytes;
    this.from = digits.from;
    this.to = digits.to;
    this.#digits = digits;
  }

  hasDecoded(from: number, to: number): boolean {
    return from < this.to && to > this.from;
  }

  place(one: number, other: number): [from: number, to: number] {
    const { from, to, context, end, bits } = this.#digits;
    const first = Math.floor(((one - from) * 8) / bits);
    const last = Math.ceil(((other - from) * 8) / bits) - 1;
    return [
      one < from ? context + one : this.#digitAt(first),
      other > to ? end + other - to : other <= from ? context + other : this.#digitAt(last) + 1,
    ];
  }

  /** Index in the data of a digit. */
  #digitAt(digit: number): number {
    const { lines } = this.#digits;
    let left = digit;
    for (const { from, to } of lines) {
      if (left < to - from) return from + left;
      left -= to - from;
    }
    return lines.at(-1)?.to ?? 0;
  }
}
