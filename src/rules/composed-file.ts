/**
 * Files of composed rules: many providers in one file, a line for each kind of key. They are expanded to rule files of one provider
 * each, with examples and counter-examples made of the words and the forms of the values, so that everything else knows rule
 * files only.
 */
import type {
  ComposedFileSource,
  ComposedKeySource,
  ComposedProviderSource,
  RuleFileSource,
  RuleSource,
} from "./schema-types.ts";
import { valueShape } from "./value-shape.ts";

/** The rule files that a file of composed rules stands for, one for each of its providers, in its order. */
export function expandComposed({ providers }: ComposedFileSource): RuleFileSource[] {
  return providers.map(({ keys, words, everyday, ...head }) => {
    const known = {
      ...(words === undefined ? {} : { words }),
      ...(everyday === undefined ? {} : { everyday }),
    };
    return { ...head, rules: keys.map((key) => expandKey(head, key, known)) };
  });
}

type Words = Pick<RuleSource, "words" | "everyday">;

function expandKey(
  head: Pick<ComposedProviderSource, "name">,
  key: ComposedKeySource,
  ofProvider: Words,
): RuleSource {
  const own = key.words === undefined && key.everyday === undefined ? ofProvider : {};
  const rule = { ...key, ...own };
  const word = rule.words?.[0] ?? rule.everyday?.[0] ?? head.name;
  return { ...rule, ...proofs(word, key.values) };
}

/** How names of values are written, and what looks like them. */
function proofs(word: string, values: readonly string[]): Pick<RuleSource, "examples" | "counterExamples"> {
  const parts = word
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "");
  const snake = parts.join("_");
  const shapes = values.map(valueShape);
  const first = shapes[0]?.example ?? "";
  return {
    examples: [
      ...shapes.map(({ example }) => `${snake.toUpperCase()}_API_KEY=${example}`),
      `  "${snake}_secret_key": "${first}",`,
      `const client = connect({ ${parts.join("")}Token: '${first}' })`,
    ],
    counterExamples: [
      `${snake.toUpperCase()}_API_KEY={repeat:x:${Math.min(...shapes.map(({ min }) => min))}}`,
      `${snake}_commit_sha = "${first}"`,
      `${snake} is a service whose keys are long, and what follows here is far from its name:\n\n\n  "${first}"`,
    ],
  };
}
