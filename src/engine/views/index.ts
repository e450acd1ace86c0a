/**
 * Decoded views: what stands in base64, in escapes or in pieces is read as it is meant, and searched by the same engine. What is found has its
 * place in the text as it was written. Bounded: a text is decoded at most MAX_DEPTH times over, each spot in pieces of fixed size, and
 * each byte belongs to one spot of a kind; so the time stays linear.
 */
import type { Confirmed } from "../confirm.ts";
import type { Prefilter } from "../kernel.ts";
import type { Match } from "../match.ts";
import type { StreamOptions } from "../stream.ts";
import type { Confidence } from "../../types.ts";
import { readDigits } from "./digits.ts";
import { BASE64, HEX, type Spot } from "./spots.ts";
import { readUnits } from "./units.ts";
import type { Reading, Segment, Source, View } from "./view.ts";

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
  confidence?: Confidence;
}

export interface ViewReading {
  matches: ViewMatch[];
  /** Behind the last byte that was looked at. */
  end: number;
  next?: Segment;
}

/** What is known of the stream. */
export type ViewOptions = Pick<StreamOptions, "path" | "allowed" | "unit">;

export function segmentAt({ position, kind }: Spot): Segment {
  return { position, kind, wraps: true, goesOn: false };
}

export class Views {
  readonly #scanner: ViewScanner;
  readonly #prefilter: Prefilter;

  /**
   * @param scanner Owns the prefilter's data.
   * @param prefilter See `Prefilter.inner`.
   */
  constructor(scanner: ViewScanner, prefilter: Prefilter) {
    this.#scanner = scanner;
    this.#prefilter = prefilter;
  }

  /** What a segment holds; undefined where bytes that decide are not there yet. */
  read(source: Source, segment: Segment, options: ViewOptions): ViewReading | undefined {
    const reading = readSegment(source, segment);
    if (reading === undefined) return undefined;
    const { view, ...rest } = reading;
    return { ...rest, matches: view === undefined ? [] : this.#search(view, source, options, 1) };
  }

  #search(view: View, source: Source, options: ViewOptions, depth: number): ViewMatch[] {
    const { bytes } = view;
    const matches = this.#scan(bytes, options).flatMap((match) => inSource(match, view, source));
    if (depth === MAX_DEPTH) return matches;
    // The scanner keeps them behind a newline of its own; the next view is laid over them.
    for (const spot of this.#spots(view)) {
      for (let segment: Segment | undefined = segmentAt(spot); segment !== undefined;) {
        const inner: Source = { data: bytes, first: 0, length: bytes.length, ended: true };
        const reading: Reading | undefined = readSegment(inner, segment);
        if (reading?.view !== undefined) {
          const found = this.#search(reading.view, inner, options, depth + 1);
          matches.push(...found.flatMap((match) => inSource(match, view, source)));
        }
        segment = reading?.next;
      }
    }
    return matches;
  }

  #scan(bytes: Buffer, options: ViewOptions): Match[] {
    this.#scanner.begin({ ...options, live: false });
    const space = this.#scanner.space();
    return this.#scanner.advance(bytes.copy(space), true);
  }

  /** In the decoded part of the view that was scanned last. */
  #spots({ bytes, from, to }: View): Spot[] {
    const spots: Spot[] = [];
    const end = bytes.length + 1;
    const add = (position: number, kind: number): void => {
      if (position > from && position <= to) spots.push({ position: position - 1, kind });
    };
    const range = { from: from + 1, end, eof: true };
    const signs = { range: { from: from + 1, to: to + 1, end }, onSign: add };
    this.#prefilter.scan(range, () => {}, undefined, add, signs);
    return spots;
  }
}

function readSegment(source: Source, segment: Segment): Reading | undefined {
  const isRun = segment.kind === BASE64 || segment.kind === HEX;
  return (isRun ? readDigits : readUnits)(source, segment);
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
