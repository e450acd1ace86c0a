import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNameFinder, plainName } from "../../src/engine/name-finder.ts";
import { cases } from "../support/property.ts";

/** The same by one expression of all names. */
function expressionOf(names: readonly string[]): RegExp {
  const patterns = names.map((name) => {
    const words = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, " ")
      .trim()
      .replaceAll(" ", "[-_. ]?");
    return words.length >= 4 ? words : `(?<![A-Za-z])${words}(?![a-z])`;
  });
  return new RegExp([...new Set(patterns)].join("|"), "gi");
}

function all(names: readonly string[], text: string): string[] {
  const finder = createNameFinder(names.map(plainName));
  const found: string[] = [];
  for (let at = finder.find(text); at !== undefined; at = finder.find(text, at.index + at.length))
    found.push(`${at.index} ${text.slice(at.index, at.index + at.length)}`);
  return found;
}

describe("names in a text", () => {
  it.each([
    [["Acme"], "my_acmeKey", ["3 acme"]],
    [["Acme Cloud"], "ACME_CLOUD acmecloud acme--cloud", ["0 ACME_CLOUD", "11 acmecloud"]],
    [["aws"], "AWS_KEY laws aws2", ["0 AWS", "13 aws"]],
    [["x", "box"], "x box2 ax", ["0 x", "2 box"]],
    [["", "日本"], "anything", []],
  ])("%j in %s", (names, text, expected) => {
    expect(all(names, text)).toEqual(expected);
  });

  it("are those that one expression of them finds", () => {
    const unit = fc.constantFrom(..."aabbc1-_. ");
    const name = fc.string({ unit, minLength: 1, maxLength: 6 }).filter((one) => /[a-z0-9]/.test(one));
    const text = fc.string({ unit: fc.constantFrom(..."aAbBc1-_. é"), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 8 }), text, (names, within) => {
        const expected = [...within.matchAll(expressionOf(names))].map(
          ({ 0: one, index }) => `${index} ${one}`,
        );
        expect(all(names, within)).toEqual(expected);
      }),
      cases(1000),
    );
  });
});
