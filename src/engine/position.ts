/** Lines and columns of byte positions in a stream of which only a window is in memory. */
import { isAscii, isUtf8 } from "node:buffer";

/** What a byte of the stream is: part of UTF-8 text, or one UTF-16 code unit (transcoded input). */
export type ByteUnit = "utf-8" | "unit";

/** Bytes that are told to be ASCII at a time. */
const BLOCK = 1024;
/** Bytes that are looked at one by one before the rest of a line is searched for its begin. */
const NEAR = 256;

/** Bytes of the well-formed UTF-8 sequence that begins at an index; 1 for ASCII and for a byte that begins none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0xc2 || lead > 0xf4) return 1;
  const second = bytes[at + 1] ?? 0;
  // No overlong forms, no surrogates, nothing above U+10FFFF (Unicode standard, table 3-7).
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let k = 2; k < length; k++) if (((bytes[at + k] ?? 0) & 0xc0) !== 0x80) return 1;
  return length;
}

/** The index itself, or the beginning of the character in whose middle it lies. */
export function characterStart(bytes: Uint8Array, index: number): number {
  for (let at = index - 1; at >= 0 && at >= index - 3; at--) {
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return at + sequenceLength(bytes, at) > index ? at : index;
  }
  return index;
}

/** The same of a part of valid text, wherever it is cut. Most of a long line is ASCII, which is told ten times as fast as it is counted. */
function validUnits(bytes: Uint8Array): number {
  if (isAscii(bytes)) return bytes.length;
  let units = 0;
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  return units;
}

/**
 * UTF-16 code units of the bytes: a character's for each well-formed UTF-8 sequence, one for any other byte. So the sum over
 * pieces is the same wherever text is cut between characters, valid or not.
 */
export function utf16Units(bytes: Uint8Array, unit: ByteUnit): number {
  if (unit === "unit" || isAscii(bytes)) return bytes.length;
  let units = 0;
  if (isUtf8(bytes)) {
    for (let at = 0; at < bytes.length; at += BLOCK) units += validUnits(bytes.subarray(at, at + BLOCK));
    return units;
  }
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    units += length === 4 ? 2 : 1;
    at += length;
  }
  return units;
}

/** Just behind the last newline of [from, to), or `from`. With `bits` below 0x80 all behind it is ASCII. */
function lineStart(data: Buffer, from: number, to: number): { at: number; bits: number } {
  let at = to;
  let bits = 0;
  const near = Math.max(from, to - NEAR);
  while (at > near && data[at - 1] !== 0x0a) bits |= data[--at] ?? 0;
  if (at > near || at === from) return { at, bits };
  return { at: from + data.subarray(from, at).lastIndexOf(0x0a) + 1, bits: 0x80 };
}

/** Follows a buffer whose front is dropped now and then. Positions are indexes in the buffer. */
export class LineTracker {
  readonly #count: (from: number, to: number) => number;
  /** A position, its line (from 1), kept so that counting goes on from there. The buffer begins with a newline of the engine's. */
  #at = 0;
  #line = 0;
  /** Column (UTF-16 units, from 1) of data[0]. */
  #frontColumn = 1;
  /** The last position asked for and its column, so that a long line is not counted anew for each of its matches. */
  #columnAt = 0;
  #column = 1;

  /** @param count Counts newlines in [from, to) of the buffer. */
  constructor(count: (from: number, to: number) => number) {
    this.#count = count;
  }

  reset(): void {
    this.#at = 0;
    this.#line = 0;
    this.#columnAt = 0;
    this.#frontColumn = this.#column = 1;
  }

  lineOf(position: number): number {
    if (position >= this.#at) this.#line += this.#count(this.#at, position);
    else this.#line -= this.#count(position, this.#at);
    this.#at = position;
    return this.#line;
  }

  /** Column (UTF-16 units, from 1) of the character at an index of the buffer. */
  columnOf(data: Buffer, index: number, unit: ByteUnit): number {
    const position = unit === "unit" ? index : characterStart(data, index);
    if (position < this.#columnAt) {
      this.#columnAt = 0;
      this.#column = this.#frontColumn;
    }
    const { at: from, bits } = lineStart(data, this.#columnAt, position);
    const units = bits < 0x80 ? position - from : utf16Units(data.subarray(from, position), unit);
    this.#column = from === this.#columnAt ? this.#column + units : units + 1;
    this.#columnAt = position;
    return this.#column;
  }

  /** The first `count` bytes of the buffer, which end with a character, are about to be dropped. */
  drop(data: Buffer, count: number, unit: ByteUnit): void {
    this.lineOf(count);
    this.#frontColumn = this.#column = this.columnOf(data, count, unit);
    this.#at = this.#columnAt = 0;
  }
}
