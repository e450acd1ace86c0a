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

export const FEATURES: readonly Feature[] = [...VALUE_FEATURES, ...NAME_FEATURES, ...PLACE_FEATURES];

/** Features that are worked out of the same, by their indexes in the table. */
interface Group<P> {
  indexes: Uint16Array;
  of: readonly ((parts: P) => number)[];
}

/** Such of which the numbers are remembered by the text that they are worked out of: most candidates share theirs with others. */
interface Remembered<P> extends Group<P> {
  known: Map<string, Float32Array>;
  /** What the text is taken apart into. */
  partsOf: (text: string) => P;
}

/**
 * All features in the order of the table, rounded as the model file has its thresholds.
 *
 * @param splits Those of a model. Features of which it has none may be 0: a tenth of them has turned out to tell nothing.
 */
export function createFeatures(language: Language, splits?: Uint8Array): (parts: Parts) => Float32Array {
  const asked = splits && new Set(splits);
  const group = <P>(by: Feature["by"]): Group<P> => {
    const indexes = FEATURES.flatMap((feature, index) =>
      feature.by === by && asked?.has(index) !== false ? [index] : [],
    );
    const of = indexes.map((index) => FEATURES[index]?.of as (parts: P) => number);
    return { indexes: Uint16Array.from(indexes), of };
  };
  const remembered = <P>(by: Feature["by"], partsOf: (text: string) => P): Remembered<P> => ({
    ...group<P>(by),
    known: new Map(),
    partsOf,
  });
  const own = group<Parts>(undefined);
  const byValue = remembered("value", (value) => valueParts(language, value));
  const byName = remembered("name", nameParts);
  const byBridge = remembered("bridge", bridgeParts);
  const byTail = remembered("tail", tailParts);
  const byEnding = remembered("ending", (ending) => ending);
  return (parts) => {
    const row = new Float32Array(FEATURES.length);
    own.indexes.forEach((index, i) => {
      row[index] = own.of[i]?.(parts) ?? 0;
    });
    fill(row, byValue, parts.value);
    fill(row, byName, parts.name);
    fill(row, byBridge, parts.between);
    fill(row, byTail, parts.tail);
    fill(row, byEnding, parts.ending);
    return row;
  };
}

function fill<P>(row: Float32Array, group: Remembered<P>, text: string): void {
  const { indexes } = group;
  const told = recall(group.known, text, () => {
    const parts = group.partsOf(text);
    return Float32Array.from(group.of, (of) => of(parts));
  });
  for (let i = 0; i < indexes.length; i++) row[indexes[i] ?? 0] = told[i] ?? 0;
}
