import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayMatch } from "../../src/engine/program.ts";
import { parsePattern } from "../../src/rules/compile/pattern-tree.ts";
import { programOf } from "../../src/rules/compile/program.ts";
import type { ByteSet } from "../../src/rules/compile/byte-set.ts";
import { cases } from "../support/property.ts";
import { latin1 } from "../support/texts.ts";

type Tries = (bytes: Uint8Array, start: number) => boolean;

/** What the program of a pattern says of a place. */
function tries(source: string, ignoreCase = false): Tries {
  const sets: ByteSet[] = [];
  const words = (programOf(parsePattern(source, ignoreCase)) ?? []).map((word) =>
    typeof word === "number" ? word : sets.push(word) - 1,
  );
  const program = {
    words: Uint16Array.from(words),
    has: (set: number, byte: number) => sets[set]?.[byte] === 1,
  };
  return (bytes, start) => mayMatch(program, bytes, bytes.length, { from: start, to: start });
}

const matches = (source: string, flags: string, text: string, start: number): boolean => {
  const regExp = new RegExp(source, `my${flags}`);
  regExp.lastIndex = start;
  return regExp.test(text);
};

/** Patterns whose programs tell exactly what they match. */
const EXACT = [
  "abc",
  "a[bc]{2,4}c",
  "a{0,5}ab",
  "(?:ab|a|ca)b?c",
  "(?:ab|b){2,3}c",
  "(?:a|bc)*b",
  "[ab]+?c",
  "\\ba[bc]+\\b",
  "\\Bb\\b",
  "^a[^\\n]*$",
  "a(?=b|\\n)[\\s\\S]",
  "a(?!bc)[abc]",
  "a(?!b{1,2}c|\\b)[abc]{2}",
  "(?<=a)b",
  "(?<![ab])[bc]a",
  "(?<=ab?|c{1,3}a)b",
  "(?<!ab|ca)b",
  "(?<=^|a)[bc]",
  "a(?<=ba)b",
  "(?:)c",
  "(?:a?b?){1,2}c",
];
/** Patterns whose programs let more through. */
const LOOSE = [
  "(?:a?b?)*c",
  "(?:ab|c){2,90}a",
  "a(?!(?=b)[bc])[abc]",
  "(?<!(?=a)ab)b",
  "(?:(?:ab?){1,9}c){3,60}b",
];

const TEXT = fc.string({ unit: fc.constantFrom(..."aaabbbcc \n"), maxLength: 24, size: "max" });
/** Of the end of the text nothing is known, and before the second byte little. */
const END = "\n\nx".repeat(40);
const BEGIN = 2;

describe("a program", () => {
  it.each(EXACT)("tells what %s matches", (source) => {
    const mayMatchAt = tries(source);
    fc.assert(
      fc.property(TEXT, (text) => {
        const whole = `\n\n${text}${END}`;
        for (let start = BEGIN; start < BEGIN + text.length; start++)
          expect(mayMatchAt(latin1(whole), start), `${start}`).toBe(matches(source, "", whole, start));
      }),
      cases(200),
    );
  });

  it.each([...EXACT, ...LOOSE])(
    "lets through all that %s matches, wherever the text begins and ends",
    (source) => {
      const mayMatchAt = tries(source);
      const mayMatchInAnyCase = tries(source, true);
      fc.assert(
        fc.property(TEXT, fc.boolean(), (text, upper) => {
          const cased = upper ? text.toUpperCase() : text;
          for (let start = 0; start <= text.length; start++) {
            if (matches(source, "", text, start)) expect(mayMatchAt(latin1(text), start)).toBe(true);
            if (matches(source, "i", cased, start))
              expect(mayMatchInAnyCase(latin1(cased), start)).toBe(true);
          }
        }),
        cases(200),
      );
    },
  );

  it("leaves to the pattern what takes many steps", () => {
    const mayMatchAt = tries("(?:a|aa|[ab]{1,9}){2,40}x");
    expect(mayMatchAt(latin1(`\n\n${"a".repeat(80)}c${END}`), BEGIN)).toBe(true);
    expect(mayMatchAt(latin1(`\n\nac${END}`), BEGIN)).toBe(false);
  });

  it("is left out where it would be long", () => {
    const long = Array.from({ length: 1500 }, (_, i) => `a${i}`).join("|");
    expect(programOf(parsePattern(`(?:${long})b`, false))).toBeUndefined();
  });
});
