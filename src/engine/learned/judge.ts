/** The learned judge: from a candidate to an opinion, with the features that decided. Loads its files at the first candidate. */
import type { Candidate, Judge, Opinion } from "./candidate.ts";
import { FEATURES, featuresOf } from "./features.ts";
import { isHint, PASSWORD_HINT } from "./hint.ts";
import { decodeLanguage, type Language } from "./language.ts";
import { contributions, decodeModel, logOdds, probability, type Model } from "./model.ts";
import { partsOf, type Parts } from "./parts.ts";
import { isPlainlyNone } from "./plain.ts";
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
  let loaded: { model: Model; language: Language } | undefined;
  const judge = remembering((candidate) => {
    if (isPlainlyNone(candidate)) return undefined;
    if (loaded === undefined) {
      const files = load();
      loaded = { model: modelFor(files.model), language: decodeLanguage(files.language) };
    }
    // Whether a provider claims it is dear to ask, and most candidates are turned away as if none did.
    const claimed = isMadeUp(candidate) && candidate.claimed;
    const told = opinion(loaded.model, partsOf(candidate, loaded.language, claimed), candidate);
    if (told === undefined || isUnclaimed(candidate)) return told;
    return isUndenied(candidate)
      ? { ...told, score: Math.min(told.score, MOST_CLAIMED), confidence: "low" }
      : undefined;
  });
  // Logs may show the same key on every line: what a provider's rule tells is not worked out beside it.
  return (candidate) => (candidate.prefixed === true && !isMadeUp(candidate) ? undefined : judge(candidate));
}

/** @throws Error for a model of other features than these. */
function modelFor(bytes: Uint8Array): Model {
  const model = decodeModel(bytes);
  if (model.features.join() !== FEATURES.map(({ name }) => name).join())
    throw new Error("generic.model belongs to another version: reinstall keyscan");
  return model;
}

/** Passwords are not of a provider's making. */
function isMadeUp({ before, nameAt }: Candidate): boolean {
  return /pass|pwd|basic|bearer/i.test(before.slice(nameAt));
}

/** A literal of signs that no provider's keys have, under a name that says secret: none of their rules can have denied it. */
function isUndenied({ secret, before, nameAt }: Candidate): boolean {
  return isSoup(secret) && /secret|private/i.test(before.slice(nameAt));
}

/** A provider that knows its own keys has denied those that it claims. */
function isUnclaimed(candidate: Candidate): boolean {
  return isMadeUp(candidate) || !candidate.claimed;
}

/** What the model is asked about, and trained with. */
export function isWorthALook(candidate: Candidate): boolean {
  return !isPlainlyNone(candidate) && isUnclaimed(candidate);
}

function opinion(model: Model, parts: Parts, candidate: Candidate): Opinion | undefined {
  const features = featuresOf(parts);
  const { low, medium, high } = model.cutoffs;
  const likely = probability(logOdds(model, features, hopeless(low)));
  if (likely < low) {
    if (!isHint(candidate, likely)) return undefined;
    const exactly = probability(logOdds(model, features));
    return { score: scoreOf(exactly, model.cutoffs), confidence: "low", reasons: [HINT] };
  }
  const confidence = likely >= high ? "high" : likely >= medium ? "medium" : "low";
  return { score: scoreOf(likely, model.cutoffs), confidence, reasons: reasons(model, features) };
}

/** Log-odds below which how unlikely a candidate is makes no difference. */
function hopeless(low: number): number {
  const least = Math.min(low, PASSWORD_HINT);
  return Math.log(least / (1 - least)) - 1e-6;
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
