/**
 * Anchors: byte-set sequences of which every match of a pattern contains at least one, at a known distance from its start.
 * The prefilter looks for anchors only; so a pattern is found exactly where its anchors are complete, which this file
 * guarantees by construction: each step either covers every way to match or gives up.
 */
import { complement, fullSet, overlaps, setOf, size, union, wordSet, type ByteSet } from "./byte-set.ts";
import { first } from "./first.ts";
import { alphabet, sequenceOf, width, type Tree } from "./pattern-tree.ts";
import { windowFrequency } from "./rarity.ts";

/** Longest part of a pattern that the prefilter compares. */
export const MAX_SEQUENCE = 24;
/** A sequence shorter than this is no anchor: it would stand everywhere. */
export const MIN_SEQUENCE = 4;
const MAX_SEQUENCES = 96;
/** What one more gram in the tables costs, as a share of positions: it fills them, and more positions pass by chance. */
const GRAM_COST = 5e-7;
/** No better anchors are looked for where these cost less than this. */
const RARE_ENOUGH = 1e-5;
/** Furthest an anchor may stand behind the start of its match when the distance varies. */
export const MAX_BACK = 256;
const ANY: ByteSet = fullSet();
/** Anchors at a varying distance cost a search, those with a tail hardly anything: how much rarer they must be. */
const SEARCH_WEIGHT = 64;
const TAIL_WEIGHT = 0.05;

export interface Anchor {
  sequence: ByteSet[];
  /**
   * Distance from the start of the match to the sequence: fixed when both are the same; -1 when the sequence begins with the
   * byte before the match.
   */
  minBack: number;
  maxBack: number;
  /** Where in the sequence the two grams (this position and the next) are taken. */
  gram: number;
  /** Expected share of text positions that the two grams let through. */
  frequency: number;
  /** Most bytes of the match that can stand behind the sequence; 0 where the sequence always ends with the match. */
  rest: number;
  tail?: Tail;
  /** The same with what its grams cost in the tables. */
  cost: number;
}

/** What every match goes on with: bytes of `through` only, until one of `until` comes. Cheap to see, and telling. */
export interface Tail {
  /** Distance from the start of the sequence, bytes. */
  offset: number;
  through: ByteSet;
  until: ByteSet;
  /** At most this many bytes stand before the one of `until`. */
  within: number;
}

/** The best complete set of anchors of a pattern, or undefined where it has none. */
export function findAnchors(tree: Tree): Anchor[] | undefined {
  if (tree.kind === "alt") {
    const parts = tree.options.map(findAnchors);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  const items = sequenceOf(tree);
  let best: { anchors: Anchor[]; score: number } | undefined;
  let minBack = 0;
  let maxBack = 0;
  for (let start = 0; start < items.length && maxBack <= MAX_BACK; start++) {
    if (best !== undefined && best.score < RARE_ENOUGH) break;
    const item = items[start] as Tree;
    const part = width(item);
    const rest = items.slice(start);
    const candidates = [anchorsAt(items, rest, minBack, maxBack)];
    if (item.kind === "repeat" && item.item.kind === "set" && item.min > 0 && item.max > item.min) {
      // The last bytes of a repeat stand right before what follows it.
      const copies = Math.min(item.min, 4);
      const tail = Array.from({ length: copies }, () => item.item);
      candidates.push(
        anchorsAt(
          items,
          [...tail, ...rest.slice(1)],
          minBack + item.min - copies,
          maxBack + item.max - copies,
        ),
      );
    }
    for (const candidate of candidates) {
      if (candidate !== undefined && (best === undefined || candidate.score < best.score)) best = candidate;
    }
    minBack += part.min;
    maxBack += part.max;
  }
  return best?.anchors;
}

function anchorsAt(
  items: Tree[],
  rest: Tree[],
  minBack: number,
  maxBack: number,
): { anchors: Anchor[]; score: number } | undefined {
  const sequences = maxBack > MAX_BACK ? undefined : prefixSequences(rest);
  if (sequences === undefined) return undefined;
  const before = maxBack === 0 ? byteBefore(items) : undefined;
  const tail = tailOf(rest, before === undefined ? 0 : 1);
  const anchors: Anchor[] = [];
  const most = width({ kind: "cat", items }).max - minBack;
  for (const { sets: found, whole } of sequences) {
    const sequence = before === undefined ? found : [before, ...found];
    const gram = found.length < MIN_SEQUENCE ? undefined : bestGram(sequence);
    if (gram === undefined) return undefined;
    const lead = before === undefined ? 0 : 1;
    anchors.push({
      sequence,
      minBack: minBack - lead,
      maxBack: maxBack - lead,
      ...gram,
      rest: whole ? 0 : most - found.length,
      ...(tail === undefined ? {} : { tail }),
    });
  }
  const weight = minBack === maxBack ? (tail === undefined ? 1 : TAIL_WEIGHT) : SEARCH_WEIGHT;
  const score = anchors.reduce(
    (sum, { frequency, cost }) => sum + frequency * weight + (cost - frequency),
    0,
  );
  return { anchors, score };
}

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

const MAX_TAIL = 512;

/**
 * The last delimiter of the parts that is no member of what stands before it, as a demand on the bytes from the first part of
 * varying width on.
 */
function tailOf(items: readonly Tree[], lead: number): Tail | undefined {
  let offset = lead;
  let at = 0;
  for (; at < items.length; at++) {
    const { min, max } = width(items[at] as Tree);
    if (min !== max) break;
    offset += min;
  }
  let tail: Tail | undefined;
  let through: ByteSet = new Uint8Array(256);
  let within = 0;
  for (const item of items.slice(at)) {
    if (item.kind === "set" && size(item.set) <= 4 && !overlaps(item.set, through)) {
      tail = { offset, through, until: item.set, within };
    }
    within += width(item).max;
    if (within > MAX_TAIL) break;
    through = union(through, alphabet(item));
  }
  return tail !== undefined && offset < 256 && tail.within > 0 ? tail : undefined;
}

/** The pair of neighbouring 4-byte windows that costs least; short sequences get any byte behind them. */
function bestGram(sequence: readonly ByteSet[]): Pick<Anchor, "gram" | "frequency" | "cost"> | undefined {
  const padded = sequence.length === MIN_SEQUENCE ? [...sequence, ANY] : sequence;
  let best: Pick<Anchor, "gram" | "frequency" | "cost"> | undefined;
  for (let at = 0; at + 5 <= padded.length; at++) {
    const count = gramCount(padded, at) + gramCount(padded, at + 1);
    if (count > 40_000) continue;
    const frequency =
      windowFrequency(padded.slice(at, at + 4)) + windowFrequency(padded.slice(at + 1, at + 5));
    const cost = frequency + count * GRAM_COST;
    if (best === undefined || cost < best.cost) best = { gram: at, frequency, cost };
  }
  return best;
}

function gramCount(sequence: readonly ByteSet[], at: number): number {
  let count = 1;
  for (let i = at; i < at + 4; i++) count *= size(sequence[i] as ByteSet);
  return count;
}

/**
 * What must stand before the first byte, told by a leading `\b`, `^` or lookbehind of one set. The engine puts a newline before
 * the first byte of a stream, so a newline is let through wherever the pattern can match at the start.
 */
function byteBefore(items: readonly Tree[]): ByteSet | undefined {
  let before: ByteSet | undefined;
  let atStart = true;
  const narrow = (set: ByteSet): void => {
    before = before === undefined ? set : before.map((flag, byte) => flag & (set[byte] ?? 0));
  };
  for (const item of items) {
    if (item.kind === "edge" && item.edge === "start") narrow(setOf(0x0a, 0x0d));
    else if (item.kind === "edge" && item.edge === "word") {
      const first = firstSet(items);
      if (first !== undefined && !overlaps(first, complement(wordSet()))) narrow(complement(wordSet()));
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

interface Partial {
  sets: ByteSet[];
  /** False once something of unknown width has followed. */
  open: boolean;
}

/** Every way a match of these parts can begin; `whole` ones reach to its end. Undefined when there are too many. */
function prefixSequences(items: readonly Tree[]): { sets: ByteSet[]; whole: boolean }[] | undefined {
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
function firstBytes(items: readonly Tree[], follow: ByteSet): ByteSet {
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
