/**
 * The engine: bytes in, matches with byte offsets out. One scanner reads one stream at a time, in pieces of any size and in fixed
 * memory; where the pieces are cut makes no difference to what is found.
 *
 * How it stays independent of the cuts: an anchor is looked for as soon as its bytes are there; until the bytes that decide about it are
 * there, the hit waits, and so do matches that may still be beaten. Patterns see a window as latin-1 text: one character a byte.
 */
import { ANY_PATH, confirmHit, isForPath, type Confirmed } from "./confirm.ts";
import { anotherConfirmer, createConfirmer, forget, takesRuns, type Confirmer } from "./confirmers.ts";
import { confirmRun, hasWords, VALUE_WINDOW, type RunContext } from "./composed.ts";
import { backOverLines, earliest, isKnown, KEEP_BEFORE, MAX_BACK, RESCAN, RUN, type Hit } from "./hit.ts";
import type { Prefilter } from "./kernel.ts";
import type { Judge } from "./learned/opinion.ts";
import { MarkerList } from "./marker-list.ts";
import { describeMatch, type Marker, type Match } from "./match.ts";
import type { Pack, PackAnchor } from "./pack.ts";
import { characterStart, LineTracker } from "./position.ts";
import type { Counters, StreamOptions } from "./stream.ts";
import type { OnRun } from "./runs.ts";
import { Given, placeOf, type SecretPlace } from "./veil.ts";
import { StreamViews, type Window } from "./views/stream.ts";

/** Scans streams one after the other: `begin`, then `space` and `advance` until the last bytes are in. Offsets in matches are those of the stream. */
export class Scanner {
  readonly counters: Counters = { bytes: 0, candidates: 0, hits: 0, regexRuns: 0, matches: 0 };
  readonly #pack: Pack;
  readonly #prefilter: Prefilter;
  /** What another scanner of the same pack may share. */
  readonly confirmer: Confirmer;
  readonly #lines: LineTracker;
  readonly #data: Buffer;
  /** Where the first bytes of a stream go, always the same; they may be written before it is begun. */
  readonly firstSpace: Buffer;
  /** How far before the end of its anchor a match that spans lines can begin, once it is asked for. */
  #backOverLines: number | undefined;
  /** What is decoded of the stream; a scanner of such views has none. */
  readonly #views: StreamViews | undefined;
  #options: StreamOptions = { path: "", unit: "utf-8" };
  /** Takes value runs where a rule is allowed that begins with them. */
  #runs: OnRun | undefined;
  // Stream offset of data[0]; bytes in the buffer; of these searched for anchors; of these there before the last ones came. A newline
  // that is no part of the stream stands before its first byte, so that every byte has one before it.
  #base = -1;
  #length = 1;
  #scanned = 0;
  #filled = 1;
  #waiting: Hit[] = [];
  #pending: Match[] = [];
  readonly #markers: MarkerList = new MarkerList();
  #ended = false;
  readonly #given: Given = new Given();

  /** @param prefilter Owns the input buffer, at least 128 KB. @param outer Of the stream that the views are of. */
  constructor(pack: Pack, prefilter: Prefilter, judge?: Judge, outer?: Confirmer) {
    this.#pack = pack;
    this.#prefilter = prefilter;
    this.confirmer = outer === undefined ? createConfirmer(pack, judge) : anotherConfirmer(outer);
    this.#lines = new LineTracker((from, to) => prefilter.countNewlines(from, to));
    const { buffer, byteOffset, length } = prefilter.data;
    this.#data = Buffer.from(buffer as ArrayBuffer, byteOffset, length);
    this.firstSpace = this.#data.subarray(1, 1 + ((length - 1) & ~3));
    const createInner = (inner: Prefilter): Scanner => new Scanner(pack, inner, judge, this.confirmer);
    if (outer === undefined) this.#views = new StreamViews(prefilter, createInner);
  }

  /** Begins a new stream. */
  begin(options: StreamOptions): void {
    this.#runs = takesRuns(this.confirmer, options.allowed) ? this.#onRun : undefined;
    this.#options = options;
    this.#data[0] = 0x0a;
    this.#base = -1;
    this.#length = 1;
    this.#scanned = 0;
    if (this.#waiting.length > 0) this.#waiting = [];
    if (this.#pending.length > 0) this.#pending = [];
    this.#markers.clear();
    this.#ended = false;
    this.#given.clear();
    forget(this.confirmer, options.path);
    this.#lines.reset();
    this.#views?.begin(options);
  }

  /**
   * Where the next bytes of the stream go: write at most its length, then call `advance`. Never empty, and a multiple of four bytes, so
   * that no UTF-16 or UTF-32 code unit is cut.
   */
  space(): Buffer {
    if (this.#length > this.#data.length / 2) this.#compact();
    if (this.#length === 1) return this.firstSpace;
    return this.#data.subarray(this.#length, this.#length + ((this.#data.length - this.#length) & ~3));
  }

  /** Takes `length` bytes that were written to `space()`; gives the matches that are certain by now, in rising order. */
  advance(length: number, last: boolean): Match[] {
    this.#filled = this.#length;
    this.#length += length;
    this.#ended = last;
    this.counters.bytes += length;
    this.#findHits(last);
    if (this.#waiting.length > 0) {
      const lineEnd = this.#lineEnd(last);
      this.#waiting = this.#waiting.filter((hit) => !this.#confirmHit(hit, lineEnd, last));
    }
    if (this.#views?.isWaiting === true) {
      for (const match of this.#views.take(this.#window(last)))
        this.#pending.push(this.#describe(match.rule, match, match.confidence));
    }
    return this.#pending.length === 0 ? [] : this.#settle(last);
  }

  /** The markers that were found since it was asked last, in rising order. */
  takeMarkers(): readonly Marker[] {
    return this.#markers.take();
  }

  /** All markers on lines before this one are known, and so are all matches but those that overlap a later one. */
  settledLine(): number {
    return this.#ended ? Infinity : this.#lines.lineOf(Math.max(0, this.#frontier(false) - this.#base));
  }

  /** Changes `live` of the stream's options for what comes now. */
  set live(live: boolean) {
    this.#options = { ...this.#options, live };
  }

  /** Every secret that begins before this stream offset has been given; Infinity at the end. `live`: but for those that a later line shows. */
  get givenUntil(): number {
    return this.#pending.reduce(
      (to, match) => Math.min(to, match.secretStart),
      this.#unknownFrom(this.#ended),
    );
  }

  /** Bytes [from, to) of the stream as far as they are still at hand: some 1,000 before a match that was given just now, and all behind. */
  bytes(from: number, to: number): Buffer {
    const first = Math.max(from, this.#base, 0) - this.#base;
    return this.#data.subarray(first, Math.max(first, Math.min(to - this.#base, this.#length)));
  }

  // Made once: a tree has tens of thousands of files with nothing in them.
  readonly #onHit = (anchor: number, position: number): void => {
    const { rule = -1, length = 0 } = this.#pack.anchors.at(anchor) ?? {};
    // What lay wholly in the data before has been found before. A log may be full of what is a secret in certain files only.
    const isNew = position + length > this.#filled && isForPath(this.#pack.rules[rule], this.#options.path);
    if (isNew) this.#waiting.push({ anchor, position: position + this.#base, length: 0 });
  };

  readonly #onRun = (position: number, length: number): void => {
    if (position + length < this.#filled || !hasWords(this.confirmer, this.#runAt(position, length))) return;
    this.#waiting.push({ anchor: RUN, position: position + this.#base, length });
  };

  #findHits(last: boolean): void {
    const range = { from: this.#scanned, end: this.#length, eof: last, code: this.confirmer.code };
    if (range.end <= range.from) return;
    const waited = this.#waiting.length;
    const onText = this.#views?.texts(this.#base, this.#filled);
    const signs = this.#views?.signs(this.#window(last));
    this.#prefilter.scan(range, this.#onHit, this.#runs, onText, signs);
    // In the order of the text: going back and forth costs columns of long lines dear.
    if (this.#waiting.length > waited + 1) this.#waiting.sort((a, b) => a.position - b.position);
    this.counters.candidates += this.#prefilter.takeCandidates();
    this.#scanned = Math.max(range.from, range.end - RESCAN);
  }

  /** Stream offset behind the last complete line. */
  #lineEnd(last: boolean): number {
    const length = last ? this.#length : this.#data.subarray(0, this.#length).lastIndexOf(0x0a) + 1;
    return this.#base + length;
  }

  /** True where the hit needs no second look. */
  #confirmHit(hit: Hit, lineEnd: number, last: boolean): boolean {
    if (hit.anchor === RUN) return this.#confirmRun(hit, lineEnd, last);
    const anchor = this.#pack.anchors.at(hit.anchor);
    const rule = anchor === undefined ? undefined : this.#pack.rules[anchor.rule];
    if (anchor === undefined || rule === undefined || this.#options.allowed?.(anchor.rule) === false)
      return true;
    const complete = last || isKnown(hit, anchor, rule, { end: this.#base + this.#length, lineEnd });
    if (!complete && !rule.settles) return false;
    this.counters.hits++;
    const matches = this.#matchesAt(anchor, hit.position, complete);
    if (matches.length === 0) return complete;
    const certain = matches.filter((match) => complete || match.end + this.#base < lineEnd);
    for (const match of certain) {
      if (rule.marker === true) this.#markers.add(match, this.#lines, this.#data, this.#base);
      else this.#pending.push(this.#describe(anchor.rule, match, match.opinion?.confidence));
    }
    return complete || certain.length > 0;
  }

  #confirmRun({ position, length }: Hit, lineEnd: number, last: boolean): boolean {
    const known = position + VALUE_WINDOW <= this.#base + this.#length || position + length < lineEnd;
    if (!known && !last) return false;
    this.counters.hits++;
    const found = confirmRun(this.confirmer, this.#runAt(position - this.#base, length));
    if (found !== undefined) this.#pending.push(this.#describe(found.rule, found.match, found.confidence));
    return true;
  }

  #window(last: boolean): Window {
    return {
      data: this.#data,
      first: this.#base === -1 ? 1 : 0,
      length: this.#length,
      base: this.#base,
      due: last || this.#options.live === true ? this.#lineEnd(last) - this.#base : 0,
      ended: last,
    };
  }

  #runAt(position: number, length: number): RunContext {
    return {
      position,
      runLength: length,
      data: this.#data,
      first: this.#base === -1 ? 1 : 0,
      length: this.#length,
      path: this.#options.path,
      allowed: this.#options.allowed ?? (() => true),
    };
  }

  /** What the anchor's rule matches as far as the data goes. */
  #matchesAt(anchor: PackAnchor, position: number, complete: boolean): Confirmed[] {
    const { matches, runs } = confirmHit(this.confirmer, {
      anchor,
      position: position - this.#base,
      data: this.#data,
      first: this.#base === -1 ? 1 : 0,
      length: this.#length,
      base: this.#base,
      complete,
      path: this.#options.path,
    });
    this.counters.regexRuns += runs;
    return matches;
  }

  /** Where the secrets of hits that wait seem to be by now. */
  #waitingSecrets(): SecretPlace[] {
    return this.#waiting.flatMap(({ anchor: index, position, length }) => {
      const anchor = this.#pack.anchors.at(index);
      const matches = anchor === undefined ? [] : this.#matchesAt(anchor, position, false);
      const found = index === RUN && confirmRun(this.confirmer, this.#runAt(position - this.#base, length));
      if (found) matches.push(found.match);
      return matches.map((match) => placeOf(match, this.#base));
    });
  }

  #describe(rule: number, match: Confirmed, confidence: Match["confidence"]): Match {
    const { unit } = this.#options;
    const at = { data: this.#data, length: this.#length, base: this.#base, lines: this.#lines, unit };
    return describeMatch(rule, match, confidence, at);
  }

  /** Live, what a match that waits may beat is given all the same. */
  #frontier(last: boolean, unknown: number = this.#unknownFrom(last)): number {
    return this.#options.live === true ? Math.max(unknown, this.#lineEnd(last)) : unknown;
  }

  #settle(last: boolean): Match[] {
    const unknown = this.#unknownFrom(last);
    const frontier = this.#frontier(last, unknown);
    const isNamed = this.#options.path !== ANY_PATH;
    const { decided, open } = this.#given.resolve(this.#pending, frontier, this.#pack.rules, isNamed);
    this.#pending = open;
    this.counters.matches += decided.length;
    if (decided.length === 0 || (unknown === Infinity && this.#given.isEmpty)) return decided;
    const waiting = this.#options.live === true ? this.#waitingSecrets() : [];
    return this.#given.veiled(decided, [...open, ...waiting], unknown);
  }

  /** No match to come has a secret that begins before this stream offset. */
  #unknownFrom(last: boolean): number {
    if (last) return Infinity;
    const byAnchors = this.#base + this.#scanned - MAX_BACK;
    // Live, what a secret of a later line may be found to begin with has to wait for nothing.
    const byLines =
      this.#lineEnd(false) -
      (this.#options.live === true ? 0 : (this.#backOverLines ??= backOverLines(this.#pack)));
    const byHits = earliest(this.#waiting, this.#pack, Math.max(byAnchors, byLines));
    return Math.min(byHits, this.#views?.knownTo(this.#data, this.#base) ?? Infinity);
  }

  /** Drops from the front of the buffer what no waiting hit, lookbehind or code frame needs any more. */
  #compact(): void {
    const known = Math.min(this.#base + this.#scanned, this.#views?.needed ?? Infinity);
    const first = this.#waiting.reduce((least, hit) => Math.min(least, hit.position), known) - this.#base;
    const drop = characterStart(this.#data, Math.max(0, first - MAX_BACK - KEEP_BEFORE));
    if (drop === 0) return;
    this.#lines.drop(this.#data, drop, this.#options.unit);
    this.#data.copyWithin(0, drop, this.#length);
    this.#base += drop;
    this.#length -= drop;
    this.#scanned -= drop;
  }
}
