import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { PathNotFoundError, resolveRoots } from "../../src/sources/files.ts";
import { linesOf, makeRepository, makeTree } from "./scratch-tree.ts";

describe("what was named", () => {
  it("is walked although it is ignored, and is local-only then", async () => {
    const root = makeRepository(
      {
        ".gitignore": "out/\n*.o\n",
        "out/x": "",
        "out/out/z": "",
        "out/y.o": "",
        "a.o": "",
        "b.o": "",
      },
      ["out/x"],
    );
    expect(await linesOf(root, ["out", "a.o"])).toEqual([
      "out/out/z local",
      "out/x",
      "- out/y.o gitignored",
      "a.o local",
    ]);
  });

  it.each([["/out/*"], ["out/**"]])("is walked although %j ignores all that is in it", async (rule) => {
    const root = makeRepository({ ".gitignore": `${rule}\n`, "out/x": "", "out/d/y": "" });
    expect(await linesOf(root, ["out"])).toEqual(["out/d/y local", "out/x local"]);
  });

  it("is walked although its own ignore file names everything", async () => {
    const root = makeRepository({ ".venv/.gitignore": "*\n", ".venv/x": "" });
    expect(await linesOf(root)).toEqual(["- .venv/.gitignore gitignored", "- .venv/x gitignored"]);
    expect(await linesOf(root, [".venv"])).toEqual([".venv/.gitignore local", ".venv/x local"]);
  });

  it("does not bring back what a list of exceptions leaves out", async () => {
    const root = makeRepository({
      ".gitignore": "/packages/*\n!/packages/own\n",
      "packages/own/x": "",
      "packages/alien/x": "",
    });
    expect(await linesOf(root, ["packages"])).toEqual(["- packages/alien/ gitignored", "packages/own/x"]);
  });

  it("lies in an ignored directory", async () => {
    const root = makeRepository(
      {
        ".gitignore": "node_modules\n",
        "node_modules/a/x": "",
        "node_modules/a/node_modules/y": "",
        "node_modules/b/x": "",
      },
      ["node_modules/a/x"],
    );
    expect(await linesOf(root, ["node_modules/a", "node_modules/b/x"])).toEqual([
      "node_modules/a/node_modules/y local",
      "node_modules/a/x",
      "node_modules/b/x local",
    ]);
  });

  it("is yielded once, however it is reached", async () => {
    const root = makeRepository({
      ".gitignore": "out\n",
      "src/a.ts": "",
      "src/b.ts": "",
      "out/x": "",
    });
    symlinkSync("src", join(root, "alias"));
    expect(await linesOf(root, [".", "src", "src/a.ts", "alias", "src/../src", "out"])).toEqual([
      ".gitignore",
      "- alias symlink",
      "src/b.ts",
      "src/a.ts",
      "out/x local",
    ]);
  });

  it("may be a link, and is called by its name", async () => {
    const root = makeTree({ "real/x": "", y: "" });
    symlinkSync("real", join(root, "link"));
    symlinkSync("y", join(root, "file.log"));
    expect(await linesOf(root, ["link", "file.log"])).toEqual(["link/x", "file.log"]);
  });

  it("is shown by its absolute path outside of the cwd", async () => {
    const root = makeTree({ "a/x": "", "b/y": "" });
    expect(await linesOf(join(root, "a"), ["../b", "../b/y", "."])).toEqual([`${root}/b/y`, "x"]);
  });

  it("is an error when it is not there, and a skip when it is no file", async () => {
    const root = makeTree({ x: "" });
    symlinkSync("nowhere", join(root, "dangling"));
    expect(await linesOf(root, ["missing", "dangling", "x"])).toEqual([
      "! missing ENOENT",
      "! dangling ENOENT",
      "x",
    ]);
    expect(await linesOf(root, ["/dev/null"])).toEqual(["- /dev/null special-file"]);
  });
});

describe("resolveRoots", () => {
  const files = { "a.ts": "", "src/b.ts": "", "src/c.js": "", "[x].ts": "", ".h/d.ts": "" };

  it("takes what exists literally", async () => {
    const root = makeTree(files);
    expect(await resolveRoots(["[x].ts", "src", ".", "src/../a.ts"], root)).toEqual([
      join(root, "[x].ts"),
      join(root, "src"),
      root,
      join(root, "a.ts"),
    ]);
  });

  it("expands globs in order, without following links", async () => {
    const root = makeTree(files);
    symlinkSync(dirname(root), join(root, "up"));
    mkdirSync(join(root, "lib"));
    expect(await resolveRoots(["**/*.ts"], root)).toEqual(
      [".h/d.ts", "[x].ts", "a.ts", "src/b.ts"].map((name) => join(root, name)),
    );
    expect(await resolveRoots(["{src,lib}"], root)).toEqual([join(root, "lib"), join(root, "src")]);
  });

  it("names each path once", async () => {
    const root = makeTree(files);
    expect(await resolveRoots(["a.ts", "*.ts", "./a.ts"], root)).toEqual([
      join(root, "a.ts"),
      join(root, "[x].ts"),
    ]);
  });

  it("refuses what names nothing, and says what", async () => {
    const root = makeTree(files);
    await expect(resolveRoots(["missing"], root)).rejects.toThrow('"missing" does not exist');
    await expect(resolveRoots(["*.py"], root)).rejects.toThrow('no file matches "*.py"');
    await expect(resolveRoots(["a.ts/x"], root)).rejects.toThrow('"a.ts/x" does not exist');
    await expect(resolveRoots(["a\0b"], root)).rejects.toMatchObject({
      name: "PathNotFoundError",
      path: "a\0b",
    });
    await expect(resolveRoots(["missing"], root)).rejects.toBeInstanceOf(PathNotFoundError);
  });
});
