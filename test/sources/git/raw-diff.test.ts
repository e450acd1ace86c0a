/** Output of git's diff commands, cut anywhere. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAddedLines, touches } from "../../../src/sources/git/hunks.ts";
import { parseRawDiff, type RawEntry } from "../../../src/sources/git/raw-diff.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const C = "c".repeat(40);

async function* pieces(bytes: Buffer, cuts: readonly number[] = []): AsyncGenerator<Buffer> {
  let from = 0;
  for (const cut of [...cuts].toSorted((one, other) => one - other)) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
  yield bytes.subarray(from);
}

async function parse(bytes: Buffer, cuts: readonly number[] = []): Promise<RawEntry[]> {
  const entries: RawEntry[] = [];
  for await (const entry of parseRawDiff(pieces(bytes, cuts))) entries.push(entry);
  return entries;
}

const RAW = Buffer.from(
  [
    `:100644 100644 ${A} ${B} M`,
    "src/a\nb.ts",
    `:100644 100755 ${A} ${B} R086`,
    "old name",
    "new name",
    C,
    `::100644 100644 120000 ${A} ${B} ${C} MT`,
    ":odd",
    ":odd",
    ":odd",
    `:000000 160000 ${"0".repeat(40)} ${B} A`,
    A,
    `:100644 000000 ${A} ${"0".repeat(40)} U`,
    "x",
    `::100644 100644 100644 ${A} ${B} ${C} RR`,
    "one",
    "other",
    "third",
    "",
  ].join("\0"),
);

describe("raw entries", () => {
  it("are read with their paths, types and parents, wherever the output is cut", async () => {
    const whole = await parse(RAW);
    expect(whole.map(({ commit, change }) => [commit, String(change.path), change.new.type])).toEqual([
      [undefined, "src/a\nb.ts", "file"],
      [undefined, "new name", "file"],
      [C, ":odd", "symlink"],
      [C, A, "submodule"],
      [C, "x", "none"],
      [C, "third", "file"],
    ]);
    expect(whole[1]?.change.oldPaths?.map(String)).toEqual(["old name"]);
    expect(whole[2]?.change.oldPaths).toBeUndefined();
    expect(whole[5]?.change.oldPaths?.map(String)).toEqual(["one", "other"]);
    expect(whole[2]?.change.old.map(({ id }) => id)).toEqual([A, B]);
    expect(whole[4]?.change.unmerged).toBe(true);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(RAW.length), { maxLength: 8 }), async (cuts) => {
        expect(await parse(RAW, cuts)).toEqual(whole);
      }),
    );
  });

  it.each(["nonsense\0", `:100644 100644 ${A}\0x\0`, `:100644 100644 ${A} ${B} M\0`])(
    "%j is refused",
    async (text) => {
      await expect(parse(Buffer.from(text))).rejects.toThrow("git");
    },
  );
});

describe("added lines", () => {
  const diff = Buffer.from(
    "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@ f()\n-@@ -9 +9 @@\n+@@ -8 +8 @@\n+two\n@@ -5,2 +6,0 @@\n-a\n-b\n@@ -9,0 +9 @@\n+é\n\\ No newline at end of file\n",
  );

  it("come from the heads of hunks alone, wherever the output is cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(diff.length), { maxLength: 8 }), async (cuts) => {
        expect(await parseAddedLines(pieces(diff, cuts))).toEqual([
          { first: 1, last: 2 },
          { first: 9, last: 9 },
        ]);
      }),
    );
  });

  it("are not known where git names no lines", async () => {
    expect(await parseAddedLines(pieces(Buffer.from("Binary files differ\n")))).toBeUndefined();
  });

  it("are touched by a range that shares a line with them", () => {
    const ranges = [{ first: 3, last: 5 }];
    expect([2, 3, 5, 6].map((line) => touches(ranges, line, line))).toEqual([false, true, true, false]);
    expect(touches(ranges, 1, 9)).toBe(true);
  });
});
