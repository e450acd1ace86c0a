/** The views of a stream, of which only a window is in memory: what waits for bytes to come, and how far all is known. */
import type { OnSpot } from "./spots.ts";
import { LEAST_DIGITS, LOOK_AHEAD, LOOK_BEHIND, PERCENT } from "./spots.ts";
import { ReadAlready } from "./read-already.ts";
import { segmentAt, type ViewMatch, type ViewOptions, type ViewScanner, Views } from "./index.ts";
import type { Prefilter, Signs } from "../kernel.ts";
import type { StreamOptions } from "../stream.ts";
import { contextStart, type Segment } from "./view.ts";

/** The window. */
export interface Window {
  data: Buffer;
  /** The bytes of the stream in the data: [first, length). */
  first: number;
  length: number;
  /** Stream offset of data[0]. */
  base: number;
  /** Index behind the last line that has to be told now, or behind all of it. */
  due: number;
  ended: boolean;
}

/** Finds what is encoded in a stream; a segment waits here until the bytes that decide about it have come. */
export class StreamViews {
  readonly #views: Views;
  #options: ViewOptions = { path: "", unit: "utf-8" };
  /** Stream offsets. */
  #waiting: Segment[] = [];
  /** Stream offsets too. */
  readonly #already: ReadAlready = new ReadAlready();
  #isOff = false;
  #textsTo = 0;
  #signsTo = 0;
  /** Of what the prefilter looks at. */
  #base = 0;
  #filled = 0;

  /** @param createScanner Makes one that decodes nothing. */
  constructor(prefilter: Prefilter, createScanner: (inner: Prefilter) => ViewScanner) {
    const inner = prefilter.inner();
    this.#views = new Views(createScanner(inner), inner);
  }

  /** @param options.decode False: nothing is looked for. */
  begin(options: ViewOptions & Pick<StreamOptions, "decode">): void {
    this.#options = options;
    this.#isOff = options.decode === false;
    if (this.#waiting.length > 0) this.#waiting = [];
    this.#already.clear();
    this.#textsTo = this.#signsTo = 0;
  }

  /** Takes runs with text that the prefilter tells of, in rising order; some it tells of again. What ends before `filled` is known. */
  texts(base: number, filled: number): OnSpot | undefined {
    if (this.#isOff) return undefined;
    this.#base = base;
    this.#filled = filled;
    return this.#onText;
  }

  readonly #onText = (position: number, kind: number): void => {
    const offset = position + this.#base;
    if (position + LEAST_DIGITS <= this.#filled || offset < this.#textsTo) return;
    this.#textsTo = offset + 1;
    this.#waiting.push(segmentAt({ position: offset, kind }));
  };

  /** Where signs are to be looked for in what has come, once: what follows decides of the last bytes. Good until it is asked again. */
  signs({ base, length, due, ended }: Pick<Window, "base" | "length" | "due" | "ended">): Signs | undefined {
    if (this.#isOff) return undefined;
    const from = Math.max(0, this.#signsTo - base);
    const to = ended ? length : Math.max(due, length - LOOK_AHEAD);
    if (to <= from) return undefined;
    this.#base = base;
    this.#signsTo = to + base;
    const { range } = this.#signs;
    range.from = from;
    range.to = to;
    range.end = to === due ? due : length;
    return this.#signs;
  }

  readonly #onSign = (position: number, kind: number): void => {
    this.#waiting.push(segmentAt({ position: position + this.#base, kind }));
  };

  /** One for all: it is asked for with each file of a tree. */
  readonly #signs: Signs = { range: { from: 0, to: 0, end: 0 }, onSign: this.#onSign };

  /** Something is to be read once enough of it is there. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** What is found in all spots of which enough is there. Offsets are indexes in the data. */
  take(window: Window): ViewMatch[] {
    const matches: ViewMatch[] = [];
    const left: Segment[] = [];
    const already = this.#already;
    for (const segment of this.#waiting) {
      const { kind, position } = segment;
      if (!segment.goesOn && already.has(kind, position)) continue;
      // What an earlier one waits for is still open, and may hold this one.
      const isOpen = kind >= PERCENT && left.some((one) => one.kind === kind);
      if (isOpen) left.push(segment);
      let next: Segment | undefined = isOpen ? undefined : segment;
      while (next !== undefined) {
        const reading = this.#read(window, next);
        if (reading === undefined) left.push(next);
        else {
          matches.push(...reading.matches);
          already.add(kind, reading.end + window.base);
        }
        next = reading?.next && { ...reading.next, position: reading.next.position + window.base };
      }
    }
    this.#waiting = left;
    return matches;
  }

  #read({ data, first, length, base, due, ended }: Window, segment: Segment): ReturnType<Views["read"]> {
    const { position, kind, wraps, goesOn } = segment;
    const here = { position: position - base, kind, wraps, goesOn };
    const source = { data, first, length, ended };
    const reading = this.#views.read(source, here, this.#options);
    if (reading !== undefined || here.position >= due || ended) return reading;
    return this.#views.read({ ...source, length: due, ended: true }, here, this.#options);
  }

  /** No match to come begins before this stream offset; `base`: that of data[0]. */
  knownTo(data: Buffer, base: number): number {
    if (this.#isOff) return Infinity;
    const start = (offset: number): number =>
      contextStart({ data, first: 0 }, Math.max(0, offset - base)) + base;
    return this.#waiting.reduce(
      (least, { position }) => Math.min(least, start(position)),
      start(this.#signsTo),
    );
  }

  /** The first stream offset that is still looked at. */
  get needed(): number {
    if (this.#isOff) return Infinity;
    return this.#waiting.reduce(
      (least, { position }) => Math.min(least, position),
      Math.max(0, this.#signsTo - LOOK_BEHIND),
    );
  }
}
