/** What is known of an object in memory, and of how it was made of another one. All offsets count from the beginning of the object. */
import type { Confirmed } from "./confirm.ts";
import { RUN_MOST } from "./runs.ts";
import type { Confidence } from "../types.ts";

/** An object in the prefilter's memory; a newline that is no part of it stands before its first byte. */
export interface Span {
  /** Index in the prefilter's data. */
  at: number;
  length: number;
}

/** A secret in an object. All offsets count from the beginning of the object, or, in a hit, from the hit's position. */
export interface SpanMatch extends Confirmed {
  /** Index in the pack's rules. */
  rule: number;
  confidence?: Confidence | undefined;
}

/** A place where an anchor stands, or a value run with a word before it. */
export interface Found {
  /** By index in the pack; RUN: a value run. */
  anchor: number;
  /** -1: the anchor begins with the newline before the object. */
  position: number;
  /** Bytes of the anchor or run. */
  length: number;
}

/** Such a place with what matches there. */
export interface SpanHit extends Found {
  /** One and the same list in all hits that were carried over from each other. */
  matches: readonly SpanMatch[];
}

/** One way to make them: V8 compiles code anew for objects that were made otherwise. */
export function spanHit(
  anchor: number,
  position: number,
  length: number,
  matches: readonly SpanMatch[],
): SpanHit {
  return { anchor, position, length, matches };
}

/** In place of the number of an anchor: the hit is a value run. */
export const RUN = -1;

/** What is known of an object: its hits, by place. */
export type SpanHits = readonly SpanHit[];

/** How an object was made of another one. Offsets count from the beginning of each. */
export interface Descent {
  base: SpanHits;
  baseLength: number;
  /** Triples: place, length, place in the base; MADE_ANEW: not copied. */
  pieces: Uint32Array;
  pieceCount: number;
  /** Pairs, from and behind the last: the bytes that have to be looked at again, by `sight`. */
  ranges: Uint32Array;
  rangeCount: number;
}

/** In place of a place in the base: the bytes are the delta's own. */
export const MADE_ANEW = 0xffff_ffff;

/** No hits, always the same list. */
export const NO_HITS: SpanHits = [];
/** No matches, always the same list. */
export const NO_MATCHES: readonly SpanMatch[] = [];

/** True where a place lies in one of the ranges, which rise. */
export function isInRanges(ranges: Uint32Array, count: number, position: number): boolean {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[2 * middle + 1] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low < count && (ranges[2 * low] ?? 0) <= position;
}

/** Index of the first hit at or behind a position. */
export function firstFrom(hits: SpanHits, position: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hits[middle]?.position ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Behind the index, or behind the run of token characters in which it lies, as far as runs go: what touches the end is not told of. */
export function pastRun(data: Uint8Array, index: number): number {
  let end = index;
  while (end - index <= RUN_MOST && isToken(data[end] ?? 0)) end++;
  return end;
}

/** A letter, a digit, `_` or `-`. */
function isToken(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x2d;
}

/** The hit `by` bytes further on. */
export function moved(hit: SpanHit, by: number): SpanHit {
  const { anchor, position, length, matches } = hit;
  return by === 0 ? hit : spanHit(anchor, position + by, length, matches);
}

/**
 * True where the hits of an object are those of another one, each at its place: then the same secrets stand in both. What overlaps in one
 * does so in the other, since all bytes that decide about a hit were copied together; but for views, which are remembered by themselves.
 */
export function areCarried(hits: SpanHits, base: SpanHits): boolean {
  if (hits.length !== base.length) return false;
  const by = (hits[0]?.position ?? 0) - (base[0]?.position ?? 0);
  let isMoved = false;
  let hasViews = false;
  for (let i = 0; i < hits.length; i++) {
    const hit = hits[i];
    const old = base[i];
    if (hit === undefined || hit.matches !== old?.matches || hit.anchor !== old.anchor) return false;
    hasViews ||= hit.anchor < RUN && hit.matches.length > 0;
    isMoved ||= hit.position - old.position !== by;
  }
  return !(hasViews && isMoved);
}

/** The match with all its places `by` bytes further on. */
export function shifted<M extends Confirmed>(match: M, by: number): M {
  return {
    ...match,
    start: match.start + by,
    end: match.end + by,
    secretStart: match.secretStart + by,
    secretEnd: match.secretEnd + by,
  };
}

/** Bytes of the base, from `from` on and before `to`, that stand `by` bytes further on in the object. */
export interface Copied {
  from: number;
  to: number;
  by: number;
  /** They begin both, or end both. */
  isFirst: boolean;
  isLast: boolean;
}

/** The object in which an index lies; the byte before it belongs to it too. */
export function objectAt<O extends Span>(objects: readonly O[], index: number): O | undefined {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((objects[middle]?.at ?? 0) - 1 <= index) low = middle + 1;
    else high = middle;
  }
  return objects[low - 1];
}

/** For sorting: by position, rising. */
export function byPlace(one: SpanHit, other: SpanHit): number {
  return one.position - other.position;
}

/** A run that reaches the end of the bytes that were copied is longer now, or shorter, and has been found again. */
export function isCut({ anchor, position, length }: Found, end: number): boolean {
  return anchor === RUN && position + length >= end;
}
