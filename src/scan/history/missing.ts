/** Objects that trees name and that are not there: which these are, and which of them can be reached from where. */
import type { Entries } from "./tree-entries.ts";

/** More than these are not told apart. */
const MOST = 10_000;

/** Gathers them while trees go by; they get numbers behind those of all objects that are there. */
export class MissingObjects {
  /** Ids, in the order in which they were met. */
  readonly #numbers: Map<string, number> = new Map();
  readonly #first: number;
  #entries: Entries | undefined;

  /** @param first The number of the first one: behind those of all objects that are there. */
  constructor(first: number) {
    this.#first = first;
  }

  get size(): number {
    return this.#numbers.size;
  }

  /** There may be more than are told apart. */
  get isFull(): boolean {
    return this.#numbers.size >= MOST;
  }

  /** A number for the object with this id (hex); -1 where there are too many. */
  number(oid: string): number {
    const known = this.#numbers.get(oid);
    if (known !== undefined) return known;
    if (this.#numbers.size >= MOST) return -1;
    const number = this.#first + this.#numbers.size;
    this.#numbers.set(oid, number);
    return number;
  }

  /** The numbers of all. */
  all(): Iterable<number> {
    return this.#numbers.values();
  }

  /** Notes all entries of trees that lead to them. */
  namedBy(entries: Entries): void {
    this.#entries = entries;
  }

  /** Ids of those that are named by the trees given (by number), or by trees below these. */
  below(roots: Iterable<number>): string[] {
    if (this.#entries === undefined) return [];
    const { starts, pairs, objects } = this.#entries;
    const isReached = new Uint8Array(this.#first + this.size);
    const waiting: number[] = [];
    const reach = (object: number): void => {
      if (object < 0 || isReached[object] === 1) return;
      isReached[object] = 1;
      if (object < this.#first) waiting.push(object);
    };
    for (const root of roots) reach(root);
    for (let tree = waiting.pop(); tree !== undefined; tree = waiting.pop()) {
      const end = starts[tree + 1] ?? 0;
      for (let i = starts[tree] ?? 0; i < end; i++) reach(objects[pairs[i] ?? 0] ?? -1);
    }
    return [...this.#numbers].filter(([, number]) => isReached[number] === 1).map(([oid]) => oid);
  }
}
