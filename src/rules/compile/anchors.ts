/**
 * Anchors: byte-set sequences of which every match of a pattern contains at least one, at a known distance from its start.
 * The prefilter looks for anchors only; so a pattern is found exactly where its anchors are complete, which this file
 * guarantees by construction: each step either covers every way to match or gives up.
 */
import { foldedBytes, fullSet, overlaps, size, union, type ByteSet } from "./byte-set.ts";
import { beginsLong, byteBefore } from "./boundary.ts";
import { alphabet, sequenceOf, width, type Tree } from "./pattern-tree.ts";
import { windowFrequency } from "./rarity.ts";
import { MIN_SEQUENCE, prefixSequences } from "./sequences.ts";

/**
 * Where the prefilter looks for an anchor. Most of the text is no such place, so the first is dearest and the last cheapest:
 * - `any`: at every byte.
 * - `long`: where a long run begins, or goes on behind a boundary (see boundary.ts).
 * - `behind`: right before such a place: the gram is the last four bytes of the sequence.
 */
export type Entry = "any" | "long" | "behind";

/** What one more gram in the tables costs, as a share of positions: it fills them, and more positions pass by chance. */
const GRAM_COST = 5e-7;
/** How many positions an entry has, in those of `any`. */
const ENTRY_WEIGHT: Readonly<Record<Entry, number>> = {
  any: 1,
  long: 0.05,
  behind: 0.05,
};
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
  entry: Entry;
  /** Where in the sequence its gram is taken; `any` has another one, a byte further on. */
  gram: number;
  /** Expected share of text positions that its grams let through. */
  frequency: number;
  /** Most bytes of the match that can stand behind the sequence; 0 where the sequence always ends with the match. */
  rest: number;
  tail?: Tail;
  /** What it costs to find, as a share of positions that are looked up. */
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
  let best: Candidate | undefined;
  let minBack = 0;
  let maxBack = 0;
  for (let start = 0; start < items.length && maxBack <= MAX_BACK; start++) {
    const item = items[start] as Tree;
    const part = width(item);
    const rest = items.slice(start);
    const candidates = [anchorsBefore(items, start)];
    if (best === undefined || best.score >= RARE_ENOUGH) {
      candidates.push(anchorsAt(items, rest, { minBack, maxBack }));
      if (item.kind === "repeat" && item.item.kind === "set" && item.min > 0 && item.max > item.min) {
        // The last bytes of a repeat stand right before what follows it.
        const copies = Math.min(item.min, 4);
        const tail = Array.from({ length: copies }, () => item.item);
        candidates.push(
          anchorsAt(items, [...tail, ...rest.slice(1)], {
            minBack: minBack + item.min - copies,
            maxBack: maxBack + item.max - copies,
          }),
        );
      }
    }
    for (const candidate of candidates) {
      if (candidate !== undefined && (best === undefined || candidate.score < best.score)) best = candidate;
    }
    minBack += part.min;
    maxBack += part.max;
  }
  return best?.anchors;
}

interface Candidate {
  anchors: Anchor[];
  score: number;
}

/** Distances from the start of every match at which a long run begins or goes on. */
function longOffsets(items: readonly Tree[]): number[] {
  const offsets: number[] = [];
  let back = 0;
  for (let start = 0; start < items.length; start++) {
    if (beginsLong(items, start)) offsets.push(back);
    const { min, max } = width(items[start] as Tree);
    if (min !== max) break;
    back += min;
  }
  return offsets;
}

interface Place {
  minBack: number;
  maxBack: number;
}

function anchorsAt(items: Tree[], rest: Tree[], { minBack, maxBack }: Place): Candidate | undefined {
  const sequences = maxBack > MAX_BACK ? undefined : prefixSequences(rest);
  if (sequences === undefined) return undefined;
  const before = maxBack === 0 ? byteBefore(items) : undefined;
  const offsets = maxBack === 0 ? longOffsets(items) : [];
  const tail = tailOf(rest, before === undefined ? 0 : 1);
  const anchors: Anchor[] = [];
  const most = width({ kind: "cat", items }).max - minBack;
  for (const { sets: found, whole } of sequences) {
    const sequence = before === undefined ? found : [before, ...found];
    const lead = before === undefined ? 0 : 1;
    if (found.length < MIN_SEQUENCE) return undefined;
    const gram = bestGram(
      sequence,
      offsets.map((offset) => offset + lead),
    );
    if (gram === undefined) return undefined;
    anchors.push({
      entry: gram.entry,
      sequence,
      minBack: minBack - lead,
      maxBack: maxBack - lead,
      gram: gram.at,
      frequency: gram.frequency,
      cost: gram.cost,
      rest: whole ? 0 : most - found.length,
      ...(tail === undefined ? {} : { tail }),
    });
  }
  const weight = minBack === maxBack ? (tail === undefined ? 1 : TAIL_WEIGHT) : SEARCH_WEIGHT;
  const score = anchors.reduce((sum, { frequency, cost }) => sum + frequency * (weight - 1) + cost, 0);
  return { anchors, score };
}

/**
 * Anchors that end where a long word begins: everything that can stand before the part at `start`, such as the prefix of a key that
 * ends with a separator.
 */
function anchorsBefore(items: readonly Tree[], start: number): Candidate | undefined {
  if (start === 0 || !beginsLong(items, start)) return undefined;
  const prefixes = prefixSequences(items.slice(0, start));
  const most = width({ kind: "cat", items: [...items] }).max;
  const anchors: Anchor[] = [];
  for (const { sets, whole } of prefixes ?? []) {
    const lead = sets.length < MIN_SEQUENCE ? [byteBefore(items) ?? ANY] : [];
    const sequence = [...lead, ...sets];
    const gram = sequence.length < MIN_SEQUENCE ? undefined : gramAt(sequence, sequence.length - 4, "behind");
    if (!whole || gram === undefined) return undefined;
    const back = -lead.length;
    anchors.push({
      sequence,
      entry: "behind",
      minBack: back,
      maxBack: back,
      gram: gram.at,
      frequency: gram.frequency,
      cost: gram.cost,
      rest: most - sets.length,
    });
  }
  if (anchors.length === 0) return undefined;
  return {
    anchors,
    score: anchors.reduce((sum, { cost }) => sum + cost, 0),
  };
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

interface Gram {
  at: number;
  entry: Entry;
  frequency: number;
  cost: number;
}

const MAX_GRAMS = 40_000;

/**
 * The window of four bytes (a pair of neighbouring ones for `any`) that costs least; short sequences get any byte behind them.
 *
 * @param offsets Where in the sequence a long run begins or goes on.
 */
function bestGram(sequence: readonly ByteSet[], offsets: readonly number[]): Gram | undefined {
  const padded = [...sequence, ANY];
  const grams = [
    // What decides about these must be there once their sequence is.
    ...offsets.map((at) => gramAt(sequence, at, "long")),
    ...offsets.map((at) => gramAt(sequence, at - 4, "behind")),
    ...Array.from({ length: sequence.length - 3 }, (_, at) => gramAt(padded, at, "any")),
  ];
  let best: Gram | undefined;
  for (const gram of grams) {
    if (gram !== undefined && (best === undefined || gram.cost < best.cost)) best = gram;
  }
  return best;
}

function gramAt(padded: readonly ByteSet[], at: number, entry: Entry): Gram | undefined {
  if (at < 0 || at + 4 > padded.length) return undefined;
  const windows = entry === "any" ? [at, at + 1] : [at];
  const count = windows.reduce((sum, from) => sum + gramCount(padded, from), 0);
  if (count > MAX_GRAMS) return undefined;
  const share = windows.reduce((sum, from) => sum + windowFrequency(padded.slice(from, from + 4)), 0);
  const frequency = share * ENTRY_WEIGHT[entry];
  return { at, entry, frequency, cost: frequency + count * GRAM_COST * ENTRY_WEIGHT[entry] };
}

function gramCount(sequence: readonly ByteSet[], at: number): number {
  let count = 1;
  for (let i = at; i < at + 4; i++) count *= foldedBytes(sequence[i] as ByteSet).length;
  return count;
}
