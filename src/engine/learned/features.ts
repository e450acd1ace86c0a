/**
 * The features of a candidate: a table of numbers, each with a phrase for people. Training and scanning both compute them here,
 * so that they can't drift apart; a model file names the features that it was trained on.
 */
import { recall } from "../recall.ts";
import { NAME_FEATURES } from "./features-name.ts";
import { PLACE_FEATURES } from "./features-place.ts";
import { VALUE_FEATURES } from "./features-value.ts";
import type { Language } from "./language.ts";
import { bridgeParts, nameParts, tailParts, valueParts, type Feature, type Parts } from "./parts.ts";

/** All features. Names and order are those of the model file, which is refused otherwise: whoever changes them trains it anew (train/). */
export const FEATURES: readonly Feature[] = [...VALUE_FEATURES, ...NAME_FEATURES, ...PLACE_FEATURES];

/** Features that are worked out of the same. */
interface Group<P> {
  /** Their indexes in the table. */
  indexes: Uint16Array;
  tell: (parts: P) => readonly number[];
}

/** Such of which the numbers are remembered by the text that they are worked out of: most candidates share theirs with others. */
interface Remembered extends Group<string> {
  known: Map<string, readonly number[]>;
}

/**
 * All features in the order of the table, rounded as the model file has its thresholds.
 *
 * @param splits Those of a model. Features of which it has none may be 0: a tenth of them has turned out to tell nothing.
 * @returns Writes them into the row that it is given, and returns it: typed arrays are dear to make.
 */
export function createFeatures(
  language: Language,
  splits?: Uint8Array,
): (parts: Parts, row?: Float32Array) => Float32Array {
  const asked = splits && new Set(splits);
  const group = <P>(by: Feature["by"]): Group<P> => {
    const indexes = FEATURES.flatMap((feature, index) =>
      feature.by === by && asked?.has(index) !== false ? [index] : [],
    );
    const functions = indexes.map((index) => FEATURES[index]?.of as (parts: P) => number);
    const tell = (parts: P): readonly number[] => {
      const told: number[] = [];
      for (const of of functions) told.push(of(parts));
      return told;
    };
    return { indexes: Uint16Array.from(indexes), tell };
  };
  const remembered = <P>(by: Feature["by"], partsOf: (text: string) => P): Remembered => {
    const { indexes, tell } = group<P>(by);
    return { indexes, tell: (text) => tell(partsOf(text)), known: new Map() };
  };
  const own = group<Parts>(undefined);
  const byValue = remembered("value", (value) => valueParts(language, value));
  const byName = remembered("name", nameParts);
  const byBridge = remembered("bridge", bridgeParts);
  const byTail = remembered("tail", tailParts);
  const byEnding = remembered("ending", (ending) => ending);
  return (parts, row = new Float32Array(FEATURES.length)) => {
    fill(row, own.indexes, own.tell(parts));
    fillRecalled(row, byValue, parts.value);
    fillRecalled(row, byName, parts.name);
    fillRecalled(row, byBridge, parts.between);
    fillRecalled(row, byTail, parts.tail);
    fillRecalled(row, byEnding, parts.ending);
    return row;
  };
}

function fillRecalled(row: Float32Array, { indexes, known, tell }: Remembered, text: string): void {
  fill(row, indexes, recall(known, text, tell));
}

function fill(row: Float32Array, indexes: Uint16Array, numbers: readonly number[]): void {
  for (let i = 0; i < indexes.length; i++) row[indexes[i] ?? 0] = numbers[i] ?? 0;
}
