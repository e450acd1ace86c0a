/** Just enough DER (X.690) to tell a private key from other bytes: the types of the outermost elements. */

import type { CheckResult } from "../../types.ts";

/**
 * Types of the elements in a key's outer SEQUENCE, in hex: PKCS#1 (RFC 8017), DSA as OpenSSL writes it, SEC 1
 * (RFC 5915), PKCS#8 (RFC 5958), encrypted PKCS#8.
 */
const SHAPES = /^(?:(?:02){9}(?:30)?|(?:02){6}|0204(?:a0)?(?:a1)?|023004(?:a0)?(?:81|a1)?|3004)$/;

/** More elements than any of the shapes has. */
const MOST_ELEMENTS = 12;

const SEQUENCE = 0x30;

/** An element of DER. */
export interface Element {
  tag: number;
  /** Offset of the content. */
  start: number;
  /** Offset after the content, which may lie behind the end of the bytes. */
  end: number;
}

/**
 * `valid` for exactly one SEQUENCE whose elements have the types of some form of private key; `none` for the beginning
 * of a SEQUENCE that was cut.
 */
export function checkDerKey(bytes: Uint8Array): CheckResult {
  const outer = readElement(bytes, 0);
  if (outer?.tag !== SEQUENCE || outer.end < bytes.length) {
    return "invalid";
  }
  if (outer.end > bytes.length) {
    return outer.end - outer.start > 0xffff ? "invalid" : "none";
  }
  let shape = "";
  let at = outer.start;
  for (let count = 0; at < outer.end && count < MOST_ELEMENTS; count++) {
    const element = readElement(bytes, at);
    if (element === undefined) {
      return "invalid";
    }
    shape += element.tag.toString(16).padStart(2, "0");
    at = element.end;
  }
  return at === outer.end && SHAPES.test(shape) ? "valid" : "invalid";
}

/** The element at an offset; `undefined` without one and for a length of indefinite form. Its end may lie behind the bytes. */
export function readElement(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at];
  const short = bytes[at + 1];
  if (tag === undefined || short === undefined || short === 0x80 || short > 0x84) {
    return undefined;
  }
  let length = short;
  let start = at + 2;
  if (short > 0x80) {
    length = 0;
    for (const stop = start + (short & 0x7f); start < stop; start++) {
      length = length * 256 + (bytes[start] ?? 0);
    }
  }
  return { tag, start, end: start + length };
}
