/**
 * Asks the prefilter about a whole text before a scanner begins with it: of nine texts in ten there is nothing to tell, and nothing need
 * be made for them. What it tells of the others is kept for the scanner, which asks for the same next.
 */
import type { Prefilter } from "./kernel.ts";

/** What is looked for besides anchors. */
export interface Wanted {
  /** Value runs. */
  runs: boolean;
  /** What is to be decoded. */
  views: boolean;
}

export interface Sieve extends Prefilter {
  /**
   * Whether there is nothing to tell of a text of `length` bytes, at least one, that stands in the data from the second byte on and is
   * all of its stream. The first byte becomes a newline, as scanners have it. Else the next call of `scan`, if it is for the same text,
   * gives what is kept: it must ask for no more than was wanted.
   */
  isQuiet(length: number): boolean;
}

/** A prefilter that keeps what it has found in a text which turns out not to be quiet, so that it is not scanned twice. */
export function createSieve(prefilter: Prefilter, wanted: Wanted): Sieve {
  const { data } = prefilter;
  const [hits, runs, texts, signs] = [listOfPairs(), listOfPairs(), listOfPairs(), listOfPairs()];
  const range = { from: 0, end: 0, eof: true };
  const wantedSigns = { range: { from: 1, to: 0, end: 0 }, onSign: signs.add };
  let isKept = false;
  return {
    ...prefilter,
    isQuiet(length) {
      hits.clear();
      runs.clear();
      texts.clear();
      signs.clear();
      data[0] = 0x0a;
      range.end = wantedSigns.range.to = wantedSigns.range.end = length + 1;
      prefilter.scan(
        range,
        hits.add,
        wanted.runs ? runs.add : undefined,
        wanted.views ? texts.add : undefined,
        wanted.views ? wantedSigns : undefined,
      );
      isKept = hits.count() + runs.count() + texts.count() + signs.count() > 0;
      return !isKept;
    },
    scan(asked, onHit, onRun, onText, askedSigns) {
      const isSame = isKept && asked.from === 0 && asked.end === range.end && asked.eof;
      isKept = false;
      if (!isSame) {
        prefilter.scan(asked, onHit, onRun, onText, askedSigns);
        return;
      }
      hits.tell(onHit);
      runs.tell(onRun);
      texts.tell(onText);
      signs.tell(askedSigns?.onSign);
    },
  };
}

type OnPair = (one: number, other: number) => void;

interface PairList {
  add: OnPair;
  clear(): void;
  count(): number;
  tell(call: OnPair | undefined): void;
}

function listOfPairs(): PairList {
  const pairs: number[] = [];
  return {
    add: (one, other) => void pairs.push(one, other),
    clear() {
      // Nearly always empty, and setting the length of a list calls into the engine's runtime.
      if (pairs.length > 0) pairs.length = 0;
    },
    count: () => pairs.length,
    tell(call) {
      for (let i = 0; i < pairs.length; i += 2) call?.(pairs[i] ?? 0, pairs[i + 1] ?? 0);
    },
  };
}
