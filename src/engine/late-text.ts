/**
 * Values of which a run needs few, as JSON one after the other in one text: each is parsed when it is asked for. The text is ASCII, so
 * that places in it are bytes.
 */

/** Where a list of values stands: its first byte, and how many values there are. */
export type Place = readonly [from: number, count: number];

const NO_ASCII = /[^ -~]/g;
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
/** Lone surrogates are escaped as they are, pairs as two. */
const asciiJson = (value: unknown): string => JSON.stringify(value).replace(NO_ASCII, escaped);

/** What the build writes: of each list a line with its numbers, and a line for each value. */
export class TextWriter {
  #text = "";

  /** @param numbers Kept beside the values, for who reads them. */
  add(values: readonly unknown[], numbers: readonly number[]): Place {
    const from = this.#text.length;
    for (const value of [numbers, ...values]) this.#text += `${asciiJson(value)}\n`;
    return [from, values.length];
  }

  get text(): string {
    return this.#text;
  }
}

/** A list of values of a text. */
export class LateValues {
  readonly numbers: readonly number[];
  readonly length: number;
  readonly #text: Buffer;
  /** Where each value begins, and the one behind the last. */
  readonly #starts: Uint32Array;

  constructor(text: Buffer, [from, count]: Place) {
    this.length = count;
    this.#text = text;
    this.#starts = new Uint32Array(count + 1);
    let at = from;
    for (let i = 0; i <= count; i++) this.#starts[i] = at = text.indexOf(0x0a, at) + 1;
    this.numbers = JSON.parse(text.toString("latin1", from, this.#starts[0])) as number[];
  }

  /** Parsed anew each time. */
  at(index: number): unknown {
    return JSON.parse(this.#text.toString("latin1", this.#starts[index], this.#starts[index + 1]));
  }
}
