/** Every built-in composed rule by the examples that are made of its words and forms, through the whole engine. */
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { builtInRules } from "../support/packs.ts";
import { createScanner, scan } from "../support/scanning.ts";

const { pack, files } = await builtInRules();
const scanner = createScanner(pack);
const indexOf = new Map(pack.rules.map((rule, index) => [rule.id, index]));
const rules = files.flatMap((file) => file.rules).filter((rule) => rule.values !== undefined);
const byLetter = new Map<string, typeof rules>();
for (const rule of rules) byLetter.set(rule.id.charAt(0), [...(byLetter.get(rule.id.charAt(0)) ?? []), rule]);

/** What each rule finds by itself, where it is not what `expected` says. */
function surprises(
  of: readonly (typeof rules)[number][],
  texts: (rule: (typeof rules)[number]) => readonly string[],
  expected: boolean,
  cut: (text: string) => number[] = () => [],
): string[] {
  return of.flatMap((rule) =>
    texts(rule).flatMap((template) => {
      const text = fillTemplate(template, 1);
      const index = indexOf.get(rule.id);
      const own = scan(scanner, text, cut(text), { allowed: (other) => other === index });
      return own.length > 0 === expected ? [] : [`${rule.id}: ${template}`];
    }),
  );
}

describe.each([...byLetter])("composed rules, %s", (_, group) => {
  it("find their examples, wherever the stream is cut", () => {
    const middle = (text: string): number[] => [
      Math.floor(text.length / 3),
      Math.floor((text.length * 2) / 3),
    ];
    expect(surprises(group, (rule) => rule.examples, true)).toEqual([]);
    expect(surprises(group, (rule) => rule.examples, true, middle)).toEqual([]);
  });

  it("find nothing in their counter-examples", () => {
    expect(surprises(group, (rule) => rule.counterExamples, false)).toEqual([]);
  });

  it("have their examples reported, by whichever rule", () => {
    const missed = group.flatMap((rule) =>
      rule.examples.filter((template) => scan(scanner, fillTemplate(template, 1)).length === 0),
    );
    expect(missed).toEqual([]);
  });
});

it("there are composed rules of a thousand providers", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  expect(new Set(pack.rules.filter((rule) => rule.words).map((rule) => rule.provider)).size).toBeGreaterThan(
    1000,
  );
});
