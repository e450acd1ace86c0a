/** Compiles composed rules: their values become one pattern, their words go into the engine's table of all words. */
import type { PackRule } from "../../engine/pack.ts";
import type { RuleFileSource, RuleSource } from "../schema.ts";
import { valueShape } from "../value-shape.ts";
import { packRule } from "./pack-rule.ts";

/** Fewer different characters are a placeholder. */
const LEAST_DISTINCT = 6;

/** The words of a rule; where it names none, the provider's names. */
export function wordsOf(file: RuleFileSource, rule: RuleSource): { words: string[]; everyday: string[] } {
  const { words, everyday } = rule;
  if (words === undefined && everyday === undefined) {
    return { words: distinct([file.name, file.provider, ...(file.aliases ?? [])]), everyday: [] };
  }
  return { words: words ?? [], everyday: everyday ?? [] };
}

function distinct(words: readonly string[]): string[] {
  const seen = new Map(words.map((word) => [word.toLowerCase().replace(/[^a-z0-9]/g, ""), word]));
  return [...seen].filter(([bare]) => bare.length >= 3).map(([, word]) => word);
}

/** Compiles a composed rule; `values` are the shapes of its keys, as `valueShape` takes them. */
export function composedRule(file: RuleFileSource, rule: RuleSource, values: readonly string[]): PackRule {
  const shapes = values.map(valueShape).toSorted((a, b) => b.max - a.max);
  const { words, everyday } = wordsOf(file, rule);
  const require = { minDistinct: LEAST_DISTINCT, ...rule.require };
  return packRule(
    file,
    { ...rule, require },
    {
      source: shapes.map((shape) => shape.source).join("|"),
      ignoreCase: false,
      window: Math.max(...shapes.map((shape) => shape.max)) + 2,
      multiline: false,
      settles: true,
      keywords: [...words, ...everyday],
      prefixes: shapes.flatMap(({ prefix }) => (prefix === "" ? [] : [prefix.toLowerCase()])),
      words,
      ...(everyday.length === 0 ? {} : { everyday }),
    },
  );
}
