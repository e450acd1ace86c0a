/** Expressions of other scanners, as keyscan's. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowPatterns, bounded } from "../../src/moving/foreign-pattern.ts";
import { namesOf } from "../../src/moving/path-names.ts";
import { emptyPlan } from "../../src/moving/plan.ts";
import { cases } from "../support/property.ts";

describe("an expression for paths", () => {
  it.each<[string, string[] | undefined]>([
    [String.raw`\.tfvars$`, ["*.tfvars"]],
    [String.raw`(?i).*\.tf(?:vars)?$`, ["*.tfvars", "*.tf"]],
    [String.raw`(?:^|/)\.npmrc$`, [".npmrc"]],
    [String.raw`(^|/)(Dockerfile|compose\.ya?ml)$`, ["Dockerfile", "compose.yaml", "compose.yml"]],
    [String.raw`\.(?:env|conf)$`, ["*.env", "*.conf"]],
    [String.raw`^src/.*\.ts$`, undefined],
    [String.raw`\.npmrc`, undefined],
    [String.raw`config[0-9]+\.json$`, undefined],
    [String.raw`(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)$`, undefined],
    ["", undefined],
  ])("%s", (source, names) => {
    expect(namesOf(source)).toEqual(names);
  });

  it("names the files that the expression takes, and no others", () => {
    const piece = fc.constantFrom("a", "\\.", "b", "-", "(?:a|b)", "(a|\\.b)", "c?", "_");
    const body = fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
    const name = fc.stringMatching(/^[ab.c_-]{1,8}$/);
    fc.assert(
      fc.property(body, fc.constantFrom("", "(?:^|/)"), name, (text, start, file) => {
        const names = namesOf(`${start}${text}$`);
        // An ending of no sign is every file.
        if (names === undefined) {
          expect(text).toMatch(/^(?:c\?)+$/);
          return;
        }
        const taken = names.some((one) => (one.startsWith("*") ? file.endsWith(one.slice(1)) : file === one));
        expect(taken).toBe(new RegExp(`${start}${text}$`).test(file));
      }),
      cases(300),
    );
  });
});

describe("a pattern whose repeats end somewhere", () => {
  it("takes the same short texts, and no text that the pattern does not take", () => {
    const piece = fc.constantFrom("a*", "b+", "[ab]{2,}", "a+?", "(?:ab)*", "c", "\\*", "[*+]", "b{3}");
    const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[abc*+]{0,12}$/), fc.nat(6), (source, text, most) => {
        const whole = new RegExp(`^(?:${source})$`);
        const short = new RegExp(`^(?:${bounded(source, most)})$`);
        if (short.test(text)) expect(whole.test(text)).toBe(true);
        expect(new RegExp(`^(?:${bounded(source, 12)})$`).test(text)).toBe(whole.test(text));
      }),
      cases(500),
    );
  });
});

describe("patterns of allowlists", () => {
  const takes = (pattern: string): { plan: string[]; notes: string[] } => {
    const plan = emptyPlan();
    return { plan: allowPatterns([pattern], { plan, file: "f" }), notes: plan.notes };
  };

  it.each([
    ["(?:^|/)node_modules(?:/.*)?$", "(?:^|/)node_modules(?:/|$)"],
    [".*test\\.go", "test\\.go"],
    [".+EXAMPLE$", ".EXAMPLE$"],
    ["^.*\\.lock$", "\\.lock$"],
    ["(?i)\\Avendor/.+", "(?i)^vendor/."],
    ["a[[:digit:]]\\z", "a[0-9]$"],
    ["^\\{\\{[ \\t]*\\w+[ \\t]*}}$", "^\\{\\{[ \\t]*\\w+[ \\t]*}}$"],
    ["x[a-z]*y[a-z]*z", "x[a-z]{0,40}y[a-z]{0,40}z"],
  ])("%s", (from, to) => {
    expect(takes(from)).toEqual({ plan: [to], notes: [] });
  });

  it.each([
    ["(a+)+$", "may take too long"],
    ["(?!.*x.*y.*z)a", "may take too long"],
    ["(?i:x)y", "it uses what JavaScript's expressions don't have"],
    [".*", "it matches everything"],
    ["a".repeat(3000), "it is longer than"],
  ])("%s is left out, and told of", (from, problem) => {
    const { plan, notes } = takes(from);
    expect(plan).toEqual([]);
    expect(notes.join()).toContain(problem);
  });
});
