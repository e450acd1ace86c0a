/**
 * Anchors that differ little are made the same, so that the prefilter looks at one place once: rules of addresses all have `://`, and a
 * delimiter that must follow. What is made of them stands wherever one of them does, and asks for no more than each; the rest is told by
 * their programs.
 */
import type { PackAnchor } from "../../engine/pack.ts";
import type { Tail } from "./follow.ts";
import { foldedBytes, fullSet, overlaps, size, union, type ByteSet } from "./byte-set.ts";
import type { TableAnchor } from "./tables.ts";

/** An anchor, and the delimiters that may be asked for behind it. */
export type FoundAnchor = TableAnchor & PackAnchor & { tails?: readonly Tail[] };

/** Bytes of the two grams of an anchor that may stand anywhere. */
const WINDOW = 5;
/** What is the same in all of a group stands behind the first byte; from there on the tail is told. */
const SAME = "://";
const TAIL_AT = 1 + SAME.length;

interface Sharing {
  anchor: FoundAnchor;
  sets: ByteSet[];
  tail: Tail;
}

/** The anchors with those made the same that can be, each once, in the same order. */
export function shareSites(anchors: readonly FoundAnchor[]): FoundAnchor[] {
  const group = anchors.flatMap((anchor) => sharingOf(anchor) ?? []);
  const shared = new Map(mergeGroup(group));
  const seen = new Set<string>();
  return anchors.flatMap((anchor) => {
    const same = shared.get(anchor);
    if (same === undefined) return [anchor];
    const key = `${same.rule}:${same.minBack}:${same.maxBack}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [same];
  });
}

/** What can be shared of an anchor of an address: it has a delimiter behind it, and a program for all the rest. */
function sharingOf(anchor: FoundAnchor): Sharing | undefined {
  const { sequence, entry, gram, program, tails = [] } = anchor;
  if (entry !== "any" || program === undefined) return undefined;
  const sets = Array.from({ length: WINDOW }, (_, k) => sequence[gram + k] ?? fullSet());
  const isSame = [...SAME].every(
    (char, k) => sets[k + 1]?.[char.charCodeAt(0)] === 1 && size(sets[k + 1] ?? fullSet()) === 1,
  );
  if (!isSame) return undefined;
  const moved = tails.flatMap((tail) => movedTail(tail, sequence, gram + TAIL_AT) ?? []);
  // The nearest one: what follows an address turns the look for it away soonest.
  const [tail] = moved.toSorted((a, b) => size(a.through) - size(b.through));
  return tail === undefined ? undefined : { anchor, sets, tail: { ...tail, offset: TAIL_AT } };
}

/** The tail from another place in the sequence on. */
function movedTail(tail: Tail, sequence: readonly ByteSet[], offset: number): Tail | undefined {
  const by = offset - tail.offset;
  // What is passed over is no delimiter.
  if (by > 0) {
    const passed = sequence.slice(tail.offset, offset);
    if (passed.length < by || by > tail.within || passed.some((set) => overlaps(set, tail.until)))
      return undefined;
  }
  const through = sequence.slice(offset, Math.max(offset, tail.offset)).reduce(union, tail.through);
  return { ...tail, offset, through, within: tail.within - by };
}

function mergeGroup(group: readonly Sharing[]): [FoundAnchor, FoundAnchor][] {
  const [first, ...others] = group;
  if (first === undefined || others.length === 0) return [];
  const sequence = first.sets.map((set, k) =>
    others.reduce((all, { sets }) => union(all, sets[k] ?? set), set),
  );
  // No more grams than they have by themselves.
  if (gramCount(sequence) > group.reduce((sum, { sets }) => sum + gramCount(sets), 0)) return [];
  const check = {
    kind: "tail" as const,
    ...first.tail,
    through: others.reduce((all, { tail }) => union(all, tail.through), first.tail.through),
    until: others.reduce((all, { tail }) => union(all, tail.until), first.tail.until),
    within: Math.max(...group.map(({ tail }) => tail.within)),
  };
  return group.map(({ anchor }) => [
    anchor,
    {
      ...anchor,
      ...{ sequence, check, gram: 0, length: sequence.length },
      minBack: anchor.minBack + anchor.gram,
      maxBack: anchor.maxBack + anchor.gram,
    },
  ]);
}

function gramCount(sets: readonly ByteSet[]): number {
  const count = (from: number): number =>
    sets.slice(from, from + 4).reduce((product, set) => product * foldedBytes(set).length, 1);
  return count(0) + count(1);
}
