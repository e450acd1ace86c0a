/** What must follow an anchor, as far as the prefilter can see it before a pattern runs: a delimiter, or a run of bytes. */
import { bytesOf, emptySet, isSubset, overlaps, size, tokenSet, union, type ByteSet } from "./byte-set.ts";
import { alphabet, sequenceOf, width, type Tree } from "./pattern-tree.ts";
import { byteShare } from "./rarity.ts";

/** What every match goes on with: bytes of `through` only, until one of `until` comes. Cheap to see, and telling. */
export interface Tail {
  /** Distance from the start of the sequence, bytes. */
  offset: number;
  through: ByteSet;
  until: ByteSet;
  /** At most this many bytes stand before the one of `until`. */
  within: number;
}

/** So many bytes of one set in a row, behind the sequence. */
export interface Run {
  alphabet: ByteSet;
  length: number;
  /** At most this many bytes stand between. */
  within: number;
}

const MAX_TAIL = 512;

/**
 * The delimiters of the parts that are no member of what stands before them, as demands on the bytes from the first part of
 * varying width on. The last one tells most.
 */
export function tailsOf(items: readonly Tree[], lead: number): Tail[] {
  let offset = lead;
  let at = 0;
  for (; at < items.length; at++) {
    const { min, max } = width(items[at] as Tree);
    if (min !== max) break;
    offset += min;
  }
  const tails: Tail[] = [];
  let through: ByteSet = new Uint8Array(256);
  let within = 0;
  for (const item of items.slice(at)) {
    if (item.kind === "set" && size(item.set) <= 4 && !overlaps(item.set, through)) {
      tails.push({ offset, through, until: item.set, within });
    }
    within += width(item).max;
    if (within > MAX_TAIL) break;
    through = union(through, alphabet(item));
  }
  return offset < 256 ? tails.filter((tail) => tail.within > 0) : [];
}

/** A run that the prefilter looks for in its map begins no further behind the beginning of its value than this (src/engine/wasm/follow.ts). */
const RUN_BEGINS = 16;
const TOKEN: ByteSet = tokenSet();

/** How many token characters stand in a row in every match of a value, near its beginning; at most 255. */
export function tokenRun(value: Tree): number {
  if (value.kind === "alt") return Math.min(...value.options.map(tokenRun));
  const items = sequenceOf(value);
  let best = 0;
  let begin = 0;
  for (let start = 0; start < items.length && begin <= RUN_BEGINS; start++) {
    let length = 0;
    for (const item of items.slice(start)) {
      if (!isSubset(alphabet(item), TOKEN)) break;
      length += width(item).min;
    }
    best = Math.max(best, length);
    begin += width(items[start] as Tree).max;
  }
  return Math.min(best, 255);
}

/** Runs are worth a look that stand in ordinary text as rarely as this, taking its bytes for independent of each other; in place of a tail. */
const RARE_RUN = 1e-3;
const RARER_THAN_TAIL = 1e-20;
/** Longer ones tell no more, nor do those of bytes that most of a text is made of. */
const LONGEST_RUN = 200;
const MOST_SHARE = 0.8;
const LEAST_RUN = 4;

/**
 * The rarest run of bytes that every match has behind its first bytes, told from the parts that it has one after the other.
 *
 * @param from Where the look for it begins, bytes from the start of the parts.
 * @param hasTail There is a delimiter to look for, too.
 */
export function runOf(parts: readonly Tree[], from: number, hasTail: boolean): Run | undefined {
  const known = parts.map((part) => ({ ...width(part), bytes: bytesOf(alphabet(part)) }));
  let best: Run | undefined;
  let least = hasTail ? RARER_THAN_TAIL : RARE_RUN;
  let begin = { min: 0, max: 0 };
  known.forEach((first, start) => {
    if (begin.max > MAX_TAIL) return;
    const set: ByteSet = emptySet();
    let share = 0;
    let length = -Math.max(0, from - begin.min);
    for (let at = start; at < known.length && share < MOST_SHARE && length < LONGEST_RUN; at++) {
      const { min = 0, bytes = [] } = known[at] ?? {};
      for (const byte of bytes) {
        share += set[byte] === 1 ? 0 : byteShare(byte);
        set[byte] = 1;
      }
      length += min;
      const chance = length < LEAST_RUN ? 1 : share ** length;
      if (chance >= least) continue;
      least = chance;
      best = { alphabet: set.slice(), length, within: Math.max(0, begin.max - from) };
    }
    begin = { min: begin.min + first.min, max: begin.max + first.max };
  });
  return best && { ...best, length: Math.min(best.length, LONGEST_RUN) };
}
