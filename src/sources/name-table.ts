/**
 * Ignore patterns without slashes, answered from tables: what a `.gitignore` holds is mostly plain names and `*.ext`.
 * Invariant: the answer is that of the last pattern of the file that matches, as if each were tried in turn.
 */
import { globMatcher } from "./glob-names.ts";
import type { IgnorePattern, Segment } from "./ignore-pattern.ts";

/** The rule of a name that no pattern matches. */
export const NONE = -1;

const NO_TEXTS: readonly TextRule[] = [];

interface TextRule {
  text: string;
  rule: number;
}

/** Patterns by form; every value is the index of the last pattern of that form. Texts are lower-cased where case does not count. */
export interface NameTable {
  literals: Map<string, number>;
  /** Suffixes that begin with a dot, as in `*.ext`. */
  extensions: Map<string, number>;
  /** By their last character. */
  suffixes: Map<string, TextRule[]>;
  /** By their first character. */
  prefixes: Map<string, TextRule[]>;
  /** The index of the last `*`. */
  any: number;
  globs: ((name: string) => number) | undefined;
}

function addText(table: Map<string, TextRule[]>, key: string, entry: TextRule): void {
  const entries = table.get(key);
  if (entries) entries.push(entry);
  else table.set(key, [entry]);
}

function addSegment(
  table: NameTable,
  globs: [string, number][],
  segment: Segment,
  rule: number,
  ignoreCase: boolean,
): void {
  if (segment.kind === "any" || segment.kind === "any-depth") {
    table.any = rule;
    return;
  }
  if (segment.kind === "never") return;
  const text = ignoreCase ? segment.text.toLowerCase() : segment.text;
  if (segment.kind === "literal") table.literals.set(text, rule);
  else if (segment.kind === "prefix") addText(table.prefixes, text.slice(0, 1), { text, rule });
  else if (segment.kind === "glob") globs.push([segment.text, rule]);
  else if (text.startsWith(".")) table.extensions.set(text, rule);
  else addText(table.suffixes, text.slice(-1), { text, rule });
}

/** The table of those patterns that look at base names alone; for files, patterns that match only directories are left out. */
export function buildTable(
  patterns: readonly IgnorePattern[],
  forDirectories: boolean,
  ignoreCase: boolean,
): NameTable {
  const table: NameTable = {
    literals: new Map(),
    extensions: new Map(),
    suffixes: new Map(),
    prefixes: new Map(),
    any: NONE,
    globs: undefined,
  };
  const globs: [string, number][] = [];
  patterns.forEach((pattern, rule) => {
    const [segment] = pattern.segments;
    if (pattern.anchored || segment === undefined) return;
    if (pattern.directoryOnly && !forDirectories) return;
    addSegment(table, globs, segment, rule, ignoreCase);
  });
  if (globs.length > 0) table.globs = globMatcher(globs, ignoreCase, NONE);
  return table;
}

/** Index of the last pattern that matches a base name, or NONE. `name` must be lower-cased where case does not count. */
export function lastNameMatch(table: NameTable, name: string): number {
  let best = Math.max(table.any, table.literals.get(name) ?? NONE);
  if (table.extensions.size > 0) {
    let dot = name.lastIndexOf(".");
    while (dot >= 0) {
      const rule = table.extensions.get(name.slice(dot));
      if (rule !== undefined && rule > best) best = rule;
      dot = dot === 0 ? NONE : name.lastIndexOf(".", dot - 1);
    }
  }
  if (table.suffixes.size > 0) {
    for (const { text, rule } of table.suffixes.get(name[name.length - 1] ?? "") ?? NO_TEXTS) {
      if (rule > best && name.endsWith(text)) best = rule;
    }
  }
  if (table.prefixes.size > 0) {
    for (const { text, rule } of table.prefixes.get(name[0] ?? "") ?? NO_TEXTS) {
      if (rule > best && name.startsWith(text)) best = rule;
    }
  }
  return table.globs === undefined ? best : Math.max(best, table.globs(name));
}
