/**
 * Text measured as a terminal shows it: in cells. Wide characters (CJK, emoji) take two cells, combining marks none.
 * All functions expect text that went through `safeText` and holds no colour codes yet.
 */

const PLAIN = /^[\x20-\x7e]*$/;
const ZERO = /[\p{Mn}\p{Me}]/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;

/** Cells that `text` takes. */
export function cellCount(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let cells = 0;
  for (const character of text) cells += cellsOf(character);
  return cells;
}

/** The part of `text` that lies wholly within the cells from `start` (counted from 0) up to and without `end`. */
export function sliceCells(text: string, start: number, end: number): string {
  if (PLAIN.test(text)) return text.slice(start, Math.max(start, end));
  let cells = 0;
  let part = "";
  for (const character of text) {
    const next = cells + cellsOf(character);
    if (cells >= start && next <= end) part += character;
    cells = next;
  }
  return part;
}

/** `text`, or when it takes more than `room` cells its beginning and `…`. */
export function cutToCells(text: string, room: number): string {
  return cellCount(text) <= room ? text : `${sliceCells(text, 0, Math.max(0, room - 1))}…`;
}

/**
 * Breaks `text` at `separator` (left out at line ends) into lines of at most `room` cells. A part that is longer is
 * broken inside, except a web address: it stays whole, so that it can be followed.
 */
export function wrapToCells(text: string, room: number, separator: string = " "): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(separator).flatMap((long) => breakWord(long, room))) {
    const joined = line === "" ? word : `${line}${separator}${word}`;
    if (line !== "" && cellCount(joined) > room) {
      lines.push(line);
      line = word;
    } else {
      line = joined;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}

function breakWord(word: string, room: number): string[] {
  if (cellCount(word) <= room || /^https?:\/\//.test(word)) return [word];
  const parts: string[] = [];
  let part = "";
  let cells = 0;
  for (const character of word) {
    const width = cellsOf(character);
    if (part !== "" && cells + width > room) {
      parts.push(part);
      part = "";
      cells = 0;
    }
    part += character;
    cells += width;
  }
  if (part !== "") parts.push(part);
  return parts;
}

function cellsOf(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
