/** Diffs are what git can apply; of files of which most lines change too, which cost no more than others. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/fix/diff.ts";

const folder = mkdtempSync(join(tmpdir(), "keyscan-diff-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What git makes of the text by the diff. */
function applied(before: string, after: string): string {
  const file = join(folder, "a.txt");
  writeFileSync(file, before);
  const diff = unifiedDiff([{ name: "a.txt", before, after }]);
  if (diff !== "") execFileSync("git", ["apply", "--unidiff-zero"], { cwd: folder, input: diff });
  return readFileSync(file, "utf8");
}

const lines = (count: number, word: string): string[] =>
  Array.from({ length: count }, (_, index) => `${word} ${index}`);

const MANY = 40_000;
const HEAD = lines(5, "head").join("\n");
const TAIL = lines(5, "tail").join("\n");

describe("a diff of many changed lines", () => {
  it.each([
    ["from the first to the last", `${lines(MANY, "a").join("\n")}\n`, `${lines(MANY, "b").join("\n")}\n`],
    [
      "between others, more than before",
      [HEAD, ...lines(MANY, "a"), TAIL, ""].join("\n"),
      [HEAD, ...lines(MANY, "b"), "import os", TAIL, ""].join("\n"),
    ],
    [
      "near the ends, without a newline at the end",
      ["head", ...lines(MANY, "a"), "tail"].join("\n"),
      ["head", ...lines(MANY / 2, "b"), "tail"].join("\n"),
    ],
    ["and none is left", lines(MANY, "a").join("\n"), "b\n"],
    ["with other line ends", lines(MANY, "a").join("\r\n"), lines(MANY, "b").join("\r\n")],
  ])("%s", (_, before, after) => {
    expect(applied(before, after) === after).toBe(true);
  });
});

it("a new file and a file that stays as it is", () => {
  expect(unifiedDiff([{ name: "a", before: undefined, after: "x\n" }])).toBe(
    "diff --git a/a b/a\nnew file mode 100644\n--- /dev/null\n+++ b/a\n@@ -0,0 +1,1 @@\n+x\n",
  );
  expect(unifiedDiff([{ name: "a", before: "x\n", after: "x\n" }])).toBe("");
});
