import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveOverlaps } from "../../src/engine/resolve.ts";
import type { Match } from "../../src/engine/match.ts";
import { smallPack } from "../support/packs.ts";
import { cases } from "../support/property.ts";

const { rules } = smallPack(
  { id: "high", pattern: "aaaa" },
  { id: "high-too", pattern: "bbbb" },
  { id: "medium", pattern: "cccc", confidence: "medium" },
  { id: "low", pattern: "dddd", confidence: "low" },
  { id: "generic", pattern: "eeee", generic: true },
  { id: "for-some-files", pattern: "ffff", paths: ["*.tf"] },
);

function match(
  rule: number,
  secretStart: number,
  secretEnd: number,
  checksum: Match["checksum"] = "none",
): Match {
  const lines = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  return {
    rule,
    start: secretStart,
    secretStart,
    secretEnd,
    secret: "",
    checksum,
    ...lines,
    context: "",
    secretAt: 0,
  };
}

const [high, highToo, medium, low, generic, forSomeFiles] = [0, 1, 2, 3, 4, 5] as const;

/** `rule@start` of what stays. */
const kept = (...matches: Match[]): string[] =>
  resolveOverlaps(matches, Infinity, rules).decided.map(
    ({ rule, secretStart }) => `${rules[rule]?.id}@${secretStart}`,
  );

describe("of overlapping matches stays", () => {
  it.each<[string, Match, Match, string]>([
    ["the provider's before the generic", match(generic, 0, 90), match(medium, 5, 9), "medium@5"],
    ["the generic before one of low confidence", match(generic, 5, 9), match(low, 0, 90), "generic@5"],
    ["the one with a right checksum", match(high, 0, 90), match(low, 5, 9, "valid"), "low@5"],
    ["the surer one", match(medium, 0, 90), match(high, 5, 9), "high@5"],
    ["the longer one", match(high, 5, 9), match(highToo, 0, 90), "high-too@0"],
    ["the first of equal length", match(highToo, 5, 15), match(high, 6, 16), "high-too@5"],
    ["the rule that comes first", match(highToo, 5, 15), match(high, 5, 15), "high@5"],
  ])("%s", (_rule, one, other, id) => {
    expect(kept(one, other)).toEqual([id]);
    expect(kept(other, one)).toEqual([id]);
  });

  it("all that the best one leaves room for", () => {
    expect(kept(match(medium, 0, 10), match(high, 8, 20), match(low, 18, 30), match(low, 20, 30))).toEqual([
      "high@8",
      "low@20",
    ]);
    expect(kept(match(high, 0, 10), match(high, 10, 20))).toEqual(["high@0", "high@10"]);
  });
});

describe("where the file's name is not known", () => {
  it("stay what a rule for certain files matches, and what that would beat", () => {
    const matches = [match(generic, 5, 9), match(forSomeFiles, 0, 9), match(forSomeFiles, 1, 9)];
    const idsOf = (isNamed: boolean): (string | undefined)[] =>
      resolveOverlaps(matches, Infinity, rules, isNamed).decided.map(({ rule }) => rules[rule]?.id);
    expect(idsOf(true)).toEqual(["for-some-files"]);
    expect(idsOf(false)).toEqual(["for-some-files", "generic"]);
  });
});

describe("whatever the order and the pieces", () => {
  const matches = fc.array(
    fc
      .tuple(fc.nat(4), fc.nat(60), fc.integer({ min: 1, max: 15 }), fc.constantFrom("none", "valid"))
      .map(([rule, from, length, checksum]) =>
        match(rule, from, from + length, checksum as Match["checksum"]),
      ),
    { maxLength: 12, size: "max" },
  );

  it("the outcome is the same, by place and without overlaps", () => {
    fc.assert(
      fc.property(matches, fc.array(fc.nat(90), { maxLength: 4 }), (all, frontiers) => {
        const { decided, open } = resolveOverlaps(all, Infinity, rules);
        expect(open).toEqual([]);
        decided
          .slice(1)
          .forEach((one, i) => expect(one.secretStart).toBeGreaterThanOrEqual(decided[i]?.secretEnd ?? 0));
        expect(resolveOverlaps(all.toReversed(), Infinity, rules).decided).toEqual(decided);
        // Matches come as the frontier goes on; none begins before it.
        const inPieces: Match[] = [];
        let waiting: Match[] = [];
        let before = -1;
        for (const frontier of [...frontiers.toSorted((a, b) => a - b), Infinity]) {
          const come = all.filter(({ secretStart }) => secretStart >= before && secretStart < frontier);
          const step = resolveOverlaps([...waiting, ...come], frontier, rules);
          inPieces.push(...step.decided);
          waiting = step.open;
          before = frontier;
        }
        expect(inPieces).toEqual(decided);
      }),
      cases(500),
    );
  });
});
