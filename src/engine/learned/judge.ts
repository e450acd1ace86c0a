/** The learned judge: from a candidate to an opinion, with the features that decided. Loads its files at the first candidate. */
import type { Candidate } from "./candidate.ts";
import { createFeatures, FEATURES } from "./features.ts";
import { givenTo } from "./given.ts";
import { hintFrom, isHint } from "./hint.ts";
import { decodeLanguage } from "./language.ts";
import { contributions, decodeModel, eitherOdds, probability, treesThatAsk, type Model } from "./model.ts";
import { GivenOpinion, lessSure, type Judge, type Opinion } from "./opinion.ts";
import { partsOf, type Parts } from "./parts.ts";
import { isExpression, isNone, isPlainlyNone } from "./plain.ts";
import { remembering } from "./remembering.ts";
import { isSoup } from "./text-shape.ts";

export interface ModelFiles {
  model: Uint8Array;
  language: Uint8Array;
}

/** The reason of a hint. */
const HINT = "the name says that it is a secret, the value does not look like one";
/** Reasons that an opinion gives, at most. */
const REASONS = 3;
/** Highest score of what a provider's own rules have denied. */
const MOST_CLAIMED = 0.3;

/** @param load Reads the files; called at the first candidate. @throws what it throws, and Error for damaged files. */
export function createJudge(load: () => ModelFiles): Judge {
  let loaded: Loaded | undefined;
  const judge = remembering((candidate) => {
    if (isNone(candidate)) return undefined;
    loaded ??= decode(load());
    const told = opinion(loaded, candidate);
    if (told === undefined || isUnclaimed(candidate)) return told;
    return isUndenied(candidate) ? lessSure(told, Math.min(told.score, MOST_CLAIMED), "low") : undefined;
  });
  return (candidate) => {
    // Logs may show the same key on every line: what a provider's rule tells is not worked out beside it.
    if (candidate.prefixed === true && !givenTo(candidate).madeUp) return undefined;
    // Cheaper to ask than what was said of it before, and a third of what is asked.
    return isExpression(candidate) ? undefined : judge(candidate);
  };
}

interface Loaded {
  model: Model;
  featuresOf: (parts: Parts, row: Float32Array) => Float32Array;
  /** For the features of the candidate that is asked about. */
  row: Float32Array;
  /** The trees that ask whether a provider claims the candidate. */
  asking: Uint8Array;
}

/** @throws Error for damaged files. */
function decode(files: ModelFiles): Loaded {
  const model = modelFor(files.model);
  const featuresOf = createFeatures(decodeLanguage(files.language), model.splits);
  return { model, featuresOf, row: new Float32Array(FEATURES.length), asking: treesThatAsk(model, CLAIMED) };
}

/** @throws Error for a model of other features than these. */
function modelFor(bytes: Uint8Array): Model {
  const model = decodeModel(bytes);
  if (model.features.join() !== FEATURES.map(({ name }) => name).join())
    throw new Error("generic.model belongs to another version: reinstall keyscan");
  return model;
}

/** A literal of signs that no provider's keys have, under a name that says secret: none of their rules can have denied it. */
function isUndenied(candidate: Candidate): boolean {
  return isSoup(candidate.secret) && givenTo(candidate).secret;
}

/** A provider that knows its own keys has denied those that it claims. */
function isUnclaimed(candidate: Candidate): boolean {
  return givenTo(candidate).madeUp || !candidate.claimed;
}

/** What the model is asked about, and trained with. */
export function isWorthALook(candidate: Candidate): boolean {
  return !isPlainlyNone(candidate) && isUnclaimed(candidate);
}

function opinion({ model, featuresOf, row, asking }: Loaded, candidate: Candidate): Opinion | undefined {
  // Whether a provider claims it is dear to ask, and most candidates are turned away whether one does or not.
  const features = featuresOf(partsOf(candidate, false), row);
  const { low, medium, high } = model.cutoffs;
  const isAsked = givenTo(candidate).madeUp;
  const least = logOddsOf(hintFrom(candidate, low)) - 1e-6;
  const either = eitherOdds(model, features, CLAIMED, { asking, least });
  const isClaimed = either !== undefined && isAsked && candidate.claimed;
  const odds = isClaimed ? either.yes : (either?.no ?? -Infinity);
  const likely = probability(odds);
  if (likely < low) {
    if (!isHint(candidate, likely)) return undefined;
    const exactly = eitherOdds(model, features, CLAIMED, { asking, least: -Infinity });
    const whole = isAsked && candidate.claimed ? exactly?.yes : exactly?.no;
    return new GivenOpinion(scoreOf(probability(whole ?? 0), model.cutoffs), "low", () => [HINT]);
  }
  features[CLAIMED] = Number(isClaimed);
  const kept = features.slice();
  const confidence = likely >= high ? "high" : likely >= medium ? "medium" : "low";
  return new GivenOpinion(scoreOf(likely, model.cutoffs), confidence, () => reasons(model, kept));
}

/** The feature that says that a provider claims the candidate. */
const CLAIMED: number = FEATURES.findIndex(({ name }) => name === "claim.claimed");

/** Log-odds of a probability. */
function logOddsOf(likely: number): number {
  return Math.log(likely / (1 - likely));
}

/** The probability on the scale of findings: what reaches `medium` has 0.5, what reaches `high` 0.8. */
function scoreOf(likely: number, { medium, high }: Model["cutoffs"]): number {
  const between = (from: number, to: number): number => (likely - from) / Math.max(1e-9, to - from);
  if (likely < medium) return 0.5 * between(0, medium) * 0.98;
  if (likely < high) return 0.5 + 0.3 * between(medium, high) * 0.99;
  return Math.min(0.99, 0.8 + 0.19 * between(high, 1));
}

/** What the features look at, in words, and of each feature the place of its words there. */
const PHRASES: readonly string[] = [...new Set(FEATURES.map(({ says }) => says))];
const PHRASE_OF: Uint16Array = Uint16Array.from(FEATURES, ({ says }) => PHRASES.indexOf(says));

/** The features with the most weight, as phrases: what spoke for a secret first, then what spoke against it. */
function reasons(model: Model, features: Float32Array): string[] {
  const sums = new Float64Array(PHRASES.length);
  contributions(model, features).forEach((sum, index) => {
    const phrase = PHRASE_OF[index] ?? 0;
    sums[phrase] = (sums[phrase] ?? 0) + sum;
  });
  const strongest = strongestOf(sums);
  const phrases = (list: readonly number[]): string => list.map((phrase) => PHRASES[phrase]).join(", ");
  const pro = strongest.filter((phrase) => (sums[phrase] ?? 0) > 0);
  const contra = strongest.filter((phrase) => (sums[phrase] ?? 0) < 0);
  return [
    ...(pro.length > 0 ? [`speaks for a secret: ${phrases(pro)}`] : []),
    ...(contra.length > 0 ? [`speaks against it: ${phrases(contra)}`] : []),
  ];
}

/** The phrases of the greatest sums, whatever their sign, in falling order; where these are the same, by the alphabet. */
function strongestOf(sums: Float64Array): number[] {
  const strongest: number[] = [];
  for (let phrase = 0; phrase < sums.length; phrase++) {
    const sum = Math.abs(sums[phrase] ?? 0);
    let place = strongest.length;
    while (place > 0) {
      const other = strongest[place - 1] ?? 0;
      const by = sum - Math.abs(sums[other] ?? 0);
      if (by < 0 || (by === 0 && (PHRASES[phrase] ?? "") > (PHRASES[other] ?? ""))) break;
      place--;
    }
    if (place > REASONS) continue;
    strongest.splice(place, 0, phrase);
    strongest.length = Math.min(strongest.length, REASONS + 1);
  }
  return strongest;
}
