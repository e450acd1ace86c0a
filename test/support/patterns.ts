/** Random patterns, texts that match a pattern, and a backtracking matcher that counts its steps. */
import fc from "fast-check";
import { bytesOf } from "../../src/rules/compile/byte-set.ts";
import type { Tree } from "../../src/rules/compile/pattern-tree.ts";
import type { Random } from "../../src/rules/template-random.ts";

const SETS = ["a", "b", "c", "[ab]", "[bc]", "[^a]", "[abc]", "\\w", "\\n", "."];
const EDGES = [
  "\\b",
  "\\B",
  "^",
  "$",
  "(?=a)",
  "(?!b)",
  "(?=[ab]{2})",
  "(?!a*c)",
  "(?<=a)",
  "(?<!b)",
  "(?<![ab]c?)",
];
const COUNTS = ["?", "*", "+", "{2}", "{1,3}", "{0,6}", "{2,}", "*?", "{3,9}"];

/** Patterns over few letters, so that their parts compete for the same text. */
export function patterns(literals: readonly string[]): fc.Arbitrary<string> {
  const { pattern } = fc.letrec<{ pattern: string; part: string; group: string }>((tie) => ({
    pattern: fc
      .array(tie("part"), { minLength: 1, maxLength: 5, size: "max" })
      .map((parts) => parts.join("")),
    group: fc
      .array(tie("pattern"), { minLength: 1, maxLength: 3 })
      .map((options) => `(?:${options.join("|")})`),
    part: fc.oneof(
      { maxDepth: 3 },
      { weight: 6, arbitrary: fc.constantFrom(...SETS) },
      { weight: 5, arbitrary: fc.constantFrom(...literals) },
      {
        weight: 4,
        arbitrary: fc.tuple(fc.constantFrom(...SETS), fc.constantFrom(...COUNTS)).map((two) => two.join("")),
      },
      { weight: 2, arbitrary: fc.constantFrom(...EDGES) },
      { weight: 2, arbitrary: tie("group") },
      { weight: 2, arbitrary: fc.tuple(tie("group"), fc.constantFrom(...COUNTS)).map((two) => two.join("")) },
    ),
  }));
  return pattern;
}

/** A latin-1 text that the tree matches, as far as its assertions happen to hold. */
export function sampleOf(tree: Tree, random: Random): string {
  switch (tree.kind) {
    case "set": {
      const members = bytesOf(tree.set);
      // Text has few control characters.
      const printable = members.filter((byte) => byte >= 0x20 && byte < 0x7f);
      const from = printable.length > 0 && random.below(10) > 0 ? printable : members;
      return from.length === 0 ? "" : String.fromCharCode(random.pick(from));
    }
    case "cat":
      return tree.items.map((item) => sampleOf(item, random)).join("");
    case "alt":
      return sampleOf(random.pick(tree.options), random);
    case "repeat": {
      const count = Math.min(tree.max, tree.min + random.below(Math.min(6, tree.max - tree.min + 1)));
      return Array.from({ length: count }, () => sampleOf(tree.item, random)).join("");
    }
    default:
      return "";
  }
}

const isWord = (code: number): boolean => /\w/.test(String.fromCharCode(code));

/**
 * Steps that plain backtracking takes for one attempt at the start of the text.
 *
 * @param limit Gives up and returns Infinity after as many.
 */
export function countSteps(tree: Tree, text: string, limit: number): number {
  let steps = 0;
  const code = (at: number): number => text.charCodeAt(at);
  const edge = (kind: string, at: number): boolean => {
    if (kind === "start") return at === 0 || text[at - 1] === "\n";
    if (kind === "end") return at === text.length || text[at] === "\n";
    const between = isWord(code(at - 1)) !== isWord(code(at));
    return kind === "word" ? between : !between;
  };
  type Rest = (at: number) => boolean;
  const repeat = (node: Extract<Tree, { kind: "repeat" }>, at: number, done: number, rest: Rest): boolean => {
    steps++;
    const again = (to: number): boolean =>
      to > at || done < node.min ? repeat(node, to, done + 1, rest) : false;
    return (done < node.max && match(node.item, at, again)) || (done >= node.min && rest(at));
  };
  const look = (node: Extract<Tree, { kind: "look" }>, at: number): boolean => {
    if (node.ahead) return match(node.item, at, () => true);
    // Backwards, from every place where a match could begin.
    for (let from = at; from >= 0; from--) if (match(node.item, from, (to) => to === at)) return true;
    return false;
  };
  const match = (node: Tree, at: number, rest: Rest): boolean => {
    if (++steps > limit) throw new RangeError("too many steps");
    switch (node.kind) {
      case "set":
        return at < text.length && node.set[code(at)] === 1 && rest(at + 1);
      case "edge":
        return edge(node.edge, at) && rest(at);
      case "look":
        return look(node, at) !== node.negate && rest(at);
      case "cat": {
        const from = (index: number, place: number): boolean => {
          const item = node.items[index];
          return item === undefined ? rest(place) : match(item, place, (to) => from(index + 1, to));
        };
        return from(0, at);
      }
      case "alt":
        return node.options.some((option) => match(option, at, rest));
      case "repeat":
        return repeat(node, at, 0, rest);
    }
  };
  try {
    match(tree, 0, () => true);
    return steps;
  } catch (error) {
    if (error instanceof RangeError) return Infinity;
    throw error;
  }
}
