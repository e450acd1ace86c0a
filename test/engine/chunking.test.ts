import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { CONTEXT, type Match } from "../../src/engine/match.ts";
import type { Scanner } from "../../src/engine/scanner.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import { builtInRules, smallPack, type BuiltIn } from "../support/packs.ts";
import { cases, timeLimit } from "../support/property.ts";
import { createScanner, deliveries, LEAST_CAPACITY, placeOf, scan } from "../support/scanning.ts";
import { fragments, latin1, secretTexts } from "../support/texts.ts";

let rules: BuiltIn;
let scanner: Scanner;
beforeAll(async () => {
  rules = await builtInRules();
  scanner = createScanner(rules.pack);
});

/** Matches without what depends on how much of the stream was there. */
function found(bytes: Buffer, cuts: Iterable<number>): unknown[] {
  return scan(scanner, bytes, cuts).map(placeOf);
}

const everyByte = (bytes: Buffer): number[] => Array.from(bytes, (_, at) => at);

describe("where a stream is cut makes no difference", () => {
  it("short texts, any cuts and a byte at a time", { timeout: timeLimit() }, () => {
    let total = 0;
    fc.assert(
      fc.property(
        secretTexts(rules).map(latin1),
        fc.array(fc.nat(), { maxLength: 12, size: "max" }),
        (bytes, places) => {
          const whole = found(bytes, []);
          total += whole.length;
          const cuts = places.map((place) => place % (bytes.length + 1));
          expect(found(bytes, cuts)).toEqual(whole);
          if (bytes.length < 3000) expect(found(bytes, everyByte(bytes))).toEqual(whole);
        },
      ),
      cases(150),
    );
    expect(total).toBeGreaterThan(60);
  });

  it("every place within a secret", () => {
    let total = 0;
    const texts = secretTexts(rules, 2).map(latin1);
    fc.assert(
      fc.property(texts, (bytes) => {
        const whole = scan(scanner, bytes);
        for (const { secretStart, secretEnd } of whole.slice(0, 2)) {
          const step = Math.max(1, Math.floor((secretEnd - secretStart) / 40));
          for (let cut = secretStart - 4; cut < secretEnd + 4; cut += step) {
            total++;
            expect(found(bytes, [cut])).toEqual(whole.map(placeOf));
          }
        }
      }),
      cases(45),
    );
    expect(total).toBeGreaterThan(400);
  });

  it("texts that don't fit into the buffer", { timeout: timeLimit() }, () => {
    let total = 0;
    const filler = fc
      .tuple(fc.constantFrom("é", "x", "lorem ipsum\n", "\n", "🔑 "), fc.nat(20_000))
      .map(([unit, count]) => Buffer.from(unit.repeat(count)).toString("latin1"));
    const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
    const part = fc.oneof({ weight: 3, arbitrary: secretTexts(rules) }, fragments(rules, 200), filler, noise);
    const texts = fc
      .array(part, { minLength: 8, maxLength: 40, size: "max" })
      .map((parts) => latin1(parts.join("")));
    const larger = createScanner(rules.pack, 4 * 1024 * 1024);
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { maxLength: 60, size: "max" }), (bytes, places) => {
        const whole = scan(larger, bytes).map(placeOf);
        total += bytes.length > LEAST_CAPACITY ? whole.length : 0;
        expect(found(bytes, [])).toEqual(whole);
        expect(
          found(
            bytes,
            places.map((place) => place % bytes.length),
          ),
        ).toEqual(whole);
      }),
      cases(25),
    );
    expect(total).toBeGreaterThan(40);
  });

  it("bytes that are no text", { timeout: timeLimit() }, () => {
    const noise = fc
      .uint8Array({ maxLength: 300, size: "max" })
      .map((bytes) => Buffer.from(bytes).toString("latin1"));
    const texts = fc.array(fc.oneof(noise, secretTexts(rules, 2)), { size: "max", maxLength: 8 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { maxLength: 12, size: "max" }), (parts, places) => {
        const bytes = latin1(parts.join(""));
        expect(
          found(
            bytes,
            places.map((place) => place % (bytes.length + 1)),
          ),
        ).toEqual(found(bytes, []));
      }),
      cases(60),
    );
  });
});

it("what stands before a secret is kept for its frame, wherever the buffer is emptied", () => {
  // As far back as a match tells of what is before it.
  const before = `the line before\n${"some words of text ".repeat(30)}`.slice(0, CONTEXT - "\nkey = ".length);
  const head = `${"lorem ipsum\n".repeat(10_000)}${before}`;
  const bytes = Buffer.from(`${head}key = ${fillTemplate("sk_live_{base62:24}", 1)}\n`);
  for (let cut = head.length - 40; cut < bytes.length; cut++) {
    const [match] = scan(scanner, bytes, [cut]);
    expect(match?.context).toContain(`\n${before}key = `);
  }
});

describe("a pattern without an end", () => {
  const scannerOf = (): Scanner => createScanner(smallPack({ id: "open", pattern: "\\bkey_[abc]{4,}" }));

  it("matches as far as its window, wherever the stream is cut", () => {
    const endless = scannerOf();
    const bytes = Buffer.from(`x key_${"abcabacba".repeat(4000)}\n`);
    const whole = scan(endless, bytes).map(placeOf);
    expect(whole).toMatchObject([{ secretStart: 2, startColumn: 3 }]);
    const window = whole[0]?.secretEnd ?? 0;
    for (const cut of [1, 5, 6, 7, window - 2, window - 1, window, window + 1, bytes.length - 1]) {
      expect(scan(endless, bytes, [cut]).map(placeOf)).toEqual(whole);
    }
  });
});

describe("live", () => {
  it("tells of a secret as soon as its line is complete", { timeout: timeLimit() }, () => {
    let total = 0;
    fc.assert(
      fc.property(secretTexts(rules).map(latin1), (bytes) => {
        const ends = [...bytes.keys()].filter((at) => bytes[at - 1] === 0x0a);
        const told = deliveries(scanner, bytes, ends, { live: true });
        for (const { after, matches } of told) {
          for (const { rule, secretEnd } of matches) {
            if (rules.pack.rules[rule]?.settles !== true) continue;
            total++;
            expect(after).toBe(ends.find((end) => end > secretEnd) ?? bytes.length);
          }
        }
        const given = told.flatMap(({ matches }) => matches);
        const whole = scan(scanner, bytes);
        // What goes on in a later line, as literals that are joined, may have been told without it.
        const goesOn = ({ secretStart, secretEnd }: Match): boolean =>
          bytes.subarray(secretStart, secretEnd).includes(0x0a);
        const isTold = (one: Match): boolean =>
          given.some((other) => other.secretStart < one.secretEnd && one.secretStart < other.secretEnd);
        expect(whole.filter((match) => goesOn(match) && !isTold(match))).toEqual([]);
        expect(given.map(placeOf)).toEqual(
          expect.arrayContaining(whole.filter((match) => !goesOn(match)).map(placeOf)),
        );
      }),
      cases(150),
    );
    expect(total).toBeGreaterThan(60);
  });

  it("does not wait for more when a line ends right behind a secret", () => {
    const one = createScanner(smallPack({ id: "key", pattern: "\\bkey_[0-9a-f]{16}\\b" }));
    const line = "now: key_0123a56b89c1d2ef\n";
    const told = deliveries(one, Buffer.from(line.repeat(3)), [line.length, 2 * line.length], { live: true });
    expect(told.map(({ after }) => after)).toEqual([1, 2, 3].map((lines) => lines * line.length));
  });

  it("what was told beats a lesser match of the same secret that a later line shows", () => {
    const two = createScanner(
      smallPack(
        { id: "key", pattern: "\\bkey_[0-9a-f]{16}\\b" },
        { id: "entry", pattern: "\\bentry: (?<secret>[^\\n]{8,60})\\n\\n", confidence: "low" },
      ),
    );
    const line = "entry: key_0123a56b89c1d2ef and more\n";
    const bytes = Buffer.from(`${line}\nthe end\n`);
    const live = deliveries(two, bytes, [line.length], { live: true });
    expect(live.map(({ after }) => after)).toEqual([line.length]);
    expect(live.flatMap(({ matches }) => matches.map(placeOf))).toEqual(scan(two, bytes).map(placeOf));
  });
});
