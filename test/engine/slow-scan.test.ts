import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Match } from "../../src/engine/match.ts";
import type { Scanner } from "../../src/engine/scanner.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import { builtInRules, type BuiltIn } from "../support/packs.ts";
import { cases, timeLimit } from "../support/property.ts";
import { createScanner, placeOf, scan } from "../support/scanning.ts";
import { createSlowScanner, type SlowScanner } from "../support/slow-scan.ts";
import { fragments, latin1, secretTexts } from "../support/texts.ts";

let rules: BuiltIn;
let scanner: Scanner;
let slow: SlowScanner;
beforeAll(async () => {
  rules = await builtInRules();
  scanner = createScanner(rules.pack);
  slow = createSlowScanner(rules.pack);
});

/** With the rule's name, so that a difference can be read. */
function named(matches: readonly Match[]): unknown[] {
  return matches.map((match) => ({ id: rules.pack.rules[match.rule]?.id, ...placeOf(match) }));
}

describe("the engine finds what every pattern, tried everywhere, finds", () => {
  it("texts with secrets", { timeout: timeLimit() }, () => {
    let total = 0;
    fc.assert(
      fc.property(
        secretTexts(rules, 6).map(latin1),
        fc.constantFrom("a.txt", ".npmrc", "main.tf", ".env"),
        (bytes, path) => {
          const expected = named(slow.scan(bytes, path));
          total += expected.length;
          expect(named(scan(scanner, bytes, [], { path, decode: false }))).toEqual(expected);
        },
      ),
      cases(150),
    );
    expect(total).toBeGreaterThan(60);
  });

  it("keys of letters that have no digit by chance", () => {
    const texts = Array.from({ length: 60 }, (_, seed) => fillTemplate("=ACCESS_TOKEN={alpha:32}", seed));
    const found = texts.flatMap((text) => {
      const matches = named(scan(scanner, latin1(text), [], { decode: false }));
      expect(matches).toEqual(named(slow.scan(latin1(text))));
      return matches;
    });
    expect(found.length).toBeGreaterThan(40);
  });

  it("pieces of rules", { timeout: timeLimit() }, () => {
    fc.assert(
      fc.property(fragments(rules, 120).map(latin1), (bytes) => {
        expect(named(scan(scanner, bytes, [], { decode: false }))).toEqual(named(slow.scan(bytes)));
      }),
      cases(150),
    );
  });
});
