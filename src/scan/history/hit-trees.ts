/**
 * Which trees hold blobs with secrets, and where, and which name objects that are not there: gathered while all trees go by once, in any
 * order. Afterwards two trees can be compared as far as such blobs are concerned, at the cost of what differs.
 */
import { readTree } from "../../sources/git/formats.ts";
import type { ObjectTable } from "../../sources/git/object-table.ts";
import { MissingObjects } from "./missing.ts";
import { Names, Paths, ROOT } from "./names.ts";
import { groupBy, pick, sortGroups } from "./numbers.ts";
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

/** Folders in folders; no file system takes more. */
const MAX_DEPTH = 2000;

export class HitTrees {
  readonly names: Names = new Names();
  readonly paths: Paths = new Paths(this.names);
  /** What is named and not there. */
  readonly missing: MissingObjects;
  readonly #table: ObjectTable;
  readonly #isHit: (blob: number) => boolean;
  /** All entries, until it is known which of them matter. */
  #gathered: TreeEntries = new TreeEntries();
  /** Entries of interest: those of a tree lie together, sorted by the texts of their names. */
  #starts: Int32Array = new Int32Array(1);
  #names: Int32Array = new Int32Array(0);
  #ranks: Int32Array = new Int32Array(0);
  #objects: Int32Array = new Int32Array(0);

  /** @param table Of all objects that are there. */
  constructor(table: ObjectTable, isHit: (blob: number) => boolean) {
    this.#table = table;
    this.#isHit = isHit;
    this.missing = new MissingObjects(table.size);
  }

  /** Takes a tree's content. */
  add(tree: number, content: Buffer): void {
    const table = this.#table;
    readTree(content, table.width, ({ kind, nameFrom, nameTo, oidAt }) => {
      if (kind === "submodule") return;
      let object = table.find(content, oidAt);
      if (object !== -1) {
        if (kind !== "tree" && !this.#isHit(object)) return;
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
    const { size } = this.#table;
    this.#arrange(this.#gathered.thatMatter(size + this.missing.size, this.#isHit));
    if (this.missing.size > 0)
      this.missing.namedBy(this.#gathered.thatMatter(size + this.missing.size, (object) => object >= size));
    this.#gathered = new TreeEntries();
  }

  /** By tree, then by the texts of names: their numbers depend on the order in which trees came. */
  #arrange({ trees, names, objects }: Entries): void {
    const { starts, order } = groupBy(trees, this.#table.size);
    const rankOf = this.#rankNames(names);
    sortGroups({ starts, order }, pick(rankOf, names));
    this.#starts = starts;
    this.#names = pick(names, order);
    this.#objects = pick(objects, order);
    this.#ranks = pick(rankOf, this.#names);
  }

  /** The place of each name that counts among all that do. */
  #rankNames(names: Int32Array): Int32Array {
    const rankOf = new Int32Array(this.names.size);
    for (const name of names) rankOf[name] = 1;
    const used: number[] = [];
    for (let name = 0; name < rankOf.length; name++) if (rankOf[name] === 1) used.push(name);
    used.sort((one, other) => (this.names.name(one) < this.names.name(other) ? -1 : 1));
    used.forEach((name, rank) => {
      rankOf[name] = rank;
    });
    return rankOf;
  }

  /** Calls back with each entry of interest: what `addEntry` would have to be told, once `finish` has been called. */
  entries(onEntry: (tree: number, name: string, object: number) => void): void {
    for (let tree = 0; tree < this.#table.size; tree++) {
      for (let i = this.#first(tree); i < this.#end(tree); i++)
        onEntry(tree, this.names.name(this.#names[i] ?? 0), this.#objects[i] ?? -1);
    }
  }

  /** True for a tree with a secret somewhere below it. */
  has(tree: number): boolean {
    return this.#first(tree) < this.#end(tree);
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
      const below = this.paths.below(path, this.#names[i] ?? 0);
      const object = this.#objects[i] ?? -1;
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
      const object = this.#objects[i] ?? -1;
      if (seen[object] === 1) continue;
      seen[object] = 1;
      const below = this.paths.below(path, this.#names[i] ?? 0);
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
    for (let i = from; i < end; i++) if (this.#ranks[i] !== this.#ranks[i + by]) return false;
    for (let i = from; i < end; i++) {
      const object = this.#objects[i] ?? -1;
      const beside = this.#objects[i + by] ?? -1;
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
    return tree === -1 ? 0 : (this.#starts[tree] ?? 0);
  }

  #end(tree: number): number {
    return tree === -1 ? 0 : (this.#starts[tree + 1] ?? 0);
  }

  #rank(entry: number): number {
    return this.#ranks[entry] ?? 0;
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
      const before = old <= fresh ? (this.#objects[i++] ?? -1) : -1;
      const after = fresh <= old ? (this.#objects[j++] ?? -1) : -1;
      if (before === after) continue;
      const name = this.#names[at] ?? 0;
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
    for (const object of this.#objects) isLeft[object] = 1;
    for (const tree of known) isLeft[tree] = 1;
    const tops: number[] = [];
    for (let tree = 0; tree < isLeft.length; tree++)
      if (isLeft[tree] !== 1 && this.has(tree)) tops.push(tree);
    return tops.sort((one, other) => this.#table.compare(one, other));
  }
}
