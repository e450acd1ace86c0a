/**
 * Anchors: byte-set sequences of which every match of a pattern contains at least one, at a known distance from its start.
 * The prefilter looks for anchors only; so a pattern is found exactly where its anchors are complete, which this file
 * guarantees by construction: each step either covers every way to match or gives up.
 */
import { fullSet, lettersOnce, overlaps, type ByteSet } from "./byte-set.ts";
import { beginsLong, byteBefore } from "./boundary.ts";
import { first } from "./first.ts";
import { runOf, tailsOf, type Run, type Tail } from "./follow.ts";
import { sequenceOf, width, type Tree } from "./pattern-tree.ts";
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
/** How much rarer anchors must be that stand at a varying distance, and how much commoner those with a tail may be. */
const SEARCH_WEIGHT = 64;
const TAIL_WEIGHT = 0.05;
/** Ways to begin that are looked at one by one. */
const MAX_APART = 4;

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
  /** That one, and those before it. */
  tails?: readonly Tail[];
  /** Takes the place of the tail: it tells more. */
  run?: Run;
  /** What it costs to find, as a share of positions that are looked up. */
  cost: number;
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
    const candidates = [anchorsBefore(items, start)];
    if (!isRare(best)) candidates.push(...anchorsFrom(items, start, { minBack, maxBack }));
    for (const candidate of candidates) {
      if (candidate !== undefined && (best === undefined || candidate.score < best.score)) best = candidate;
    }
    const { min, max } = width(items[start] as Tree);
    minBack += min;
    maxBack += max;
  }
  const apart = isRare(best) ? undefined : anchorsApart(items);
  if (apart !== undefined && (best === undefined || apart.score < best.score)) return apart.anchors;
  return best && withRuns(best);
}

const isRare = (best: Candidate | undefined): boolean => best !== undefined && best.score < RARE_ENOUGH;

/** Anchors that begin with the part at `start`, or end it. */
function anchorsFrom(
  items: Tree[],
  start: number,
  { minBack, maxBack }: Place,
): readonly (Candidate | undefined)[] {
  const rest = items.slice(start);
  const found = [anchorsAt(items, rest, { minBack, maxBack })];
  const item = items[start];
  if (item?.kind !== "repeat" || item.item.kind !== "set" || item.min === 0 || item.max === item.min)
    return found;
  // The last bytes of a repeat stand right before what follows it.
  const copies = Math.min(item.min, 4);
  const tail = Array.from({ length: copies }, () => item.item);
  const back = { minBack: minBack + item.min - copies, maxBack: maxBack + item.max - copies };
  return [...found, anchorsAt(items, [...tail, ...rest.slice(1)], back)];
}

interface Candidate {
  anchors: Anchor[];
  score: number;
  /** The parts that follow where the sequences begin, the byte before the match aside. */
  parts: readonly Tree[];
}

function withRuns({ anchors, parts }: Candidate): Anchor[] {
  const runs = new Map<number, Run | undefined>();
  return anchors.map((anchor) => {
    const { sequence, minBack, tail } = anchor;
    const from = sequence.length - (minBack === -1 ? 1 : 0);
    if (!runs.has(from)) runs.set(from, runOf(parts, from, tail !== undefined));
    const run = runs.get(from);
    return run === undefined ? anchor : { ...anchor, run };
  });
}

/** The anchors of each way to begin with what follows it: so the ways have tails that not all of them share. */
function anchorsApart([item, ...rest]: readonly Tree[]): Omit<Candidate, "parts"> | undefined {
  if (item?.kind !== "alt" || item.options.length > MAX_APART) return undefined;
  const begins = item.options.map((option) => first(option).set);
  // No text may be found by two of them.
  if (begins.some((set, i) => begins.slice(i + 1).some((other) => overlaps(set, other)))) return undefined;
  const parts = item.options.map((option) => findAnchors({ kind: "cat", items: [option, ...rest] }));
  if (!parts.every((part) => part !== undefined)) return undefined;
  const anchors = parts.flat();
  return { anchors, score: scoreOf(anchors) };
}

/** Anchors at a varying distance cost a search, those with a tail hardly anything. */
function scoreOf(anchors: readonly Anchor[]): number {
  return anchors.reduce((sum, { minBack, maxBack, tail, frequency, cost }) => {
    const weight = minBack === maxBack ? (tail === undefined ? 1 : TAIL_WEIGHT) : SEARCH_WEIGHT;
    return sum + frequency * (weight - 1) + cost;
  }, 0);
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
  const tails = tailsOf(rest, before === undefined ? 0 : 1);
  const tail = tails.at(-1);
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
      ...(tail === undefined ? {} : { tail, tails }),
    });
  }
  return { anchors, score: scoreOf(anchors), parts: rest };
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
    parts: items,
  };
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

/** Digits count one by one here: grams of many are fewer than that, but text is fuller of them than pairs of bytes tell. */
function gramCount(sequence: readonly ByteSet[], at: number): number {
  let count = 1;
  for (let i = at; i < at + 4; i++) count *= lettersOnce(sequence[i] as ByteSet);
  return count;
}
