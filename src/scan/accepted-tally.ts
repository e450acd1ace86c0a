/** Counts what was accepted, by what accepted it. */
import type { Acceptance, AcceptedSummary } from "../types.ts";

/** The counts for the summary of one scan. */
export class AcceptedTally {
  /** A comment accepts a place, an entry of a file a secret. */
  #inline = 0;
  readonly #secrets: Record<Exclude<Acceptance["by"], "inline">, Set<string>> = {
    baseline: new Set(),
    "ignore-file": new Set(),
    config: new Set(),
  };

  /** @param key Identity of the secret in this scan. */
  add(key: string, { by }: Acceptance): void {
    if (by === "inline") this.#inline++;
    else this.#secrets[by].add(key);
  }

  summary(): AcceptedSummary {
    return {
      inline: this.#inline,
      baseline: this.#secrets.baseline.size,
      ignoreFile: this.#secrets["ignore-file"].size,
      config: this.#secrets.config.size,
    };
  }
}
