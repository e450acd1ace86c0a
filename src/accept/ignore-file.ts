/** Adds a line with a fingerprint to `.keyscanignore`; what else stands there stays. */
import { readFileSync } from "node:fs";
import { fileError } from "../config/error.ts";
import { decodeText } from "../sources/ignore-files.ts";
import { formatEntry, isEntryLine, parseEntry, type EntryLine } from "./entries.ts";
import { writeFileSafely } from "./write.ts";

/**
 * A line of the same secret is replaced.
 *
 * @returns whether there was one.
 * @throws ConfigError where the file can't be read or written.
 */
export function ignoreSecret(file: string, entry: EntryLine): boolean {
  const lines = textOf(file).split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const isSame = (line: string): boolean => {
    const other = isEntryLine(line) ? parseEntry(line) : undefined;
    return other !== undefined && "key" in other && other.key === entry.key && other.path === entry.path;
  };
  const at = lines.findIndex(isSame);
  if (at === -1) lines.push(formatEntry(entry));
  else lines[at] = formatEntry(entry);
  writeFileSafely(file, `${lines.join("\n")}\n`);
  return at !== -1;
}

function textOf(file: string): string {
  try {
    return decodeText(readFileSync(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    throw fileError(file, { message: `can't be read: ${code ?? message}` });
  }
}
