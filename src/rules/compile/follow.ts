/** What must follow an anchor, as far as the prefilter can see it before a pattern runs: a delimiter, or a run of bytes. */
import { bytesOf, emptySet, overlaps, size, union, type ByteSet } from "./byte-set.ts";
import { alphabet, width, type Tree } from "./pattern-tree.ts";
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
 * The last delimiter of the parts that is no member of what stands before it, as a demand on the bytes from the first part of
 * varying width on.
 */
export function tailOf(items: readonly Tree[], lead: number): Tail | undefined {
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
