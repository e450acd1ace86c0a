import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Match } from "../../src/engine/match.ts";
import { smallPack, type RuleFields } from "../support/packs.ts";
import { cases, timeLimit } from "../support/property.ts";
import { createScanner, placeOf, scan } from "../support/scanning.ts";
import { createSlowScanner } from "../support/slow-scan.ts";

interface Construct extends RuleFields {
  /** A text in which it matches. */
  sample: string;
}

/** Every construct on which the engine's windows, waits and anchors depend. */
const CONSTRUCTS: readonly Construct[] = [
  { id: "ahead-over-lines", pattern: "key1(?=\\n[ab]{3})", sample: "key1\nabab" },
  { id: "not-ahead-over-lines", pattern: "key1(?!\\n?[ab]{3})[ab]?", sample: "key1\nabc" },
  { id: "ahead-far", pattern: "key2(?=[ab \\n]{0,200}c)", sample: "key2ab ab\nc" },
  { id: "behind", pattern: "(?<=[ab]c{1,30}\\n?)key2[ab]{2}", sample: "bccc\nkey2ab" },
  { id: "not-behind", pattern: "(?<![bc])key3[ab]{2,8}", sample: "akey3aaa" },
  { id: "unbounded", pattern: "key3[abc]{4,}", sample: "key3abcabc" },
  { id: "lazy", pattern: "key4[\\s\\S]{0,40}?c", sample: "key4\n  c" },
  { id: "whole-line", pattern: "^key5[ab]+$", sample: "\nkey5ab\n" },
  { id: "words", pattern: "\\bkey5\\b|\\bkey6[ab]\\B", sample: " key5 key6ab" },
  { id: "search", pattern: "[abc]{2,9}key7[ab]{1,3}", sample: "abckey7ab" },
  { id: "search-alternatives", pattern: "[ab]{1,4}key7|[bc\\n]{6,20}key7", sample: "bcbb\nbccbbkey7" },
  { id: "search-runs", pattern: "(?<secret>[ab]{1,30})key7[ab]?key7", sample: "abkey7key7akey7key7" },
  { id: "search-lines", pattern: "[ab\\n]{2,40}key8[ab]", sample: "a\nbkey8b" },
  { id: "lines", pattern: "key8:\\n(?<secret>[ab]{2,10})", sample: "key8:\naba" },
  { id: "secret-behind", pattern: "(?<secret>[ab]{3})[ \\n]?key9", sample: "abb\nkey9" },
  { id: "delimited", pattern: 'key9[^"]{2,30}"(?<secret>[abc]{3})"', sample: 'key9 = "abc"' },
  { id: "sign-before", pattern: "[\\s=](?<part>[ab]?)key9(?<secret>[abc]{2,6})", sample: "key9abab" },
  // Far enough to look for the end of the line first.
  { id: "far-on-line", pattern: "key6[^\\n\\r]{0,1200}c=(?<secret>[ab]{4})", sample: "key6 bc c=abba" },
  {
    id: "continued",
    pattern:
      "key6(?:(?: |\\\\[\\s\\S]){1,9}[ab]{1,90}){0,12}?(?: |\\\\[\\s\\S])c=(?<secret>[abc]{3})(?:\\s|$)",
    sample: "key6 a \\\n b\\\nc=abc\n",
  },
  { id: "any-case", pattern: "KEY[12][^b]", ignoreCase: true, sample: "keY1a" },
  { id: "near", context: ["word"], value: "[abc]{4,8}", within: 12, sample: "word\n  abcabc" },
  { id: "near-lines", context: ["word"], value: "[ab\\n]{3,30}c", within: 3, sample: "word: ab\nac" },
  { id: "assigned", context: ["word"], value: "[abc]{4,8}", assignment: true, sample: 'word: "abcabc"' },
  { id: "generic", pattern: "word[=: ]{1,3}(?<secret>[abc]{3,})", generic: true, sample: "word=cabacbbca" },
];

const PIECES = [
  "a",
  "b",
  "c",
  "ab",
  "abc",
  "aaaa",
  "\n",
  "\r\n",
  " ",
  "=",
  ": ",
  '"',
  ">",
  "word",
  "key8:",
  "KEY1",
  "é",
];
const KEYS = Array.from({ length: 9 }, (_, i) => `key${i + 1}`);

/** Pieces with samples among them, at times broken. */
function textsAround(samples: readonly string[]): fc.Arbitrary<Buffer> {
  const broken = fc
    .tuple(fc.constantFrom(...samples), fc.nat(), fc.constantFrom(...PIECES))
    .map(([sample, place, piece]) => {
      const at = place % (sample.length + 1);
      return sample.slice(0, at) + piece + sample.slice(at);
    });
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...PIECES, ...KEYS) },
    { weight: 1, arbitrary: fc.constantFrom(...samples) },
    { weight: 1, arbitrary: broken },
  );
  return fc.array(piece, { maxLength: 60, size: "max" }).map((parts) => Buffer.from(parts.join("")));
}

describe("the begin of a text is the begin of a line", () => {
  const pack = smallPack({ id: "sign", pattern: "[\\s=](?<user>[ab]{0,4})pw:(?<secret>[abc]{4,8})" });
  it.each(["pw:abcabc", "\npw:abcabc", "abpw:abcabc", "\nabpw:abcabc"])("%j", (text) => {
    const [match, ...more] = scan(createScanner(pack), Buffer.from(text), []);
    expect(more).toEqual([]);
    expect(text.slice(match?.secretStart, match?.secretEnd)).toBe("abcabc");
    expect(match?.start).toBe(0);
    for (const { at, text: part } of match?.parts ?? [])
      expect(text.slice((match?.start ?? 0) + at)).toMatch(new RegExp(`^${part}`));
  });
  it("and nothing else is", () => {
    expect(scan(createScanner(pack), Buffer.from("cpw:abcabc"), [])).toEqual([]);
  });
});

describe("constructs of patterns are found as in the whole text, wherever it is cut", () => {
  const check = (rules: readonly Construct[], numRuns: number): Set<string> => {
    const pack = smallPack(...rules.map(({ sample: _sample, ...rule }) => rule));
    const scanner = createScanner(pack);
    const slow = createSlowScanner(pack);
    const seen = new Set<string>();
    const named = (matches: readonly Match[]): unknown[] =>
      matches.map((match) => ({ id: pack.rules[match.rule]?.id, ...placeOf(match) }));
    fc.assert(
      fc.property(
        textsAround(rules.map(({ sample }) => sample)),
        fc.array(fc.nat(), { maxLength: 10, size: "max" }),
        (bytes, places) => {
          const expected = slow.scan(bytes);
          for (const match of expected) seen.add(pack.rules[match.rule]?.id ?? "");
          const cuts = places.map((place) => place % (bytes.length + 1));
          const found = (at: Iterable<number>): unknown[] =>
            named(scan(scanner, bytes, at, { decode: false }));
          expect(found([])).toEqual(named(expected));
          expect(found(cuts)).toEqual(named(expected));
          expect(found(bytes.keys())).toEqual(named(expected));
        },
      ),
      cases(numRuns),
    );
    return seen;
  };

  it.each(CONSTRUCTS)("$id", { timeout: timeLimit() }, (construct) => {
    expect([...check([construct], 100)]).toEqual([construct.id]);
  });

  it("all at once", { timeout: timeLimit() }, () => {
    expect(check(CONSTRUCTS, 150).size).toBeGreaterThan(12);
  });
});
