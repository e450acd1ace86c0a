/** Every way in which a match of a pattern can begin, as sequences of byte sets. */
import { fullSet, size, union, type ByteSet } from "./byte-set.ts";
import { first } from "./first.ts";
import { sequenceOf, type Tree } from "./pattern-tree.ts";

/** Longest part of a pattern that the prefilter compares. */
const MAX_SEQUENCE = 24;
/** A sequence shorter than this is no anchor: it would stand everywhere. */
export const MIN_SEQUENCE = 4;
const MAX_SEQUENCES = 96;
const ANY: ByteSet = fullSet();

/** Fixed beginnings of a pattern's matches, three characters or more; none where a match can begin in other ways too. */
export function literalPrefixes(tree: Tree): string[] {
  const sequences = prefixSequences(sequenceOf(tree)) ?? [];
  const prefixes = sequences.map(({ sets }) => {
    const varied = sets.findIndex((set) => size(set) !== 1);
    const fixed = varied === -1 ? sets : sets.slice(0, varied);
    return fixed.map((set) => String.fromCharCode(set.indexOf(1))).join("");
  });
  return prefixes.filter((prefix) => prefix.length >= 3);
}

interface Partial {
  sets: ByteSet[];
  /** False once something of unknown width has followed. */
  open: boolean;
}

/** Every way a match of these parts can begin; `whole` ones reach to its end. Undefined when there are too many. */
export function prefixSequences(items: readonly Tree[]): { sets: ByteSet[]; whole: boolean }[] | undefined {
  let partials: Partial[] = [{ sets: [], open: true }];
  for (const [index, item] of items.entries()) {
    if (partials.every((partial) => !partial.open)) break;
    const extended = extend(partials, item, firstBytes(items.slice(index + 1), ANY));
    if (extended.length > MAX_SEQUENCES) {
      if (partials.some((partial) => partial.sets.length < MIN_SEQUENCE)) return undefined;
      return partials.map(({ sets }) => ({ sets, whole: false }));
    }
    partials = extended;
  }
  return partials.map(({ sets, open }) => ({ sets, whole: open }));
}

/** First bytes of parts in a row; `follow` is what can come after them. */
export function firstBytes(items: readonly Tree[], follow: ByteSet): ByteSet {
  const { set, nullable } = first({ kind: "cat", items: [...items] });
  return nullable ? union(set, follow) : set;
}

/** @param follow First bytes of what comes after the item. */
function extend(partials: readonly Partial[], item: Tree, follow: ByteSet): Partial[] {
  return partials.flatMap((partial) => {
    if (!partial.open || partial.sets.length >= MAX_SEQUENCE) return [{ ...partial, open: false }];
    switch (item.kind) {
      case "set":
        return [{ sets: [...partial.sets, item.set], open: true }];
      case "cat":
        return item.items.reduce<Partial[]>(
          (list, part, i) => capped(extend(list, part, firstBytes(item.items.slice(i + 1), follow))),
          [partial],
        );
      case "alt":
        return capped(item.options.flatMap((option) => extend([partial], option, follow)));
      case "repeat":
        return extendRepeat(partial, item, follow);
      default:
        return [partial];
    }
  });
}

/** More than anybody takes: the caller gives the whole extension up. */
function capped(partials: Partial[]): Partial[] {
  return partials.slice(0, MAX_SEQUENCES * 4);
}

function extendRepeat(partial: Partial, item: Extract<Tree, { kind: "repeat" }>, follow: ByteSet): Partial[] {
  // Behind the last copy comes what follows, and which is the last is not known here.
  const next = union(firstBytes([item.item], follow), follow);
  let list: Partial[] = [partial];
  const copies = Math.min(item.min, MAX_SEQUENCE);
  for (let i = 0; i < copies; i++) list = capped(extend(list, item.item, next));
  if (item.max === item.min) return list;
  if (item.max - item.min <= 3) {
    const ways = [...list];
    for (let i = item.min; i < item.max; i++) {
      list = capped(extend(list, item.item, next));
      ways.push(...list);
    }
    return ways;
  }
  // One byte more is known: the repeat goes on, or what follows begins.
  return list.map((p) => ({
    sets: p.open && size(next) < 256 ? [...p.sets, next] : p.sets,
    open: false,
  }));
}
