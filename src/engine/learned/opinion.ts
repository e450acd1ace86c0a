/** What the learned judge says of a candidate. */
import type { Confidence } from "../../types.ts";
import type { Candidate } from "./candidate.ts";

/** How likely a candidate is a secret, and what decided. */
export interface Opinion {
  /** 0..1, on the scale of a finding's score. */
  readonly score: number;
  readonly confidence: Confidence;
  readonly reasons: string[];
}

/** Judges a candidate; undefined where it is not worth a word. Pure. */
export type Judge = (candidate: Candidate) => Opinion | undefined;

/** Its reasons are worked out when somebody asks for them: most of what is hardly believed is never shown. */
export class GivenOpinion implements Opinion {
  readonly score: number;
  readonly confidence: Confidence;
  #tell: (() => string[]) | undefined;
  #reasons: string[] = [];

  /** @param tell Called once at most. */
  constructor(score: number, confidence: Confidence, tell: () => string[]) {
    this.score = score;
    this.confidence = confidence;
    this.#tell = tell;
  }

  get reasons(): string[] {
    if (this.#tell !== undefined) this.#reasons = this.#tell();
    // It keeps the features.
    this.#tell = undefined;
    return this.#reasons;
  }
}

/** The same for the same reasons. */
export function lessSure(opinion: Opinion, score: number, confidence: Confidence): Opinion {
  return new GivenOpinion(score, confidence, () => opinion.reasons);
}
