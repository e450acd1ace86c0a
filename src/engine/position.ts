/** Lines and columns of byte positions in a stream of which only a window is in memory. */
import { isUtf8 } from "node:buffer";

/** What a byte of the stream is: part of UTF-8 text, or one UTF-16 code unit (transcoded input). */
export type ByteUnit = "utf-8" | "unit";

/** UTF-16 code units of the bytes: UTF-8 if they are valid UTF-8 (a cut-off character at either end allowed), else one a byte. */
export function utf16Units(bytes: Uint8Array, unit: ByteUnit): number {
  if (unit === "unit") return bytes.length;
  let from = 0;
  while (from < 3 && from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++;
  let to = bytes.length;
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) to = bytes.length - back;
    if ((byte & 0xc0) !== 0x80) break;
  }
  if (to > from && !isUtf8(bytes.subarray(from, to))) return bytes.length;
  let units = 0;
  for (const byte of bytes) {
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
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

  /** Column (UTF-16 units, from 1) of a position in the buffer. */
  columnOf(data: Buffer, position: number, unit: ByteUnit): number {
    if (position < this.#columnAt) {
      this.#columnAt = 0;
      this.#column = this.#frontColumn;
    }
    const between = data.subarray(this.#columnAt, position);
    const newline = between.lastIndexOf(0x0a);
    const units = utf16Units(between.subarray(newline + 1), unit);
    this.#column = newline === -1 ? this.#column + units : units + 1;
    this.#columnAt = position;
    return this.#column;
  }

  /** The first `count` bytes of the buffer are about to be dropped. */
  drop(data: Buffer, count: number, unit: ByteUnit): void {
    this.lineOf(count);
    this.#frontColumn = this.#column = this.columnOf(data, count, unit);
    this.#at = this.#columnAt = 0;
  }
}
