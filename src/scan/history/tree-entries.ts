/**
 * Entries of trees that may lead to secrets, gathered while all trees go by in any order: subtrees, and blobs with secrets. Trees repeat each
 * other, so each distinct pair of name and object has a number, and an entry takes four bytes. Afterwards it is found out which matter.
 */
import { NumberList, pick } from "./numbers.ts";

/** Entries, one at each index. */
export interface Entries {
  trees: Int32Array;
  /** Numbers of names. */
  names: Int32Array;
  objects: Int32Array;
}

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

export class TreeEntries {
  /** By pair. */
  readonly #names: NumberList = new NumberList();
  readonly #objects: NumberList = new NumberList();
  /** Pairs, those of a tree together: `#begins` says of each of `#trees` where its own begin. A tree may come twice. */
  readonly #pairs: NumberList = new NumberList();
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
   * The entries below which there is a secret.
   *
   * @param size Number of objects.
   */
  thatMatter(size: number, isHit: (blob: number) => boolean): Entries {
    const state = this.#look(size, isHit);
    const objects = this.#objects.values;
    // By pair.
    const isLive = objects.map((object) => (state[object] === LIVE ? 1 : 0));
    const keptTrees = new NumberList();
    const keptPairs = new NumberList();
    const trees = this.#trees.values;
    const pairs = this.#pairs.values;
    for (let place = 0; place < trees.length; place++) {
      const tree = trees[place] ?? 0;
      if (state[tree] !== LIVE) continue;
      const end = this.#end(place);
      for (let at = this.#begins.at(place); at < end; at++) {
        const pair = pairs[at] ?? 0;
        if (isLive[pair] !== 1) continue;
        keptTrees.push(tree);
        keptPairs.push(pair);
      }
    }
    const kept = keptPairs.values;
    return { trees: keptTrees.values, names: pick(this.#names.values, kept), objects: pick(objects, kept) };
  }

  #end(place: number): number {
    return place + 1 < this.#begins.length ? this.#begins.at(place + 1) : this.#pairs.length;
  }

  /** Of each object what it is: LIVE or not. Each entry is looked at once. */
  #look(size: number, isHit: (blob: number) => boolean): Uint8Array {
    const state = new Uint8Array(size);
    for (let object = 0; object < size; object++) if (isHit(object)) state[object] = LIVE;
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
      const at = entries[top] ?? 0;
      if (at === this.#end(place)) {
        const another = next[place] ?? -1;
        places[top] = another;
        entries[top] = this.#begins.at(another);
        if (another === -1) state[tree] = DEAD;
      } else {
        const object = this.#objects.at(this.#pairs.at(at));
        if (state[object] === LIVE) state[tree] = LIVE;
        else if (state[object] === 0 && first[object] !== -1) {
          state[object] = OPEN;
          stack.push(object);
          places.push(first[object] ?? -1);
          entries.push(this.#begins.at(first[object] ?? -1));
          continue;
        } else entries[top] = at + 1;
      }
      if (state[tree] === OPEN) continue;
      stack.pop();
      places.pop();
      entries.pop();
    }
  }
}
