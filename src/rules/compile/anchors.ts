/**
 * Anchors: byte-set sequences of which every match of a pattern contains at least one, at a known distance from its start.
 * The prefilter looks for anchors only; so a pattern is found exactly where its anchors are complete, which this file
 * guarantees by construction: each step either covers every way to match or gives up.
 */
import { complement, fullSet, overlaps, setOf, size, union, wordSet, type ByteSet } from "./byte-set.ts";
import { alphabet, sequenceOf, width, type Tree } from "./pattern-tree.ts";
import { windowFrequency } from "./rarity.ts";
import { MIN_SEQUENCE, prefixSequences } from "./sequences.ts";

/** What one more gram in the tables costs, as a share of positions: it fills them, and more positions pass by chance. */
const GRAM_COST = 5e-7;
/** No better anchors are looked for where these cost less than this. */
const RARE_ENOUGH = 1e-5;
/** Furthest an anchor may stand behind the start of its match when the distance varies. */
const MAX_BACK = 256;
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
