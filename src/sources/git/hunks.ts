/**
 * Which lines of a version of a file are new, told from `git diff -U0` of two versions. Only the heads of hunks are looked at, as
 * they come: what a diff holds is never in memory. Format: git-diff(1), "GENERATING PATCH TEXT WITH -P".
 */

/** Lines from `first` to `last`, counted from 1, both included. */
export interface LineRange {
  first: number;
  last: number;
}

/** The lines that were added; `undefined` where the output names no lines, as for contents that git takes for binary. */
export async function parseAddedLines(output: AsyncIterable<Buffer>): Promise<LineRange[] | undefined> {
  const ranges: LineRange[] = [];
  let hunks = 0;
  for await (const line of lineHeads(output)) {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) continue;
    hunks++;
    const first = Number(hunk[1]);
    const count = hunk[2] === undefined ? 1 : Number(hunk[2]);
    if (count > 0) ranges.push({ first, last: first + count - 1 });
  }
  return hunks === 0 ? undefined : ranges;
}

/** True when one of the ranges holds a line between `first` and `last`. */
export function touches(ranges: readonly LineRange[], first: number, last: number): boolean {
  return ranges.some((range) => range.first <= last && first <= range.last);
}

/** Longer than any head of a hunk as far as it matters: the text behind its second `@@` is not. */
const HEAD = 120;
const NEWLINE = 0x0a;

/** The beginning of every line, latin-1. */
async function* lineHeads(output: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let head = "";
  for await (const piece of output) {
    let from = 0;
    while (from < piece.length) {
      const end = piece.indexOf(NEWLINE, from);
      const stop = end < 0 ? piece.length : end;
      if (head.length < HEAD)
        head += piece.toString("latin1", from, Math.min(stop, from + HEAD - head.length));
      if (end < 0) break;
      yield head;
      head = "";
      from = end + 1;
    }
  }
  if (head !== "") yield head;
}
