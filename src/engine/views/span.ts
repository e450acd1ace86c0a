/** The views of objects that lie whole in memory. */
import { ANY_PATH } from "../confirm.ts";
import type { Confirmer } from "../confirmers.ts";
import type { Prefilter, Signs } from "../kernel.ts";
import type { Judge } from "../learned/opinion.ts";
import type { Pack } from "../pack.ts";
import { Scanner } from "../scanner.ts";
import { NO_MATCHES, RUN, shifted, spanHit, type Span, type SpanHit } from "../span.ts";
import { segmentAt, Views, type ViewMatch, type ViewReading } from "./index.ts";
import { ViewMemo } from "./memo.ts";
import { ReadAlready } from "./read-already.ts";
import type { OnSpot } from "./spots.ts";
import type { Segment } from "./view.ts";

/** Length of a spot from which on nothing was read: it lies in what was read from an earlier one on, or is still to be read. */
const UNREAD = -1;

/** A spot that is found, or that has to be read anew. */
export function unread(anchor: number, position: number): SpanHit {
  return spanHit(anchor, position, UNREAD, NO_MATCHES);
}

/** Finds what is encoded in objects. Spots are hits of an object like those of anchors (their `anchor` is RUN less the kind of the spot). */
export class SpanViews {
  readonly #views: Views;
  readonly #prefilter: Prefilter;
  readonly #enabled: (rule: number) => boolean;
  readonly #data: Buffer;
  readonly #memo: ViewMemo = new ViewMemo();
  /** Indexes in the data. */
  readonly #already: ReadAlready = new ReadAlready();

  constructor(
    pack: Pack,
    prefilter: Prefilter,
    how: { enabled: (rule: number) => boolean; judge?: Judge; confirmer: Confirmer },
  ) {
    const inner = prefilter.inner();
    this.#views = new Views(new Scanner(pack, inner, how.judge, how.confirmer), inner);
    this.#prefilter = prefilter;
    const { buffer, byteOffset, length } = prefilter.data;
    this.#data = Buffer.from(buffer as ArrayBuffer, byteOffset, length);
    this.#enabled = how.enabled;
  }

  /** The signs in [from, to) of the data, as far as they lie in the object. */
  signs({ at, length }: Span, from: number, to: number, onSign: OnSpot): Signs {
    const end = at + length;
    return { range: { low: at, from: Math.max(from, at), to: Math.min(to, end), end }, onSign };
  }

  /** The same of several objects, one after the other. */
  findSigns(objects: readonly Span[], from: number, to: number, onSign: OnSpot): void {
    for (const object of objects)
      this.#prefilter.findSigns(this.signs(object, from, to, onSign).range, onSign);
  }

  /** To be called before the spots of objects are read, which then come in rising order. */
  begin(): void {
    this.#already.clear();
  }

  /** Reads all spots among the hits of an object, which lie in rising order, that have not been read. */
  readAll(object: Span, hits: SpanHit[]): void {
    this.begin();
    for (let i = 0; i < hits.length; i++) {
      const hit = hits[i];
      if (hit !== undefined && hit.anchor < RUN)
        hits[i] = this.read(object, hit.anchor, hit.position, hit.length === UNREAD ? undefined : hit);
    }
  }

  /**
   * What is decoded from a spot on; `position` counts from the beginning of the object, `anchor` is RUN less the kind of the spot.
   *
   * @param known What it is, where it was carried over.
   */
  read(object: Span, anchor: number, position: number, known?: SpanHit): SpanHit {
    const kind = RUN - anchor;
    const at = object.at + position;
    if (this.#already.has(kind, at)) return unread(anchor, position);
    const hit = known ?? this.#find(object, anchor, position);
    this.#already.add(kind, at + hit.length);
    return hit;
  }

  #find(object: Span, anchor: number, position: number): SpanHit {
    const known = this.#memo.find(this.#data, object, anchor, position);
    if (known !== undefined) return known;
    const hit = this.#readAnew(object, anchor, position);
    this.#memo.add(this.#data, object, hit);
    return hit;
  }

  #readAnew(object: Span, anchor: number, position: number): SpanHit {
    const source = { data: this.#data, first: object.at, length: object.at + object.length, ended: true };
    const options = { path: ANY_PATH, unit: "utf-8" as const, allowed: this.#enabled };
    const matches: ViewMatch[] = [];
    let end = position;
    let segment: Segment | undefined = segmentAt({ position: position + object.at, kind: RUN - anchor });
    while (segment !== undefined) {
      const reading: ViewReading | undefined = this.#views.read(source, segment, options);
      matches.push(...(reading?.matches ?? []));
      end = Math.max(end, (reading?.end ?? 0) - object.at);
      segment = reading?.next;
    }
    return spanHit(
      anchor,
      position,
      end - position,
      // Hits with the same list are told to be the same.
      matches.length === 0 ? NO_MATCHES : matches.map((match) => shifted(match, -object.at - position)),
    );
  }
}
