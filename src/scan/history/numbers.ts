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
    if (this.#length === this.#numbers.length) this.#grow(this.#length * 2);
    this.#numbers[this.#length++] = value;
  }

  pushAll(values: Int32Array): void {
    const length = this.#length + values.length;
    if (length > this.#numbers.length) this.#grow(Math.max(length, this.#length * 2));
    this.#numbers.set(values, this.#length);
    this.#length = length;
  }

  #grow(capacity: number): void {
    const larger = new Int32Array(capacity);
    larger.set(this.#numbers);
    this.#numbers = larger;
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

/**
 * Numbers of a piece of a `LongList`, as a power of two: 32 MB. The C library gives what is as large back to the system as soon as it is let
 * go; smaller pieces stay with the process. What is not written to yet takes no memory.
 */
const PIECE_BITS = 23;
const PIECE = 1 << PIECE_BITS;
/** The first piece begins with so many, and grows by as many times. */
const FIRST = 1 << 17;
const GROWTH = 8;

/** As a NumberList, for millions of numbers: it grows piece by piece, so that little is copied, and little is left unused. */
export class LongList {
  readonly #pieces: Int32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const within = this.#length & (PIECE - 1);
    let piece = this.#pieces[this.#length >> PIECE_BITS];
    if (piece === undefined || within === piece.length) piece = this.#grow(piece);
    piece[within] = value;
    this.#length++;
  }

  pushAll(values: Int32Array): void {
    for (let at = 0; at < values.length;) {
      const within = this.#length & (PIECE - 1);
      let piece = this.#pieces[this.#length >> PIECE_BITS];
      if (piece === undefined || within === piece.length) piece = this.#grow(piece);
      const part = values.subarray(at, at + piece.length - within);
      piece.set(part, within);
      this.#length += part.length;
      at += part.length;
    }
  }

  #grow(piece: Int32Array | undefined): Int32Array {
    const isFirst = this.#length < PIECE;
    const larger = new Int32Array(isFirst ? Math.max(FIRST, (piece?.length ?? 0) * GROWTH) : PIECE);
    if (piece !== undefined) larger.set(piece);
    this.#pieces[this.#length >> PIECE_BITS] = larger;
    return larger;
  }

  at(index: number): number {
    return this.#pieces[index >> PIECE_BITS]?.[index & (PIECE - 1)] ?? -1;
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
  const { length } = keys;
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < length; i++) {
    const key = keys[i] ?? 0;
    starts[key] = (starts[key] ?? 0) + 1;
  }
  // Each begins as the end of its group, and is moved back with each member: the last one first.
  for (let key = 1; key <= count; key++) starts[key] = (starts[key] ?? 0) + (starts[key - 1] ?? 0);
  const order = new Int32Array(length);
  for (let i = length - 1; i >= 0; i--) {
    const key = keys[i] ?? 0;
    const at = (starts[key] ?? 0) - 1;
    starts[key] = at;
    order[at] = i;
  }
  return { starts, order };
}

/** Sorts the members of each group (as in Groups) by a number of theirs; those that are alike stay in their order. Quickest where they nearly are in order. */
export function sortGroups(starts: Int32Array, order: Int32Array, by: Int32Array): void {
  for (let group = 0; group + 1 < starts.length; group++) {
    const from = starts[group] ?? 0;
    const end = starts[group + 1] ?? 0;
    if (!sortByMoving(order, by, from, end))
      order.subarray(from, end).sort((one, other) => (by[one] ?? 0) - (by[other] ?? 0));
  }
}

/** Moves each to where it belongs; false where that takes too many moves, and some are left. */
function sortByMoving(order: Int32Array, by: Int32Array, from: number, end: number): boolean {
  let moves = (end - from) * 8;
  for (let i = from + 1; i < end; i++) {
    const member = order[i] ?? 0;
    const number = by[member] ?? 0;
    let at = i;
    for (; at > from && (by[order[at - 1] ?? 0] ?? 0) > number; at--) order[at] = order[at - 1] ?? 0;
    order[at] = member;
    moves -= i - at;
    if (moves < 0) return false;
  }
  return true;
}
