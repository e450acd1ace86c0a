/**
 * The features of a candidate: a table of numbers, each with a phrase for people. Training and scanning both compute them here,
 * so that they can't drift apart; a model file names the features that it was trained on.
 */
import { recall } from "../recall.ts";
import type { Feature, Parts } from "./parts.ts";
import { NAME_FEATURES } from "./features-name.ts";
import { PLACE_FEATURES } from "./features-place.ts";
import { VALUE_FEATURES } from "./features-value.ts";

export const FEATURES: readonly Feature[] = [...VALUE_FEATURES, ...NAME_FEATURES, ...PLACE_FEATURES];

const indexesBy = (by: Feature["by"]): Uint16Array =>
  Uint16Array.from(FEATURES.flatMap((feature, index) => (feature.by === by ? [index] : [])));
const OWN: Uint16Array = indexesBy(undefined);
/** Indexes of the features that are worked out for each candidate. */
export type Asked = Uint16Array;
const BY_NAMES: Uint16Array = indexesBy("names");
const BY_ENDING: Uint16Array = indexesBy("ending");
const knownNames: Map<string, Float32Array> = new Map();
const knownEndings: Map<string, Float32Array> = new Map();

/** Those of which a model with these splits has one: a tenth of them has turned out to tell nothing. */
export function askedFor(splits: Uint8Array): Asked {
  const asked = new Set(splits);
  return OWN.filter((index) => asked.has(index));
}

/** All features in the order of the table, rounded as the model file has its thresholds. @param asked Others may be 0. */
export function featuresOf(parts: Parts, asked: Asked = OWN): Float32Array {
  const row = new Float32Array(FEATURES.length);
  for (const index of asked) row[index] = FEATURES[index]?.of(parts) ?? 0;
  fill(
    row,
    BY_NAMES,
    recall(knownNames, parts.names, () => told(BY_NAMES, parts)),
  );
  fill(
    row,
    BY_ENDING,
    recall(knownEndings, parts.ending, () => told(BY_ENDING, parts)),
  );
  return row;
}

function told(indexes: Uint16Array, parts: Parts): Float32Array {
  return Float32Array.from(indexes, (index) => FEATURES[index]?.of(parts) ?? 0);
}

function fill(row: Float32Array, indexes: Uint16Array, values: Float32Array): void {
  for (let i = 0; i < indexes.length; i++) row[indexes[i] ?? 0] = values[i] ?? 0;
}
