/**
 * Scans objects that lie whole in the prefilter's memory, one beside the other, and carries over what it knows of one object to another that
 * was made of pieces of it.
 *
 * What can be carried over: whether an anchor is reported depends on few bytes round it, whether a hit is a match on those from
 * LOOKBEHIND bytes before the earliest start that it allows to its rule's window behind the last one. Where all these were copied, so is
 * the outcome. Everything else is looked at anew, in the whole new object; so the matches of an object are those that a Scanner finds in it,
 * whatever it was made of.
 */
import { confirmHit, createConfirmer, LOOKBEHIND, type Confirmed, type Confirmer } from "./confirm.ts";
import type { Prefilter } from "./kernel.ts";
import { SEEN_BEFORE, type Judge } from "./learned/candidate.ts";
import type { Pack, PackTables } from "./pack.ts";

/** An object in the prefilter's memory; a newline that is no part of it stands before its first byte. */
export interface Span {
  /** Index in the prefilter's data. */
  at: number;
  length: number;
}

/** A place where an anchor stands, with what its rule matches there. All offsets count from the beginning of the object. */
export interface ObjectHit {
  anchor: number;
  /** -1: the anchor begins with the newline before the object. */
  position: number;
  matches: readonly Confirmed[];
}

/** What is known of an object: its hits, by place. */
export type ObjectHits = readonly ObjectHit[];

/** How an object was made of another one. Offsets count from the beginning of each. */
export interface Descent {
  base: ObjectHits;
  baseLength: number;
  /** Triples: place, length, place in the base; MADE_ANEW: not copied. */
  pieces: Uint32Array;
  pieceCount: number;
  /** Pairs, from and behind the last: the bytes that have to be looked at again, by `sight`. */
  ranges: Uint32Array;
  rangeCount: number;
}

export const MADE_ANEW = 0xffff_ffff;

/** Objects with more hits than this are no matter of a few secrets; they are left to a Scanner. */
const MOST_HITS = 4096;
/** Longest sequence of an anchor. */
const LONGEST_ANCHOR = 32;
/** Bytes behind a range that spare the prefilter most guesses about what follows. */
const BEHIND = 96;
/** Bytes that the prefilter looks through behind the word of an assignment before the value begins. */
const BEFORE_VALUE = 174;

const NO_HITS: ObjectHits = [];

/** What has to follow an anchor further on than this is told by the bytes up to it rather than by the distance. */
const NEAR = 210;
/** Runs of bytes are followed as far as this by the prefilter, and by who works out the ranges. */
const LONGEST_RUN = 512;

/** How far the prefilter looks from where an anchor begins. */
export interface Sight {
  /** Bytes behind it. */
  ahead: number;
  /** A 1 for each byte whose runs, up to LONGEST_RUN of them, decide about an anchor that lies `ahead` bytes before their beginning. */
  runSet: Uint8Array;
}

/** @param tables Their anchors say what has to follow each (layout: pack.ts). */
export function sightOf({ anchors, sets }: PackTables): Sight {
  const view = new DataView(anchors.buffer, anchors.byteOffset, anchors.byteLength);
  const numbers = new Set<number>();
  let ahead = 0;
  for (let at = 0; at < anchors.length; at += 8) {
    const kind = view.getUint8(at);
    const within = view.getUint16(at + 6, true);
    const isTail = kind === 3;
    const isRun = !isTail || (within > NEAR && within < LONGEST_RUN);
    if (kind !== 0 && isRun) numbers.add(view.getUint16(at + 4, true));
    if (isTail) ahead = Math.max(ahead, view.getUint8(at + 1) + (isRun ? 0 : within));
    else if (kind !== 0) ahead = Math.max(ahead, (kind & 3) === 1 ? within : BEFORE_VALUE);
  }
  const runSet = new Uint8Array(256);
  for (const number of numbers) {
    for (let byte = 0; byte < 256; byte++)
      runSet[byte] = (runSet[byte] ?? 0) | (((sets[number * 32 + (byte >> 3)] ?? 0) >> (byte & 7)) & 1);
  }
  return { ahead: ahead + LONGEST_ANCHOR, runSet };
}

export class ObjectScanner {
  readonly #pack: Pack;
  readonly #prefilter: Prefilter;
  readonly #confirmer: Confirmer;
  readonly #data: Buffer;
  #found: { anchor: number; position: number }[] = [];

  constructor(pack: Pack, prefilter: Prefilter, judge?: Judge) {
    this.#pack = pack;
    this.#prefilter = prefilter;
    this.#confirmer = createConfirmer(pack, judge);
    const { buffer, byteOffset, length } = prefilter.data;
    this.#data = Buffer.from(buffer as ArrayBuffer, byteOffset, length);
  }

  /** All hits of an object; undefined where there are too many. */
  scan(object: Span): ObjectHits | undefined {
    const end = object.at + object.length;
    this.#found.length = 0;
    this.#find(object, { from: object.at - 1, end, eof: true }, object.length);
    if (this.#found.length === 0) return NO_HITS;
    return this.#confirmed(object, []);
  }

  /** All hits of an object that was made of pieces of another one; undefined where there are too many. */
  rescan(object: Span, descent: Descent): ObjectHits | undefined {
    const { base, ranges, rangeCount } = descent;
    const { at, length } = object;
    this.#found.length = 0;
    for (let i = 0; i < rangeCount * 2; i += 2) {
      const from = ranges[i] ?? 0;
      const to = ranges[i + 1] ?? 0;
      const eof = to === length;
      const end = eof ? length : Math.min(length, to + BEHIND);
      this.#find(object, { from: at + (from === 0 ? -1 : from), end: at + end, eof: end === length }, to);
    }
    if (base.length === 0 && this.#found.length === 0) return NO_HITS;
    return this.#confirmed(object, base.length === 0 ? [] : this.#inherited(object, descent));
  }

  /** Adds the anchors that begin before `before` (counted from the object's first byte) to #found. */
  #find(object: Span, range: { from: number; end: number; eof: boolean }, before: number): void {
    const limit = object.at + before;
    this.#prefilter.scan(range, (anchor, position) => {
      if (position < limit) this.#found.push({ anchor, position: position - object.at });
    });
  }

  /** The hits of the base that stand in copied bytes outside of the ranges. */
  #inherited(object: Span, descent: Descent): ObjectHit[] {
    const { base, baseLength, pieces, pieceCount, ranges, rangeCount } = descent;
    const inherited: ObjectHit[] = [];
    for (let i = 0; i < pieceCount * 3; i += 3) {
      const from = pieces[i + 2] ?? 0;
      if (from === MADE_ANEW) continue;
      const at = pieces[i] ?? 0;
      const to = from + (pieces[i + 1] ?? 0);
      const isFirst = at === 0 && from === 0;
      const hits = hitsIn(base, isFirst ? -1 : from, to);
      if (hits.length === 0) continue;
      const isLast = to === baseLength && at + to - from === object.length;
      const known = { from: isFirst ? -Infinity : from, to: isLast ? Infinity : to };
      for (const hit of hits) {
        if (isInRanges(ranges, rangeCount, hit.position + at - from)) continue;
        inherited.push(this.#inherit(object, hit, at - from, known));
      }
    }
    return inherited;
  }

  /** A hit of the base, `by` bytes further on; `known`: bytes of the base that were copied with it. */
  #inherit(object: Span, hit: ObjectHit, by: number, known: { from: number; to: number }): ObjectHit {
    const zone = this.#zone(hit);
    if (zone.from >= known.from && zone.to <= known.to) return moved(hit, by);
    return this.#confirm(object, hit.anchor, hit.position + by);
  }

  /** The bytes that decide what the rule of a hit matches there. */
  #zone({ anchor: index, position }: ObjectHit): { from: number; to: number } {
    const anchor = this.#pack.anchors[index];
    if (anchor === undefined) return { from: position, to: position };
    const { window, judged } = this.#pack.rules[anchor.rule] ?? { window: 0 };
    return {
      from: position - anchor.maxBack - (judged === true ? SEEN_BEFORE : LOOKBEHIND),
      to: Math.max(position + anchor.length, position - anchor.minBack + window),
    };
  }

  #confirmed(object: Span, known: ObjectHit[]): ObjectHits | undefined {
    if (this.#found.length + known.length > MOST_HITS) return undefined;
    for (const { anchor, position } of this.#found) known.push(this.#confirm(object, anchor, position));
    return known.sort((a, b) => a.position - b.position);
  }

  #confirm({ at, length }: Span, anchor: number, position: number): ObjectHit {
    const packAnchor = this.#pack.anchors[anchor];
    if (packAnchor === undefined) return { anchor, position, matches: [] };
    const { matches } = confirmHit(this.#confirmer, {
      anchor: packAnchor,
      position: position + at,
      data: this.#data,
      first: at,
      length: at + length,
      base: 0,
      // What has been tried for one hit does not spare another one the same: it may be carried over without the first.
      complete: false,
      path: "",
    });
    return { anchor, position, matches: matches.map((match) => shifted(match, -at)) };
  }
}

/** The hits in [from, to). */
function hitsIn(hits: ObjectHits, from: number, to: number): ObjectHits {
  const first = firstFrom(hits, from);
  if ((hits[first]?.position ?? Infinity) >= to) return NO_HITS;
  return hits.slice(first, firstFrom(hits, to));
}

/** True where a place lies in one of the ranges, which rise. */
function isInRanges(ranges: Uint32Array, count: number, position: number): boolean {
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
function firstFrom(hits: ObjectHits, position: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hits[middle]?.position ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function moved({ anchor, position, matches }: ObjectHit, by: number): ObjectHit {
  return {
    anchor,
    position: position + by,
    matches: by === 0 || matches.length === 0 ? matches : matches.map((match) => shifted(match, by)),
  };
}

function shifted(match: Confirmed, by: number): Confirmed {
  return {
    ...match,
    start: match.start + by,
    end: match.end + by,
    secretStart: match.secretStart + by,
    secretEnd: match.secretEnd + by,
  };
}
