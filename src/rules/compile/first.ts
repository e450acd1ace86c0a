/** First bytes of the matches of a pattern's parts. */
import { complement, emptySet, fullSet, intersection, setOf, union, type ByteSet } from "./byte-set.ts";
import type { Tree } from "./pattern-tree.ts";

export interface First {
  /** Bytes that a match which has any can begin with. */
  set: ByteSet;
  /** True where a match can be empty. */
  nullable: boolean;
  /** Where an empty match can fail (an assertion): the bytes that may come next when it doesn't. */
  demands?: ByteSet;
}

/** What a match of the tree can begin with. */
export function first(tree: Tree): First {
  switch (tree.kind) {
    case "set":
      return { set: tree.set, nullable: false };
    case "edge":
      return {
        set: emptySet(),
        nullable: true,
        demands: tree.edge === "end" ? setOf(0x0a, 0x0d) : fullSet(),
      };
    case "look":
      return { set: emptySet(), nullable: true, demands: lookDemands(tree) };
    case "alt":
      return altFirst(tree.options.map(first));
    case "repeat": {
      const part = first(tree.item);
      return tree.min === 0 ? { set: part.set, nullable: true } : part;
    }
    case "cat":
      return catFirst(tree.items.map(first));
  }
}

function lookDemands(tree: Extract<Tree, { kind: "look" }>): ByteSet {
  if (!tree.ahead || tree.item.kind !== "set") return fullSet();
  return tree.negate ? complement(tree.item.set) : tree.item.set;
}

function altFirst(parts: readonly First[]): First {
  const set = parts.map((part) => part.set).reduce(union, emptySet());
  const empty = parts.filter((part) => part.nullable);
  if (empty.length === 0) return { set, nullable: false };
  const conditions = empty.flatMap(({ demands }) => (demands === undefined ? [] : [demands]));
  // One option that can't fail is enough.
  if (conditions.length < empty.length) return { set, nullable: true };
  return { set, nullable: true, demands: conditions.reduce(union) };
}

function catFirst(parts: readonly First[]): First {
  let set = emptySet();
  let demands: ByteSet | undefined;
  for (const part of parts) {
    set = union(set, demands === undefined ? part.set : intersection(part.set, demands));
    if (!part.nullable) return { set, nullable: false };
    if (part.demands !== undefined)
      demands = demands === undefined ? part.demands : intersection(demands, part.demands);
  }
  return demands === undefined ? { set, nullable: true } : { set, nullable: true, demands };
}
