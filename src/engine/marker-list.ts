/** The comments that were found and not asked for yet. */
import type { Confirmed } from "./confirm.ts";
import type { Marker } from "./match.ts";

const NONE: readonly Marker[] = [];

export class MarkerList {
  #markers: Marker[] = [];

  /** @param base Stream offset of what the place of the match counts from. */
  add({ start, secret }: Confirmed, line: number, base: number): void {
    this.#markers.push({ line, start: start + base, text: secret });
  }

  clear(): void {
    if (this.#markers.length > 0) this.#markers = [];
  }

  /** Those that were added since it was asked last, in rising order. */
  take(): readonly Marker[] {
    if (this.#markers.length === 0) return NONE;
    const markers = this.#markers.toSorted((a, b) => a.start - b.start);
    this.#markers = [];
    return markers;
  }
}
