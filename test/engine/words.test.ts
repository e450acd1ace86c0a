import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PackRule } from "../../src/engine/pack.ts";
import { createWordTable, findWords } from "../../src/engine/words.ts";
import { smallPack } from "../support/packs.ts";
import { cases } from "../support/property.ts";

const WORDS = ["acme", "acm", "ab", "abc", "abcd", "my-co", "n2b", "9ab", "abcab"];

function rulesOf(...words: string[]): readonly PackRule[] {
  return smallPack({ id: "a", values: ["{hex:32}"], words }).rules;
}

function found(words: string[], text: string): string[] {
  const bytes = Buffer.from(text, "latin1");
  const hits = findWords(createWordTable(rulesOf(...words)), bytes, 0, bytes.length) ?? [];
  return hits.map(({ word, from, to }) => `${word.text} ${from}-${to}`).toSorted();
}

const JOINED = ["key", "api", "token", "secret"];

/** The same said as one pattern a word, tried everywhere. */
function plainly(words: string[], text: string): string[] {
  return words
    .flatMap((word) => {
      const letters = [...word.replaceAll("-", "")].map((char) => `[${char}${char.toUpperCase()}]`);
      const pattern = new RegExp(letters.join("[-_. ]?"), "y");
      return Array.from(text, (_, at) => {
        pattern.lastIndex = at;
        const match = pattern.exec(text);
        if (match === null) return "";
        const [before = "", first = ""] = [text[at - 1], text[at]];
        const begins =
          !/[A-Za-z0-9]/.test(before) ||
          (/[A-Z]/.test(first) && !/[A-Z]/.test(before)) ||
          (/[a-z]/.test(first) && /[0-9]/.test(before));
        const end = at + match[0].length;
        const [last = "", next = ""] = [text[end - 1], text[end]];
        const ends =
          !/[A-Za-z]/.test(next) ||
          (/[A-Z]/.test(next) && !/[A-Z]/.test(last)) ||
          JOINED.some((join) => text.slice(end).toLowerCase().startsWith(join));
        return begins && ends ? `${word.replaceAll("-", "")} ${at}-${end}` : "";
      });
    })
    .filter((hit) => hit !== "")
    .toSorted();
}

describe("words", () => {
  it.each([
    ["ACME_API_KEY=", ["acme 0-4"]],
    ["myAcmeToken: ", ["acme 2-6"]],
    ["acmekey", ["acme 0-4"]],
    ["A.c-m_E", ["acme 0-7"]],
    ["2acme", ["acme 1-5"]],
    ["acmes", []],
    ["pacme", []],
    ["ac--me", []],
    ["ACMEs", []],
    ["MY_CO-key my co.", ["myco 0-5", "myco 10-15"]],
  ])("in %j", (text, hits) => {
    expect(found(["acme", "my-co"], text)).toEqual(hits);
  });

  it("are what a pattern for each finds", () => {
    let total = 0;
    const piece = fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...WORDS, "Acme", "ABC", "MyCo", ...JOINED) },
      { weight: 1, arbitrary: fc.constantFrom(..."abcmeACMEB29-_. =\n") },
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.subarray(WORDS, { minLength: 1 }),
        (pieces, words) => {
          const known = words.filter((word) => word.length > 2);
          const text = pieces.join("").slice(0, 400);
          const hits = found(known, text);
          total += hits.length;
          expect(hits).toEqual(plainly(known, text));
        },
      ),
      cases(400),
    );
    expect(total).toBeGreaterThan(60);
  });
});
