/**
 * Anchors as the build writes them: four 32-bit numbers each, little-endian. An object for each of six thousand takes more than two
 * milliseconds of a start, and a scan meets a few dozen of them: the numbers are read at the first one, an anchor is made when it is met.
 */
import type { Anchors, PackAnchor } from "./pack.ts";

/** Numbers of an anchor: rule, minBack, maxBack, length. */
const NUMBERS = 4;

/** The file: the numbers of each anchor, in the order of the anchors. */
export function packAnchors(anchors: Anchors): Uint8Array {
  const numbers = Int32Array.from(
    [...anchors].flatMap(({ rule, minBack, maxBack, length }) => [rule, minBack, maxBack, length]),
  );
  return new Uint8Array(numbers.buffer);
}

/** @param read Reads what `packAnchors` made. Called once, when an anchor is first asked for. */
export function unpackAnchors(count: number, read: () => Uint8Array): Anchors {
  return new LateAnchors(count, read);
}

class LateAnchors implements Anchors {
  readonly length: number;
  readonly #read: () => Uint8Array;
  #numbers: Int32Array | undefined;
  readonly #known: (PackAnchor | undefined)[];

  constructor(count: number, read: () => Uint8Array) {
    this.length = count;
    this.#read = read;
    // Filled, since V8 takes lists with large gaps for dictionaries.
    this.#known = Array.from({ length: count });
  }

  at(index: number): PackAnchor | undefined {
    return this.#known[index] ?? this.#make(index);
  }

  *[Symbol.iterator](): Iterator<PackAnchor> {
    for (let index = 0; index < this.length; index++) yield this.at(index) as PackAnchor;
  }

  #make(index: number): PackAnchor | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const numbers = (this.#numbers ??= this.#load());
    const [rule = 0, minBack = 0, maxBack = 0, length = 0] = numbers.subarray(
      index * NUMBERS,
      (index + 1) * NUMBERS,
    );
    return (this.#known[index] = { rule, minBack, maxBack, length });
  }

  /** @throws Error where there are other anchors than the rules have. */
  #load(): Int32Array {
    // Copied: what is read from a file need not be aligned.
    const bytes = new Uint8Array(this.#read());
    if (bytes.length !== this.length * NUMBERS * Int32Array.BYTES_PER_ELEMENT)
      throw new Error("anchors.bin is damaged: reinstall keyscan");
    return new Int32Array(bytes.buffer);
  }
}
