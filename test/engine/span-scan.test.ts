import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { ANY_PATH } from "../../src/engine/confirm.ts";
import { createJudge } from "../../src/engine/learned/judge.ts";
import { createKernel, type Prefilter } from "../../src/engine/kernel.ts";
import type { Match } from "../../src/engine/match.ts";
import { SpanScanner } from "../../src/engine/span-scan.ts";
import { areCarried, MADE_ANEW, type SpanHits } from "../../src/engine/span.ts";
import type { Pack } from "../../src/engine/pack.ts";
import { sightOf, tablesInSight, type Sight } from "../../src/engine/sight.ts";
import type { Scanner } from "../../src/engine/scanner.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import { modelFiles, readAsset } from "../../src/scan/pack.ts";
import { builtInRules, smallPack, type BuiltIn } from "../support/packs.ts";
import { cases, timeLimit } from "../support/property.ts";
import { exactRecall } from "../support/recall.ts";
import { createScanner, scan } from "../support/scanning.ts";
import { escapeRows, fragments, latin1, otherWritings, secretTexts } from "../support/texts.ts";

const all = (): boolean => true;
const judge = createJudge(modelFiles);

const CAPACITY = 2 * 1024 * 1024;

interface Bench {
  prefilter: Prefilter;
  objects: SpanScanner;
  scanner: Scanner;
  sight: Sight;
}

function benchOf(pack: Pack): Bench {
  const sight = sightOf(pack.tables);
  const prefilter = createKernel(readAsset("kernel.wasm"), tablesInSight(pack), CAPACITY, sight.ahead);
  return {
    prefilter,
    objects: new SpanScanner(pack, prefilter, { enabled: all, judge, recall: exactRecall(prefilter) }),
    scanner: createScanner(pack),
    sight,
  };
}

let rules: BuiltIn;
let builtIn: Bench;
beforeAll(async () => {
  rules = await builtInRules();
  builtIn = benchOf(rules.pack);
});

/** Puts an object into memory, with other bytes all round it. */
function put({ prefilter }: Bench, bytes: Uint8Array, at: number): { at: number; length: number } {
  prefilter.data.fill(0x41, at - 100, at + bytes.length + 100);
  prefilter.data[at - 1] = 0x0a;
  prefilter.data.set(bytes, at);
  return { at, length: bytes.length };
}

const FIELDS = ["rule", "start", "secretStart", "secretEnd", "secret", "checksum"] as const;
const short = (match: Match): unknown[] => FIELDS.map((field) => match[field]);
/** Each secret once, with its rule. */
const secretsOf = (matches: readonly unknown[][]): Set<string> =>
  new Set(matches.map(([rule, , , , secret]) => `${String(rule)} ${String(secret)}`));

/** What the general scanner finds. */
function expected({ scanner }: Bench, bytes: Uint8Array): unknown[] {
  return scan(scanner, bytes, [], { path: ANY_PATH }).map(short);
}

function matchesOf({ objects }: Bench, hits: SpanHits | undefined): unknown[][] {
  return objects.matches(hits ?? [], all).map((match) => short(match as unknown as Match));
}

/** A piece of a new object: bytes of its base, or new ones. */
type Piece = { from: number; to: number } | { text: string };

/** By its definition, byte by byte: what the reader of packs works out in WebAssembly. */
function changedRanges(
  object: Uint8Array,
  pieces: readonly (readonly number[])[],
  baseLength: number,
  { ahead, behind, runSet }: Sight,
): number[] {
  const isKept = new Uint8Array(object.length);
  for (const [at = 0, length = 0, from = 0] of pieces) {
    if (from === MADE_ANEW) continue;
    const end = at + length;
    const isLast = end === object.length && from + length === baseLength;
    const seen = at === 0 && from === 0 ? 0 : at + behind;
    isKept.fill(1, seen, Math.max(seen, isLast ? end : end - runBefore(object, at, end, runSet) - ahead));
  }
  const ranges: number[] = [];
  for (let i = 0; i < object.length; i++) {
    if (isKept[i] === 1) continue;
    if (i === 0 || isKept[i - 1] === 1) ranges.push(i);
    if (i + 1 === object.length || isKept[i + 1] === 1) ranges.push(i + 1);
  }
  return ranges;
}

/** Bytes of the set before `end`, at most 512, not before `start`. */
function runBefore(bytes: Uint8Array, start: number, end: number, set: Uint8Array): number {
  let length = 0;
  while (length < 512 && end - length > start && set[bytes[end - length - 1] ?? 0] === 1) length++;
  return length;
}

interface Made {
  object: Buffer;
  triples: number[][];
}

function make(base: Buffer, pieces: readonly Piece[]): Made {
  const triples: number[][] = [];
  const parts: Buffer[] = [];
  let at = 0;
  for (const piece of pieces) {
    const part = "text" in piece ? latin1(piece.text) : base.subarray(piece.from, piece.to);
    if (part.length === 0) continue;
    triples.push([at, part.length, "text" in piece ? MADE_ANEW : piece.from]);
    parts.push(part);
    at += part.length;
  }
  return { object: Buffer.concat(parts), triples };
}

/** A chain of objects, each made of pieces of the one before; every one has to have the matches of a full scan. */
function follow(bench: Bench, first: Buffer, steps: readonly (readonly Piece[])[]): number {
  let base = first;
  let place = put(bench, first, 4096);
  let hits = bench.objects.scan(place);
  expect(matchesOf(bench, hits)).toEqual(expected(bench, first));
  let total = 0;
  for (const [step, pieces] of steps.entries()) {
    const { object, triples } = make(
      base,
      pieces.map((piece) => within(piece, base.length)),
    );
    const ranges = changedRanges(object, triples, base.length, bench.sight);
    const known = hits ?? [];
    const before = matchesOf(bench, known);
    place = put(bench, object, step % 2 === 0 ? CAPACITY / 2 : 4096);
    hits = bench.objects.rescan(place, {
      base: known,
      baseLength: base.length,
      pieces: Uint32Array.from(triples.flat()),
      pieceCount: triples.length,
      ranges: Uint32Array.from(ranges),
      rangeCount: ranges.length / 2,
    });
    const found = matchesOf(bench, hits);
    if (areCarried(hits ?? [], known)) expect(secretsOf(found)).toEqual(secretsOf(before));
    expect(found).toEqual(expected(bench, object));
    total += found.length;
    base = object;
  }
  return total;
}

/** To the end of the object. */
const END = 1e9;

function within(piece: Piece, length: number): Piece {
  if ("text" in piece) return piece;
  const from = piece.from % (length + 1);
  return { from, to: piece.to === END ? length : from + (piece.to % (length - from + 1)) };
}

/** Edits as people make them: most of the text stays where it is. */
const edits = (texts: fc.Arbitrary<string>): fc.Arbitrary<Piece[][]> => {
  const text = texts.map((inserted): Piece => ({ text: inserted }));
  const any = fc.tuple(fc.nat(5000), fc.nat(5000)).map(([from, to]): Piece => ({ from, to }));
  const cut = fc.nat(5000);
  const edit = fc
    .tuple(cut, fc.nat(40), fc.oneof(texts, fc.constantFrom("", "\n", " ", "x", '"')))
    .map(([at, dropped, inserted]): Piece[] => [
      { from: 0, to: at },
      { text: inserted },
      { from: at + dropped, to: END },
    ]);
  const moved = fc.array(fc.oneof(any, text), { minLength: 1, maxLength: 6 });
  return fc.array(fc.oneof({ weight: 4, arbitrary: edit }, { weight: 1, arbitrary: moved }), {
    minLength: 1,
    maxLength: 5,
  });
};

describe("an object made of pieces of another one has the matches of a full scan", () => {
  it("with secrets near the cuts", { timeout: timeLimit() }, () => {
    let total = 0;
    fc.assert(
      fc.property(
        fc.array(secretTexts(rules, 3), { minLength: 1, maxLength: 4 }),
        edits(secretTexts(rules, 1)),
        (texts, steps) => {
          total += follow(builtIn, latin1(texts.join("\n")), steps);
        },
      ),
      cases(250),
    );
    expect(total).toBeGreaterThan(300);
  });

  it("with pieces of rules everywhere", { timeout: timeLimit() }, () => {
    fc.assert(
      fc.property(fragments(rules, 200), edits(fragments(rules, 6)), (text, steps) => {
        follow(builtIn, latin1(text), steps);
      }),
      cases(150),
    );
  });

  const lines = fc.oneof(
    fc.constantFrom(...otherWritings(1), ...otherWritings(2)),
    fc.constantFrom("", "some words", "a = 1;", "-".repeat(200), "words ".repeat(90)),
  );
  it.each([
    ["with secrets that are written in another way, the same ones over and over", lines],
    ["in tables of escapes, which come together and apart", escapeRows],
  ])("%s", { timeout: timeLimit() }, (_name, parts) => {
    const texts = fc.array(parts, { minLength: 1, maxLength: 8 }).map((each) => each.join("\n"));
    let total = 0;
    fc.assert(
      fc.property(texts, edits(texts), (text, steps) => {
        total += follow(builtIn, latin1(text), steps);
      }),
      cases(150),
    );
    expect(total).toBeGreaterThan(300);
  });

  it("for every place within a secret", { timeout: timeLimit() }, () => {
    let total = 0;
    fc.assert(
      fc.property(secretTexts(rules, 2), (text) => {
        const base = latin1(`before\n${text}\nafter`);
        const places = expected(builtIn, base) as [number, number, number, number][];
        for (const [, , from, to] of places.slice(0, 1)) {
          const step = Math.max(1, Math.floor((to - from) / 12));
          for (let at = from - 3; at < to + 3; at += step) {
            const before = { from: 0, to: at };
            follow(builtIn, base, [[before, { text: "-" }, { from: at, to: END }]]);
            follow(builtIn, base, [[before, { from: at + 1, to: END }], [{ from: 0, to: END }]]);
            total++;
          }
        }
      }),
      cases(40),
    );
    expect(total).toBeGreaterThan(100);
  });

  it("where a long secret is completed or broken far from its beginning", () => {
    const { examples = [] } =
      rules.files.flatMap((file) => file.rules).find(({ id }) => id === "privatekey-pem") ?? {};
    const key = fillTemplate(examples[0] ?? "", 3);
    expect(key.split("\n").length).toBeGreaterThan(10);
    const half = Math.floor(key.length / 2);
    const whole: Piece = { from: 0, to: END };
    const base = latin1(`${"filler\n".repeat(100)}${key.slice(0, half)}`);
    const completed = [
      [whole, { text: `${key.slice(half)}\n` }],
      [whole, { text: "more\n" }],
    ];
    expect(follow(builtIn, base, completed)).toBe(2);
    const broken = [{ from: 0, to: half }, { text: "\n!\n" }, { from: half, to: END }];
    expect(follow(builtIn, latin1(key), [broken])).toBeLessThan(2);
  });

  it("with small rule sets and few letters", { timeout: timeLimit() }, () => {
    const bench = benchOf(
      smallPack(
        { id: "plain", pattern: "abab[ab]{3}" },
        { id: "line-start", pattern: "^aaaa" },
        { id: "word-edge", pattern: "\\bbaab[abc]{2,9}\\b" },
        { id: "varying", pattern: "[ab]{4,12}ccab" },
        { id: "behind", pattern: "(?<![a-b]{3})caca(?=[b]{2,40}c)" },
        { id: "near", context: ["abca"], value: "[abc0-9]{6,20}", within: 20, require: { digit: true } },
        { id: "assigned", context: ["caba"], value: "[abc'0-9=]{5,30}", assignment: true },
      ),
    );
    const letters = fc.string({ unit: fc.constantFrom(...'aabbcc01=\n" '), maxLength: 300, size: "max" });
    const inserted = fc.string({ unit: fc.constantFrom(...'aabbcc01=\n" '), maxLength: 30 });
    fc.assert(
      fc.property(letters, edits(inserted), (text, steps) => {
        follow(bench, latin1(text), steps);
      }),
      cases(300),
    );
  });
});

it("objects full of secrets are left to others", () => {
  const crowded = Buffer.from(fillTemplate("password = '{base62:24}'\n", 1).repeat(30_000));
  expect(builtIn.objects.scan(put(builtIn, crowded, 4096))).toBeUndefined();
});
