import { describe, expect, it } from "vitest";
import { literalPrefixes } from "../../bench/prefixes.ts";
import { isLinear } from "../../bench/redos.ts";

describe("isLinear", () => {
  it("sees growth through the cost of starting", () => {
    const start = 0.2;
    const at = (power: number): number[] => [1, 2, 4, 8].map((n) => start + 0.05 * n ** power);
    expect(isLinear(at(1))).toBe(true);
    expect(isLinear(at(2))).toBe(false);
    expect(isLinear([0.1, 0.1, 0.1, Number.POSITIVE_INFINITY])).toBe(false);
    expect(isLinear([0.1, 0.12, 0.09, 0.15])).toBe(true);
  });

  it("doesn't take four runs that were stopped for linear", () => {
    expect(isLinear([1, 2, 3, 4].map(() => Number.POSITIVE_INFINITY))).toBe(false);
  });
});

describe("literalPrefixes", () => {
  it.each([
    ["\\b((?:sk|rk)_live_[0-9A-Za-z]{24})\\b", ["sk_live_", "rk_live_"]],
    ["(?<secret>xox[bp]-\\d+)", ["xoxb-", "xoxp-"]],
    ["ab+c", ["ab"]],
    ["a?b", []],
    ["[0-9a-f]{32}", []],
    ["(", []],
  ])("%s", (pattern, prefixes) => {
    expect(literalPrefixes(pattern)).toEqual(prefixes);
  });
});
