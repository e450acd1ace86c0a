import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createKernel } from "../../src/engine/kernel.ts";
import { compilePack, RuleCompileError } from "../../src/rules/compile/compile.ts";
import { parsePattern } from "../../src/rules/compile/pattern-tree.ts";
import { createRandom } from "../../src/rules/template-random.ts";
import { isValueItself } from "../../src/engine/value-name.ts";
import { isComposed, type Pack, type PackRule } from "../../src/engine/pack.ts";
import { readAsset } from "../../src/scan/pack.ts";
import { builtInRules, smallPack, type BuiltIn } from "../support/packs.ts";
import { patterns, sampleOf } from "../support/patterns.ts";
import { cases, timeLimit } from "../support/property.ts";
import { createScanner, placeOf, scan } from "../support/scanning.ts";
import { createSlowScanner } from "../support/slow-scan.ts";

/** Where the pattern of a rule begins to match in a latin-1 text; of what it matches, what the engine takes for a match. */
function matchStarts({ source, ignoreCase, wholeNames }: PackRule, text: string): number[] {
  const regExp = new RegExp(source, `gm${ignoreCase ? "i" : ""}`);
  const starts: number[] = [];
  for (let found = regExp.exec(text); found !== null; found = regExp.exec(text)) {
    if (wholeNames !== true || !isValueItself(text, found.index)) starts.push(found.index);
    regExp.lastIndex = found.index + 1;
  }
  return starts;
}

/** Starts of matches of a rule that the anchors, with their checks, let through. */
type LetThrough = (text: string, rule: number) => (start: number) => boolean;

function letThroughOf(pack: Pack): LetThrough {
  const kernel = createKernel(readAsset("kernel.wasm"), pack.tables, 64 * 1024);
  return (text, rule) => {
    // As the engine does: a newline stands before the first byte.
    kernel.data.set(Buffer.from(`\n${text}`, "latin1"));
    const ranges: [number, number][] = [];
    kernel.scan({ from: 0, end: text.length + 1, eof: true }, (index, position) => {
      const anchor = pack.anchors.at(index);
      if (anchor?.rule === rule) ranges.push([position - 1 - anchor.maxBack, position - 1 - anchor.minBack]);
    });
    return (start) => ranges.some(([from, to]) => from <= start && start <= to);
  };
}

const AROUND = ["", "", "\n", " ", "=", '"', "x", "_", "é", "key: ", "\r\n"].map((text) =>
  Buffer.from(text).toString("latin1"),
);

/** Texts made to match, between things that may prevent it. */
function samples(pattern: string, ignoreCase: boolean, seed: number, count: number): string[] {
  const tree = parsePattern(pattern, ignoreCase);
  const random = createRandom(seed, pattern);
  return Array.from(
    { length: count },
    () => random.pick(AROUND) + sampleOf(tree, random) + random.pick(AROUND),
  );
}

describe("anchors let every match through", () => {
  let rules: BuiltIn;
  beforeAll(async () => {
    rules = await builtInRules();
  });

  it("of the built-in rules", { timeout: timeLimit() }, () => {
    let matches = 0;
    let anchored = 0;
    const matching = new Set<string>();
    // Demands on the secret are no part of the pattern, and random texts rarely meet them.
    const bare = rules.files.map((file) => ({
      ...file,
      rules: file.rules.map(({ require: _require, ...rule }) => rule),
    }));
    const pack = compilePack(bare, "all");
    const letThrough = letThroughOf(pack);
    pack.rules.forEach((rule, index) => {
      // Composed rules have no anchors: they begin with runs.
      if (isComposed(rule)) return;
      anchored++;
      for (const text of samples(rule.source, rule.ignoreCase, 1, 6)) {
        const passes = letThrough(text, index);
        for (const start of matchStarts(rule, text)) {
          matches++;
          matching.add(rule.id);
          expect(passes(start), `${rule.id} at ${start} of ${JSON.stringify(text)}`).toBe(true);
        }
      }
    });
    expect(matches).toBeGreaterThan(800);
    // Of few patterns with lookaheads no text is found by chance.
    expect(matching.size).toBeGreaterThan(anchored * 0.8);
  });

  it(
    "of random patterns, and the engine finds what the pattern finds everywhere",
    { timeout: timeLimit() },
    () => {
      let matches = 0;
      fc.assert(
        fc.property(
          patterns(["keya", "abca", "key_", "ab"]),
          fc.boolean(),
          fc.nat(),
          (pattern, ignoreCase, seed) => {
            const pack = compiled(pattern, ignoreCase);
            fc.pre(pack !== undefined);
            const scanner = createScanner(pack);
            const slow = createSlowScanner(pack);
            const letThrough = letThroughOf(pack);
            for (const text of samples(pattern, ignoreCase, seed, 6)) {
              const passes = letThrough(text, 0);
              for (const start of matchStarts(pack.rules[0] as PackRule, text)) {
                matches++;
                expect(passes(start), `at ${start} of ${JSON.stringify(text)}`).toBe(true);
              }
              const bytes = Buffer.from(text, "latin1");
              const spans = (found: readonly { secretStart: number; secretEnd: number }[]): number[][] =>
                found.map(({ secretStart, secretEnd }) => [secretStart, secretEnd]);
              expect(spans(scan(scanner, bytes)), JSON.stringify(text)).toEqual(spans(slow.scan(bytes)));
              expect(scan(scanner, bytes, bytes.keys()).map(placeOf), JSON.stringify(text)).toEqual(
                scan(scanner, bytes).map(placeOf),
              );
            }
          },
        ),
        cases(200),
      );
      expect(matches).toBeGreaterThan(150);
    },
  );
});

describe("anchors turn away, before a pattern runs, what can't go on as it has to", () => {
  const passes = (pattern: string, text: string): boolean => {
    const letThrough = letThroughOf(smallPack({ id: "one", pattern }));
    return letThrough(text, 0)(text.indexOf("acme"));
  };

  it.each([
    ["a run that is too short", "acme_(?:live|test)_[0-9a-f]{32}", `acme_test_${"0f".repeat(15)} x`],
    ["a run of other bytes", "acme_(?:live|test)_[0-9a-f]{32}", `acme_test_${"name".repeat(10)} x`],
    [
      "a run that comes too late",
      "acme[a-z_]{0,20}-[0-9a-f]{32}",
      `acme_${"x".repeat(60)}-${"0f".repeat(16)}`,
    ],
    [
      "a long key cut in two",
      "acme-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
      "acme-01234567-0123-0123 4567-0123456789ab",
    ],
    [
      "one way to begin without its delimiter",
      '(?:acme[ ]\\w{1,20} "|other[ ])[0-9a-z]{8}',
      "acme name 01234567",
    ],
  ])("%s", (_name, pattern, text) => {
    expect(passes(pattern, text)).toBe(false);
  });

  it.each([
    ["acme_(?:live|test)_[0-9a-f]{32}", `acme_test_${"0f".repeat(16)} x`],
    ["acme[a-z_]{0,20}-[0-9a-f]{32}", `acme_${"x".repeat(18)}-${"0f".repeat(16)}`],
    ['(?:acme[ ]\\w{1,20} "|other[ ])[0-9a-z]{8}', 'acme name "01234567'],
  ])("and nothing else: %s", (pattern, text) => {
    expect(passes(pattern, text)).toBe(true);
  });
});

/** A pack of one pattern, or undefined where the compiler refuses it. */
function compiled(pattern: string, ignoreCase: boolean): Pack | undefined {
  try {
    return smallPack({ id: "random", pattern, ignoreCase });
  } catch (error) {
    if (error instanceof RuleCompileError) return undefined;
    throw error;
  }
}
