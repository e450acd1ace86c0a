/**
 * The file of known findings: one line a secret (of secrets that could be guessed, one line a place), sorted, nothing in it that
 * changes by itself. Two branches that add lines merge without a conflict by the merge driver, or by hand: keep all lines.
 */
import { readFileSync } from "node:fs";
import { ConfigError } from "../config/error.ts";
import { newSalt, saltOf } from "../judge/known.ts";
import type { Finding } from "../types.ts";
import { formatEntry, isEntryLine, parseEntries } from "./entries.ts";
import { writeFileSafely } from "./write.ts";

const HEADER = [
  "# Known findings that keyscan does not report. One line each: fingerprint, rule, path, -- reason.",
  "# No secret stands here. Written by `keyscan baseline`; the reason behind -- is yours. In merges keep the lines of both sides.",
];

export interface Baseline {
  /** Lines in front: comments. */
  header: readonly string[];
  /** Sorted, each once. */
  lines: readonly string[];
}

/** @throws ConfigError for lines that can't be read; Error where the file can't be. */
export function readBaseline(file: string, shown: string): Baseline {
  return parseBaseline(readFileSync(file, "utf8"), shown);
}

/** @throws ConfigError for lines that can't be read. */
export function parseBaseline(text: string, shown: string): Baseline {
  const { problems } = parseEntries(text, shown, true);
  if (problems.length > 0) throw new ConfigError(problems);
  const all = text.split(/\r?\n/).map((line) => line.trimEnd());
  return { header: all.filter((line) => line.startsWith("#")), lines: sorted(all.filter(isEntryLine)) };
}

/** A baseline without entries: the comment that explains the file, no lines. */
export function emptyBaseline(): Baseline {
  return { header: HEADER, lines: [] };
}

function baselineText({ header, lines }: Baseline): string {
  return `${[...header, ...lines].join("\n")}\n`;
}

/** Replaces the file in one step. */
export function writeBaseline(file: string, baseline: Baseline): void {
  writeFileSafely(file, baselineText(baseline));
}

/** Code units decide, as on every machine. */
function sorted(lines: Iterable<string>): string[] {
  return [...new Set(lines)].sort();
}

/** Key and path of a line that accepts something in one file only, else its key: what must not stand twice. */
function identity(line: string): string {
  const [entry] = parseEntries(line, "", false).entries;
  if (entry === undefined) return line;
  return entry.key.startsWith("k1:") ? `${entry.key} ${entry.path ?? ""}` : entry.key;
}

/** The salt for new lines: that of the lines there are, so that a secret has one key in a file. */
export function saltFor({ lines }: Baseline): string {
  for (const line of lines) {
    const salt = saltOf(line);
    if (salt !== undefined) return salt;
  }
  return newSalt();
}

/**
 * Lines for findings of a scan that was asked for keys.
 *
 * @param pathOf From a path of the report to one relative to the file, with `/`.
 * @param reason For all of them.
 */
export function linesFor(
  findings: readonly Finding[],
  pathOf: (path: string) => string,
  reason?: string,
): string[] {
  const lines = new Map<string, string>();
  for (const finding of findings) {
    for (const { knownKey, location } of [finding, ...finding.occurrences]) {
      if (knownKey === undefined) continue;
      const entry = { key: knownKey, rule: finding.ruleId, path: pathOf(location.path) };
      const line = formatEntry({ ...entry, ...(reason === undefined ? {} : { reason }) });
      const id = identity(line);
      if (!lines.has(id)) lines.set(id, line);
    }
  }
  return sorted(lines.values());
}

/** With these lines added; what is there stays as it is. */
export function withLines(baseline: Baseline, added: readonly string[]): Baseline {
  const there = new Set(baseline.lines.map(identity));
  const fresh = added.filter((line) => !there.has(identity(line)));
  return { ...baseline, lines: sorted([...baseline.lines, ...fresh]) };
}

/** Merges two changes of a baseline: what one side removed is gone, what one added is there. Each a file's text. */
export function mergeBaselines(base: string, ours: string, theirs: string): string {
  const [from, one, other] = [base, ours, theirs].map((text) => {
    const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
    return lines.filter((line) => line !== "" && !line.startsWith("#"));
  });
  const before = new Set(from);
  const left = new Set(one);
  const right = new Set(other);
  const kept = [...new Set([...left, ...right])].filter(
    (line) => !before.has(line) || (left.has(line) && right.has(line)),
  );
  // Both sides changed what stands behind the same key: one line is enough, ours.
  const byIdentity = new Map<string, string>();
  for (const line of kept.toSorted((a, b) => Number(left.has(b)) - Number(left.has(a)))) {
    if (!byIdentity.has(identity(line))) byIdentity.set(identity(line), line);
  }
  const header = ours.split(/\r?\n/).filter((line) => line.startsWith("#"));
  return baselineText({ header, lines: sorted(byIdentity.values()) });
}
