/** Histories of folders that were named, and of repositories below them: what belongs to which, and by which names patterns know it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { tree } from "./scratch.ts";

/** A repository of which the files given are gone again. */
function leaking(root: string, files: Readonly<Record<string, number>>, ...init: string[]): Repository {
  const repository = new Repository(root, ...init);
  const entries = Object.entries(files);
  repository.commit(Object.fromEntries(entries.map(([name, seed]) => [name, `T=${token(seed)}\n`])));
  repository.commit({
    ...Object.fromEntries(entries.map(([name]) => [name, undefined])),
    "src/kept.txt": "x\n",
    "lib/kept.txt": "x\n",
  });
  return repository;
}

function scan(cwd: string, ...args: string[]): Promise<Run> {
  return keyscan([...args, "-f", "jsonl"], { cwd });
}

function pathsOf(run: Run): string[] {
  expect(run.stderr).toBe("");
  return findingsOf(run)
    .map(({ location }) => location.path)
    .toSorted();
}

describe("folders of one repository", () => {
  const two = leaking(join(tree(), "repository"), { "src/a.env": 601, "lib/b.env": 602 });

  it.each([
    [
      ["src", "lib"],
      ["lib/b.env", "src/a.env"],
    ],
    [
      ["lib", "src"],
      ["lib/b.env", "src/a.env"],
    ],
    [
      ["src", "."],
      ["lib/b.env", "src/a.env"],
    ],
    [["src", "src/kept.txt"], ["src/a.env"]],
  ])("%j: each is looked at", async (named, found) => {
    expect(pathsOf(await scan(two.root, ...named))).toEqual(found);
  });

  it("one whose name begins with two dots is a folder like any other", async () => {
    const { root } = leaking(join(tree(), "repository"), { "..x/a.env": 610, "lib/b.env": 611 });
    new Repository(root).commit({ "..x/kept.txt": "x\n" });
    expect(pathsOf(await scan(root, "..x"))).toEqual(["..x/a.env"]);
    expect(pathsOf(await scan(root, "..x", "--exclude", "..x/*.env"))).toEqual([]);
  });

  it("what is left out elsewhere in it is counted, staged or not", async () => {
    const { root } = leaking(join(tree(), "repository"), { "src/a.env": 603 });
    const repository = new Repository(root);
    repository.write("staged.env", `T=${token(604)}\n`);
    repository.git("add", "staged.env");
    const run = await scan(root, "src");
    expect(pathsOf(run)).toEqual(["src/a.env"]);
    const notes = summaryOf(run).notes ?? [];
    expect(notes).toEqual([expect.stringContaining("1 file outside of src")]);
    expect(summaryOf(await scan(root, ".")).notes ?? []).toEqual([]);
  });
});

describe("patterns with a slash mean the same in a history as in the tree", () => {
  const { root } = leaking(join(tree(), "shop"), { "src/gone.env": 605 });

  it.each([
    [root, "src", "src/*.env", []],
    [root, "src", "/*.env", ["src/gone.env"]],
    [join(root, ".."), "shop", "shop/src/*.env", []],
    [join(root, ".."), "shop", "src/*.env", ["shop/src/gone.env"]],
    [join(root, "src"), ".", "/gone.env", []],
    // Outside of the working directory they count from what was named.
    [tree(), root, "src/*.env", []],
  ])("in %s, of %s: --exclude %s", async (cwd, named, pattern, found) => {
    expect(pathsOf(await scan(cwd, named, "--exclude", pattern))).toEqual(found);
  });
});

describe("a file .git", () => {
  it("of a submodule: it is called as it is checked out, and told of where its folder was meant", async () => {
    const lib = leaking(join(tree(), "library"), { "s.env": 606 });
    const inner = new Repository(join(tree(), "inner"));
    inner.git("submodule", "--quiet", "add", lib.root, "vendor/lib");
    inner.commit({ "src/x.txt": "x\n" });
    const outer = new Repository(join(tree(), "outer"));
    outer.git("submodule", "--quiet", "add", inner.root, "mid");
    outer.git("submodule", "--quiet", "update", "--init", "--recursive");
    outer.commit({});
    expect(pathsOf(await scan(inner.root))).toEqual(["vendor/lib/s.env"]);
    expect(pathsOf(await scan(inner.root, "vendor"))).toEqual(["vendor/lib/s.env"]);
    expect(pathsOf(await scan(inner.root, "src"))).toEqual([]);
    expect(pathsOf(await scan(outer.root))).toEqual(["mid/vendor/lib/s.env"]);
    inner.git("submodule", "--quiet", "deinit", "-f", "vendor/lib");
    expect(pathsOf(await scan(inner.root))).toEqual([".git/modules/vendor/lib/s.env"]);
    expect(pathsOf(await scan(inner.root, "vendor"))).toEqual([".git/modules/vendor/lib/s.env"]);
  });

  it("of a linked worktree below what was named leads to the repository that it belongs to", async () => {
    const { root } = leaking(join(tree(), "repository"), { "a.env": 607 });
    const folder = tree();
    new Repository(root).git("worktree", "add", "-q", join(folder, "wt"), "-b", "wt");
    expect(pathsOf(await scan(folder))).toEqual(["wt/a.env"]);
  });

  it("that names a repository elsewhere which knows nothing of it is not followed, and told", async () => {
    const { root } = leaking(join(tree(), "repository"), { "a.env": 608 });
    const folder = tree({ "x/a.txt": "x", "y/a.txt": "y" });
    writeFileSync(join(folder, "x/.git"), `gitdir: ${join(root, ".git")}\n`);
    const run = await scan(folder);
    expect(pathsOf(run)).toEqual([]);
    expect(summaryOf(run).notes).toEqual([expect.stringMatching(/^x\/\.git names .* was not scanned/)]);
    // Who names the folder means it.
    expect(pathsOf(await scan(join(folder, "x")))).toEqual(["a.env"]);
  });

  it("of which the git directory lies in what was named is followed", async () => {
    const folder = tree();
    const work = join(folder, "work");
    mkdirSync(work);
    leaking(work, { "a.env": 609 }, "--separate-git-dir", join(folder, "data"));
    expect(readFileSync(join(work, ".git"), "utf8")).toContain("gitdir: ");
    expect(pathsOf(await scan(folder))).toEqual(["work/a.env"]);
    rmSync(join(folder, "data"), { recursive: true });
    expect(pathsOf(await scan(folder))).toEqual([]);
  });
});
