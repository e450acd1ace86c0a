/**
 * An upper bound of the steps that a backtracking matcher takes for one attempt at a fixed position, whatever the text.
 *
 * `ways` counts the end positions from which the rest may be tried again, `steps` the work. A repeat of one byte set
 * followed by something that can't start with a member of it has one way: giving bytes back never helps. Everything else is
 * counted in full, so the bound is safe but not tight; nested repeats that can split a text in many ways come out as
 * infinite and are refused.
 */
import { emptySet, fullSet, intersection, overlaps, union, type ByteSet } from "./byte-set.ts";
import { first } from "./first.ts";
import { sequenceOf, width, type Tree } from "./pattern-tree.ts";

/** No attempt reads further than this many bytes: the window that the engine hands to a pattern without a bound of its own. */
export const MAX_WINDOW = 16_384;

/** More steps than this for one attempt, and a pattern is refused. About a third of a millisecond. */
export const MAX_STEPS = 250_000;

interface Cost {
  ways: number;
  steps: number;
}

/** First bytes of what comes next; `open` when the pattern may end here (then any byte can follow). */
interface Follow {
  set: ByteSet;
  open: boolean;
  /** Longest text, bytes. */
  length: number;
}

/**
 * Upper bound of the steps of one attempt; Infinity where the pattern can blow up.
 *
 * @param length Longest text that the pattern is run on, bytes.
 */
export function matchCost(tree: Tree, length: number = MAX_WINDOW): number {
  // What can match no text of that length is of no use, and counted repeats within each other are written out before they are run.
  if (width(tree).min > length) return Infinity;
  return cost(tree, { set: emptySet(), open: true, length }).steps;
}

function cost(tree: Tree, follow: Follow): Cost {
  switch (tree.kind) {
    case "set":
      return { ways: 1, steps: 1 };
    case "edge":
      return { ways: 1, steps: 1 };
    case "look":
      return {
        ways: 1,
        steps: cost(tree.ahead ? tree.item : reversed(tree.item), { ...follow, set: fullSet(), open: false })
          .steps,
      };
    case "cat":
      return catCost(sequenceOf(tree), follow);
    case "alt":
      return altCost(tree.options, follow);
    case "repeat":
      return repeatCost(tree, follow);
  }
}

/** Lookbehinds are matched from their end to their beginning. */
function reversed(tree: Tree): Tree {
  switch (tree.kind) {
    case "cat":
      return { kind: "cat", items: tree.items.map(reversed).reverse() };
    case "alt":
      return { kind: "alt", options: tree.options.map(reversed) };
    case "repeat":
      return { ...tree, item: reversed(tree.item) };
    default:
      return tree;
  }
}

function catCost(items: Tree[], follow: Follow): Cost {
  let ways = 1;
  let steps = 0;
  items.forEach((item, index) => {
    const part = cost(item, followOf(items.slice(index + 1), follow));
    steps += ways * part.steps;
    ways *= part.ways;
  });
  return { ways, steps };
}

function altCost(options: Tree[], follow: Follow): Cost {
  const parts = options.map((option) => cost(option, follow));
  const prefixes = options.map(fixedPrefix);
  // Only options that can begin with the same text can both be tried to their end.
  const ways = prefixes.map((a) =>
    prefixes.reduce((sum, b, j) => sum + (compatible(a, b) ? (parts[j]?.ways ?? 1) : 0), 0),
  );
  return { ways: Math.max(...ways), steps: parts.reduce((sum, part) => sum + part.steps, 0) };
}

/** The sets of the first bytes of a tree, as far as each match has exactly one way to begin. */
function fixedPrefix(tree: Tree): ByteSet[] {
  const sets: ByteSet[] = [];
  for (const item of sequenceOf(tree)) {
    if (item.kind === "set") sets.push(item.set);
    else if (item.kind !== "edge" && item.kind !== "look") {
      const start = first(item);
      if (!start.nullable) sets.push(start.set);
      break;
    }
  }
  return sets;
}

function compatible(a: ByteSet[], b: ByteSet[]): boolean {
  return a.every((set, i) => i >= b.length || overlaps(set, b[i] as ByteSet));
}

function repeatCost(tree: Extract<Tree, { kind: "repeat" }>, follow: Follow): Cost {
  if (tree.max === 0) return { ways: 1, steps: 0 };
  const { min } = width(tree.item);
  const start = first(tree.item);
  const rounds = Math.min(tree.max, Math.ceil(follow.length / Math.max(1, min)));
  const again: Follow = { ...follow, set: union(start.set, follow.set) };
  const inner = cost(tree.item, again);
  const handsBack = overlaps(start.set, follow.set);
  const stops = rounds - Math.min(tree.min, rounds) + 1;
  const ways = handsBack && !follow.open ? stops : 1;
  if (min === 0 && tree.max > 1) return { ways: Infinity, steps: Infinity };
  const splits = inner.ways === 1 ? 1 : inner.ways ** Math.min(rounds, 1024);
  return { ways: ways * splits, steps: (inner.steps * rounds + stops) * splits };
}

/** What comes after something that is followed by a list of parts and then by `follow`. */
function followOf(items: Tree[], follow: Follow): Follow {
  const { set, nullable, demands } = first({ kind: "cat", items });
  if (!nullable) return { ...follow, set, open: false };
  const behind = follow.open ? fullSet() : follow.set;
  // An assertion can fail even where the pattern would end.
  if (demands !== undefined)
    return { ...follow, set: union(set, intersection(demands, behind)), open: false };
  return { ...follow, set: union(set, follow.set) };
}
