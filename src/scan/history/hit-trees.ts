/**
 * Which trees hold blobs with secrets, and where: gathered while all trees go by once, in any order. Afterwards two trees can be
 * compared as far as such blobs are concerned, at the cost of what differs.
 */
import { readTree } from "../../sources/git/formats.ts";
import type { ObjectTable } from "../../sources/git/object-table.ts";
import { Names, Paths, ROOT } from "./names.ts";
import { groupBy, NumberList } from "./numbers.ts";

/** A blob with secrets at a path, before and after; -1: none. */
export interface Change {
  path: number;
  before: number;
  after: number;
}

export interface TreeProblems {
  /** An entry whose object is not there. */
  missing(tree: number, name: string, oid: string): void;
}

/** An entry of interest of a tree: a blob with secrets, or a tree below which there is one. */
interface Entry {
  name: number;
  object: number;
  /** Place of the name among all, by its text. */
  rank: number;
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
  readonly #table: ObjectTable;
  readonly #isHit: (blob: number) => boolean;
  readonly #problems: TreeProblems;
  /** Entries: tree, name, object. Those for subtrees are kept until it is known which of them matter. */
  readonly #tree: NumberList = new NumberList();
  readonly #name: NumberList = new NumberList();
  readonly #object: NumberList = new NumberList();
  /** Entries of trees of interest, by the tree's number, sorted by name. */
  #entries: Map<number, Entry[]> = new Map();

  constructor(table: ObjectTable, isHit: (blob: number) => boolean, problems: TreeProblems) {
    this.#table = table;
    this.#isHit = isHit;
    this.#problems = problems;
  }

  /** Takes a tree's content. */
  add(tree: number, content: Buffer): void {
    const table = this.#table;
    readTree(content, table.width, ({ kind, nameFrom, nameTo, oidAt }) => {
      if (kind === "submodule") return;
      const object = table.find(content, oidAt);
      if (object === -1) {
        const oid = content.toString("hex", oidAt, oidAt + table.width);
        this.missing(tree, content.toString("latin1", nameFrom, nameTo), oid);
      } else if (kind === "tree" || this.#isHit(object)) {
        this.addEntry(tree, content.toString("latin1", nameFrom, nameTo), object);
      }
    });
  }

  /** Notes that a tree holds a subtree or a blob with secrets; others need not be told of. The name is latin-1. */
  addEntry(tree: number, name: string, object: number): void {
    this.addNumbered(tree, this.names.number(name), object);
  }

  /** As `addEntry`, by the number of the name. */
  addNumbered(tree: number, name: number, object: number): void {
    this.#tree.push(tree);
    this.#name.push(name);
    this.#object.push(object);
  }

  /** Notes that a tree names an object that is not there. */
  missing(tree: number, name: string, oid: string): void {
    this.#problems.missing(tree, name, oid);
  }

  /** To be called when all trees are in: finds out which of them matter. */
  finish(): void {
    const count = this.#table.size;
    const containers = groupBy(this.#object.values, count);
    const matters = new Uint8Array(count);
    const stack: number[] = [];
    const enter = (object: number): void => {
      for (let i = containers.starts[object] ?? 0; i < (containers.starts[object + 1] ?? 0); i++) {
        const entry = containers.order[i] ?? 0;
        const tree = this.#tree.at(entry);
        this.#keep(tree, { name: this.#name.at(entry), object, rank: 0 });
        if (matters[tree] === 1) continue;
        matters[tree] = 1;
        stack.push(tree);
      }
    };
    for (let object = 0; object < count; object++) if (this.#isHit(object)) enter(object);
    for (let tree = stack.pop(); tree !== undefined; tree = stack.pop()) enter(tree);
    this.#sort();
  }

  /** By the texts of names: their numbers depend on the order in which trees came. */
  #sort(): void {
    const all = [...this.#entries.values()];
    const names = [...new Set(all.flatMap((entries) => entries.map(({ name }) => name)))];
    names.sort((one, other) => (this.names.name(one) < this.names.name(other) ? -1 : 1));
    const ranks = new Map(names.map((name, rank) => [name, rank]));
    for (const entries of all) {
      for (const entry of entries) entry.rank = ranks.get(entry.name) ?? 0;
      entries.sort((a, b) => a.rank - b.rank);
    }
  }

  #keep(tree: number, entry: Entry): void {
    const entries = this.#entries.get(tree);
    if (entries === undefined) this.#entries.set(tree, [entry]);
    else entries.push(entry);
  }

  /** True for a tree with a secret somewhere below it. */
  has(tree: number): boolean {
    return this.#entries.has(tree);
  }

  /** Calls `onBlob` for every blob with secrets below the tree; stops where it returns true, and returns true then. */
  some(
    tree: number,
    onBlob: (path: number, blob: number) => boolean,
    path: number = ROOT,
    depth: number = 0,
  ): boolean {
    if (depth > MAX_DEPTH) return false;
    for (const { name, object } of this.#entries.get(tree) ?? []) {
      const below = this.paths.below(path, name);
      const found = this.#entries.has(object)
        ? this.some(object, onBlob, below, depth + 1)
        : onBlob(below, object);
      if (found) return true;
    }
    return false;
  }

  /** What differs between two trees; -1 for an empty one. */
  compare(before: number, after: number): Change[] {
    const changes: Change[] = [];
    this.#compare({ from: before, to: after, path: ROOT, depth: 0 }, changes);
    return changes;
  }

  #compare({ from, to, path, depth }: Step, changes: Change[]): void {
    if (from === to || depth > MAX_DEPTH) return;
    for (const { name, before, after } of sideBySide(
      this.#entries.get(from) ?? [],
      this.#entries.get(to) ?? [],
    )) {
      if (before === after) continue;
      const below = { from: before, to: after, path: this.paths.below(path, name), depth: depth + 1 };
      this.#differs(below, changes);
    }
  }

  /** A path may be a folder before and a file afterwards. */
  #differs({ from, to, path, depth }: Step, changes: Change[]): void {
    const wasTree = this.#entries.has(from);
    const isTree = this.#entries.has(to);
    if (wasTree || isTree)
      this.#compare({ from: wasTree ? from : -1, to: isTree ? to : -1, path, depth }, changes);
    const before = wasTree ? -1 : from;
    const after = isTree ? -1 : to;
    if (before !== after) changes.push({ path, before, after });
  }

  /** Trees of interest that no other one holds, such as roots; by their ids. */
  tops(): number[] {
    const inner = new Set<number>();
    for (const entries of this.#entries.values()) for (const { object } of entries) inner.add(object);
    const tops = [...this.#entries.keys()].filter((tree) => !inner.has(tree));
    return tops.sort((one, other) => this.#table.compare(one, other));
  }
}

/** Behind the last entry. */
const END: Entry = { name: -1, object: -1, rank: Infinity };

/** Entries of two trees by name, both sorted by it; -1 where one has none. */
function* sideBySide(
  olds: readonly Entry[],
  news: readonly Entry[],
): Generator<{ name: number; before: number; after: number }> {
  for (let i = 0, j = 0; i < olds.length || j < news.length;) {
    const { [i]: old = END } = olds;
    const { [j]: fresh = END } = news;
    if (old.rank <= fresh.rank) i++;
    if (fresh.rank <= old.rank) j++;
    yield {
      name: old.rank < fresh.rank ? old.name : fresh.name,
      before: old.rank <= fresh.rank ? old.object : -1,
      after: fresh.rank <= old.rank ? fresh.object : -1,
    };
  }
}
