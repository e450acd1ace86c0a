/** Where the objects of a repository lie: its own object directory, and those that it borrows from (gitrepository-layout(5), objects/info/alternates). */
import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { readSmallFile } from "../../ignore-files.ts";

/** Git follows no longer chains. */
const MAX_DEPTH = 5;
const MAX_BYTES = 1 << 20;

/**
 * All object directories; undefined where the list of alternates can't be understood: then only git knows.
 *
 * @param directories Absolute: the repository's own, and those that a hook was told of.
 */
export function objectDirectories(directories: readonly string[]): string[] | undefined {
  const found = new Set<string>();
  let level = directories;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return undefined;
    const next: string[] = [];
    for (const directory of level) {
      if (found.has(directory)) continue;
      found.add(directory);
      const alternates = alternatesOf(directory);
      if (alternates === undefined) return undefined;
      next.push(...alternates);
    }
    level = next;
  }
  return [...found];
}

function alternatesOf(directory: string): string[] | undefined {
  const path = join(directory, "info", "alternates");
  const text = readSmallFile(path, MAX_BYTES);
  if (text === undefined) return existsSync(path) ? undefined : [];
  if (typeof text !== "string") return undefined;
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  // Git takes a line in double quotes for a C string.
  if (lines.some((line) => line.startsWith('"') || line.includes("\ufffd"))) return undefined;
  return lines.map((line) => (isAbsolute(line) ? line : resolve(directory, line)));
}
