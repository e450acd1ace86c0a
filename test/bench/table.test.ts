import { describe, expect, it } from "vitest";
import { figure, formatTable, median } from "../../bench/table.ts";

describe("median", () => {
  it("takes the middle, or the mean of the middle two, whatever the order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 2, 4])).toBe(3);
    expect(median([])).toBeUndefined();
  });
});

describe("figure", () => {
  it.each([
    [0.0123, "0.01"],
    [4.1, "4.10"],
    [29.96, "30.0"],
    [1234.5, "1235"],
    [undefined, "-"],
    [Number.POSITIVE_INFINITY, "-"],
  ])("%s → %s", (value, text) => {
    expect(figure(value)).toBe(text);
  });
});

describe("formatTable", () => {
  it("aligns the first column left and the others right", () => {
    expect(
      formatTable(
        ["tool", "s"],
        [
          ["a", "10.0"],
          ["gitleaks", "1"],
        ],
      ),
    ).toBe(["tool         s", "a         10.0", "gitleaks     1", ""].join("\n"));
  });
});
