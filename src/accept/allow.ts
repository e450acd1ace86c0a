/** Makes the configuration's `allow` ready for a scan: globs become patterns, and no pattern may take long on any text. */
import { relative, sep } from "node:path";
import type { LoadedConfig } from "../config/config.ts";
import { documentError } from "../config/document.ts";
import type { Path } from "../config/error.ts";
import type { AllowSource } from "../config/options.ts";
import type { FieldProblem } from "../config/validate.ts";
import {
  MAX_TEXT,
  type Allow,
  type AllowPattern,
  type AllowRule,
  type PathShift,
} from "../judge/allow-rules.ts";
import { matchCost } from "../rules/compile/cost.ts";
import { parsePattern, PatternError, type Tree } from "../rules/compile/pattern-tree.ts";

/** Steps of one attempt; with one at every place of a text of `MAX_TEXT` a few milliseconds. */
const MAX_STEPS = 8192;

/** The same for what is tried at a few places only: globs with folders in them, and what begins with `^`. */
const MAX_FEW_STEPS = 1_000_000;

/**
 * @param cwd What paths in reports are relative to.
 * @throws ConfigError with the place of every pattern that can't be used.
 */
export function loadAllow({ layers = [], directory }: LoadedConfig, cwd: string): Allow | undefined {
  const rules = layers.flatMap(({ values, document, shown }) => {
    const problems: FieldProblem[] = [];
    const own = (values.allow ?? []).map((entry, index) => ruleOf(entry, index, shown, problems));
    if (problems.length > 0) throw documentError(document, problems);
    return own;
  });
  return rules.length === 0 ? undefined : { rules, shift: shiftTo(directory, cwd) };
}

function ruleOf(entry: AllowSource, index: number, shown: string, problems: FieldProblem[]): AllowRule {
  const { rules, paths, pathPatterns, values, in: where, stopwords, reason } = entry;
  if ([rules, paths, pathPatterns, values, stopwords].every((field) => field === undefined)) {
    const message = "would accept everything; say which rules, paths, values or stopwords";
    problems.push({ path: ["allow", index], at: "value", message });
  }
  const safe = (key: "pathPatterns" | "values", texts: readonly string[]): AllowPattern[] =>
    texts.map((text, at) => {
      const pattern = patternOf(text);
      const message = patternProblem(pattern);
      if (message !== undefined) problems.push({ path: ["allow", index, key, at], at: "value", message });
      return pattern;
    });
  const places = [
    ...globPatterns(paths ?? [], ["allow", index, "paths"], problems),
    ...safe("pathPatterns", pathPatterns ?? []),
  ];
  return {
    where: `${shown}: allow[${index}]`,
    ...(rules === undefined ? {} : { rules }),
    ...(places.length === 0 ? {} : { paths: places }),
    ...(values === undefined ? {} : { values: safe("values", values) }),
    ...(where === undefined ? {} : { in: where }),
    ...(stopwords === undefined ? {} : { stopwords: stopwords.map((word) => word.toLowerCase()) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Globs as patterns; those that can't be used go into `problems`. `path` leads to their list. */
export function globPatterns(texts: readonly string[], path: Path, problems: FieldProblem[]): AllowPattern[] {
  return texts.map((text, at) => {
    const pattern = { source: globPattern(text), ignoreCase: false };
    if (patternProblem(pattern, MAX_FEW_STEPS) !== undefined) {
      const message = "may take too long on long paths; use fewer **";
      problems.push({ path: [...path, at], at: "value", message });
    }
    return pattern;
  });
}

/** A leading `(?i)` makes any case match. */
export function patternOf(text: string): AllowPattern {
  const ignoreCase = text.startsWith("(?i)");
  return { source: ignoreCase ? text.slice(4) : text, ignoreCase };
}

/** Whether one of the patterns, which have been found usable, matches as an entry would. */
export function matches(texts: readonly string[], text: string): boolean {
  return texts.some((one) => {
    const { source, ignoreCase } = patternOf(one);
    return new RegExp(source, ignoreCase ? "i" : "").test(text.slice(0, MAX_TEXT));
  });
}

/** What is wrong with a pattern; undefined where it can be used. */
export function patternProblem(
  { source, ignoreCase }: AllowPattern,
  limit: number = MAX_STEPS,
): string | undefined {
  try {
    const tree = parsePattern(source, ignoreCase);
    const most = beginsAtStart(tree) ? MAX_FEW_STEPS : limit;
    if (matchCost(tree, MAX_TEXT) <= most) return undefined;
    return "may take too long on hostile text; bound its repeats, or leave out .* at its ends";
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/** Without the flag `m`, `^` holds at one place. */
function beginsAtStart(tree: Tree): boolean {
  const first = tree.kind === "cat" ? tree.items[0] : tree;
  return first?.kind === "edge" && first.edge === "start";
}

/** A glob of gitignore(5) as a pattern for paths of files: without a slash it holds at any depth, a folder means all in it. */
function globPattern(glob: string): string {
  const isAnchored = !glob.startsWith("**/") && glob.slice(0, -1).includes("/");
  const parts = glob
    .replace(/^\//, "")
    .replace(/\/$/, "")
    .replace(/^(?:\*\*\/)+/, "")
    .split("/");
  let pattern = isAnchored ? "^" : "(?:^|/)";
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    if (/^\*{2,}$/.test(part)) pattern += isLast ? "." : "(?:[^/]{1,255}/){0,40}";
    else pattern += segmentPattern(part) + (isLast ? "(?:/|$)" : "/");
  });
  return pattern;
}

function segmentPattern(part: string): string {
  return part.replaceAll(/\*+|\?|[.+^${}()|[\]\\]/g, (sign) => {
    if (sign.startsWith("*")) return "[^/]{0,255}";
    return sign === "?" ? "[^/]" : `\\${sign}`;
  });
}

/** From paths of reports to paths relative to a configuration in `directory`. */
export function shiftTo(directory: string, cwd: string): PathShift {
  const down = relative(directory, cwd).split(sep).join("/");
  if (down === "") return { strip: "", prepend: "" };
  if (down !== ".." && !down.startsWith("../")) return { strip: "", prepend: `${down}/` };
  const up = relative(cwd, directory).split(sep).join("/");
  // From outside, reports show paths as absolute.
  return up.startsWith("..") ? { strip: `${directory}/`, prepend: "" } : { strip: `${up}/`, prepend: "" };
}

/** A path of a report as the configuration knows it. */
export function shifted(path: string, { strip, prepend }: PathShift): string {
  return prepend + (path.startsWith(strip) ? path.slice(strip.length) : path);
}
