import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createKernel, type Prefilter } from "../../src/engine/kernel.ts";
import type { Pack } from "../../src/engine/pack.ts";
import { createReference } from "../../src/engine/reference.ts";
import { setOf } from "../../src/rules/compile/byte-set.ts";
import { buildTables } from "../../src/rules/compile/tables.ts";
import { readAsset } from "../../src/scan/pack.ts";
import { builtInRules, smallPack, type BuiltIn } from "../support/packs.ts";
import { cases, timeLimit } from "../support/property.ts";
import { fragments, latin1, secretTexts } from "../support/texts.ts";

const CAPACITY = 64 * 1024;

interface Twins {
  kernel: Prefilter;
  reference: Prefilter;
}

function twinsOf({ tables }: Pack): Twins {
  return {
    kernel: createKernel(readAsset("kernel.wasm"), tables, CAPACITY),
    reference: createReference(tables, CAPACITY),
  };
}

interface Range {
  from: number;
  end: number;
  eof: boolean;
  code?: boolean;
}

/** Hits as sorted `position:anchor` texts. */
function hits(prefilter: Prefilter, bytes: Uint8Array, range: Range): string[] {
  prefilter.data.fill(0xaa);
  prefilter.data.set(bytes);
  const found: string[] = [];
  prefilter.scan(
    range,
    (anchor, position) => found.push(`${position}:${anchor}`),
    (position, length) => found.push(`${position}+${length}`),
  );
  return found.sort();
}

function agree({ kernel, reference }: Twins, bytes: Uint8Array, range: Range): string[] {
  const found = hits(kernel, bytes, range);
  expect(found).toEqual(hits(reference, bytes, range));
  return found;
}

/** A text and a range in it. */
function ranged(text: fc.Arbitrary<Uint8Array>): fc.Arbitrary<[Uint8Array, Range]> {
  return fc
    .tuple(text, fc.nat(), fc.nat(), fc.constantFrom(true, true, false), fc.boolean())
    .map(([bytes, a, b, whole, eof]) => {
      const end = whole ? bytes.length : a % (bytes.length + 1);
      const from = whole ? 0 : b % (end + 1);
      return [bytes, { from, end, eof, code: (a & 1) === 1 }];
    });
}

let rules: BuiltIn;
let builtIn: Twins;
beforeAll(async () => {
  rules = await builtInRules();
  builtIn = twinsOf(rules.pack);
});

describe("kernel and reference find the same anchors", () => {
  it("in pieces of rules", { timeout: timeLimit() }, () => {
    let total = 0;
    fc.assert(
      fc.property(ranged(fragments(rules).map(latin1)), ([bytes, range]) => {
        total += agree(builtIn, bytes, range).length;
      }),
      cases(100),
    );
    expect(total).toBeGreaterThan(60);
  });

  it("in texts with secrets", { timeout: timeLimit() }, () => {
    fc.assert(
      fc.property(ranged(secretTexts(rules, 4).map(latin1)), ([bytes, range]) => {
        agree(builtIn, bytes, range);
      }),
      cases(60),
    );
  });

  it("in random bytes", { timeout: timeLimit() }, () => {
    fc.assert(
      fc.property(ranged(fc.uint8Array({ maxLength: 2000, size: "max" })), ([bytes, range]) => {
        agree(builtIn, bytes, range);
      }),
      cases(8),
    );
  });

  it("in real files", { timeout: timeLimit() }, () => {
    const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));
    const files = readdirSync(modules)
      .filter((name) => !name.startsWith("."))
      .flatMap((name) => ["package.json", "README.md", "index.js"].map((file) => join(modules, name, file)))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
    expect(files.length).toBeGreaterThan(10);
    for (const path of files.slice(0, 8)) {
      const bytes = readFileSync(path).subarray(0, 1000);
      agree(builtIn, bytes, { from: 0, end: bytes.length, eof: true });
    }
  });
});

/** Few letters, so that random texts are full of anchors that overlap. */
const SMALL = [
  { id: "plain", pattern: "abab[ab]{3}" },
  { id: "word-edge", pattern: "\\bbaab[abc]{2,9}" },
  { id: "line-start", pattern: "^aaaa" },
  { id: "varying", pattern: "[ab]{4,12}ccab" },
  { id: "any-case", pattern: "bBcC[a-z]", ignoreCase: true },
  { id: "near", context: ["abca"], value: "[abc0-9]{6,20}", within: 20, require: { digit: true } },
  { id: "near-too", context: ["abca"], value: "[a-c]{4}", within: 3 },
  { id: "near-long", context: ["abca"], value: "[abc0-9]{15,20}", within: 40, require: { digit: true } },
  { id: "near-dotted", context: ["abca"], value: "[ab][.=][abc0-9]{16,24}", within: 30 },
  { id: "near-key", context: ["bcab"], value: "[abc0-9]{34,40}", within: 70 },
  { id: "assigned-key", context: ["cbca"], value: "[abc0-9]{18,40}", assignment: true },
  { id: "near-signs", context: ["caba"], value: "[a-c'=.\u00ff]{16,40}", within: 90 },
  { id: "delimited", pattern: "bbcc[abc01]{0,50}=" },
  { id: "assigned", context: ["caba", "ca_b_a"], value: "[abc'0-9=]{5,30}", assignment: true },
  { id: "ways", pattern: "(?:abab|bbcc)(?:a|bc|[0-9]{2}){1,3}(?!c|ab)\\b" },
  { id: "looks", pattern: "(?<=ab?|[0-9]{1,3})caba(?<!b_a)[abc_]{0,9}?(?=[=.]|a$)" },
  { id: "for-ever", pattern: "(?<![c0])abca(?:[ab]c?|_){2,200}\\B[^c]" },
];
const PIECES = [
  "abca",
  "caba",
  "ca_b-a",
  "abab",
  "aaaa",
  "bbcc",
  "ccab",
  "\nba",
  "bcab",
  "cbca=",
  "a0b1c2a0b1c2a0b1c2",
  ..."aabbccABC0189_.-=:?|,(> '\"`\\[{@\t\n\r\u00ff",
];

describe("with small rule sets", () => {
  const smallText = fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 600, size: "max" }).map(latin1);

  it("any subset of rules, any range", { timeout: timeLimit() }, () => {
    let total = 0;
    const subsets = fc.subarray(SMALL, { minLength: 1 });
    fc.assert(
      fc.property(subsets, fc.array(ranged(smallText), { minLength: 1, maxLength: 8 }), (subset, texts) => {
        const twins = twinsOf(smallPack(...subset));
        for (const [bytes, range] of texts) total += agree(twins, bytes, range).length;
      }),
      cases(50),
    );
    expect(total).toBeGreaterThan(60);
  });

  it("values behind names of ids, and of others", { timeout: timeLimit() }, () => {
    const twins = twinsOf(smallPack({ id: "worded", values: ["{hex:16}"], words: ["acme"] }));
    const kinds = fc.constantFrom(
      "request",
      "TRACE",
      "span",
      "corRelation",
      "session",
      "r",
      "gr",
      "req",
      "x",
    );
    const piece = fc.tuple(
      fc.constantFrom("acme ", "acme\t"),
      kinds,
      fc.constantFrom("", "_", "-", ".", "__"),
      fc.constantFrom("id", "Id", "ID", "is"),
      fc.constantFrom("=", '":"', " = ", "' : `", "  = ", "", '=""'),
      fc.constantFrom("0a1b2c3d4e5f6a7b ", "a1b2c3d4e5f6a7b8\n"),
    );
    let total = 0;
    const text = fc.array(piece, { maxLength: 9 }).map((pieces) => latin1(pieces.flat().join("")));
    fc.assert(
      fc.property(ranged(text), ([bytes, range]) => {
        total += agree(twins, bytes, range).length;
      }),
      cases(300),
    );
    expect(total).toBeGreaterThan(60);
    const found = (name: string): number =>
      agree(twins, Buffer.from(`acme ${name}0a1b2c3d4e5f6a7b`), { from: 0, end: name.length + 21, eof: true })
        .length;
    expect(["rid=", "grid=", '"traceId":"', "request_id: ", "key="].map(found)).toEqual([0, 1, 0, 0, 1]);
  });

  it("values with many digits at their end", () => {
    const twins = twinsOf(smallPack({ id: "worded", values: ["{base62:16}"], words: ["acme"] }));
    const found = (digits: number): number => {
      const text = Buffer.from(`acme ${"k".repeat(16 - digits)}${"0".repeat(digits)}`);
      return agree(twins, text, { from: 0, end: text.length, eof: true }).length;
    };
    expect([4, 5, 6, 7].map(found)).toEqual([0, 0, 1, 1]);
  });

  it("more hits than the kernel hands over at a time, over more than one block", () => {
    const twins = twinsOf(smallPack({ id: "aaaa", pattern: "aaaa" }, { id: "aaaab", pattern: "[ab]{5}" }));
    const bytes = Buffer.alloc(CAPACITY, "a");
    for (const from of [0, 1, 2, 7]) {
      const found = agree(twins, bytes, { from, end: CAPACITY, eof: true });
      expect(found).toHaveLength(CAPACITY - 3 - from + CAPACITY - 4 - from);
    }
  });

  it("more anchors in one place than the kernel hands over at a time", () => {
    const sequence = [..."abcdef"].map((letter) => setOf(letter.charCodeAt(0)));
    const tables = buildTables(
      Array.from({ length: 9000 }, () => ({ sequence, entry: "any" as const, gram: 0 })),
      [],
    );
    const kernel = createKernel(readAsset("kernel.wasm"), tables, CAPACITY);
    const bytes = Buffer.from("xxabcdef abcdef");
    expect(hits(kernel, bytes, { from: 0, end: bytes.length, eof: true })).toHaveLength(18_000);
  });

  it("anchors at every distance from the edge of a block", () => {
    const twins = twinsOf(smallPack({ id: "needle", pattern: "n[e3]{2}dle[0-9]" }));
    for (let place = 32_700; place < 32_800; place++) {
      const bytes = Buffer.alloc(40_000, ".");
      bytes.write("needle7", place);
      expect(hits(twins.kernel, bytes, { from: 0, end: bytes.length, eof: true })).toEqual([`${place}:0`]);
    }
  });
});

describe("at the end of what is there", () => {
  const twins = twinsOf(
    smallPack(
      { id: "separated", pattern: "abca_[0-9a-z]{20}" },
      { id: "joined", pattern: "\\bcabb[0-9a-z]{20}" },
    ),
  );
  const value = "0123456789abcdefghij";

  it.each(["abca_", "x abca_", "\ncabb", "x cabb"])("%j with its value cut off anywhere", (head) => {
    const bytes = Buffer.from(`${head}${value}`);
    for (let end = 0; end <= bytes.length; end++) {
      for (const eof of [false, true]) agree(twins, bytes, { from: 0, end, eof });
    }
    expect(agree(twins, bytes, { from: 0, end: bytes.length, eof: true })).toHaveLength(1);
  });

  it("of anchors of unequal length, cut off anywhere", () => {
    const pack = smallPack({ id: "varying", pattern: "(?:ab|cabc)_[0-9a-z]{20}" });
    const bytes = Buffer.from(`cabc_${value} ab_${value}`);
    const unequal = twinsOf(pack);
    for (let end = 0; end <= bytes.length; end++) {
      for (const eof of [false, true]) agree(unequal, bytes, { from: 0, end, eof });
    }
    expect(agree(unequal, bytes, { from: 0, end: bytes.length, eof: true })).toHaveLength(2);
  });
});

describe("counting newlines", () => {
  it("any range", () => {
    const twins = twinsOf(smallPack({ id: "plain", pattern: "abab" }));
    const text = fc.string({ unit: fc.constantFrom("\n", "a", "\u008a"), maxLength: 300 }).map(latin1);
    fc.assert(
      fc.property(ranged(text), ([bytes, { from, end }]) => {
        const counts = [twins.kernel, twins.reference].map((prefilter) => {
          prefilter.data.set(bytes);
          return prefilter.countNewlines(from, end);
        });
        const newlines = bytes.subarray(from, end).filter((byte) => byte === 0x0a).length;
        expect(counts).toEqual([newlines, newlines]);
      }),
      cases(200),
    );
  });
});
