/** A unified diff of changed files, as `git diff` writes it. */
import { structuredPatch, type StructuredPatchHunk } from "diff";

/** A file before and after; undefined before where it is new. */
export interface Changed {
  /** Relative, with `/`. */
  name: string;
  before: string | undefined;
  after: string;
}

/** The diff of all files, three lines of context each; empty where nothing differs. */
export function unifiedDiff(files: readonly Changed[]): string {
  return files.map(fileDiff).join("");
}

/** Lines that are not changed, before and behind those that are. */
const CONTEXT = 3;
/**
 * Lines taken out and put in up to which the shortest way from one text to the other is looked for: the work grows with their square.
 * Beyond, all from the first changed line to the last one is replaced.
 */
const MOST_EDITS = 2000;

function hunksOf(before: string, after: string): readonly StructuredPatchHunk[] {
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  return structuredPatch("", "", before, after, "", "", options)?.hunks ?? [wholeHunk(before, after)];
}

function wholeHunk(before: string, after: string): StructuredPatchHunk {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, fresh.length);
  let first = 0;
  while (first < shorter && old[first] === fresh[first]) first++;
  let same = 0;
  while (same < shorter - first && old.at(-1 - same) === fresh.at(-1 - same)) same++;
  const from = Math.max(0, first - CONTEXT);
  const behind = Math.min(same, CONTEXT);
  const changed = (lines: readonly string[], sign: string): string[] =>
    lines.slice(first, lines.length - same).map((line) => marked(sign, line));
  const kept = (lines: readonly string[]): string[] => lines.map((line) => marked(" ", line));
  return {
    oldStart: from + 1,
    oldLines: old.length - same + behind - from,
    newStart: from + 1,
    newLines: fresh.length - same + behind - from,
    lines: [
      ...kept(old.slice(from, first)),
      ...changed(old, "-"),
      ...changed(fresh, "+"),
      ...kept(old.slice(old.length - same, old.length - same + behind)),
    ],
  };
}

/** With their ends; the last one may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function marked(sign: string, line: string): string {
  return line.endsWith("\n") ? `${sign}${line.slice(0, -1)}` : `${sign}${line}\n\\ No newline at end of file`;
}

function fileDiff({ name, before, after }: Changed): string {
  const hunks = hunksOf(before ?? "", after);
  if (hunks.length === 0) return "";
  const from = before === undefined ? "/dev/null" : quoted(`a/${name}`);
  const lines = [`diff --git ${quoted(`a/${name}`)} ${quoted(`b/${name}`)}`];
  if (before === undefined) lines.push("new file mode 100644");
  lines.push(`--- ${from}`, `+++ ${quoted(`b/${name}`)}`);
  for (const { oldStart, oldLines, newStart, newLines, lines: body } of hunks) {
    // Of nothing, diff says the line before.
    const start = oldLines === 0 ? Math.max(0, oldStart - 1) : oldStart;
    lines.push(`@@ -${start},${oldLines} +${newStart},${newLines} @@`, ...body);
  }
  return `${lines.join("\n")}\n`;
}

/** The name as git writes it: quoted with C escapes where it holds what would break a line of a diff. */
function quoted(name: string): string {
  const bytes = Buffer.from(name, "utf8");
  if (bytes.every((byte) => byte > 0x1f && byte < 0x7f && byte !== 0x22 && byte !== 0x5c)) return name;
  const escaped = Array.from(bytes, (byte) => {
    const character = String.fromCodePoint(byte);
    if (character === '"' || character === "\\") return `\\${character}`;
    return byte > 0x1f && byte < 0x7f ? character : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${escaped.join("")}"`;
}
