/**
 * Scans objects that lie whole in the prefilter's memory, one beside the other, and carries over what it knows of one object to another that
 * was made of pieces of it.
 *
 * What can be carried over: whether an anchor is reported depends on few bytes round it, whether a hit is a match on those from
 * LOOKBEHIND bytes before the earliest start that it allows to its rule's window behind the last one. Where all these were copied, so is
 * the outcome. Everything else is looked at anew, in the whole new object; so its matches are those that a Scanner finds in it.
 */
import { confirmRun, hasWords, type RunContext } from "./composed.ts";
import { ANY_PATH, confirmHit } from "./confirm.ts";
import { anotherConfirmer, createConfirmer, type Confirmer } from "./confirmers.ts";
import type { Prefilter } from "./kernel.ts";
import type { Judge } from "./learned/opinion.ts";
import { isComposed, type Pack } from "./pack.ts";
import { SpanViews, unread } from "./views/span.ts";
import { resolveOverlaps } from "./resolve.ts";
import { areRunsInSight, isInSight, sightOf } from "./sight.ts";
import { Zones, type Recall } from "./span-zone.ts";
import {
  byPlace,
  firstFrom,
  isCut,
  isInRanges,
  MADE_ANEW,
  moved,
  NO_HITS,
  NO_MATCHES,
  objectAt,
  pastRun,
  RUN,
  shifted,
  spanHit,
  type Copied,
  type Descent,
  type Found,
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

export interface SpanScanOptions {
  /** Rules in force, by index in the pack. */
  enabled: (rule: number) => boolean;
  judge?: Judge;
  /** That of another scanner, which then shares what is costly to make, its judge too. */
  confirmer?: Confirmer;
  /** Look into what is encoded; true where left out. */
  decode?: boolean;
  /** By addresses in the prefilter's memory; left out, nothing is remembered. */
  recall?: Recall;
}

/** Scans objects of a history; of a delta only the bytes round what differs from its base. */
export class SpanScanner {
  readonly #pack: Pack;
  readonly #prefilter: Prefilter;
  readonly #confirmer: Confirmer;
  readonly #data: Buffer;
  /** By anchor: 1 where all that decides about its matches is in sight, so that a hit without a match need not be carried over. */
  readonly #inSight: Uint8Array;
  readonly #runsInSight: boolean;
  /** True where there are rules that begin with value runs. */
  readonly #composed: boolean;
  readonly #enabled: (rule: number) => boolean;
  readonly #views: SpanViews | undefined;
  readonly #zones: Zones;
  #found: Found[] = [];

  constructor(pack: Pack, prefilter: Prefilter, how: SpanScanOptions) {
    const { enabled, judge, confirmer, decode = true, recall } = how;
    this.#pack = pack;
    this.#enabled = enabled;
    this.#composed = pack.rules.some(isComposed);
    this.#prefilter = prefilter;
    this.#confirmer = confirmer === undefined ? createConfirmer(pack, judge) : anotherConfirmer(confirmer);
    if (decode) this.#views = new SpanViews(pack, prefilter, { ...how, confirmer: this.#confirmer });
    const sight = sightOf(pack.tables);
    this.#inSight = Uint8Array.from(pack.anchors, (anchor) => (isInSight(pack, anchor, sight.ahead) ? 1 : 0));
    this.#runsInSight = areRunsInSight(pack, sight);
    const { buffer, byteOffset, length } = prefilter.data;
    this.#data = Buffer.from(buffer as ArrayBuffer, byteOffset, length);
    this.#zones = new Zones(pack, byteOffset, recall);
  }

  /** All hits of an object; undefined where there are too many. */
  scan(object: Span): SpanHits | undefined {
    const end = object.at + object.length;
    this.#found.length = 0;
    this.#find(object, { from: object.at - 1, end, eof: true }, object.length);
    if (this.#found.length === 0) return NO_HITS;
    return this.#confirmed(object, []);
  }

  /**
   * Those of several objects in which something matches. They lie one behind the other, with a byte between them, and are short: what the
   * prefilter sees of the next one, and tells of too much, is asked of the object alone.
   */
  withMatches<O extends Span>(objects: readonly O[]): O[] {
    const [first, last] = [objects[0], objects.at(-1)];
    if (first === undefined || last === undefined) return [];
    const all = { at: first.at, length: last.at + last.length - first.at };
    this.#found.length = 0;
    this.#find(all, { from: all.at - 1, end: all.at + all.length, eof: true }, all.length, objects);
    if (this.#found.length === 0) return [];
    this.#views?.begin();
    const found = new Set<O>();
    for (const hit of this.#found) {
      const index = all.at + hit.position;
      const object = objectAt(objects, index);
      if (object === undefined || found.has(object)) continue;
      if (this.#confirm(object, hit, index - object.at).matches.length > 0) found.add(object);
    }
    return objects.filter((object) => found.has(object));
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
      const least = at + to + BEHIND;
      const past = this.#composed ? pastRun(this.#data, least) : least;
      const end = eof ? length : Math.min(length, past + 1 - at);
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
    for (const { position, matches } of hits) {
      for (const match of matches) {
        const { rule, start, secretStart, decodedFrom } = match;
        // Markers are no secrets.
        if (!this.#enabled(rule) || !allowed(rule) || this.#pack.rules[rule]?.marker === true) continue;
        // Several anchors can lead to one match.
        const key = `${rule}:${start + position}:${secretStart + position}:${decodedFrom?.length ?? 0}`;
        if (!known.has(key)) known.set(key, shifted(match, position));
      }
    }
    if (known.size === 0) return [];
    return resolveOverlaps([...known.values()], Infinity, this.#pack.rules, false).decided;
  }

  /** Adds the anchors that begin before `before` (counted from the object's first byte) to #found. */
  #find(
    object: Span,
    range: { from: number; end: number; eof: boolean },
    before: number,
    parts: readonly Span[] = [object],
  ): void {
    const limit = object.at + before;
    const onHit = (anchor: number, position: number): void => {
      const length = this.#pack.anchors.at(anchor)?.length ?? 0;
      if (position < limit) this.#found.push({ anchor, position: position - object.at, length });
    };
    // Looking for words takes longer than telling that the same run has been looked at before. Of several objects each decides by itself.
    const isAsked = this.#runsInSight && parts.length === 1;
    const onRun = (position: number, length: number): void => {
      // What ends with the newline before the object is no part of it.
      if (position < object.at || position >= limit) return;
      const run = { anchor: RUN, position: position - object.at, length };
      if (isAsked && this.#zones.isVain(object, run)) return;
      if (hasWords(this.#confirmer, this.#runAt(object, position, length))) this.#found.push(run);
      else if (isAsked) this.#zones.noteVain();
    };
    const onSpot = (position: number, kind: number): void => {
      const at = position - object.at;
      if (at >= 0 && position >= range.from && at < before)
        this.#found.push({ anchor: RUN - kind, position: at, length: 0 });
    };
    const views = this.#views;
    // The signs of a single object are found on the way.
    const signs = parts.length === 1 ? views?.signs(object, range.from, limit, onSpot) : undefined;
    this.#prefilter.scan(range, onHit, this.#composed ? onRun : undefined, views && onSpot, signs);
    if (signs === undefined) views?.findSigns(parts, range.from, limit, onSpot);
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
    const { base, baseLength, pieces, pieceCount } = descent;
    const inherited: SpanHit[] = [];
    const first = base[0]?.position ?? 0;
    const last = base.at(-1)?.position ?? 0;
    for (let i = 0; i < pieceCount * 3; i += 3) {
      const from = pieces[i + 2] ?? 0;
      if (from === MADE_ANEW) continue;
      const at = pieces[i] ?? 0;
      const to = from + (pieces[i + 1] ?? 0);
      // There are many pieces, and few hits.
      if ((from > last && from > 0) || to <= first) continue;
      const isFirst = at === 0 && from === 0;
      const isLast = to === baseLength && at + to - from === object.length;
      this.#inherit(object, descent, { from, to, by: at - from, isFirst, isLast }, inherited);
    }
    return inherited;
  }

  #inherit(object: Span, descent: Descent, piece: Copied, inherited: SpanHit[]): void {
    const { base, ranges, rangeCount } = descent;
    const { from, to, by, isFirst, isLast } = piece;
    for (let h = firstFrom(base, isFirst ? -1 : from); h < base.length; h++) {
      const hit = base[h];
      if (hit === undefined || hit.position >= to) break;
      if (isInRanges(ranges, rangeCount, hit.position + by) || (!isLast && isCut(hit, to))) continue;
      const isKnown = (isFirst || this.#zones.begin(hit) >= from) && (isLast || this.#zones.end(hit) <= to);
      inherited.push(isKnown ? moved(hit, by) : this.#hitAt(object, hit, hit.position + by));
    }
  }

  #confirmed(object: Span, known: SpanHit[]): SpanHits | undefined {
    if (this.#found.length + known.length > MOST_HITS) return undefined;
    for (const found of this.#found) {
      const hit = this.#hitAt(object, found, found.position);
      const isSeen = found.anchor === RUN ? this.#runsInSight : this.#inSight[found.anchor] === 1;
      if (hit.matches.length > 0 || !isSeen) known.push(hit);
    }
    if (known.length > MOST_CARRIED) return undefined;
    if (known.length === 0) return NO_HITS;
    this.#views?.readAll(object, known.sort(byPlace));
    return known;
  }

  /** A spot is read when all are known, as it may lie in what is read for another one. */
  #hitAt(object: Span, found: Found, position: number): SpanHit {
    return found.anchor < RUN ? unread(found.anchor, position) : this.#confirm(object, found, position);
  }

  /** What matches where an anchor or run stands, at a position in the object. */
  #confirm(object: Span, { anchor, length }: Found, position: number): SpanHit {
    if (anchor < RUN && this.#views !== undefined) return this.#views.read(object, anchor, position);
    const hit = spanHit(anchor, position, length, NO_MATCHES);
    if (this.#zones.isVain(object, hit)) return hit;
    const matches = this.#matchesAt(object, anchor, position, length);
    if (matches.length > 0) return spanHit(anchor, position, length, matches);
    this.#zones.noteVain();
    return hit;
  }

  #matchesAt(object: Span, index: number, position: number, runLength: number): readonly SpanMatch[] {
    const { at, length } = object;
    const anchor = this.#pack.anchors.at(index);
    if (anchor === undefined) return this.#confirmRun(object, position, runLength);
    const { matches } = confirmHit(this.#confirmer, {
      anchor,
      position: position + at,
      data: this.#data,
      first: at,
      length: at + length,
      base: -at,
      // What has been tried for one hit does not spare another one the same: it may be carried over without the first.
      complete: false,
      path: ANY_PATH,
    });
    if (matches.length === 0) return NO_MATCHES;
    return matches.map((match) => ({
      ...shifted(match, -at - position),
      rule: anchor.rule,
      ...(match.opinion === undefined ? {} : { confidence: match.opinion.confidence }),
    }));
  }

  #confirmRun(object: Span, position: number, length: number): readonly SpanMatch[] {
    const found = confirmRun(this.#confirmer, this.#runAt(object, position + object.at, length));
    if (found === undefined) return NO_MATCHES;
    const { rule, match, confidence } = found;
    return [{ ...shifted(match, -object.at - position), rule, confidence }];
  }
}
