/** A unified diff of changed files, as `git diff` writes it. */
import { structuredPatch } from "diff";

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

function fileDiff({ name, before, after }: Changed): string {
  const { hunks } = structuredPatch("", "", before ?? "", after, "", "", { context: 3 });
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
