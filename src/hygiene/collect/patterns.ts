/** Lists of patterns in which the last one that matches decides, as in .dockerignore and in `files` of package.json. */
import { compileGivenPatterns } from "../../sources/ignore-files.ts";
import { enterLevel, judgeEntry, startLevel } from "../../sources/ignore-rules.ts";

const MAX_PATTERNS = 1000;

/** The same lists are asked of many paths. */
const known = new Map<string, ReturnType<typeof compileGivenPatterns>>();

function compiled(pattern: string): ReturnType<typeof compileGivenPatterns> {
  if (known.has(pattern)) return known.get(pattern);
  if (known.size >= 2 * MAX_PATTERNS) known.clear();
  const rules = compileGivenPatterns([pattern]);
  known.set(pattern, rules);
  return rules;
}

/** Whether a pattern, as in an ignore file, matches a path or a directory above it. */
export function matches(pattern: string, path: string): boolean {
  const rules = compiled(pattern);
  if (rules === undefined) return false;
  let level = startLevel(rules);
  const names = path.split("/");
  for (const [index, name] of names.entries()) {
    if (judgeEntry([level], name, index < names.length - 1) === "ignored") return true;
    level = enterLevel(level, name);
  }
  return false;
}

/** Whether the last pattern that matches a path, or a directory above it, names it. All are relative to one directory; `!` takes back. */
export function isNamed(patterns: readonly string[], path: string): boolean {
  let named = false;
  for (const pattern of patterns.slice(0, MAX_PATTERNS)) {
    const isException = pattern.startsWith("!");
    const bare = pattern
      .slice(isException ? 1 : 0)
      .trim()
      .replace(/^(?:\.?\/)+|\/+$/g, "");
    const whole = bare === "" || bare === "." ? "/**" : `/${bare}`;
    if (named === isException && matches(whole, path)) named = !isException;
  }
  return named;
}
