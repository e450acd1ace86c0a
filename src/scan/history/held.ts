/**
 * Which secrets stand below which trees. Roots share most of their subtrees: what is below each is worked out once, not once for every
 * commit that is asked about.
 */
import type { HitTrees } from "./hit-trees.ts";

/** Folders in folders; no file system takes more. */
const MAX_DEPTH = 2000;
/** Numbers that are remembered, about; then it begins anew, as commits of one time ask about trees of that time. */
const MOST_KEPT = 2_000_000;
/** What remembering a tree takes besides, in numbers. */
const TREE_COST = 32;
const NONE = new Int32Array(0);

/** Answers for any tree, in bounded memory. */
export class HeldSecrets {
  readonly #trees: HitTrees;
  readonly #secretsOf: (blob: number) => readonly number[];
  /** By tree, the numbers of the secrets in rising order. */
  readonly #known: Map<number, Int32Array> = new Map();
  readonly #mostKept: number;
  #kept = 0;

  /**
   * @param secretsOf Secrets of a blob.
   * @param mostKept Numbers that are remembered, about.
   */
  constructor(trees: HitTrees, secretsOf: (blob: number) => readonly number[], mostKept: number = MOST_KEPT) {
    this.#trees = trees;
    this.#secretsOf = secretsOf;
    this.#mostKept = mostKept;
  }

  /** True where the secret stands anywhere below the tree; -1 for an empty one. */
  holds(tree: number, secret: number): boolean {
    if (!this.#trees.has(tree)) return false;
    if (this.#kept > this.#mostKept) {
      this.#known.clear();
      this.#kept = 0;
    }
    return includes(this.#below(tree, 0), secret);
  }

  #below(tree: number, depth: number): Int32Array {
    const known = this.#known.get(tree);
    if (known !== undefined) return known;
    if (depth > MAX_DEPTH) return NONE;
    // A damaged repository may pretend to a circle: it leads to nothing more.
    this.#known.set(tree, NONE);
    const parts: (Int32Array | readonly number[])[] = [];
    this.#trees.eachEntry(tree, (object) => {
      parts.push(this.#trees.has(object) ? this.#below(object, depth + 1) : this.#secretsOf(object));
    });
    const held = union(parts);
    this.#known.set(tree, held);
    this.#kept += TREE_COST + (parts.includes(held) ? 0 : held.length);
    return held;
  }
}

/** The same one where there is no other. */
function union(parts: readonly (Int32Array | readonly number[])[]): Int32Array {
  const [only] = parts;
  if (parts.length === 1 && only instanceof Int32Array) return only;
  const all = new Set<number>();
  for (const part of parts) for (const each of part) all.add(each);
  return Int32Array.from(all).sort();
}

function includes(sorted: Int32Array, number: number): boolean {
  let from = 0;
  let end = sorted.length;
  while (from < end) {
    const middle = (from + end) >> 1;
    if ((sorted[middle] ?? 0) < number) from = middle + 1;
    else end = middle;
  }
  return sorted[from] === number;
}
