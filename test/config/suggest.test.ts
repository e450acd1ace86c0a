import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distance, suggest } from "../../src/config/suggest.ts";

describe("distance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["severity", "severity", 0],
    ["exampels", "examples", 1],
    ["hgih", "high", 1],
    ["kitten", "sitting", 3],
  ])("of %j and %j is %i", (from, to, edits) => {
    expect(distance(from, to)).toBe(edits);
  });

  it("is symmetric and at most the longer length", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const edits = distance(a, b);
        expect(edits).toBe(distance(b, a));
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits === 0).toBe(a === b);
      }),
    );
  });
});

describe("suggest", () => {
  const words = ["severity", "examples", "maxFileSize", "rule", "rules", "min-confidence"];

  it.each([
    ["exampels", "examples"],
    ["Severity", "severity"],
    ["max-file-size", "maxFileSize"],
    ["minConfidnce", "min-confidence"],
    ["rles", "rules"],
    ["rule ", "rule"],
  ])("%j is meant to be %j", (word, meant) => {
    expect(suggest(word, words)).toBe(meant);
  });

  it.each(["", "x", "-", "colour", "exfiltrate", "s".repeat(65)])("%j is nothing known", (word) => {
    expect(suggest(word, words)).toBeUndefined();
  });

  it("takes the first of equally near words", () => {
    expect(suggest("bat", ["cat", "hat"])).toBe("cat");
  });
});
