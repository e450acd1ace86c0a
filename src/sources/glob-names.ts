/**
 * Globs on single names (no slashes), with the `ignore` package for what a wildcard means. The package's expressions for
 * one name hold no nested repetition, and it remembers answers by name, so matchers are renewed now and then: memory must
 * not grow with the tree.
 */
import type { Ignore } from "ignore";
import ignore from "ignore";

/** Questions after which a matcher's memory is dropped. */
const FORGET_AFTER = 4_096;

/** Quotes what would make a glob a comment or a negation, or be trimmed, if it stood on a line of its own. */
function quote(text: string): string {
  const head = text.startsWith("!") || text.startsWith("#") ? `\\${text}` : text;
  return head.endsWith(" ") && !head.endsWith("\\ ") ? `${head.slice(0, -1)}\\ ` : head;
}

/** A text that every name which the glob matches holds; "" when none can be told. Bracket expressions are passed over. */
function requiredText(glob: string): string {
  const open = glob.indexOf("[");
  const outside = open < 0 ? glob : `${glob.slice(0, open)}*${glob.slice(glob.lastIndexOf("]") + 1)}`;
  const runs = (open >= 0 && !glob.includes("]", open) ? glob.slice(0, open) : outside).split(/[*?\\[]/);
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), "");
}

/**
 * A function from a name to the `rule` of the last of the globs that matches it, or `none`. Rules must count up. With
 * `ignoreCase` names must come in lower case.
 */
export function globMatcher(
  globs: readonly (readonly [text: string, rule: number])[],
  ignoreCase: boolean,
  none: number,
): (name: string) => number {
  const options = { ignoreCase, allowRelativePaths: true };
  const patterns = globs.map(([text, rule]) => ({ pattern: quote(text), mark: String(rule) }));
  const compiled = ignore(options).add(patterns);
  const required = globs.map(([text]) =>
    ignoreCase ? requiredText(text).toLowerCase() : requiredText(text),
  );
  const unconditional = required.includes("");
  let matcher: Ignore | undefined;
  let questions = 0;
  return (name) => {
    if (!unconditional && !required.some((text) => name.includes(text))) return none;
    if (matcher === undefined || ++questions > FORGET_AFTER) {
      matcher = ignore(options).add(compiled);
      questions = 0;
    }
    const mark = matcher.test(name).rule?.mark;
    return mark === undefined ? none : Number(mark);
  };
}
