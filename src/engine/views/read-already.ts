/**
 * What has been read at spots. Which escapes are worth a look is told by what stands near them; but a reading goes on as long as any others
 * follow. So spots lie in what was read from an earlier one on, which says all that they could: without this a table of escapes would be read
 * to its end from each of them.
 */
import { GAP, PERCENT } from "./spots.ts";

/** To be asked in rising order of spots. All offsets count from the same place. */
export class ReadAlready {
  /** By kind. */
  readonly #to: number[] = [0, 0, 0, 0, 0, 0, 0];
  #isEmpty = true;

  clear(): void {
    if (!this.#isEmpty) this.#to.fill(0);
    this.#isEmpty = true;
  }

  /** True for a spot in what was read for one before it. */
  has(kind: number, position: number): boolean {
    return position < (this.#to[kind] ?? 0);
  }

  /**
   * Notes what was read. Runs of digits have no spots in them.
   *
   * @param end Behind the last byte that was looked at, which stands GAP bytes behind the last escape, or nearer.
   */
  add(kind: number, end: number): void {
    if (kind < PERCENT) return;
    this.#isEmpty = false;
    this.#to[kind] = Math.max(this.#to[kind] ?? 0, end - GAP - 1);
  }
}
