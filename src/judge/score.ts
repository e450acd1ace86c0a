/** From what is known of a match to a score, a confidence and the reasons in words. */
import { shannonEntropy } from "../engine/entropy.ts";
import type { PackRule } from "../engine/pack.ts";
import { isPlaceholder } from "../engine/placeholder.ts";
import type { Match } from "../engine/match.ts";
import type { Confidence } from "../types.ts";

export interface Verdict {
  /** 0..1 */
  score: number;
  confidence: Confidence;
  reasons: string[];
}

const BASE: Readonly<Record<Confidence, number>> = { high: 0.9, medium: 0.65, low: 0.35 };

/** high: at least 0.8; medium: at least 0.5. */
function confidenceOf(score: number): Confidence {
  if (score >= 0.8) return "high";
  return score >= 0.5 ? "medium" : "low";
}

/** Checks without a checksum: text that can't be parsed may be a key all the same, with a line lost or changed. */
const STRUCTURES: ReadonlySet<string> = new Set(["private-key", "grafana-legacy"]);

/** @param isShown Where it is not, the learned judge is not asked for its reasons. */
export function verdict(
  match: Match,
  rule: PackRule,
  isShown: (confidence: Confidence) => boolean = () => true,
): Verdict {
  if (match.opinion !== undefined) {
    const { score, confidence } = match.opinion;
    const reasons = isShown(confidence) ? match.opinion.reasons : [];
    return { score: Math.round(score * 1000) / 1000, confidence, reasons };
  }
  const reasons: string[] = [];
  const keyword = rule.keywords.find((word) => match.secret.toLowerCase().includes(word.toLowerCase()));
  if (keyword !== undefined) reasons.push(`contains "${keyword}"`);
  else if (rule.keywords.length > 0)
    reasons.push(`stands near ${rule.generic ? "a word for secrets" : rule.providerName}`);
  let score = BASE[match.confidence ?? rule.confidence];
  if (match.checksum === "valid") {
    score = 0.99;
    reasons.push("its checksum is valid");
  } else if (match.checksum === "invalid") {
    const cutOff = rule.checksum !== undefined && STRUCTURES.has(rule.checksum);
    score = cutOff ? 0.5 : 0.3;
    reasons.push(
      cutOff ? "it can't be parsed: altered, or cut off" : "its checksum is wrong: altered, or made up",
    );
  } else if (rule.structure !== undefined) {
    reasons.push("its structure is right");
  }
  if (isPlaceholder(match.secret)) {
    score = Math.min(score, 0.15);
    reasons.push("looks like a placeholder");
  }
  const entropy = shannonEntropy(match.secret);
  if (match.secret.length < 4096) reasons.push(`entropy ${entropy.toFixed(1)} bits a character`);
  return { score, confidence: confidenceOf(score), reasons };
}
