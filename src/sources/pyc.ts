/**
 * Compiled Python (`.pyc`): its texts stand end to end with the codes of what follows them, so that a key seems to be longer than it is.
 * Format: Python/marshal.c, version 4.
 */

/** Types of texts and bytes with a length of four bytes; the highest bit says that others refer to them. */
const LONG: ReadonlySet<number> = new Set([..."asutA"].map((type) => type.charCodeAt(0)));
/** Of ASCII texts with a length of one byte. */
const SHORT: ReadonlySet<number> = new Set([..."zZ"].map((type) => type.charCodeAt(0)));
/** Shorter texts hold no key. */
const LEAST = 16;
const MOST = 65_536;

/** Whether a file begins as one: a version of Python 3, a carriage return and a newline. */
export function isPyc(head: Uint8Array): boolean {
  const [, high = 0, cr, lf] = head;
  return high >= 0x0b && high <= 0x0f && cr === 0x0d && lf === 0x0a;
}

/** Puts NUL in the place of each code that stands right behind a text; all texts stay where and as they are. */
export function separateTexts(bytes: Uint8Array, length: number): void {
  let textEnd = -1;
  for (let at = 0; at + 5 < length; at++) {
    const type = (bytes[at] ?? 0) & 0x7f;
    if (at === textEnd) bytes[at] = 0;
    const isShort = SHORT.has(type);
    if (!isShort && !LONG.has(type)) continue;
    const from = at + (isShort ? 2 : 5);
    const size = isShort ? (bytes[at + 1] ?? 0) : uint32(bytes, at + 1);
    const end = from + size;
    if (size < LEAST || size > MOST || end >= length || !isText(bytes, from, end)) continue;
    // What stands there may be the code of another text.
    textEnd = end;
    at = end - 1;
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}

function isText(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 && (byte < 0x09 || byte > 0x0d)) return false;
  }
  return true;
}
