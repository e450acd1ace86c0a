/**
 * Entries of trees that may lead to secrets, gathered while all trees go by in any order: subtrees, and blobs with secrets. Trees repeat each
 * other, so each distinct pair of name and object has a number, and an entry takes four bytes. Afterwards it is found out which matter.
 */
import { LongList, NumberList } from "./numbers.ts";

/** Entries of trees, as pairs of a name and an object. */
export interface Entries {
  /** Those of a tree lie in `pairs` from `starts[tree]` to `starts[tree + 1]`, in the order in which they were told of. */
  starts: Int32Array;
  pairs: Int32Array;
  /** By pair: the number of the name, and the object. */
  names: Int32Array;
  objects: Int32Array;
}

const NONE = -1;
/** What is known of an object: it is, or leads to, a blob with secrets; it does not; it is being looked at. */
const LIVE = 1;
const DEAD = 2;
const OPEN = 3;

/** How far one is: by tree its first place, by place the next one of the same tree; and the trees above, with what is next in each. */
interface Way {
  first: Int32Array;
  next: Int32Array;
  stack: number[];
  places: number[];
  entries: number[];
}

/** Takes the entries of trees one by one; `Entries` come out. */
export class TreeEntries {
  /** By pair. */
  readonly #names: LongList = new LongList();
  readonly #objects: LongList = new LongList();
  /** Pairs, those of a tree together: `#begins` says of each of `#trees` where its own begin. A tree may come twice. */
  readonly #pairs: LongList = new LongList();
  readonly #trees: NumberList = new NumberList();
  readonly #begins: NumberList = new NumberList();
  #tree = -1;

  /** A number for a name, by its number, and an object. */
  pair(name: number, object: number): number {
    this.#names.push(name);
    this.#objects.push(object);
    return this.#names.length - 1;
  }

  /** Notes that a tree holds a pair. */
  add(tree: number, pair: number): void {
    if (tree !== this.#tree) {
      this.#tree = tree;
      this.#trees.push(tree);
      this.#begins.push(this.#pairs.length);
    }
    this.#pairs.push(pair);
  }

  /** How many pairs there are, and entries of all trees. */
  get sizes(): { pairs: number; entries: number } {
    return { pairs: this.#names.length, entries: this.#pairs.length };
  }

  /**
   * Takes what many trees hold at once.
   *
   * @param trees Each tree, and where in the list of all entries its own begin.
   * @param pairs The entries: numbers of pairs.
   * @param fresh Name and object of each new pair.
   */
  addMany(
    trees: { trees: Int32Array; begins: Int32Array },
    pairs: Int32Array,
    fresh: { names: Int32Array; objects: Int32Array },
  ): void {
    this.#names.pushAll(fresh.names);
    this.#objects.pushAll(fresh.objects);
    this.#trees.pushAll(trees.trees);
    this.#begins.pushAll(trees.begins);
    this.#pairs.pushAll(pairs);
    this.#tree = -1;
  }

  /**
   * The entries below which there is one of some objects.
   *
   * @param size Number of objects.
   * @param hits Those that are looked for.
   */
  thatMatter(size: number, hits: Iterable<number>): Entries {
    const state = this.#look(size, hits);
    const { numbers, names, objects } = this.#livePairs(state);
    const starts = this.#ends(size, state, numbers);
    const pairs = new Int32Array(starts[size] ?? 0);
    // Each tree begins as the end of its entries, and is moved back with each of them: the last one first.
    const trees = this.#trees.values;
    for (let place = trees.length - 1; place >= 0; place--) {
      const tree = trees[place] ?? 0;
      if (state[tree] !== LIVE) continue;
      let start = starts[tree] ?? 0;
      const begin = this.#begins.at(place);
      for (let at = this.#end(place) - 1; at >= begin; at--) {
        const pair = numbers[this.#pairs.at(at)] ?? NONE;
        if (pair !== NONE) pairs[--start] = pair;
      }
      starts[tree] = start;
    }
    return { starts, pairs, names, objects };
  }

  /** Where the entries of each tree end that are to be kept; of the last number, how many there are. */
  #ends(size: number, state: Uint8Array, numbers: Int32Array): Int32Array {
    const ends = new Int32Array(size + 1);
    const trees = this.#trees.values;
    for (let place = 0; place < trees.length; place++) {
      const tree = trees[place] ?? 0;
      if (state[tree] !== LIVE) continue;
      const end = this.#end(place);
      let live = 0;
      for (let at = this.#begins.at(place); at < end; at++) if (numbers[this.#pairs.at(at)] !== NONE) live++;
      ends[tree] = (ends[tree] ?? 0) + live;
    }
    for (let tree = 1; tree <= size; tree++) ends[tree] = (ends[tree] ?? 0) + (ends[tree - 1] ?? 0);
    return ends;
  }

  /** New numbers for the pairs whose object is LIVE, by old number, NONE for the others; and by new number what they are. */
  #livePairs(state: Uint8Array): { numbers: Int32Array; names: Int32Array; objects: Int32Array } {
    const numbers = new Int32Array(this.#objects.length);
    let count = 0;
    for (let pair = 0; pair < numbers.length; pair++)
      numbers[pair] = state[this.#objects.at(pair)] === LIVE ? count++ : NONE;
    const names = new Int32Array(count);
    const objects = new Int32Array(count);
    for (let pair = 0; pair < numbers.length; pair++) {
      const number = numbers[pair] ?? NONE;
      if (number === NONE) continue;
      names[number] = this.#names.at(pair);
      objects[number] = this.#objects.at(pair);
    }
    return { numbers, names, objects };
  }

  #end(place: number): number {
    return place + 1 < this.#begins.length ? this.#begins.at(place + 1) : this.#pairs.length;
  }

  /** Of each object what it is: LIVE or not. Each entry is looked at once. */
  #look(size: number, hits: Iterable<number>): Uint8Array {
    const state = new Uint8Array(size);
    for (const object of hits) state[object] = LIVE;
    const trees = this.#trees.values;
    // Of each tree its first place, and of each place the next one of the same tree.
    const first = new Int32Array(size).fill(-1);
    const next = new Int32Array(trees.length);
    for (let place = trees.length - 1; place >= 0; place--) {
      const tree = trees[place] ?? 0;
      next[place] = first[tree] ?? -1;
      first[tree] = place;
    }
    const way: Way = { first, next, stack: [], places: [], entries: [] };
    for (const tree of trees) if (state[tree] === 0) this.#lookBelow(tree, state, way);
    return state;
  }

  /** The first entry from `at` on whose object is LIVE, or has to be looked at before its tree; `end` where there is none. Most are passed over. */
  #firstToDecide(at: number, end: number, state: Uint8Array, first: Int32Array): number {
    for (let entry = at; entry < end; entry++) {
      const object = this.#objects.at(this.#pairs.at(entry));
      const known = state[object];
      if (known === LIVE || (known === 0 && first[object] !== -1)) return entry;
    }
    return end;
  }

  /** Hashes allow no circle; a damaged repository may pretend to one: what is being looked at leads nowhere. */
  #lookBelow(root: number, state: Uint8Array, { first, next, stack, places, entries }: Way): void {
    stack.push(root);
    places.push(first[root] ?? -1);
    entries.push(this.#begins.at(first[root] ?? 0));
    state[root] = OPEN;
    while (stack.length > 0) {
      const top = stack.length - 1;
      const tree = stack[top] ?? 0;
      const place = places[top] ?? -1;
      const end = this.#end(place);
      const at = this.#firstToDecide(entries[top] ?? 0, end, state, first);
      if (at === end) {
        const another = next[place] ?? -1;
        places[top] = another;
        entries[top] = this.#begins.at(another);
        if (another === -1) state[tree] = DEAD;
      } else {
        const object = this.#objects.at(this.#pairs.at(at));
        if (state[object] === LIVE) state[tree] = LIVE;
        else {
          entries[top] = at;
          state[object] = OPEN;
          stack.push(object);
          places.push(first[object] ?? -1);
          entries.push(this.#begins.at(first[object] ?? -1));
          continue;
        }
      }
      if (state[tree] === OPEN) continue;
      stack.pop();
      places.pop();
      entries.pop();
    }
  }
}
