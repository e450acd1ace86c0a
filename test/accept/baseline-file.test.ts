/** Merging of baselines, held to what a merge of sets is. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeBaselines, parseBaseline, saltFor } from "../../src/accept/baseline-file.ts";

const key = (n: number): string => `v1:${String(n).padStart(32, "0")}`;
const file = (numbers: readonly number[]): string =>
  ["# known", ...numbers.map((n) => `${key(n)} rule a.ts`), ""].join("\n");
const numbersIn = (text: string): number[] =>
  parseBaseline(text, "f").lines.map((line) => Number(line.slice(3, 35)));

describe("a merge", () => {
  it("has what one side added, has not what one side removed", () => {
    const numbers = fc.uniqueArray(fc.nat(30));
    fc.assert(
      fc.property(numbers, numbers, numbers, (base, ours, theirs) => {
        const merged = numbersIn(mergeBaselines(file(base), file(ours), file(theirs)));
        const expected = [...Array(31).keys()].filter((n) => {
          const [was, here, there] = [base, ours, theirs].map((list) => list.includes(n));
          return was === true ? here === true && there === true : here === true || there === true;
        });
        expect(merged).toEqual(expected);
      }),
    );
  });

  it("of changed reasons ours stays, in one line", () => {
    const line = (reason: string): string => `${key(1)} rule a.ts -- ${reason}\n`;
    expect(mergeBaselines(line("old"), line("ours"), line("theirs"))).toBe(line("ours"));
    expect(mergeBaselines(line("old"), line("old"), line("theirs"))).toBe(line("theirs"));
  });

  it("lines for guessable secrets are one a place", () => {
    const line = (path: string): string => `k1:${"a".repeat(16)}:${"b".repeat(16)} rule ${path}\n`;
    expect(mergeBaselines("", line("a"), line("b"))).toBe(line("a") + line("b"));
  });
});

it("the salt is that of the lines there are, else a new one", () => {
  const salt = "0123456789abcdef";
  const baseline = parseBaseline(`${key(1)}\nk1:${salt}:${"b".repeat(16)} rule a\n`, "f");
  expect(saltFor(baseline)).toBe(salt);
  const fresh = [saltFor(parseBaseline("", "f")), saltFor(parseBaseline("", "f"))];
  expect(new Set(fresh).size).toBe(2);
  for (const one of fresh) expect(one).toMatch(/^[0-9a-f]{16}$/);
});
