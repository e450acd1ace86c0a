/**
 * Which trees hold blobs with secrets, and where, and which name objects that are not there: gathered while all trees go by once, in any
 * order. Afterwards two trees can be compared as far as such blobs are concerned, at the cost of what differs.
 */
import { readTree } from "../../sources/git/formats.ts";
import type { ObjectTable } from "../../sources/git/object-table.ts";
import { MissingObjects } from "./missing.ts";
import { Names, Paths, ROOT } from "./names.ts";
import { sortGroups } from "./numbers.ts";
import { TreeEntries, type Entries } from "./tree-entries.ts";

/** A blob with secrets at a path, before and after; -1: none. */
export interface Change {
  path: number;
  before: number;
  after: number;
}

/** Two objects that stand at the same path in two trees; -1: none. */
interface Step {
  from: number;
  to: number;
  path: number;
  depth: number;
}

/** The objects that trees are searched for. */
export interface Hits {
  /** Secrets of a blob; empty for one without. */
  of(blob: number): readonly number[];
  /** All blobs with secrets. */
  objects(): Iterable<number>;
}

/** Folders in folders; no file system takes more. */
const MAX_DEPTH = 2000;

/** Takes all trees of a history, then compares them. */
export class HitTrees {
  readonly names: Names = new Names();
  readonly paths: Paths = new Paths(this.names);
  /** What is named and not there. */
  readonly missing: MissingObjects;
  readonly #table: ObjectTable;
  readonly #hits: Hits;
  /** All entries, until it is known which of them matter. */
  #gathered: TreeEntries = new TreeEntries();
  /** Entries of interest: those of a tree lie together, sorted by the texts of their names. */
  #entries: Entries = {
    starts: new Int32Array(1),
    pairs: new Int32Array(0),
    names: new Int32Array(0),
    objects: new Int32Array(0),
  };
  /** By pair: the place of its name among those of all. */
  #ranks: Int32Array = new Int32Array(0);

  /** @param table Of all objects that are there. */
  constructor(table: ObjectTable, hits: Hits) {
    this.#table = table;
    this.#hits = hits;
    this.missing = new MissingObjects(table.size);
  }

  /** Takes a tree's content. */
  add(tree: number, content: Buffer): void {
    const table = this.#table;
    readTree(content, table.width, ({ kind, nameFrom, nameTo, oidAt }) => {
      if (kind === "submodule") return;
      let object = table.find(content, oidAt);
      if (object !== -1) {
        if (kind !== "tree" && this.#hits.of(object).length === 0) return;
      } else {
        object = this.missing.number(content.toString("hex", oidAt, oidAt + table.width));
        if (object === -1) return;
      }
      this.addEntry(tree, content.toString("latin1", nameFrom, nameTo), object);
    });
  }

  /** Notes that a tree holds a subtree, a blob with secrets or what is missing; others need not be told of. The name is latin-1. */
  addEntry(tree: number, name: string, object: number): void {
    this.addNumbered(tree, this.names.number(name), object);
  }

  /** As `addEntry`, by the number of the name. */
  addNumbered(tree: number, name: number, object: number): void {
    this.#gathered.add(tree, this.#gathered.pair(name, object));
  }

  /** What has been gathered so far: for who adds to it by numbers. */
  get gathered(): TreeEntries {
    return this.#gathered;
  }

  /** To be called when all trees are in: finds out which of them matter. */
  finish(): void {
    const gathered = this.#gathered;
    const size = this.#table.size + this.missing.size;
    this.#entries = gathered.thatMatter(size, this.#hits.objects());
    this.#ranks = this.#rankPairs();
    // By the texts of names: their numbers depend on the order in which trees came.
    sortGroups(this.#entries.starts, this.#entries.pairs, this.#ranks);
    if (this.missing.size > 0) this.missing.namedBy(gathered.thatMatter(size, this.missing.all()));
    this.#gathered = new TreeEntries();
  }

  #rankPairs(): Int32Array {
    const { names } = this.#entries;
    const rankOf = new Int32Array(this.names.size);
    for (const name of names) rankOf[name] = 1;
    const used: number[] = [];
    for (let name = 0; name < rankOf.length; name++) if (rankOf[name] === 1) used.push(name);
    used.sort((one, other) => (this.names.name(one) < this.names.name(other) ? -1 : 1));
    used.forEach((name, rank) => {
      rankOf[name] = rank;
    });
    return names.map((name) => rankOf[name] ?? 0);
  }

  /** Calls back with each entry of interest: what `addEntry` would have to be told, once `finish` has been called. */
  entries(onEntry: (tree: number, name: string, object: number) => void): void {
    for (let tree = 0; tree < this.#table.size; tree++) {
      for (let i = this.#first(tree); i < this.#end(tree); i++)
        onEntry(tree, this.names.name(this.#name(i)), this.#object(i));
    }
  }

  /** True for a tree with a secret somewhere below it. */
  has(tree: number): boolean {
    return this.#first(tree) < this.#end(tree);
  }

  /** Calls back with each object of interest that the tree itself holds. */
  eachEntry(tree: number, onObject: (object: number) => void): void {
    for (let i = this.#first(tree); i < this.#end(tree); i++) onObject(this.#object(i));
  }

  /** Calls `onBlob` for every blob with secrets below the tree; stops where it returns true, and returns true then. */
  some(
    tree: number,
    onBlob: (path: number, blob: number) => boolean,
    path: number = ROOT,
    depth: number = 0,
  ): boolean {
    if (depth > MAX_DEPTH) return false;
    for (let i = this.#first(tree); i < this.#end(tree); i++) {
      const below = this.paths.below(path, this.#name(i));
      const object = this.#object(i);
      const found = this.has(object) ? this.some(object, onBlob, below, depth + 1) : onBlob(below, object);
      if (found) return true;
    }
    return false;
  }

  /**
   * As `some`, for all blobs; what has been gone through for the same `seen` (a byte an object) is left out, whatever its path is now.
   */
  each(tree: number, seen: Uint8Array, onBlob: (path: number, blob: number) => void): void {
    this.#each({ tree, path: ROOT, depth: 0 }, seen, onBlob);
  }

  #each(
    { tree, path, depth }: { tree: number; path: number; depth: number },
    seen: Uint8Array,
    onBlob: (path: number, blob: number) => void,
  ): void {
    for (let i = this.#first(tree); i < this.#end(tree); i++) {
      const object = this.#object(i);
      if (seen[object] === 1) continue;
      seen[object] = 1;
      const below = this.paths.below(path, this.#name(i));
      if (!this.has(object)) onBlob(below, object);
      else if (depth < MAX_DEPTH) this.#each({ tree: object, path: below, depth: depth + 1 }, seen, onBlob);
    }
  }

  /** True where both hold the same secrets' blobs at the same paths; -1 for an empty one. */
  isSame(one: number, other: number, depth = 0): boolean {
    if (one === other || depth > MAX_DEPTH) return one === other;
    const from = this.#first(one);
    const by = this.#first(other) - from;
    const end = this.#end(one);
    if (this.#end(other) - by !== end || from === end) return false;
    for (let i = from; i < end; i++) if (this.#rank(i) !== this.#rank(i + by)) return false;
    for (let i = from; i < end; i++) {
      const object = this.#object(i);
      const beside = this.#object(i + by);
      if (object !== beside && !this.isSame(object, beside, depth + 1)) return false;
    }
    return true;
  }

  /** What differs between two trees; -1 for an empty one. */
  compare(before: number, after: number): Change[] {
    const changes: Change[] = [];
    this.#compare({ from: before, to: after, path: ROOT, depth: 0 }, changes);
    return changes;
  }

  /** Where the entries of a tree begin and end; -1 has none. */
  #first(tree: number): number {
    return tree === -1 ? 0 : (this.#entries.starts[tree] ?? 0);
  }

  #end(tree: number): number {
    return tree === -1 ? 0 : (this.#entries.starts[tree + 1] ?? 0);
  }

  #rank(entry: number): number {
    return this.#ranks[this.#entries.pairs[entry] ?? 0] ?? 0;
  }

  #name(entry: number): number {
    const { names, pairs } = this.#entries;
    return names[pairs[entry] ?? 0] ?? 0;
  }

  #object(entry: number): number {
    const { objects, pairs } = this.#entries;
    return objects[pairs[entry] ?? 0] ?? -1;
  }

  #compare({ from, to, path, depth }: Step, changes: Change[]): void {
    if (from === to || depth > MAX_DEPTH) return;
    let i = this.#first(from);
    let j = this.#first(to);
    const oldEnd = this.#end(from);
    const newEnd = this.#end(to);
    // Side by side, both sorted by name.
    while (i < oldEnd || j < newEnd) {
      const old = i < oldEnd ? this.#rank(i) : Infinity;
      const fresh = j < newEnd ? this.#rank(j) : Infinity;
      const at = old <= fresh ? i : j;
      const before = old <= fresh ? this.#object(i++) : -1;
      const after = fresh <= old ? this.#object(j++) : -1;
      if (before === after) continue;
      const name = this.#name(at);
      this.#differs(
        { from: before, to: after, path: this.paths.below(path, name), depth: depth + 1 },
        changes,
      );
    }
  }

  /** A path may be a folder before and a file afterwards. */
  #differs({ from, to, path, depth }: Step, changes: Change[]): void {
    const wasTree = this.has(from);
    const isTree = this.has(to);
    if (wasTree || isTree)
      this.#compare({ from: wasTree ? from : -1, to: isTree ? to : -1, path, depth }, changes);
    const before = wasTree ? -1 : from;
    const after = isTree ? -1 : to;
    if (before !== after) changes.push({ path, before, after });
  }

  /** Trees of interest that no other one holds, such as roots, but for those that are known; by their ids. */
  tops(known: Int32Array): number[] {
    const isLeft = new Uint8Array(this.#table.size);
    for (const object of this.#entries.objects) isLeft[object] = 1;
    for (const tree of known) isLeft[tree] = 1;
    const tops: number[] = [];
    for (let tree = 0; tree < isLeft.length; tree++)
      if (isLeft[tree] !== 1 && this.has(tree)) tops.push(tree);
    return tops.sort((one, other) => this.#table.compare(one, other));
  }
}
