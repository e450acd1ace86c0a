/** The learned judge: from a candidate to an opinion, with the features that decided. Loads its files at the first candidate. */
import type { Candidate, Judge, Opinion } from "./candidate.ts";
import { FEATURES, featuresOf } from "./features.ts";
import { isHint } from "./hint.ts";
import { decodeLanguage, type Language } from "./language.ts";
import { contributions, decodeModel, logOdds, probability, type Model } from "./model.ts";
import { partsOf, type Parts } from "./parts.ts";
import { isPlainlyNone } from "./plain.ts";
import { remembering } from "./remembering.ts";

export interface ModelFiles {
  model: Uint8Array;
  language: Uint8Array;
}

/** The reason of a hint. */
const HINT = "the name says that it is a secret, the value does not look like one";
/** Reasons that an opinion gives, at most. */
const REASONS = 3;

/** @param load Reads the files; called at the first candidate. @throws what it throws, and Error for damaged files. */
export function createJudge(load: () => ModelFiles): Judge {
  let loaded: { model: Model; language: Language } | undefined;
  return remembering((candidate) => {
    if (isPlainlyNone(candidate)) return undefined;
    if (loaded === undefined) {
      const files = load();
      loaded = { model: modelFor(files.model), language: decodeLanguage(files.language) };
    }
    // Whether a provider claims it is dear to ask, and most candidates are turned away as if none did.
    const claimed = isMadeUp(candidate) && candidate.claimed;
    const told = opinion(loaded.model, partsOf(candidate, loaded.language, claimed), candidate);
    return told === undefined || isUnclaimed(candidate) ? told : undefined;
  });
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
  const likely = probability(logOdds(model, features));
  const { low, medium, high } = model.cutoffs;
  if (likely < low) {
    if (!isHint(candidate, likely)) return undefined;
    return { score: scoreOf(likely, model.cutoffs), confidence: "low", reasons: [HINT] };
  }
  const confidence = likely >= high ? "high" : likely >= medium ? "medium" : "low";
  return { score: scoreOf(likely, model.cutoffs), confidence, reasons: reasons(model, features) };
}

/** The probability on the scale of findings: what reaches `medium` has 0.5, what reaches `high` 0.8. */
function scoreOf(likely: number, { medium, high }: Model["cutoffs"]): number {
  const between = (from: number, to: number): number => (likely - from) / Math.max(1e-9, to - from);
  if (likely < medium) return 0.5 * between(0, medium) * 0.98;
  if (likely < high) return 0.5 + 0.3 * between(medium, high) * 0.99;
  return Math.min(0.99, 0.8 + 0.19 * between(high, 1));
}

/** The features with the most weight, as phrases: what spoke for a secret first, then what spoke against it. */
function reasons(model: Model, features: Float32Array): string[] {
  const sums = new Map<string, number>();
  contributions(model, features).forEach((sum, index) => {
    const says = FEATURES[index]?.says ?? "";
    sums.set(says, (sums.get(says) ?? 0) + sum);
  });
  const ranked = [...sums].sort(([a, m], [b, n]) => Math.abs(n) - Math.abs(m) || (a < b ? -1 : 1));
  const strongest = ranked.slice(0, REASONS + 1);
  const phrase = (list: [string, number][]): string => list.map(([says]) => says).join(", ");
  const pro = strongest.filter(([, sum]) => sum > 0);
  const contra = strongest.filter(([, sum]) => sum < 0);
  return [
    ...(pro.length > 0 ? [`speaks for a secret: ${phrase(pro)}`] : []),
    ...(contra.length > 0 ? [`speaks against it: ${phrase(contra)}`] : []),
  ];
}
