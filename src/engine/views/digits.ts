/** Views of base64 (RFC 4648, both alphabets, padding optional) and hexadecimal runs, also of those that are wrapped into lines of one length. */
import { BASE64, INDENT, isWrapped, WIDEST } from "./spots.ts";
import {
  contextStart,
  OVERLAP,
  SEGMENT,
  type Reading,
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

const IS_DIGIT: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[0-9A-Za-z+/_-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
const IS_HEX: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[0-9A-Fa-f]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** The view of a run; undefined where its end is not there yet. */
export function readDigits(source: Source, segment: Segment): Reading | undefined {
  const isBase64 = segment.kind === BASE64;
  const run = readRun(source, segment, isBase64 ? IS_DIGIT : IS_HEX);
  if (run === undefined) return undefined;
  const { data, length, ended } = source;
  const { end, next } = run;
  const newline = data.subarray(end, Math.min(length, end + BEHIND)).indexOf(0x0a);
  if (newline === -1 && !ended && end + BEHIND > length) return undefined;
  const reading = { end, ...(next === undefined ? {} : { next }) };
  if (isBase64 && !segment.goesOn && isPartOfJwt(source, segment.position, end)) return reading;
  const view = decode(source, segment, run, newline === -1 ? Math.min(length, end + BEHIND) : end + newline);
  return view === undefined ? reading : { ...reading, view };
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
    if (!segment.wraps || to - from > WIDEST || !isWrapped(data.toString("latin1", from, to)))
      return { lines, end: to };
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
  behind: number,
): View | undefined {
  const { data } = source;
  const isBase64 = kind === BASE64;
  const digits = lines.map(({ from, to }) => data.toString("latin1", from, to)).join("");
  const raw = Buffer.from(
    isBase64 ? digits : digits.slice(0, digits.length & ~1),
    isBase64 ? "base64" : "hex",
  );
  const isWide = isBase64 && raw[1] === 0 && raw[3] === 0 && raw[5] === 0;
  const text = textOf(isWide ? raw.filter((_, index) => index % 2 === 0) : raw);
  if (text.length === 0) return undefined;
  const context = goesOn ? position : contextStart(source, position);
  const before = data.subarray(context, position);
  const from = before.length;
  const to = from + text.length;
  const step = isWide ? 2 : 1;
  const digitAt = digitPlaces(lines);
  return {
    encoding: isWide ? "base64-utf16" : isBase64 ? "base64" : "hex",
    bytes: Buffer.concat([before, text, data.subarray(end, behind)]),
    from,
    to,
    isApart: true,
    hasDecoded: (one, other) => one < to && other > from,
    place(one, other) {
      const first = Math.floor(((one - from) * step * 8) / (isBase64 ? 6 : 4));
      const last = Math.ceil(((other - from) * step * 8) / (isBase64 ? 6 : 4)) - 1;
      return [
        one < from ? context + one : digitAt(first),
        other > to ? end + other - to : other <= from ? context + other : digitAt(last) + 1,
      ];
    },
  };
}

/** Index in the data of each digit. */
function digitPlaces(lines: readonly Line[]): (digit: number) => number {
  return (digit) => {
    let left = digit;
    for (const { from, to } of lines) {
      if (left < to - from) return from + left;
      left -= to - from;
    }
    return lines.at(-1)?.to ?? 0;
  };
}

/** The bytes up to the first that no text has. */
function textOf(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09 && byte !== 0x1b)
      return bytes.subarray(0, at);
  }
  return bytes;
}
