/** First bytes of the matches of a pattern's parts. */
import { complement, emptySet, fullSet, union, type ByteSet } from "./byte-set.ts";
import type { Tree } from "./pattern-tree.ts";

export interface First {
  set: ByteSet;
  nullable: boolean;
  /** For a zero-width demand on what follows: the bytes that can follow at all. */
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
        ...(tree.edge === "start" ? {} : { demands: fullSet() }),
      };
    case "look":
      return lookFirst(tree);
    case "alt": {
      const parts = tree.options.map(first);
      return {
        set: parts.map((p) => p.set).reduce(union, emptySet()),
        nullable: parts.some((p) => p.nullable),
      };
    }
    case "repeat": {
      const part = first(tree.item);
      return { set: part.set, nullable: part.nullable || tree.min === 0 };
    }
    case "cat": {
      let set = emptySet();
      for (const item of tree.items) {
        const part = first(item);
        set = union(set, part.set);
        if (!part.nullable) return { set, nullable: false };
      }
      return { set, nullable: true };
    }
  }
}

function lookFirst(tree: Extract<Tree, { kind: "look" }>): First {
  const zeroWidth: First = { set: emptySet(), nullable: true };
  if (!tree.ahead) return zeroWidth;
  if (tree.item.kind !== "set") return { ...zeroWidth, demands: fullSet() };
  return { ...zeroWidth, demands: tree.negate ? complement(tree.item.set) : tree.item.set };
}
