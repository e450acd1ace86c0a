/** A list of whole numbers that grows, in as little memory as a typed array. */
export class NumberList {
  #numbers: Int32Array;
  #length = 0;

  constructor(capacity = 1024) {
    this.#numbers = new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Int32Array(this.#numbers.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = value;
  }

  /** Replaces a number that is there. */
  set(index: number, value: number): void {
    this.#numbers[index] = value;
  }

  at(index: number): number {
    return this.#numbers[index] ?? -1;
  }

  /** What is in it; good until the next `push`. */
  get values(): Int32Array {
    return this.#numbers.subarray(0, this.#length);
  }
}

/** Lists of numbers by a number, packed: `keys[i]` has `values[i]`. */
export interface Groups {
  /** The values of a key lie in `order` from `starts[key]` to `starts[key + 1]`. */
  starts: Int32Array;
  /** Indexes into the lists that were grouped. */
  order: Int32Array;
}

/** Groups the indexes of `keys` by their key, in rising order. Keys from 0 to `count - 1`. */
export function groupBy(keys: Int32Array, count: number): Groups {
  const starts = new Int32Array(count + 1);
  for (const key of keys) starts[key + 1] = (starts[key + 1] ?? 0) + 1;
  for (let key = 0; key < count; key++) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0);
  const next = starts.slice();
  const order = new Int32Array(keys.length);
  keys.forEach((key, index) => {
    const at = next[key] ?? 0;
    order[at] = index;
    next[key] = at + 1;
  });
  return { starts, order };
}
