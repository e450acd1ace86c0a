/**
 * Finds and reads what accepts secrets: the baseline, and the lines with fingerprints in the `.keyscanignore` files from the
 * scanned paths up to the repository's root. The files are part of the scanned tree: no link is followed, no pipe opened.
 */
import { dirname, join, resolve } from "node:path";
import { searchedDirectories } from "../config/discover.ts";
import { ConfigError, fileError, type ConfigProblem } from "../config/error.ts";
import { exists, isInside, shownPath } from "../config/paths.ts";
import { IGNORE_NAME, readOwnFile } from "../sources/ignore-files.ts";
import { displayPath } from "../sources/start.ts";
import type { KnownEntry } from "../types.ts";
import { knownEntry, parseEntries, today } from "./entries.ts";

/** Name of the baseline in the repository's root. */
export const BASELINE_NAME = ".keyscan-baseline";

/** Bytes; a hundred thousand findings. */
const MAX_SIZE = 16 * 1024 * 1024;

export interface AcceptRequest {
  /** What is scanned; what does not exist counts for nothing. */
  paths: readonly string[];
  /** Absolute. */
  cwd: string;
  /** Absolute: this baseline instead of those that are found. */
  baseline?: string;
  /** The named baseline is about to be written, and need not exist yet. */
  isNewBaseline?: boolean | undefined;
}

/** @throws ConfigError for a baseline that does not exist, or a line that can't be read. */
export function loadAccepted(request: AcceptRequest): KnownEntry[] {
  const { cwd, baseline, isNewBaseline = false } = request;
  const problems: ConfigProblem[] = [];
  const ignoreFiles = new Set<string>();
  const baselines = new Set<string>(baseline === undefined ? [] : [baseline]);
  for (const path of request.paths) {
    const directories = searchedDirectories(path === "-" ? "." : path, cwd);
    for (const directory of directories) ignoreFiles.add(join(directory, IGNORE_NAME));
    const root = directories.at(-1);
    if (baseline === undefined && root !== undefined) baselines.add(join(root, BASELINE_NAME));
  }
  const entries = [
    ...[...baselines].flatMap((file) =>
      readEntries(file, cwd, "baseline", problems, file === baseline && !isNewBaseline),
    ),
    ...[...ignoreFiles].flatMap((file) => readEntries(file, cwd, "ignore-file", problems)),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return entries;
}

/** The entries of one file; lines that can't be read go into `problems`. */
export function readEntries(
  file: string,
  cwd: string,
  by: KnownEntry["by"],
  problems: ConfigProblem[],
  mustExist = false,
): KnownEntry[] {
  const shown = shownPath(file, cwd);
  const text = readOwnFile(file, MAX_SIZE);
  if (text === "too-large") throw fileError(shown, { message: "the file is larger than 16 MB" });
  if (text === undefined) {
    // The walk says what is wrong with an ignore file.
    if (by === "ignore-file" || (!mustExist && !exists(file))) return [];
    const hint = "keyscan baseline create writes one";
    throw fileError(shown, { message: "does not exist, or is no regular file", hint });
  }
  return entriesIn(text, { file, cwd, by }, problems);
}

/** As `readEntries`, of a text that stands in no file, or did not when a scan began. */
export function entriesIn(
  text: string,
  { file, cwd, by }: { file: string; cwd: string; by: KnownEntry["by"] },
  problems: ConfigProblem[],
): KnownEntry[] {
  const shown = shownPath(file, cwd);
  const scope = dirname(file);
  const day = today();
  const parsed = parseEntries(text, shown, by === "baseline");
  problems.push(...parsed.problems);
  return parsed.entries.map((entry) => {
    const { path } = entry;
    if (path === undefined) return knownEntry(entry, { shown, by, scope }, day);
    const full = resolve(scope, path);
    const moved = !exists(full);
    return knownEntry(entry, { shown, by, scope, path: displayPath(full, cwd), moved }, day);
  });
}

/** True where a scan of these paths (absolute, without links) looks at all that the entry speaks of. */
export function isCovered(entry: KnownEntry, roots: readonly string[]): boolean {
  return roots.some((root) => root === entry.scope || isInside(root, entry.scope));
}
