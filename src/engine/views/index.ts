/**
 * Decoded views: what stands in base64, in escapes or in pieces is read as it is meant, and searched by the same engine. What is found has its
 * place in the text as it was written. Bounded: a text is decoded at most MAX_DEPTH times over, each spot in pieces of fixed size, and
 * each byte is read for one spot of a kind (`ReadAlready`); so the time stays linear.
 */
import type { Confirmed } from "../confirm.ts";
import type { Prefilter } from "../kernel.ts";
import type { Match } from "../match.ts";
import type { StreamOptions } from "../stream.ts";
import type { Confidence } from "../../types.ts";
import { readDigits } from "./digits.ts";
import { ReadAlready } from "./read-already.ts";
import { BASE64, HEX, type Spot } from "./spots.ts";
import { readUnits } from "./units.ts";
import { Room, type Reading, type Segment, type Source, type View } from "./view.ts";

/** How often a text is decoded. */
const MAX_DEPTH = 3;

/** Something that finds secrets in short texts: a scanner that decodes nothing. */
export interface ViewScanner {
  begin(options: StreamOptions): void;
  space(): Buffer;
  advance(length: number, last: boolean): Match[];
}

/** A match in a view; offsets are indexes in the data of its source. */
export interface ViewMatch extends Confirmed {
  rule: number;
  confidence?: Confidence | undefined;
}

/** What a segment held. */
export interface ViewReading {
  matches: ViewMatch[];
  /** Behind the last byte that was looked at. */
  end: number;
  next?: Segment;
}

/** What is known of the stream. */
export type ViewOptions = Pick<StreamOptions, "path" | "allowed" | "unit">;

/** The first segment of what begins at a spot. */
export function segmentAt({ position, kind }: Spot): Segment {
  return { position, kind, wraps: true, goesOn: false };
}

/** Decodes what stands at spots and scans it, and what is encoded in that again. */
export class Views {
  readonly #scanner: ViewScanner;
  readonly #prefilter: Prefilter;
  /** The prefilter's data. */
  readonly #space: Buffer;
  /** By depth: a view stays while those in it are read. */
  readonly #rooms: Room[] = [];

  /**
   * @param scanner Owns the prefilter's data.
   * @param prefilter See `Prefilter.inner`.
   */
  constructor(scanner: ViewScanner, prefilter: Prefilter) {
    this.#scanner = scanner;
    this.#prefilter = prefilter;
    const { buffer, byteOffset, length } = prefilter.data;
    this.#space = Buffer.from(buffer as ArrayBuffer, byteOffset, length);
  }

  /** What a segment holds; undefined where bytes that decide are not there yet. */
  read(source: Source, segment: Segment, options: ViewOptions): ViewReading | undefined {
    const reading = this.#view(source, segment, 1);
    if (reading === undefined) return undefined;
    const { view, end, next } = reading;
    const matches = view === undefined ? [] : this.#search(view, source, options, 1);
    return next === undefined ? { matches, end } : { matches, end, next };
  }

  #view(source: Source, segment: Segment, depth: number): Reading | undefined {
    const room = (this.#rooms[depth - 1] ??= new Room());
    const isRun = segment.kind === BASE64 || segment.kind === HEX;
    return isRun ? readDigits(source, segment, room) : readUnits(source, segment, room);
  }

  #search(view: View, source: Source, options: ViewOptions, depth: number): ViewMatch[] {
    const { bytes } = view;
    const spots: Spot[] = [];
    const isWorth = this.#look(view, depth === MAX_DEPTH ? undefined : spots);
    const matches = isWorth
      ? this.#scan(bytes, options).flatMap((match) => inSource(match, view, source))
      : [];
    const already = spots.length > 1 ? new ReadAlready() : undefined;
    for (const spot of spots) {
      if (already?.has(spot.kind, spot.position) === true) continue;
      for (let segment: Segment | undefined = segmentAt(spot); segment !== undefined;) {
        const inner: Source = { data: bytes, first: 0, length: bytes.length, ended: true };
        const reading: Reading | undefined = this.#view(inner, segment, depth + 1);
        if (reading?.view !== undefined) {
          const found = this.#search(reading.view, inner, options, depth + 1);
          matches.push(...found.flatMap((match) => inSource(match, view, source)));
        }
        already?.add(spot.kind, reading?.end ?? 0);
        segment = reading?.next;
      }
    }
    return matches;
  }

  /**
   * Adds the spots in the decoded part of the view. True where the scanner has something to look at, as in one of twenty: to
   * begin a stream takes as long as to look.
   */
  #look({ bytes, from, to }: View, spots: Spot[] | undefined): boolean {
    const space = this.#space;
    const end = bytes.length + 1;
    // As the scanner puts it: a newline before the text.
    space[0] = 0x0a;
    space.set(bytes, 1);
    let isWorth = false;
    const onHit = (): void => {
      isWorth = true;
    };
    const range = { from: 0, end, eof: true };
    if (spots === undefined) {
      this.#prefilter.scan(range, onHit, onHit);
      return isWorth;
    }
    const add = (position: number, kind: number): void => {
      if (position > from && position <= to) spots.push({ position: position - 1, kind });
    };
    const signs = { range: { from: from + 1, to: to + 1, end }, onSign: add };
    this.#prefilter.scan(range, onHit, onHit, add, signs);
    return isWorth;
  }

  #scan(bytes: Buffer, { path, unit, allowed }: ViewOptions): Match[] {
    // As those of the stream are made, so that scanners see one shape.
    this.#scanner.begin({ path, unit, live: false, decode: false, allowed });
    const space = this.#scanner.space();
    return this.#scanner.advance(bytes.copy(space), true);
  }
}

/** A match of a view at its place in the source; nothing where it owes nothing to what was decoded. */
function inSource(match: Match | ViewMatch, view: View, { data }: Source): ViewMatch[] {
  const { start, secretStart, secretEnd, secret, checksum, rule, confidence, opinion, parts } = match;
  if (view.isApart ? secretStart < view.from || secretEnd > view.to : !view.hasDecoded(start, secretEnd))
    return [];
  const [from, to] = view.place(secretStart, secretEnd);
  // What stands there as it is needs nothing decoded; the text was searched for it.
  if (match.decodedFrom === undefined && data.toString("latin1", from, to) === secret) return [];
  const [begin] = view.place(start, start + 1);
  return [
    {
      ...{ rule, start: Math.min(begin, from), end: to, secretStart: from, secretEnd: to, secret, checksum },
      ...(confidence === undefined ? {} : { confidence }),
      ...(opinion === undefined ? {} : { opinion }),
      decodedFrom: [view.encoding, ...(match.decodedFrom ?? [])],
      ...(parts === undefined
        ? {}
        : { parts: partsIn(parts, { start, begin: Math.min(begin, from) }, view) }),
    },
  ];
}

function partsIn(
  parts: NonNullable<ViewMatch["parts"]>,
  { start, begin }: { start: number; begin: number },
  view: View,
): NonNullable<ViewMatch["parts"]> {
  return parts.map(({ name, at, text, length = text.length }) => {
    const [from, to] = view.place(start + at, start + at + length);
    return { name, text, at: from - begin, length: to - from };
  });
}
