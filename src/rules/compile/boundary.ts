/**
 * Places of a pattern at which a long run of token characters begins, or goes on behind a boundary: most keys have such a place,
 * and the prefilter finds such runs sixteen bytes at a time.
 *
 * A boundary is where the byte before is no letter or digit; where it ends an escape (`\\n`, `%3D`: a backslash stands two bytes
 * before, a percent sign three); and behind m, n, r and t, the letters that end escapes of terminals and strings.
 * `isBoundary` in src/engine/reference.ts and the kernel say the same.
 */
import {
  alnumSet,
  complement,
  isSubset,
  overlaps,
  setOf,
  tokenSet,
  union,
  wordSet,
  type ByteSet,
} from "./byte-set.ts";
import { alphabet, sequenceOf, width, type Tree } from "./pattern-tree.ts";

const ALNUM: ByteSet = alnumSet();
/** Letters and digits that no boundary follows. */
const JOINING: ByteSet = ALNUM.map((flag, byte) => ([0x6d, 0x6e, 0x72, 0x74].includes(byte) ? 0 : flag));
const TOKEN: ByteSet = tokenSet();
/** Least length of the runs of token characters that the prefilter calls long, bytes. */
const TOKEN_LENGTH = 15;

/** Whether every match of the parts has a boundary where the part at `start` begins, and 15 token characters behind it. */
export function beginsLong(items: readonly Tree[], start: number): boolean {
  return isBoundary(items, start) && leadingToken(items.slice(start)) >= TOKEN_LENGTH;
}

function isBoundary(items: readonly Tree[], start: number): boolean {
  for (let at = start; at < items.length; at++) {
    const item = items[at] as Tree;
    if (item.kind === "edge" ? demandsBoundary(item, items.slice(at + 1)) : looksBack(item)) return true;
    if (item.kind !== "look" && item.kind !== "edge") break;
  }
  const before = items[start - 1];
  return before !== undefined && width(before).min > 0 && !overlaps(alphabet(before), JOINING);
}

function demandsBoundary(item: Extract<Tree, { kind: "edge" }>, next: readonly Tree[]): boolean {
  if (item.edge === "start") return true;
  const begins = item.edge === "word" ? firstSet(next) : undefined;
  return begins !== undefined && isSubset(begins, wordSet());
}

/** A lookbehind that lets no letter or digit stand before, but for those of boundaries. */
function looksBack(item: Tree): boolean {
  if (item.kind !== "look" || item.ahead) return false;
  const parts = sequenceOf(item.item);
  const last = parts.at(-1);
  if (last?.kind !== "set") return false;
  if (!item.negate) return parts.length === 1 && !overlaps(last.set, JOINING);
  return isSubset(JOINING, last.set) && parts.slice(0, -1).every(isNoEscape);
}

/** A lookbehind that is true wherever the byte after it ends no escape. */
function isNoEscape(item: Tree): boolean {
  if (item.kind !== "look" || item.ahead || !item.negate) return false;
  const options = item.item.kind === "alt" ? item.item.options : [item.item];
  return options.every((option) => {
    const sets = sequenceOf(option).map((part) => (part.kind === "set" ? part.set : undefined));
    const [first] = sets;
    if (first === undefined || sets.includes(undefined)) return false;
    return sets.length === 1
      ? isSubset(first, setOf(0x5c))
      : sets.length === 2 && isSubset(first, setOf(0x25));
  });
}

/** How many token characters every match of the parts begins with, at least; counted up to `TOKEN_LENGTH`. */
function leadingToken(items: readonly Tree[]): number {
  return Math.min(TOKEN_LENGTH, lead({ kind: "cat", items: [...items] }).length);
}

interface Lead {
  length: number;
  /** True where a match consists of token characters only. */
  whole: boolean;
}

function lead(tree: Tree): Lead {
  switch (tree.kind) {
    case "set": {
      const whole = isSubset(tree.set, TOKEN);
      return { length: whole ? 1 : 0, whole };
    }
    case "cat": {
      let length = 0;
      for (const item of tree.items) {
        const part = lead(item);
        length += part.length;
        if (!part.whole) return { length, whole: false };
      }
      return { length, whole: true };
    }
    case "alt": {
      const parts = tree.options.map(lead);
      return {
        length: Math.min(...parts.map((part) => part.length)),
        whole: parts.every((part) => part.whole),
      };
    }
    case "repeat": {
      const whole = isSubset(alphabet(tree.item), TOKEN);
      if (whole) return { length: width(tree).min, whole };
      return { length: tree.min > 0 ? lead(tree.item).length : 0, whole };
    }
    default:
      return { length: 0, whole: true };
  }
}

/**
 * What must stand before the first byte, told by a leading `\b`, `^` or lookbehind of one set. The engine puts a newline before
 * the first byte of a stream, so a newline is let through wherever the pattern can match at the start.
 */
export function byteBefore(items: readonly Tree[]): ByteSet | undefined {
  let before: ByteSet | undefined;
  let atStart = true;
  const narrow = (set: ByteSet): void => {
    before = before === undefined ? set : before.map((flag, byte) => flag & (set[byte] ?? 0));
  };
  for (const item of items) {
    if (item.kind === "edge" && item.edge === "start") narrow(setOf(0x0a, 0x0d));
    else if (item.kind === "edge" && item.edge === "word") {
      const begins = firstSet(items);
      if (begins !== undefined && !overlaps(begins, complement(wordSet()))) narrow(complement(wordSet()));
    } else if (item.kind === "look" && !item.ahead && item.item.kind === "set") {
      narrow(item.negate ? complement(item.item.set) : item.item.set);
      if (!item.negate) atStart = false;
    } else if (item.kind !== "look") break;
  }
  return before === undefined || !atStart ? before : union(before, setOf(0x0a));
}

function firstSet(items: readonly Tree[]): ByteSet | undefined {
  for (const item of items) {
    if (item.kind === "set") return item.set;
    if (item.kind === "repeat" && item.min > 0) return firstSet([item.item]);
    if (item.kind === "cat") return firstSet(item.items);
    if (item.kind === "alt") {
      const sets = item.options.map((option) => firstSet([option]));
      return sets.every((set) => set !== undefined) ? sets.reduce((a, b) => union(a, b)) : undefined;
    }
    if (item.kind === "repeat") return undefined;
  }
  return undefined;
}
