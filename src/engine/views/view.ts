/** A text as it is read once something in it is decoded, and where its bytes stand in the text that it was made of. */

import { LOOK_AHEAD } from "./spots.ts";

/** How a text was written, as reports call it. */
export type Encoding =
  | "base64"
  | "base64-utf16"
  | "hex"
  | "percent"
  | "escapes"
  | "html-entities"
  | "concatenation";

/** The text in which a spot stands. */
export interface Source {
  data: Buffer;
  /** Its bytes are [first, length) of the data. */
  first: number;
  length: number;
  /** Nothing follows. */
  ended: boolean;
}

/** A part of a long run or of a long line of escapes; the first one begins at the spot. */
export interface Segment {
  /** Index in the data. */
  position: number;
  kind: number;
  /** It may go on in further lines. */
  wraps: boolean;
  /** It goes on where another segment ended: what stands before it has been looked at. */
  goesOn: boolean;
}

/** A decoded text. */
export interface View {
  readonly encoding: Encoding;
  /** The text, with some of what stands before and behind it; which lies in its room. */
  readonly bytes: Buffer;
  /** The decoded bytes among them: [from, to). */
  readonly from: number;
  readonly to: number;
  /** Nothing counts but what lies wholly in the decoded bytes. */
  readonly isApart: boolean;
  /** True where a range of the bytes has something decoded in it. */
  hasDecoded(from: number, to: number): boolean;
  /** Where a range of the bytes, which is not empty, stands in the source: indexes in its data. */
  place(from: number, to: number): [from: number, to: number];
}

/** What became of a segment; nothing where bytes that decide are not there yet. */
export interface Reading {
  view?: View;
  /** Behind the last byte of the source that was looked at. */
  end: number;
  next?: Segment;
}

/** Bytes of a segment, at most. */
export const SEGMENT: number = 48 * 1024;
/** Bytes that neighbouring segments share: a secret lies wholly in one of them. */
export const OVERLAP: number = 12 * 1024;
/** Bytes of its line that stand before a view. */
const CONTEXT_BEFORE = 320;
/** Bytes of a view, at most. */
const MOST: number = SEGMENT + CONTEXT_BEFORE + LOOK_AHEAD;

/** Where views are put together, one at a time: the next one is laid over it. */
export class Room {
  readonly bytes: Buffer = Buffer.alloc(MOST);
  /** Of each byte of a view with escapes: where what stands for it begins and ends in the source. */
  readonly starts: Uint32Array = new Uint32Array(MOST);
  readonly ends: Uint32Array = new Uint32Array(MOST);
}

/** Where the line begins in which an index lies, or the context of a view. */
export function contextStart({ data, first }: Pick<Source, "data" | "first">, position: number): number {
  const least = Math.max(first, position - CONTEXT_BEFORE);
  let start = position;
  while (start > least && data[start - 1] !== 0x0a) start--;
  return Math.max(start, least);
}
