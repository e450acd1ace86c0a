/**
 * Scans objects that lie whole in the prefilter's memory, one beside the other, and carries over what it knows of one object to another that
 * was made of pieces of it.
 *
 * What can be carried over: whether an anchor is reported depends on few bytes round it, whether a hit is a match on those from
 * LOOKBEHIND bytes before the earliest start that it allows to its rule's window behind the last one. Where all these were copied, so is
 * the outcome. Everything else is looked at anew, in the whole new object; so the matches of an object are those that a Scanner finds in it,
 * whatever it was made of.
 */
import { BEFORE_RUN, confirmRun, hasWords, VALUE_WINDOW, type RunContext } from "./composed.ts";
import { ANY_PATH, confirmHit, createConfirmer, LOOKBEHIND, type Confirmer } from "./confirm.ts";
import type { Prefilter } from "./kernel.ts";
import { SEEN_BEFORE, type Judge } from "./learned/candidate.ts";
import { isComposed, type Pack } from "./pack.ts";
import { resolveOverlaps } from "./resolve.ts";
import { RUN_MOST } from "./runs.ts";
import { NEAR_BACK, sightOf } from "./sight.ts";
import {
  hitsIn,
  isInRanges,
  isToken,
  MADE_ANEW,
  moved,
  NO_HITS,
  RUN,
  shifted,
  type Descent,
  type Span,
  type SpanHit,
  type SpanHits,
  type SpanMatch,
} from "./span.ts";

/** Objects with more hits than this are no matter of a few secrets; they are left to a Scanner. */
const MOST_HITS = 65_536;
/** More than these are no matter of a few secrets either. */
const MOST_CARRIED = 4096;
/** Bytes behind a range that spare the prefilter most guesses about what follows. */
const BEHIND = 96;

export class SpanScanner {
  readonly #pack: Pack;
  readonly #prefilter: Prefilter;
  readonly #confirmer: Confirmer;
  readonly #data: Buffer;
  /** By anchor: 1 where all that decides about its matches is in sight, so that a hit without a match need not be carried over. */
  readonly #inSight: Uint8Array;
  /** True where there are rules that begin with value runs. */
  readonly #composed: boolean;
  readonly #enabled: (rule: number) => boolean;
  #found: Omit<SpanHit, "matches">[] = [];

  /** @param enabled Rules in force, by index in the pack. */
  constructor(pack: Pack, prefilter: Prefilter, enabled: (rule: number) => boolean, judge?: Judge) {
    this.#pack = pack;
    this.#enabled = enabled;
    this.#composed = pack.rules.some(isComposed);
    this.#prefilter = prefilter;
    this.#confirmer = createConfirmer(pack, judge);
    const { ahead } = sightOf(pack.tables);
    this.#inSight = Uint8Array.from(pack.anchors, ({ rule, minBack, maxBack }) => {
      const { window = Infinity, judged } = pack.rules[rule] ?? {};
      return maxBack <= NEAR_BACK && window - minBack <= ahead && judged !== true ? 1 : 0;
    });
    const { buffer, byteOffset, length } = prefilter.data;
    this.#data = Buffer.from(buffer as ArrayBuffer, byteOffset, length);
  }

  /** All hits of an object; undefined where there are too many. */
  scan(object: Span): SpanHits | undefined {
    const end = object.at + object.length;
    this.#found.length = 0;
    this.#find(object, { from: object.at - 1, end, eof: true }, object.length);
    if (this.#found.length === 0) return NO_HITS;
    return this.#confirmed(object, []);
  }

  /** All hits of an object that was made of pieces of another one; undefined where there are too many. */
  rescan(object: Span, descent: Descent): SpanHits | undefined {
    const { base, ranges, rangeCount } = descent;
    const { at, length } = object;
    this.#found.length = 0;
    for (let i = 0; i < rangeCount * 2; i += 2) {
      const from = ranges[i] ?? 0;
      const to = ranges[i + 1] ?? 0;
      const eof = to === length;
      const end = eof ? length : Math.min(length, this.#runEnd(at + to + BEHIND) - at);
      this.#find(object, { from: at + (from === 0 ? -1 : from), end: at + end, eof: end === length }, to);
    }
    if (base.length === 0 && this.#found.length === 0) return NO_HITS;
    return this.#confirmed(object, base.length === 0 ? [] : this.#inherited(object, descent));
  }

  /**
   * The matches of an object, one a secret, in rising order: those that a Scanner finds in it. Its name is not known here, rules for certain
   * files match in any.
   *
   * @param allowed Of the rules in force those that may match in this object.
   */
  matches(hits: SpanHits, allowed: (rule: number) => boolean): SpanMatch[] {
    const known = new Map<string, SpanMatch>();
    for (const { matches } of hits) {
      for (const match of matches) {
        const { rule } = match;
        // Markers are no secrets.
        if (!this.#enabled(rule) || !allowed(rule) || this.#pack.rules[rule]?.marker === true) continue;
        // Several anchors can lead to one match.
        const key = `${rule}:${match.start}:${match.secretStart}`;
        if (!known.has(key)) known.set(key, match);
      }
    }
    if (known.size === 0) return [];
    return resolveOverlaps([...known.values()], Infinity, this.#pack.rules).decided;
  }

  /** Adds the anchors that begin before `before` (counted from the object's first byte) to #found. */
  #find(object: Span, range: { from: number; end: number; eof: boolean }, before: number): void {
    const limit = object.at + before;
    const onHit = (anchor: number, position: number): void => {
      const length = this.#pack.anchors[anchor]?.length ?? 0;
      if (position < limit) this.#found.push({ anchor, position: position - object.at, length });
    };
    const onRun = (position: number, length: number): void => {
      // What ends with the newline before the object is no part of it.
      if (position < object.at || position >= limit) return;
      if (hasWords(this.#confirmer, this.#runAt(object, position, length)))
        this.#found.push({ anchor: RUN, position: position - object.at, length });
    };
    this.#prefilter.scan(range, onHit, this.#composed ? onRun : undefined);
  }

  /** Behind the index, or behind the run of token characters in which it lies, as far as runs go: what touches the end is not told of. */
  #runEnd(index: number): number {
    let end = index;
    while (this.#composed && end - index <= RUN_MOST && isToken(this.#data[end] ?? 0)) end++;
    return end + 1;
  }

  #runAt({ at, length }: Span, position: number, runLength: number): RunContext {
    return {
      position,
      runLength,
      data: this.#data,
      first: at,
      length: at + length,
      path: ANY_PATH,
      allowed: this.#enabled,
    };
  }

  /** The hits of the base that stand in copied bytes outside of the ranges. */
  #inherited(object: Span, descent: Descent): SpanHit[] {
    const { base, baseLength, pieces, pieceCount, ranges, rangeCount } = descent;
    const inherited: SpanHit[] = [];
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
      const by = at - from;
      for (const hit of hits) {
        if (isInRanges(ranges, rangeCount, hit.position + by) || isCut(hit, isLast ? Infinity : to)) continue;
        inherited.push(this.#inherit(object, hit, by, known));
      }
    }
    return inherited;
  }

  /** A hit of the base, `by` bytes further on; `known`: bytes of the base that were copied with it. */
  #inherit(object: Span, hit: SpanHit, by: number, known: { from: number; to: number }): SpanHit {
    const zone = this.#zone(hit);
    if (zone.from >= known.from && zone.to <= known.to) return moved(hit, by);
    return this.#confirm(object, { ...hit, position: hit.position + by });
  }

  /** The bytes that decide what the rule of a hit matches there. */
  #zone({ anchor: index, position }: SpanHit): { from: number; to: number } {
    const anchor = this.#pack.anchors[index];
    if (anchor === undefined) return { from: position - BEFORE_RUN - 1, to: position + VALUE_WINDOW };
    const { window, judged } = this.#pack.rules[anchor.rule] ?? { window: 0 };
    return {
      from: position - anchor.maxBack - (judged === true ? SEEN_BEFORE : LOOKBEHIND),
      to: Math.max(position + anchor.length, position - anchor.minBack + window),
    };
  }

  #confirmed(object: Span, known: SpanHit[]): SpanHits | undefined {
    if (this.#found.length + known.length > MOST_HITS) return undefined;
    for (const found of this.#found) {
      const hit = this.#confirm(object, found);
      if (hit.matches.length > 0 || this.#inSight[hit.anchor] !== 1) known.push(hit);
    }
    if (known.length > MOST_CARRIED) return undefined;
    return known.length === 0 ? NO_HITS : known.sort((a, b) => a.position - b.position);
  }

  #confirm(object: Span, hit: Omit<SpanHit, "matches">): SpanHit {
    const { at, length } = object;
    const anchor = this.#pack.anchors[hit.anchor];
    if (anchor === undefined) return { ...hit, matches: this.#confirmRun(object, hit) };
    const { matches } = confirmHit(this.#confirmer, {
      anchor,
      position: hit.position + at,
      data: this.#data,
      first: at,
      length: at + length,
      base: -at,
      // What has been tried for one hit does not spare another one the same: it may be carried over without the first.
      complete: false,
      path: ANY_PATH,
    });
    return {
      ...hit,
      matches: matches.map((match) => ({
        ...shifted(match, -at),
        rule: anchor.rule,
        ...(match.opinion === undefined ? {} : { confidence: match.opinion.confidence }),
      })),
    };
  }

  #confirmRun(object: Span, { position, length }: Pick<SpanHit, "position" | "length">): SpanMatch[] {
    const found = confirmRun(this.#confirmer, this.#runAt(object, position + object.at, length));
    if (found === undefined) return [];
    const { rule, match, confidence } = found;
    return [{ ...shifted(match, -object.at), rule, confidence }];
  }
}

/** A run that reaches the end of the bytes that were copied is longer now, or shorter, and has been found again. */
function isCut({ anchor, position, length }: SpanHit, end: number): boolean {
  return anchor === RUN && position + length >= end;
}
