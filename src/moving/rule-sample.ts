/** Texts that a pattern matches, made from the pattern: a rule that is carried over has no examples of its own. */
import { createRandom, type Random } from "../rules/template-random.ts";
import { parsePattern, type Tree } from "../rules/compile/pattern-tree.ts";

/** Repeats without an end are written out so often beyond their least. */
const MORE = 8;
const TRIES = 20;

const PRINTABLE = Array.from({ length: 95 }, (_, index) => 32 + index);
const PLAIN = PRINTABLE.filter((byte) => /[0-9A-Za-z]/.test(String.fromCharCode(byte)));

/** Up to `count` texts in which the pattern matches; fewer where it is too intricate. */
export function samplesOf(source: string, ignoreCase: boolean, count: number): string[] {
  const tree = parsePattern(source, ignoreCase);
  const pattern = new RegExp(source, ignoreCase ? "i" : "");
  const samples = new Set<string>();
  for (let seed = 1; seed <= TRIES && samples.size < count; seed++) {
    const text = write(tree, createRandom(seed));
    // Some patterns want something before or behind.
    const found = [text, ` ${text} `, `"${text}"`].find((candidate) => pattern.test(candidate));
    if (found !== undefined) samples.add(found);
  }
  return [...samples];
}

function write(tree: Tree, random: Random): string {
  switch (tree.kind) {
    case "set": {
      const members = [PLAIN, PRINTABLE].map((bytes) => bytes.filter((byte) => tree.set[byte] === 1));
      const choice = members.find((bytes) => bytes.length > 0) ?? [tree.set.indexOf(1)];
      return String.fromCharCode(random.pick(choice));
    }
    case "cat":
      return tree.items.map((item) => write(item, random)).join("");
    case "alt":
      return write(random.pick(tree.options), random);
    case "repeat": {
      const times = tree.max === 0 ? 0 : Math.max(tree.min, Math.min(tree.max, tree.min + MORE, 64));
      return Array.from({ length: times }, () => write(tree.item, random)).join("");
    }
    default:
      return "";
  }
}
