import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchCost } from "../../src/rules/compile/cost.ts";
import { parsePattern } from "../../src/rules/compile/pattern-tree.ts";
import { cases, timeLimit } from "../support/property.ts";
import { countSteps, patterns } from "../support/patterns.ts";
import { cpuTime } from "../support/cpu-time.ts";

const cost = (pattern: string, length?: number): number => matchCost(parsePattern(pattern, false), length);

/** Patterns for which texts of a few dozen characters take longer than anybody waits: what to repeat, and what to end with. */
const CATASTROPHIC: [pattern: string, unit: string, end?: string][] = [
  ["(a+)+b", "a"],
  ["(a|a)*b", "a"],
  ["(a|[ab])*c", "a"],
  ["(?:a|a|b)*c", "a"],
  ["(a*)*b", "a"],
  ["(?:a?){30}c", "a"],
  ["(\\w+\\s?)*x", "a"],
  ["(?:a|aa)+$", "a"],
  ["(?:a+)+(?:$|b)", "a"],
  ["(?:a+)+(?<!a)", "a"],
  ["(?:a+)+^", "a"],
  ["(?:a+)+\\bb?", "a", "_"],
  ["(?:a+)+(?=b)", "a"],
  ["(?:a+)+(?!a)(?!b)c?", "a", "b"],
  ["(?:a{1,9}){1,30}(?<=b)", "a"],
  ["(?:(?:a|b)+c?)*d", "ab"],
  ["(?:a|b|ab)*c", "ab"],
];

describe("matchCost", () => {
  it.each(CATASTROPHIC)("%s blows up", (pattern: string, unit: string, end = "!") => {
    const tree = parsePattern(pattern, false);
    const text = `${unit.repeat(40).slice(0, 40)}${end}`;
    // The pattern is as bad as it is said to be.
    expect(countSteps(tree, text, 1_000_000)).toBeGreaterThan(250_000);
    expect(matchCost(tree)).toBeGreaterThan(250_000);
  });

  it("what is longer than all texts is refused, before it is written out", () => {
    const took = cpuTime(() => {
      expect(matchCost(parsePattern("(((a{64}){64}){64}){64}b_[0-9]{20}", false))).toBe(Infinity);
      expect(matchCost(parsePattern("a{1025}", false), 1024)).toBe(Infinity);
    });
    expect(took).toBeLessThan(5000);
  });

  it.each([
    ["key_[0-9a-f]{32}", 200],
    ["key_[0-9a-f]{20,200}(?![0-9a-f])", 500],
    ["[a-z]+_[0-9]+", 70_000],
    ["\\b(?:sk|pk)_(?:live|test)_\\w{24,99}\\b", 500],
    ["(?:ab?)+c", 90_000],
    ["(?:a|b|c)+d", 200_000],
    ["[\\s\\S]{0,60}?key", 500],
    ["(?<![0-9A-Za-z])key[0-9]+$", 70_000],
  ])("%s costs less than %d steps", (pattern, most) => {
    expect(cost(pattern)).toBeLessThanOrEqual(most);
  });

  it("takes shorter texts into account", () => {
    expect(cost("[a-z]*[a-z]*x", 10)).toBeLessThan(cost("[a-z]*[a-z]*x", 100));
  });

  it("is never less than the steps that backtracking takes", { timeout: timeLimit() }, () => {
    let bounded = 0;
    const texts = fc.string({
      unit: fc.constantFrom("a", "a", "b", "c", "\n"),
      minLength: 1,
      maxLength: 24,
      size: "max",
    });
    fc.assert(
      fc.property(
        patterns(["ab", "aab", "ca"]),
        fc.array(texts, { minLength: 5, maxLength: 10 }),
        (pattern, samples) => {
          const tree = parsePattern(pattern, false);
          for (const text of samples) {
            const most = matchCost(tree, text.length);
            if (most > 4000) continue;
            bounded++;
            // A constant number of steps for each that the bound counts: entering parts, choices of repeats.
            expect(countSteps(tree, text, 50_000), JSON.stringify(text)).toBeLessThanOrEqual(8 * (most + 8));
          }
        },
      ),
      cases(500),
    );
    expect(bounded).toBeGreaterThan(300);
  });
});
