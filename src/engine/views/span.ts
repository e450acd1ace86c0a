/** The views of objects that lie whole in memory. */
import { ANY_PATH } from "../confirm.ts";
import type { Confirmer } from "../confirmers.ts";
import type { Prefilter, Signs } from "../kernel.ts";
import type { Judge } from "../learned/opinion.ts";
import type { Pack } from "../pack.ts";
import { Scanner } from "../scanner.ts";
import { RUN, shifted, spanHit, type Span, type SpanHit } from "../span.ts";
import { segmentAt, Views, type ViewMatch, type ViewReading } from "./index.ts";
import { ViewMemo } from "./memo.ts";
import type { OnSpot } from "./spots.ts";
import type { Segment } from "./view.ts";

/** Finds what is encoded in objects. Spots are hits of an object like those of anchors (their `anchor` is RUN less the kind of the spot). */
export class SpanViews {
  readonly #views: Views;
  readonly #prefilter: Prefilter;
  readonly #enabled: (rule: number) => boolean;
  readonly #data: Buffer;
  readonly #memo: ViewMemo = new ViewMemo();

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

  /** What is decoded from a spot on; `position` counts from the beginning of the object, `anchor` is RUN less the kind of the spot. */
  read(object: Span, anchor: number, position: number): SpanHit {
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
      matches.map((match) => shifted(match, -object.at - position)),
    );
  }
}
