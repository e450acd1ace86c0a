/**
 * Texts in UTF-16 within binary files: of programs for Windows and .NET, registry hives, dumps. Their letters are put together, so that they are read as
 * others are. A text that is cut between two pieces of a file is read as two.
 */

import { isRawBinary, narrow, type Content } from "./content.ts";

/** Units of the shortest text that is looked at; shorter ones hold no key. */
const LEAST = 16;
/** Bytes from one look to the next: a text of that length has one wholly in it. */
const STEP = 16;

/** Texts whose places are known, the last ones: as many as have room in two megabytes, and what is found is told before these are read. */
const MOST = 65_536;

/** Printable bytes before a letter and NUL that show that the letter is the last of theirs. */
const BEFORE_NUL = 4;

const PRINTABLE: Uint8Array = new Uint8Array(256).fill(1, 0x20, 0x7f).fill(1, 0x09, 0x0e);

/** Makes the bytes of files what the engine reads, one file after the other. */
export class WideTexts {
  /** Of each text in a binary file: where it begins in the file, bytes, and how many units it has; rising. */
  #texts: { from: number; units: number }[] = [];
  #base = 0;

  /** A binary file begins. Gives what tells where in the file a byte stood that is at an offset now. */
  begin(): (offset: number) => number {
    this.#texts = [];
    this.#base = 0;
    return this.#fileOffset;
  }

  /** As `narrow` of content.ts, for the next bytes of the file. */
  narrow(bytes: Buffer, length: number, content: Content): number {
    if (isRawBinary(content)) this.#putTogether(bytes, length);
    return narrow(bytes, length, content);
  }

  /** Puts the letters of each text to its begin; NUL fills what they leave. */
  #putTogether(bytes: Buffer, length: number): void {
    let done = 0;
    for (let at = 0; at + STEP <= length; at += STEP) {
      const first = isUnit(bytes, at) ? at : at + 1;
      if (first < done || !isUnit(bytes, first) || !isUnit(bytes, first + 2)) continue;
      let from = first;
      while (from - 2 >= done && isUnit(bytes, from - 2)) from -= 2;
      if (endsOther(bytes, from, done)) from += 2;
      let to = first + 4;
      while (to + 2 <= length && isUnit(bytes, to)) to += 2;
      done = to;
      const units = (to - from) / 2;
      if (units < LEAST) continue;
      this.#texts.push({ from: this.#base + from, units });
      for (let i = 0; i < units; i++) bytes[from + i] = bytes[from + 2 * i] ?? 0;
      bytes.fill(0, from + units, to);
    }
    this.#base += length;
    if (this.#texts.length > MOST) this.#texts = this.#texts.slice(-MOST);
  }

  readonly #fileOffset = (offset: number): number => {
    let next = 0;
    for (let end = this.#texts.length; next < end;) {
      const middle = (next + end) >>> 1;
      if ((this.#texts[middle]?.from ?? 0) <= offset) next = middle + 1;
      else end = middle;
    }
    const text = this.#texts[next - 1];
    const within = text === undefined ? 0 : offset - text.from;
    return text === undefined || within > text.units ? offset : text.from + 2 * within;
  };
}

/** Whether there may be such a text in the bytes of a binary file; asked of each in a history. */
export function mayHoldWideText(bytes: Buffer, from: number, length: number): boolean {
  const end = from + length;
  for (let at = from; at + STEP <= end; at += STEP) {
    const first = isUnit(bytes, at) ? at : at + 1;
    if (!isUnit(bytes, first) || !isUnit(bytes, first + 2)) continue;
    let begin = first;
    while (begin - 2 >= from && isUnit(bytes, begin - 2)) begin -= 2;
    let to = first + 4;
    while (to + 2 <= end && isUnit(bytes, to)) to += 2;
    if (to - begin >= 2 * LEAST) return true;
  }
  return false;
}

/** Whether what looks like the first letter is the last one of a text of bytes that ends with NUL, as C has them. */
function endsOther(bytes: Buffer, from: number, done: number): boolean {
  for (let at = from - BEFORE_NUL; at < from; at++)
    if (at < done || PRINTABLE[bytes[at] ?? 0] !== 1) return false;
  return true;
}

function isUnit(bytes: Buffer, at: number): boolean {
  return bytes[at + 1] === 0 && PRINTABLE[bytes[at] ?? 0] === 1;
}
