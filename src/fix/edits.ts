/** Edits of a text: applied together, so that all their offsets are those of the text before. */
import type { Edit, Range } from "./types.ts";

/** In order of place; insertions at one place keep their order. */
function inOrder(edits: readonly Edit[]): Edit[] {
  return edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * The text with the edits made. All else stays as it is, unit by unit.
 * Undefined where two edits overlap.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string | undefined {
  let result = "";
  let at = 0;
  for (const { start, end, text: replacement } of inOrder(edits)) {
    if (start < at || end < start || end > text.length) return undefined;
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** True where the stretches share a unit. */
export function overlaps(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The line ending that the text uses most; `\n` for a text of one line. */
export function lineEndingOf(text: string): "\r\n" | "\n" {
  const crlf = text.split("\r\n").length - 1;
  const lf = text.split("\n").length - 1 - crlf;
  return crlf > lf ? "\r\n" : "\n";
}
