/** The commits of a repository and how they hang together, in memory: order, ancestors, what reaches what. */
import type { ObjectTable } from "../../sources/git/object-table.ts";
import { groupBy, NumberList, type Groups } from "./numbers.ts";

/** How a commit is kept alive, from best known to least. */
export const REACH = ["head", "ref", "stash", "reflog", "none"] as const;
export type Reach = (typeof REACH)[number];

/** Parents that are there, one commit after the other: those of each lie in `all` from `starts[commit]` to `starts[commit + 1]`. */
interface Parents {
  starts: Int32Array;
  all: Int32Array;
}

/** Commits are numbered in the order in which they were added. */
export class CommitGraph {
  readonly #table: ObjectTable;
  /** Object numbers. */
  readonly objects: NumberList = new NumberList();
  readonly trees: NumberList = new NumberList();
  readonly #times: number[] = [];
  readonly #edgeFrom: NumberList = new NumberList();
  /** Object number of the parent. */
  readonly #edgeTo: NumberList = new NumberList();
  /** Commit number by object number, -1: no commit. */
  #byObject: Int32Array | undefined;
  #parents: Parents | undefined;
  #children: { groups: Groups; of: Int32Array } | undefined;
  #order: Int32Array | undefined;

  constructor(table: ObjectTable) {
    this.#table = table;
  }

  get size(): number {
    return this.objects.length;
  }

  /** Adds a commit; all as object numbers, -1 for a tree that is not there. */
  add(commit: number, links: { tree: number; parents: readonly number[]; time: number }): void {
    const number = this.objects.length;
    this.objects.push(commit);
    this.trees.push(links.tree);
    this.#times.push(links.time);
    for (const parent of links.parents) {
      this.#edgeFrom.push(number);
      this.#edgeTo.push(parent);
    }
    this.#byObject = undefined;
    this.#parents = undefined;
    this.#children = undefined;
    this.#order = undefined;
  }

  /** Seconds since 1970, as the commit says. */
  time(commit: number): number {
    return this.#times[commit] ?? 0;
  }

  /** Number of the commit with this object number; -1 where there is none. */
  numberOf(object: number): number {
    this.#byObject ??= this.#numbers();
    return this.#byObject[object] ?? -1;
  }

  #numbers(): Int32Array {
    const numbers = new Int32Array(this.#table.size).fill(-1);
    for (let i = 0; i < this.objects.length; i++) numbers[this.objects.at(i)] = i;
    return numbers;
  }

  oid(commit: number): string {
    return this.#table.hex(this.objects.at(commit));
  }

  /** Parents that are there, in their order. */
  parents(commit: number): number[] {
    const { starts, all } = this.#allParents();
    return Array.from(all.subarray(starts[commit], starts[commit + 1]));
  }

  /** True where `isSo` holds for each parent that is there; none are made a list of. */
  everyParent(commit: number, isSo: (parent: number) => boolean): boolean {
    const { starts, all } = this.#allParents();
    const end = starts[commit + 1] ?? 0;
    for (let i = starts[commit] ?? 0; i < end; i++) if (!isSo(all[i] ?? -1)) return false;
    return true;
  }

  #allParents(): Parents {
    return (this.#parents ??= this.#findParents());
  }

  /** Edges were added in the order of their commits. */
  #findParents(): Parents {
    const edges = this.#edgeTo.length;
    const starts = new Int32Array(this.size + 1);
    const all = new Int32Array(edges);
    let count = 0;
    for (let i = 0, commit = 0; commit < this.size; commit++) {
      for (; i < edges && this.#edgeFrom.at(i) === commit; i++) {
        const parent = this.numberOf(this.#edgeTo.at(i));
        if (parent !== -1) all[count++] = parent;
      }
      starts[commit + 1] = count;
    }
    return { starts, all: all.subarray(0, count) };
  }

  /** All commits, parents before children, older ones first where that leaves a choice, whatever the order in which they were added. */
  order(): Int32Array {
    this.#order ??= this.#sorted();
    return this.#order;
  }

  #sorted(): Int32Array {
    const count = this.objects.length;
    const waiting = new Int32Array(count);
    const { groups: children, of } = this.children();
    for (const child of of) waiting[child] = (waiting[child] ?? 0) + 1;
    const times = this.#times;
    const ready = new Heap((one, other) => {
      const later = (times[one] ?? 0) - (times[other] ?? 0);
      return later === 0 ? this.#table.compare(this.objects.at(one), this.objects.at(other)) : later;
    });
    for (let commit = 0; commit < count; commit++) if (waiting[commit] === 0) ready.push(commit);
    const result = new Int32Array(count);
    let done = 0;
    for (let commit = ready.pop(); commit !== -1; commit = ready.pop()) {
      result[done++] = commit;
      for (let i = children.starts[commit] ?? 0; i < (children.starts[commit + 1] ?? 0); i++) {
        const child = of[children.order[i] ?? 0] ?? -1;
        const left = (waiting[child] ?? 0) - 1;
        waiting[child] = left;
        if (left === 0) ready.push(child);
      }
    }
    // Hashes allow no circle; a damaged repository may pretend to one.
    return result.subarray(0, done);
  }

  /** Commits of which a parent is not in the database. */
  cutOff(): number[] {
    const commits = new Set<number>();
    for (let i = 0; i < this.#edgeTo.length; i++) {
      if (this.#edgeTo.at(i) === -1) commits.add(this.#edgeFrom.at(i));
    }
    return [...commits];
  }

  /** Children of each commit, as indexes into `of`. */
  children(): { groups: Groups; of: Int32Array } {
    return (this.#children ??= this.#findChildren());
  }

  #findChildren(): { groups: Groups; of: Int32Array } {
    const { starts, all } = this.#allParents();
    const of = new Int32Array(all.length);
    for (let commit = 0, i = 0; commit < this.size; commit++) {
      const end = starts[commit + 1] ?? 0;
      for (; i < end; i++) of[i] = commit;
    }
    return { groups: groupBy(all, this.size), of };
  }

  /** Calls `onCommit` for the commits and all their ancestors that are not marked yet, and marks them. */
  ancestors(from: Iterable<number>, marked: Uint8Array, onCommit: (commit: number) => void): void {
    const { starts, all } = this.#allParents();
    const stack = [...from].filter((commit) => commit >= 0);
    for (let commit = stack.pop(); commit !== undefined; commit = stack.pop()) {
      if (marked[commit] === 1) continue;
      marked[commit] = 1;
      onCommit(commit);
      const end = starts[commit + 1] ?? 0;
      for (let i = starts[commit] ?? 0; i < end; i++) {
        const parent = all[i] ?? 0;
        if (marked[parent] !== 1) stack.push(parent);
      }
    }
  }
}

/** The least first. */
class Heap {
  readonly #items: number[] = [];
  readonly #compare: (one: number, other: number) => number;

  constructor(compare: (one: number, other: number) => number) {
    this.#compare = compare;
  }

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#before(at, above)) break;
      this.#swap(at, above);
      at = above;
    }
  }

  /** -1 where it is empty. */
  pop(): number {
    const items = this.#items;
    const [first = -1] = items;
    const last = items.pop();
    if (items.length === 0 || last === undefined) return first;
    items[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const least = left + 1 < items.length && this.#before(left + 1, left) ? left + 1 : left;
      if (left >= items.length || !this.#before(least, at)) break;
      this.#swap(at, least);
      at = least;
    }
    return first;
  }

  #before(a: number, b: number): boolean {
    return this.#compare(this.#items[a] ?? -1, this.#items[b] ?? -1) < 0;
  }

  #swap(a: number, b: number): void {
    const items = this.#items;
    const item = items[a] ?? -1;
    items[a] = items[b] ?? -1;
    items[b] = item;
  }
}
