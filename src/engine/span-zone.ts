/**
 * Which bytes decide what matches at a hit. Where all of them are the same, so is the outcome: it can be carried over with them, and what has
 * been looked at in vain need not be looked at again.
 */
import { BEFORE_RUN, VALUE_WINDOW } from "./composed.ts";
import { LOOKBEHIND } from "./confirm.ts";
import { SEEN_BEFORE } from "./learned/candidate.ts";
import type { Pack } from "./pack.ts";
import { RUN, type Found, type Span } from "./span.ts";
import { LOOK_BEHIND, VIEW_ZONE } from "./views/spots.ts";

/** Remembers what was looked at in vain; it may forget. */
export interface Recall {
  /** True where `noteVain` was told of the same before: these bytes, looked at for the same thing (two numbers). `at` is an address. */
  isVain(at: number, length: number, what: number, where: number): boolean;
  /** Tells that what `isVain` was asked last has turned out to be in vain. */
  noteVain(): void;
}

/** Zones with more bytes are not remembered: to tell them costs as much as to look at them. */
const MOST_RECALLED = 4096;
/** Flags in what is asked, above the numbers of anchors. */
const OF_RUN = 1 << 24;
const AT_BEGIN = 1 << 25;
const AT_END = 1 << 26;

/** Tells which bytes decide about a hit, and remembers zones that were looked at in vain. */
export class Zones {
  /** By anchor: bytes before the place where it begins, and from there on, that decide about its rule. */
  readonly #back: Int32Array;
  readonly #ahead: Int32Array;
  readonly #origin: number;
  readonly #recall: Recall | undefined;
  #isAsked = false;

  /**
   * @param origin Address of the byte from which objects count.
   * @param recall Left out, nothing is remembered.
   */
  constructor({ anchors, rules }: Pack, origin: number, recall?: Recall) {
    this.#back = Int32Array.from(anchors, ({ rule, maxBack }) => {
      const isJudged = rules[rule]?.judged === true;
      return maxBack + (isJudged ? SEEN_BEFORE : LOOKBEHIND);
    });
    this.#ahead = Int32Array.from(anchors, ({ rule, minBack, length }) =>
      Math.max(length, (rules[rule]?.window ?? 0) - minBack),
    );
    this.#origin = origin;
    this.#recall = recall;
  }

  /** The first of the bytes that decide what the rule of a hit matches there. */
  begin({ anchor, position }: Found): number {
    if (anchor < RUN) return position - VIEW_ZONE - LOOK_BEHIND;
    return position - (anchor === RUN ? BEFORE_RUN + 1 : (this.#back[anchor] ?? 0));
  }

  /** Behind the last of them. */
  end({ anchor, position, length }: Found): number {
    if (anchor < RUN) return position + length + VIEW_ZONE;
    return position + (anchor === RUN ? VALUE_WINDOW : (this.#ahead[anchor] ?? 0));
  }

  /** True where it is known that nothing matches at an anchor or run: the same bytes have stood in this or another object. */
  isVain(object: Span, found: Found): boolean {
    const recall = this.#recall;
    this.#isAsked = false;
    if (recall === undefined) return false;
    const begin = this.begin(found);
    const end = this.end(found);
    const from = begin < 0 ? 0 : begin;
    const to = end > object.length ? object.length : end;
    if (to - from > MOST_RECALLED) return false;
    this.#isAsked = true;
    const { anchor, position, length } = found;
    const what =
      (anchor === RUN ? OF_RUN + length : anchor) +
      (begin <= 0 ? AT_BEGIN : 0) +
      (end >= object.length ? AT_END : 0);
    return recall.isVain(this.#origin + object.at + from, to - from, what, position - from);
  }

  /** To be called where nothing matches at what `isVain` was asked last. */
  noteVain(): void {
    if (this.#isAsked) this.#recall?.noteVain();
  }
}
