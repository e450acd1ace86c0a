/**
 * Values of which a run needs few, as JSON one after the other in one text: each is parsed when it is asked for. The text is ASCII, so
 * that places in it are bytes.
 */

/** Where a list of values stands: its first byte, and how many bytes its index has, which comes first. */
export type Place = readonly [from: number, index: number];

/** Of a list: the length of each value, and a number for each value or, in a list of rules, for each rule the index of its value. */
interface Index {
  lengths: readonly number[];
  of: readonly number[];
}

const NO_ASCII = /[^ -~]/g;
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
/** Lone surrogates are escaped as they are, pairs as two. */
const asciiJson = (value: unknown): string => JSON.stringify(value).replace(NO_ASCII, escaped);

/** What the build writes. */
export class TextWriter {
  #text = "";

  /** @param of Kept beside the values: see `Index`. */
  add(values: readonly unknown[], of: readonly number[]): Place {
    const pieces = values.map(asciiJson);
    const index = JSON.stringify({ lengths: pieces.map(({ length }) => length), of } satisfies Index);
    const from = this.#text.length;
    this.#text += `${index}${pieces.join("")}\n`;
    return [from, index.length];
  }

  get text(): string {
    return this.#text;
  }
}

/** A list of values of a text. */
export class LateValues {
  readonly of: readonly number[];
  readonly length: number;
  readonly #text: Buffer;
  /** Where each value begins, and the last one ends. */
  readonly #starts: Uint32Array;

  constructor(text: Buffer, [from, index]: Place) {
    const { lengths, of } = JSON.parse(text.toString("latin1", from, from + index)) as Index;
    this.of = of;
    this.length = lengths.length;
    this.#text = text;
    this.#starts = new Uint32Array(lengths.length + 1);
    let at = from + index;
    this.#starts[0] = at;
    for (let i = 0; i < lengths.length; i++) this.#starts[i + 1] = at += lengths[i] ?? 0;
  }

  /** Parsed anew each time. */
  at(index: number): unknown {
    return JSON.parse(this.#text.toString("latin1", this.#starts[index], this.#starts[index + 1]));
  }
}
