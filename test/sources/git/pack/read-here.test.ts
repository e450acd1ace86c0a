import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commitLinks, commitTextStart } from "../../../../src/sources/git/formats.ts";
import { ObjectTable } from "../../../../src/sources/git/object-table.ts";
import { COMMIT, TREE } from "../../../../src/sources/git/pack/entry.ts";
import { takeRoom } from "../../../../src/sources/git/pack/memory.ts";
import { PackWalk } from "../../../../src/sources/git/pack/walk.ts";
import { cases, timeLimit } from "../../../support/property.ts";
import { withPack, writeDelta, type HandMade, type Piece } from "./hand-made.ts";
import { createMemory } from "./memory.ts";

const KNOWN = 60;
const memory = createMemory(16 * 1024 * 1024);

function idOf(number: number): Buffer {
  return createHash("sha1").update(`object ${number}`).digest();
}

const table = new ObjectTable(20, KNOWN);
for (let number = 0; number < KNOWN; number++) table.add(idOf(number));
const tableAt = takeRoom(memory, table.memoryBytes);
const moved = table.moveTo(memory.bytes.buffer as ArrayBuffer, tableAt);
memory.unpacker.calls.useTable(tableAt, moved.slotsAt, moved.slotCount, moved.shift, 20);
/** Every third object is a blob with secrets. */
const marksAt = takeRoom(memory, KNOWN);
for (let number = 0; number < KNOWN; number++) memory.bytes[marksAt + number] = number % 3 === 0 ? 1 : 0;

interface Entry {
  mode: string;
  name: string;
  /** Numbers from KNOWN on are of objects that are not there. */
  object: number;
}

function write(entries: readonly Entry[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ mode, name, object }) => [Buffer.from(`${mode} ${name}\0`, "latin1"), idOf(object)]),
  );
}

/** Of the objects that are not there the first has a number all the same. */
const numbered = new Map([[idOf(KNOWN).toString("hex"), KNOWN]]);

/** Names are remembered from one case to the next. */
const names: string[] = [];

interface Told {
  /** Of each tree its entries of interest, in their order. */
  held: Map<number, string[]>;
  missing: Set<string>;
  left: number[];
}

/** What is told of the trees, in turns of few bytes. */
function readTrees(entries: readonly HandMade[]): Told {
  const told: Told = { held: new Map(), missing: new Set(), left: [] };
  const { hooks, calls, treeLists } = memory.unpacker;
  const pairs: string[] = [];
  const all: number[] = [];
  hooks.newName = (at, length) => names.push(memory.bytes.toString("latin1", at, at + length)) - 1;
  hooks.missing = (idAt) => {
    const id = memory.bytes.toString("hex", idAt, idAt + 20);
    told.missing.add(id);
    return numbered.get(id) ?? -1;
  };
  hooks.leave = (object) => told.left.push(object);
  hooks.takeTrees = (treeCount, heldCount, pairCount) => {
    const [trees, begins, held, nameNumbers, objects] = treeLists;
    for (let i = 0; i < pairCount; i++) pairs.push(`${names[nameNumbers[i] ?? -1]} ${objects[i]}`);
    const before = all.length;
    all.push(...held.subarray(0, heldCount));
    for (let i = 0; i < treeCount; i++) {
      const end = i + 1 < treeCount ? (begins[i + 1] ?? 0) : all.length;
      expect(begins[i]).toBeGreaterThanOrEqual(before);
      const tree = trees[i] ?? -1;
      const more = all.slice(begins[i], end).map((pair) => pairs[pair] ?? "?");
      told.held.set(tree, [...(told.held.get(tree) ?? []), ...more]);
    }
  };
  calls.startTrees(marksAt, 0, 0);
  withPack(entries, memory, (pack) => {
    const walk = new PackWalk<undefined>(
      pack,
      memory,
      { visit: () => expect.unreachable(), fail: () => expect.unreachable() },
      { types: [TREE], readHere: [TREE] },
    );
    while (walk.some(3000));
  });
  calls.flushTrees();
  return told;
}

const entry: fc.Arbitrary<Entry> = fc.record({
  mode: fc.constantFrom("40000", "040000", "100644", "100755", "120000", "160000"),
  name: fc.stringMatching(/^[a-z é]{1,24}$/),
  object: fc.nat(KNOWN + 3),
});

/** Versions of a folder, each made of one before: of which, and what is taken out and put in where. */
const versions = fc.array(
  fc.record({
    of: fc.nat(),
    edits: fc.array(fc.record({ at: fc.nat(), out: fc.nat(3), put: fc.array(entry, { maxLength: 3 }) }), {
      maxLength: 4,
    }),
    cuts: fc.array(fc.nat(), { maxLength: 12 }),
    isWhole: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

/** A delta whose pieces end anywhere: those that stand in the base are copied. */
function deltaOf(base: Buffer, result: Buffer, cuts: readonly number[]): Buffer {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (result.length + 1)), result.length])].sort(
    (a, b) => a - b,
  );
  const pieces = at.slice(1).flatMap((end, index): Piece[] => {
    const bytes = result.subarray(at[index], end);
    const from = base.indexOf(bytes);
    if (from !== -1) return [{ from, length: bytes.length }];
    return Array.from({ length: Math.ceil(bytes.length / 127) }, (_, i) => ({
      bytes: bytes.subarray(i * 127, i * 127 + 127),
    }));
  });
  return writeDelta(base.length, result.length, pieces);
}

describe("trees", () => {
  it(
    "are told of alike, whole or as deltas of each other",
    () => {
      fc.assert(
        fc.property(fc.array(entry, { maxLength: 40 }), versions, (start, drawn) => {
          const trees: Entry[][] = [start];
          const packed: HandMade[] = [{ type: TREE, bytes: write(start) }];
          for (const { of, edits, cuts, isWhole } of drawn) {
            const base = of % trees.length;
            const next = [...(trees[base] ?? [])];
            for (const { at, out, put } of edits) next.splice(at % (next.length + 1), out, ...put);
            const bytes = write(next);
            const before = write(trees[base] ?? []);
            trees.push(next);
            packed.push(
              isWhole
                ? { type: TREE, bytes }
                : { type: TREE, bytes: deltaOf(before, bytes, cuts), deltaOf: base },
            );
          }
          const told = readTrees(packed);
          const isTold = ({ mode, object }: Entry): boolean =>
            mode !== "160000" && object <= KNOWN && (/^0?4/.test(mode) || object % 3 === 0);
          trees.forEach((entries, tree) => {
            const expected = entries.filter(isTold).map(({ name, object }) => `${name} ${object}`);
            expect(told.held.get(tree) ?? []).toEqual(expected);
          });
          const all = trees.flat();
          const missing = all.filter(({ mode, object }) => mode !== "160000" && object >= KNOWN);
          const ids = missing.map(({ object }) => idOf(object).toString("hex"));
          expect(told.missing).toEqual(new Set(ids));
          const known = new Set(names);
          expect(all.every(({ name }) => known.has(name))).toBe(true);
          // As many as there is room for are told of once.
          const first = names.slice(0, 3000);
          expect(new Set(first).size).toBe(first.length);
          expect(told.left).toEqual([]);
        }),
        cases(200),
      );
    },
    timeLimit(),
  );

  it(
    "that are damaged are left, whole or as deltas of each other",
    () => {
      let left = 0;
      const spoiling = fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 0x20, 0x34, 255)), { maxLength: 3 });
      fc.assert(
        fc.property(
          fc.array(entry, { minLength: 1, maxLength: 20 }),
          fc.array(fc.record({ spoiling, length: fc.nat(), cuts: fc.array(fc.nat(), { maxLength: 6 }) }), {
            minLength: 1,
            maxLength: 6,
          }),
          (first, drawn) => {
            const base = write(first);
            const spoiled = drawn.map((each) => {
              const bytes = Buffer.from(base.subarray(0, 1 + (each.length % base.length)));
              for (const [at, value] of each.spoiling) bytes[at % bytes.length] = value;
              return bytes;
            });
            const whole = [base, ...spoiled].map((bytes) => ({ type: TREE, bytes }));
            const deltas = spoiled.map((bytes, i) => {
              return { type: TREE, bytes: deltaOf(base, bytes, drawn[i]?.cuts ?? []), deltaOf: 0 };
            });
            const expected = readTrees(whole);
            const told = readTrees([{ type: TREE, bytes: base }, ...deltas]);
            expect(told.left.toSorted()).toEqual(expected.left.toSorted());
            expect(told.held).toEqual(expected.held);
            left += told.left.length;
          },
        ),
        cases(200),
      );
      expect(left).toBeGreaterThan(100);
    },
    timeLimit(),
  );
});

/** Lines that commits are made of, in any order, well-formed and not. */
const line = fc.oneof(
  fc.nat(KNOWN + 3).map((object) => `tree ${idOf(object).toString("hex")}`),
  fc.nat(KNOWN + 3).map((object) => `parent ${idOf(object).toString("hex")}`),
  fc.constantFrom("tree", "tree ", "parent ", "parent 12", "committer", "committer ", "author ", "", "a"),
  fc
    .tuple(
      fc.constantFrom("author", "committer"),
      fc.integer({ min: -5, max: 2 ** 33 }),
      fc.constantFrom("+0100", "-5", "0"),
    )
    .map(([who, time, zone]) => `${who} A <a@b> ${time} ${zone}`),
  fc.stringMatching(/^[ -~]{0,80}$/),
);
const commit = fc.oneof(
  fc.array(line, { maxLength: 9 }).map((lines) => Buffer.from(lines.join("\n"))),
  fc
    .tuple(fc.nat(KNOWN - 1), fc.array(fc.nat(KNOWN - 1), { maxLength: 3 }), fc.string({ maxLength: 200 }))
    .map(([tree, parents, text]) =>
      Buffer.from(
        [
          `tree ${idOf(tree).toString("hex")}`,
          ...parents.map((parent) => `parent ${idOf(parent).toString("hex")}`),
          "author A <a@b> 1700000000 +0100\ncommitter B <b@c> 1700000001 -0200",
          "",
          text,
        ].join("\n"),
      ),
    ),
  // Longer than the room for texts.
  fc
    .nat(KNOWN - 1)
    .map((tree) => Buffer.from(`tree ${idOf(tree).toString("hex")}\nauthor ${"long ".repeat(900)}`)),
);

describe("commits", () => {
  it(
    "are told of as the plain way tells",
    () => {
      const { hooks, calls, commitList } = memory.unpacker;
      fc.assert(
        fc.property(fc.array(commit, { minLength: 1, maxLength: 20 }), (commits) => {
          const told: unknown[] = [];
          hooks.takeCommits = (words) => {
            for (let at = 0; at < words * 4;) {
              const count = commitList.getUint32(at + 24, true);
              const textAt = commitList.getUint32(at + 16, true);
              const text = memory.bytes.toString(
                "latin1",
                textAt - 1,
                textAt + commitList.getUint32(at + 20, true),
              );
              told.push({
                tree: commitList.getInt32(at + 4, true),
                parents: Array.from({ length: count }, (_, i) => commitList.getInt32(at + 28 + 4 * i, true)),
                time: commitList.getFloat64(at + 8, true),
                text,
              });
              at += 28 + 4 * count;
            }
          };
          const roomAt = takeRoom(memory, 4096);
          calls.startCommits(roomAt, 4096);
          const packed = commits.map((bytes) => ({ type: COMMIT, bytes }));
          withPack(packed, memory, (pack) => {
            const visitor = { visit: () => expect.unreachable(), fail: () => expect.unreachable() };
            const walk = new PackWalk<undefined>(pack, memory, visitor, { readHere: [COMMIT] });
            while (walk.some(2000));
          });
          calls.flushCommits();
          memory.from = roomAt;
          const expected = commits.map((bytes) => {
            const { treeAt, parentsAt, time } = commitLinks(bytes);
            return {
              tree: treeAt === -1 ? -1 : table.findHexAt(bytes, treeAt),
              parents: parentsAt.map((at) => table.findHexAt(bytes, at)),
              time,
              text: `\n${bytes.toString("latin1", commitTextStart(bytes))}`,
            };
          });
          expect(told).toEqual(expected);
        }),
        cases(200),
      );
    },
    timeLimit(),
  );
});
