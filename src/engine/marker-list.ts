/** The comments that were found and not asked for yet. */
import type { Confirmed } from "./confirm.ts";
import type { Marker } from "./match.ts";
import type { LineTracker } from "./position.ts";

const NONE: readonly Marker[] = [];

/** The last character of what opens a comment: `#`, `//`, `/*`, `--`, `<!--`, `;`, `%`, `{{!`. */
const OPENERS: ReadonlySet<number | undefined> = new Set(Buffer.from("#/*-;%!"));
const SPACE = 0x20;
const TAB = 0x09;

/** Whether what stands before `start`, blanks aside, opens a comment. */
function isOpened(data: Buffer, start: number): boolean {
  let at = start - 1;
  while (data[at] === SPACE || data[at] === TAB) at--;
  return OPENERS.has(data[at]);
}

/** Gathers markers until somebody takes them. */
export class MarkerList {
  #markers: Marker[] = [];

  /**
   * @param data What the place of the match counts in.
   * @param base Stream offset of its first byte.
   */
  add({ start, secret }: Confirmed, lines: LineTracker, data: Buffer, base: number): void {
    const opensComment = isOpened(data, start);
    this.#markers.push({ line: lines.lineOf(start), start: start + base, text: secret, opensComment });
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
