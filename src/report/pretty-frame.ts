/**
 * Draws a code frame: the (already redacted) lines round a secret, their numbers, and a marker line under the secret.
 * Every line fits the width. A secret that stands too far to the right is kept in view: its line is then shown from
 * further right on, the others from their start.
 */
import type { CodeFrame, Severity } from "../types.ts";
import { cellCount, cutToCells, sliceCells } from "./cells.ts";
import { safeText } from "./safe-text.ts";
import type { Style } from "./pretty-style.ts";

/** Cells of code kept in view on either side of a secret that does not fit from the line's start. */
const MARGIN = 4;
/** Cells round a line number: two spaces, ` │ `. */
const GUTTER_CELLS = 5;

/** The cells from `from` up to and without `to`, counted from 0. */
interface Span {
  from: number;
  to: number;
}

/**
 * The lines of the drawing, without line ends. `line` is the number of the line in which the secret begins; a frame
 * that does not hold it is drawn without a marker.
 */
export function drawFrame(frame: CodeFrame, line: number, severity: Severity, style: Style): string[] {
  const digits = String(frame.firstLine + frame.lines.length - 1).length;
  const gutter = (number: string): string => style.dim(`  ${number.padStart(digits)} │ `);
  const room = style.width - digits - GUTTER_CELLS;

  return frame.lines.flatMap((text, index) => {
    const number = frame.firstLine + index;
    const start = gutter(String(number));
    if (number !== line) return [start + cutToCells(showTabs(text), room)];
    const mark = markSpan(frame, text);
    const view = viewOf(mark, room);
    const seen: Span = { from: mark.from - view.from, to: Math.min(room, mark.to - view.from) };
    const paint = style.severity[severity];
    return [
      start + paintSpan(visiblePart(showTabs(text), view), seen, paint),
      gutter("") + " ".repeat(seen.from) + paint("^".repeat(Math.max(1, seen.to - seen.from))),
    ];
  });
}

/** Where the secret stands in the shown line; escapes and wide characters before it push it to the right. */
function markSpan(frame: CodeFrame, text: string): Span {
  const start = frame.markColumn - 1;
  const from = cellCount(showTabs(text.slice(0, start)));
  const width = cellCount(showTabs(text.slice(start, start + frame.markWidth)));
  return { from, to: from + Math.max(1, width) };
}

/** The cells of the marked line to show; they hold the mark's beginning, and its end where there is room. */
function viewOf(mark: Span, room: number): Span {
  if (mark.to < room) return { from: 0, to: room };
  const from = Math.max(0, Math.min(mark.to + MARGIN - room, mark.from - MARGIN));
  return { from, to: from + room };
}

/** The part of a line that is in view; `…` stands where something was cut off. */
function visiblePart(text: string, view: Span): string {
  const rest = cutToCells(text, view.to);
  if (view.from === 0) return rest;
  const from = view.from + 1;
  // A wide character across the edge is left out whole; a space keeps the columns after it in place.
  const lost = from - cellCount(sliceCells(rest, 0, from));
  return `…${" ".repeat(lost)}${sliceCells(rest, from, view.to)}`;
}

function paintSpan(text: string, span: Span, paint: (text: string) => string): string {
  const end = cellCount(text);
  return (
    sliceCells(text, 0, span.from) +
    paint(sliceCells(text, span.from, span.to)) +
    sliceCells(text, span.to, end)
  );
}

/** Tabs as two spaces: as wide as most code is indented, and it leaves room. */
function showTabs(text: string): string {
  return safeText(text.replace(/\r$/, "").replaceAll("\t", "  "));
}
