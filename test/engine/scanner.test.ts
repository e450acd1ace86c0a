import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Match } from "../../src/engine/scanner.ts";
import { smallPack, type RuleFields } from "../support/packs.ts";
import { cases, timeLimit } from "../support/property.ts";
import { createScanner, deliveries, placeOf, scan } from "../support/scanning.ts";
import { createSlowScanner } from "../support/slow-scan.ts";
import { latin1 } from "../support/texts.ts";

/** Every construct on which the engine's windows, waits and anchors depend. */
const CONSTRUCTS: readonly RuleFields[] = [
  { id: "ahead-over-lines", pattern: "key1(?=\\n[ab]{3})" },
  { id: "not-ahead-over-lines", pattern: "key1(?!\\n?[ab]{3})[ab]?" },
  { id: "ahead-far", pattern: "key2(?=[ab \\n]{0,200}c)" },
  { id: "behind", pattern: "(?<=[ab]c{1,30}\\n?)key2[ab]{2}" },
  { id: "not-behind", pattern: "(?<![bc])key3[ab]{2,8}" },
  { id: "unbounded", pattern: "key3[abc]{4,}" },
  { id: "lazy", pattern: "key4[\\s\\S]{0,40}?c" },
  { id: "whole-line", pattern: "^key5[ab]+$" },
  { id: "words", pattern: "\\bkey5\\b|\\bkey6[ab]\\B" },
  { id: "search", pattern: "[abc]{2,9}key7[ab]{1,3}" },
  { id: "search-lines", pattern: "[ab\\n]{2,40}key8[ab]" },
  { id: "lines", pattern: "key8:\\n(?<secret>[ab]{2,10})" },
  { id: "secret-behind", pattern: "(?<secret>[ab]{3})[ \\n]?key9" },
  { id: "any-case", pattern: "KEY[12][^b]", ignoreCase: true },
  { id: "near", context: ["word"], value: "[abc]{4,8}", within: 12 },
  { id: "near-lines", context: ["word"], value: "[ab\\n]{3,30}c", within: 3 },
  { id: "assigned", context: ["word"], value: "[abc]{4,8}", assignment: true },
  { id: "generic", pattern: "word[=: ]{1,3}(?<secret>[abc]{3,})", generic: true, confidence: "low" },
];

const PIECES = ["a", "b", "c", "ab", "abc", "aaaa", "\n", "\r\n", " ", "=", ": ", '"', ">", "word", "key8:", "KEY1", "é"];
const KEYS = Array.from({ length: 9 }, (_, i) => `key${i + 1}`);
const pieces: fc.Arbitrary<string> = fc.constantFrom(...PIECES, ...KEYS).map((text) => Buffer.from(text).toString("latin1"));
const texts = fc.array(pieces, { maxLength: 60, size: "max" }).map((parts) => latin1(parts.join("")));

describe("constructs of patterns are found as in the whole text, wherever it is cut", () => {
  const check = (rules: readonly RuleFields[], numRuns: number): Set<string> => {
    const pack = smallPack(...rules);
    const scanner = createScanner(pack);
    const slow = createSlowScanner(pack);
    const seen = new Set<string>();
    const named = (matches: readonly Match[]): unknown[] =>
      matches.map((match) => ({ id: pack.rules[match.rule]?.id, ...placeOf(match) }));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { maxLength: 10, size: "max" }), (bytes, places) => {
        const expected = slow.scan(bytes);
        for (const match of expected) seen.add(pack.rules[match.rule]?.id ?? "");
        const cuts = places.map((place) => place % (bytes.length + 1));
        expect(named(scan(scanner, bytes))).toEqual(named(expected));
        expect(named(scan(scanner, bytes, cuts))).toEqual(named(expected));
        expect(named(scan(scanner, bytes, bytes.keys()))).toEqual(named(expected));
      }),
      cases(numRuns),
    );
    return seen;
  };

  it.each(CONSTRUCTS)("$id", { timeout: timeLimit() }, (construct) => {
    expect([...check([construct], 150)]).toEqual([construct.id]);
  });

  it("all at once", { timeout: timeLimit() }, () => {
    expect(check(CONSTRUCTS, 300).size).toBeGreaterThan(12);
  });
});
