/**
 * Compiled ignore patterns of one file, and how far each pattern that spans directories has come on the way down.
 * Most patterns look at a base name alone and are answered from tables; patterns with slashes are a set of states (as a
 * non-deterministic automaton over path segments), advanced once a directory. Work is linear in the size of the patterns.
 */
import { globMatcher } from "./glob-names.ts";
import type { IgnorePattern, Segment } from "./ignore-pattern.ts";
import type { NameTable } from "./name-table.ts";
import { buildTable, lastNameMatch, NONE } from "./name-table.ts";

/** What one ignore file says of one path; "silent" leaves the decision to the files above it. */
type Verdict = "ignored" | "kept" | "silent";

/** A pattern with slashes that has matched its first `at` segments. */
interface State {
  rule: number;
  at: number;
}

/** The rules of one ignore file. Immutable. */
export interface RuleSet {
  patterns: readonly IgnorePattern[];
  ignoreCase: boolean;
  files: NameTable;
  directories: NameTable;
  /** Where every pattern with slashes stands in the directory of the ignore file. */
  start: readonly State[];
  /** Matchers of the glob segments of patterns with slashes, by their text. */
  globs: ReadonlyMap<string, (name: string) => boolean>;
}

/** A rule set as it applies in one directory below the ignore file's own. Immutable. */
export interface Level {
  rules: RuleSet;
  states: readonly State[];
}

const NO_STATES: readonly State[] = [];

/** Adds a state and those it reaches without a name: `**` may stand for no directory at all. */
function addState(
  patterns: readonly IgnorePattern[],
  states: State[],
  seen: Set<number>,
  rule: number,
  at: number,
): void {
  const segments = patterns[rule]?.segments ?? [];
  for (let next = at; next < segments.length; next++) {
    // Patterns are far fewer, and far shorter, than 2^26.
    const key = rule * 0x400_0000 + next;
    if (seen.has(key)) return;
    seen.add(key);
    states.push({ rule, at: next });
    if (segments[next]?.kind !== "any-depth") return;
  }
}

/** Compiles patterns in the order in which they stand in the file. */
export function compileRules(patterns: readonly IgnorePattern[], ignoreCase: boolean): RuleSet {
  const start: State[] = [];
  const seen = new Set<number>();
  const globs = new Map<string, (name: string) => boolean>();
  patterns.forEach((pattern, rule) => {
    if (!pattern.anchored) return;
    addState(patterns, start, seen, rule, 0);
    for (const segment of pattern.segments) {
      if (segment.kind !== "glob" || globs.has(segment.text)) continue;
      const match = globMatcher([[segment.text, 0]], ignoreCase, NONE);
      globs.set(segment.text, (name) => match(name) === 0);
    }
  });
  return {
    patterns,
    ignoreCase,
    files: buildTable(patterns, false, ignoreCase),
    directories: buildTable(patterns, true, ignoreCase),
    start,
    globs,
  };
}

/** The rules as they apply in the directory of their own file. */
export function startLevel(rules: RuleSet): Level {
  return { rules, states: rules.start };
}

function segmentMatches(rules: RuleSet, segment: Segment, name: string): boolean {
  switch (segment.kind) {
    case "any":
    case "any-depth":
      return true;
    case "never":
      return false;
    case "glob":
      return rules.globs.get(segment.text)?.(name) ?? false;
    default: {
      const text = rules.ignoreCase ? segment.text.toLowerCase() : segment.text;
      if (segment.kind === "literal") return name === text;
      return segment.kind === "suffix" ? name.endsWith(text) : name.startsWith(text);
    }
  }
}

/** The rules as they apply in the directory `name` below; the same object where that makes no difference. */
export function enterLevel(level: Level, name: string): Level {
  if (level.states.length === 0) return level;
  const { rules } = level;
  const key = rules.ignoreCase ? name.toLowerCase() : name;
  const states: State[] = [];
  const seen = new Set<number>();
  for (const { rule, at } of level.states) {
    const segments = rules.patterns[rule]?.segments ?? [];
    const segment = segments[at];
    if (segment === undefined) continue;
    if (segment.kind === "any-depth") addState(rules.patterns, states, seen, rule, at);
    else if (at + 1 < segments.length && segmentMatches(rules, segment, key)) {
      addState(rules.patterns, states, seen, rule, at + 1);
    }
  }
  return { rules, states: states.length === 0 ? NO_STATES : states };
}

/** Index of the last pattern that matches the entry `name` of the level's directory, or NONE. */
function lastMatch(level: Level, name: string, isDirectory: boolean): number {
  const { rules } = level;
  const key = rules.ignoreCase ? name.toLowerCase() : name;
  let best = lastNameMatch(isDirectory ? rules.directories : rules.files, key);
  for (const { rule, at } of level.states) {
    const pattern = rules.patterns[rule];
    const segment = pattern?.segments[at];
    if (rule <= best || pattern === undefined || segment === undefined || at !== pattern.segments.length - 1)
      continue;
    if ((isDirectory || !pattern.directoryOnly) && segmentMatches(rules, segment, key)) best = rule;
  }
  return best;
}

/**
 * What the levels, outermost first, say of an entry of the directory they have come down to. As in git the innermost
 * file that says anything decides; whether a directory above is ignored is not looked at.
 */
export function judgeEntry(levels: readonly Level[], name: string, isDirectory: boolean): Verdict {
  for (let index = levels.length - 1; index >= 0; index--) {
    const level = levels[index];
    if (level === undefined) continue;
    const rule = lastMatch(level, name, isDirectory);
    if (rule !== NONE) return level.rules.patterns[rule]?.negative ? "kept" : "ignored";
  }
  return "silent";
}

/** The level without the patterns for which `drops` is true; states keep their places. */
function withoutPatterns(level: Level, drops: (rule: number) => boolean): Level {
  const kept: number[] = [];
  level.rules.patterns.forEach((_, rule) => {
    if (!drops(rule)) kept.push(rule);
  });
  if (kept.length === level.rules.patterns.length) return level;
  const places = new Map(kept.map((rule, place) => [rule, place]));
  const patterns = level.rules.patterns.filter((_, rule) => places.has(rule));
  return {
    rules: compileRules(patterns, level.rules.ignoreCase),
    states: level.states.flatMap(({ rule, at }) => {
      const place = places.get(rule);
      return place === undefined ? [] : [{ rule: place, at }];
    }),
  };
}

/** The level without the patterns that ignore the directory `name` in it: for a directory that the user named. */
export function admitDirectory(level: Level, name: string): Level {
  const { patterns, ignoreCase } = level.rules;
  const key = ignoreCase ? name.toLowerCase() : name;
  const matching = new Set<number>();
  patterns.forEach(({ anchored, segments }, rule) => {
    const [segment] = segments;
    if (anchored || segment === undefined) return;
    const table = buildTable(
      [{ negative: false, directoryOnly: false, anchored, segments }],
      true,
      ignoreCase,
    );
    if (lastNameMatch(table, key) !== NONE) matching.add(rule);
  });
  for (const { rule, at } of level.states) {
    const segments = patterns[rule]?.segments ?? [];
    const segment = segments[at];
    if (segment && at === segments.length - 1 && segmentMatches(level.rules, segment, key))
      matching.add(rule);
  }
  return withoutPatterns(level, (rule) => matching.has(rule) && !patterns[rule]?.negative);
}

/**
 * The level without the patterns that ignore everything in its directory (`*`, `dir/*`, `dir/**`): for a directory that
 * the user named. A file that takes something back by "!" is a list of what belongs, and stays as it is.
 */
export function admitContents(level: Level): Level {
  if (level.rules.patterns.some((pattern) => pattern.negative)) return level;
  const total = new Set<number>();
  level.rules.patterns.forEach((pattern, rule) => {
    if (!pattern.anchored && pattern.segments[0]?.kind === "any") total.add(rule);
  });
  for (const { rule, at } of level.states) {
    const segments = level.rules.patterns[rule]?.segments ?? [];
    const kind = segments[at]?.kind;
    if (at === segments.length - 1 && (kind === "any" || kind === "any-depth")) total.add(rule);
  }
  return withoutPatterns(level, (rule) => total.has(rule));
}
