/**
 * The features of a candidate: a table of numbers, each with a phrase for people. Training and scanning both compute them here,
 * so that they can't drift apart; a model file names the features that it was trained on.
 */
import type { Feature, Parts } from "./parts.ts";
import { NAME_FEATURES } from "./features-name.ts";
import { PLACE_FEATURES } from "./features-place.ts";
import { VALUE_FEATURES } from "./features-value.ts";

export const FEATURES: readonly Feature[] = [...VALUE_FEATURES, ...NAME_FEATURES, ...PLACE_FEATURES];

/** All features in the order of the table, rounded as the model file has its thresholds. */
export function featuresOf(parts: Parts): Float32Array {
  const row = new Float32Array(FEATURES.length);
  for (let i = 0; i < FEATURES.length; i++) row[i] = FEATURES[i]?.of(parts) ?? 0;
  return row;
}
