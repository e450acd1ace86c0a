/** Lists of paths are filtered as the walk filters a tree. */
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { walk } from "../../src/sources/files.ts";
import { createPathFilter } from "../../src/sources/path-filter.ts";
import { tree } from "../cli/scratch.ts";

const FILES = ["a.env", "b.txt", "src/a.env", "src/b.txt", "src/deep/a.env", "src/deep/c.md", "lib/b.txt"];
const GLOBS = [
  "*.env",
  "/src/",
  "src/*.txt",
  "deep",
  "/b.txt",
  "**/c.md",
  "!a.env",
  "lib/**",
  "src/**/a.env",
];

it("says of every path what the walk does", async () => {
  const globs = fc.subarray(GLOBS);
  await fc.assert(
    fc.asyncProperty(globs, globs, globs, globs, async (include, exclude, top, below) => {
      const root = tree({
        ...Object.fromEntries(FILES.map((file) => [file, "x\n"])),
        ".keyscanignore": `${top.join("\n")}\n`,
        "src/.keyscanignore": `${below.join("\n")}\n`,
      });
      const walked: string[] = [];
      for await (const event of walk([root], { cwd: root, include, exclude }))
        if (event.type === "file") walked.push(event.display);
      const filter = createPathFilter(root, { include, exclude });
      const kept = FILES.filter((file) => filter.leftOut(file) === undefined);
      expect(kept.toSorted()).toEqual(walked.filter((file) => FILES.includes(file)).toSorted());
    }),
    { numRuns: 60 },
  );
});

it("names ignore files that are too large, which leave out nothing", () => {
  const root = tree({ "src/.keyscanignore": "a\n".repeat(200_000) });
  const filter = createPathFilter(root, {});
  expect(filter.leftOut("src/a")).toBeUndefined();
  expect(filter.refused).toEqual([join("src", ".keyscanignore")]);
});

it("judges names that begin with a slash, from outside of the root or from a hostile tree", () => {
  const filter = createPathFilter(undefined, { exclude: ["*.env"] });
  expect(["/a.env", "/b/c.env", "//d.env"].map((path) => filter.leftOut(path))).toEqual(
    Array(3).fill("excluded"),
  );
  expect(["/a.txt", "/b/c.txt", "/", "//", ""].map((path) => filter.leftOut(path))).toEqual(
    Array(5).fill(undefined),
  );
});
