import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, linesOf, makeTree } from "./scratch-tree.ts";
import { makeFifo } from "../support/fifo.ts";

describe("include and exclude", () => {
  const files = { "src/a.ts": "", "src/a.js": "", "src/gen/b.ts": "", "lib/c.ts": "" };

  it("exclude in gitignore syntax relative to the cwd", async () => {
    expect(await linesOf(makeTree(files), ["."], { exclude: ["/src/gen", "*.js"] })).toEqual([
      "lib/c.ts",
      "- src/a.js excluded",
      "src/a.ts",
      "- src/gen/ excluded",
    ]);
  });

  it("also hold below a root, and for a root itself", async () => {
    const root = makeTree(files);
    const exclude = ["/src/gen", "*.js"];
    expect(await linesOf(root, ["src"], { exclude })).toEqual([
      "- src/a.js excluded",
      "src/a.ts",
      "- src/gen/ excluded",
    ]);
    expect(await linesOf(root, ["src/gen", "src/a.js", "src/gen/b.ts"], { exclude })).toEqual([
      "- src/gen/ excluded",
      "- src/a.js excluded",
      "- src/gen/b.ts excluded",
    ]);
  });

  it("begin at the root where it lies outside of the cwd", async () => {
    const root = makeTree(files);
    const lines = await linesOf(join(root, "lib"), [join(root, "src")], { exclude: ["/gen"] });
    expect(lines).toEqual([`${root}/src/a.js`, `${root}/src/a.ts`, `- ${root}/src/gen/ excluded`]);
  });

  it("include only what matches, or lies in a directory that matches", async () => {
    const root = makeTree(files);
    expect(await linesOf(root, ["."], { include: ["*.js", "lib/"] })).toEqual([
      "lib/c.ts",
      "src/a.js",
      "- src/a.ts excluded",
      "- src/gen/b.ts excluded",
    ]);
    expect(await linesOf(root, ["src/a.ts", "src/a.js"], { include: ["*.js"] })).toEqual([
      "- src/a.ts excluded",
      "src/a.js",
    ]);
  });
});

describe("a git directory", () => {
  it("may be excluded like any other", async () => {
    const root = makeTree({ x: "" });
    git(root, "init", "-q");
    expect(await linesOf(root, ["."], { exclude: [".git"] })).toEqual(["- .git/ excluded", "x"]);
    expect(await linesOf(root, ["."], { exclude: ["/.git/config"] })).toEqual(["x"]);
  });
});

describe(".keyscanignore", () => {
  it("holds outside of repositories, from its directory down", async () => {
    const root = makeTree({
      ".keyscanignore": "*.csv\nbig/\n",
      "a.csv": "",
      "big/x": "",
      "d/.keyscanignore": "!keep.csv\n",
      "d/b.csv": "",
      "d/keep.csv": "",
    });
    expect(await linesOf(root)).toEqual([
      ".keyscanignore",
      "- a.csv keyscanignored",
      "- big/ keyscanignored",
      "d/.keyscanignore",
      "- d/b.csv keyscanignored",
      "d/keep.csv",
    ]);
  });

  it("of the cwd holds below a root in it", async () => {
    const root = makeTree({ ".keyscanignore": "/d/x\n", "d/x": "", "d/y": "" });
    expect(await linesOf(root, ["d"])).toEqual(["- d/x keyscanignored", "d/y"]);
  });

  it("does not keep out what was named", async () => {
    const root = makeTree({ ".keyscanignore": "d\n*.csv\n", "d/x": "", "a.csv": "", "b.csv": "" });
    expect(await linesOf(root, ["d", "a.csv"])).toEqual(["d/x", "a.csv"]);
  });

  it("is not applied, with a note, when it is absurdly large", async () => {
    const root = makeTree({ ".keyscanignore": "x\n".repeat(200_000), x: "" });
    expect(await linesOf(root)).toEqual([
      "# .keyscanignore is too large; it was not applied",
      ".keyscanignore",
      "x",
    ]);
  });

  it("is not waited for when it is a FIFO, nor followed when it is a link", async () => {
    const root = makeTree({ rules: "x\n", "a/x": "", "b/x": "" });
    makeFifo(join(root, "a/.keyscanignore"));
    symlinkSync("../rules", join(root, "b/.keyscanignore"));
    expect(await linesOf(root)).toEqual([
      "- a/.keyscanignore special-file",
      "a/x",
      "- b/.keyscanignore symlink",
      "b/x",
      "rules",
    ]);
  });
});

describe("other tools' ignore files", () => {
  it.each([".ignore", ".rgignore", ".dockerignore", ".npmignore", ".fdignore", ".gitleaksignore"])(
    "%s is not honoured",
    async (name) => {
      const root = makeTree({ [name]: "*\n", x: "" });
      expect(await linesOf(root)).toEqual([name, "x"]);
    },
  );
});
