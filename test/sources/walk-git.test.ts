import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventsOf, git, linesOf, makeRepository, makeTree, write } from "./scratch-tree.ts";

describe("git's ignore rules", () => {
  it("count for nothing outside of a repository", async () => {
    expect(await linesOf(makeTree({ ".gitignore": "*.env\n", "app.env": "" }))).toEqual([
      ".gitignore",
      "app.env",
    ]);
  });

  it("count for nothing in a directory that only has a `.git`, and what lies in that is scanned", async () => {
    const root = makeTree({ ".gitignore": "x\n", ".git/x": "", x: "" });
    expect(await linesOf(root)).toEqual([".git/x", ".gitignore", "x"]);
  });

  it("come down from the repository's root, the innermost file deciding", async () => {
    const root = makeRepository({
      ".gitignore": "*.log\n/out\ntmp/\n",
      "a.log": "",
      "out/x": "",
      "d/out/x": "",
      "d/.gitignore": "!keep.log\n",
      "d/keep.log": "",
      "d/e/f.log": "",
      "d/tmp/x": "",
    });
    expect(await linesOf(root)).toEqual([
      ".gitignore",
      "d/.gitignore",
      "d/keep.log log",
      "d/out/x",
      "- d/tmp/ gitignored",
      "- out/ gitignored",
      "- a.log gitignored",
      "- d/e/f.log gitignored",
    ]);
  });

  it("hold when the walk begins further down", async () => {
    const root = makeRepository({
      ".gitignore": "*.o\n/d/e/x\n",
      "d/a.o": "",
      "d/e/x": "",
      "d/e/y": "",
    });
    const expected = ["d/e/y", "- d/a.o gitignored", "- d/e/x gitignored"];
    expect(await linesOf(root, ["d"])).toEqual(expected);
    expect(await linesOf(join(root, "d"))).toEqual(expected.map((line) => line.replace("d/", "")));
  });

  it("of .git/info/exclude hold, below those of .gitignore files", async () => {
    const root = makeRepository({ ".gitignore": "!b.o\n", "a.o": "", "b.o": "" });
    write(root, ".git/info/exclude", "*.o\n");
    expect(await linesOf(root)).toEqual([".gitignore", "b.o", "- a.o gitignored"]);
  });

  it("end where a repository of its own begins", async () => {
    const root = makeRepository({
      ".gitignore": "*.o\n",
      "a.o": "",
      "vendor/tool/b.o": "",
      "vendor/tool/.gitignore": "*.x\n",
      "vendor/tool/c.x": "",
    });
    git(join(root, "vendor/tool"), "init", "-q");
    expect(await linesOf(root)).toEqual([
      ".gitignore",
      "- vendor/tool/.git/ git-internal",
      "vendor/tool/.git/config",
      "vendor/tool/.gitignore",
      "vendor/tool/b.o",
      "- vendor/tool/c.x gitignored",
      "- a.o gitignored",
    ]);
  });

  it("of a submodule and of a linked worktree are their own", async () => {
    const library = makeRepository({ ".gitignore": "*.o\n", "x.c": "" }, [".gitignore", "x.c"]);
    git(library, "commit", "-qm", "x");
    const root = makeRepository({ ".gitignore": "*.c\n" }, [".gitignore"]);
    git(root, "submodule", "--quiet", "add", library, "lib");
    git(root, "commit", "-qm", "x");
    git(root, "worktree", "add", "-q", join(root, "tree"));
    write(root, "lib/y.o");
    write(root, ".git/info/exclude", "z\n");
    write(root, "tree/z");
    expect(await linesOf(root)).toEqual([
      ".gitignore",
      ".gitmodules",
      "- lib/.git git-internal",
      "lib/.gitignore",
      "lib/x.c",
      "- tree/.git git-internal",
      "tree/.gitignore",
      "tree/.gitmodules",
      "- lib/y.o gitignored",
      "- tree/z gitignored",
    ]);
  });

  it("go on below a submodule whose git directory is gone", async () => {
    const root = makeRepository({
      ".gitignore": "*.o\n",
      "lib/.git": "gitdir: ../.git/modules/lib\n",
      "lib/a.o": "",
      "lib/x": "",
    });
    expect(await linesOf(root)).toEqual([".gitignore", "lib/.git", "lib/x", "- lib/a.o gitignored"]);
  });

  it("can be switched off", async () => {
    const root = makeRepository({ ".gitignore": "*.o\nout\n", "a.o": "", "out/x": "" });
    expect(await linesOf(root, ["."], { gitignore: false })).toEqual([".gitignore", "a.o", "out/x"]);
  });

  it("are not read through a link", async () => {
    const root = makeRepository({ rules: "*.o\n", "a.o": "" });
    symlinkSync("rules", join(root, ".gitignore"));
    expect(await linesOf(root)).toEqual(["- .gitignore symlink", "a.o", "rules"]);
  });
});

describe("ignored files that are looked at nevertheless", () => {
  it("are those that git tracks, wherever they lie", async () => {
    const root = makeRepository(
      {
        ".gitignore": "node_modules\n*.lock\n.env\n",
        ".env": "",
        "yarn.lock": "",
        "other.lock": "",
        "node_modules/a/index.js": "",
        "node_modules/a/other.js": "",
        "node_modules/b/index.js": "",
      },
      [".env", "yarn.lock", "node_modules/a/index.js"],
    );
    expect(await linesOf(root)).toEqual([
      ".gitignore",
      "- node_modules/ gitignored",
      ".env",
      "node_modules/a/index.js",
      "- other.lock gitignored",
      "yarn.lock",
    ]);
  });

  it("are those that usually hold keys, as local-only", async () => {
    const root = makeRepository({
      ".gitignore": ".env*\n*.pem\nsecrets/\nnode_modules/\n*.o\n",
      ".env": "",
      "a/.env.local": "",
      "tls/server.pem": "",
      "x.o": "",
      "secrets/prod/db.env": "",
      "secrets/readme.md": "",
      "node_modules/x/test.pem": "",
    });
    expect(await linesOf(root)).toEqual([
      ".gitignore",
      "- node_modules/ gitignored",
      "- secrets/ gitignored",
      ".env local",
      "a/.env.local local",
      "secrets/prod/db.env local",
      "tls/server.pem local",
      "- x.o gitignored",
    ]);
  });

  it("are not those that are excluded in keyscan's own ways", async () => {
    const root = makeRepository(
      {
        ".gitignore": ".env\nout\n",
        ".keyscanignore": "/a/.env\n",
        ".env": "",
        "a/.env": "",
        "b/.env": "",
        "out/x": "",
        "out/y": "",
      },
      ["out/x", "out/y"],
    );
    expect(await linesOf(root, ["."], { exclude: ["/b", "y"] })).toEqual([
      ".gitignore",
      ".keyscanignore",
      "- a/.env keyscanignored",
      "- b/ excluded",
      "- out/ gitignored",
      ".env local",
      "out/x",
    ]);
  });

  it("are not links, nor files that are gone", async () => {
    const root = makeRepository({ ".gitignore": "out\n", "out/x": "", "out/gone": "" }, [
      "out/x",
      "out/gone",
    ]);
    symlinkSync("x", join(root, "out/link"));
    git(root, "add", "-f", "out/link");
    rmSync(join(root, "out/gone"));
    expect(await linesOf(root)).toEqual([".gitignore", "- out/ gitignored", "out/x"]);
  });

  it("include a submodule in an ignored directory", async () => {
    const library = makeRepository({ "x.c": "" }, ["x.c"]);
    git(library, "commit", "-qm", "x");
    const root = makeRepository({ ".gitignore": "vendor/\n" }, [".gitignore"]);
    git(root, "submodule", "--quiet", "add", "--force", library, "vendor/lib");
    expect(await linesOf(root)).toEqual([
      ".gitignore",
      ".gitmodules",
      "- vendor/ gitignored",
      "- vendor/lib/.git git-internal",
      "vendor/lib/x.c",
    ]);
  });

  it("are each yielded once, however many are ignored", async () => {
    const root = makeRepository({ ".gitignore": "*.o\n" });
    for (let count = 0; count < 2_500; count++) write(root, `d${count % 5}/${count}.o`);
    git(root, "add", "-f", "d0/0.o", "d4/2499.o");
    const events = await eventsOf(root);
    const files = events.flatMap((event) => (event.type === "file" ? [event.display] : []));
    expect(files.sort()).toEqual([".git/config", ".gitignore", "d0/0.o", "d4/2499.o"]);
    expect(events.filter((event) => event.type === "skip" && event.reason === "gitignored")).toHaveLength(
      2_498,
    );
  });
});

describe("the question to git", () => {
  it("is put once a repository, and only if something was ignored", async () => {
    const asked: string[] = [];
    const tracked = (root: string): Promise<{ files: string[] }> => {
      asked.push(root);
      return Promise.resolve({ files: [] });
    };
    const root = makeRepository({ ".gitignore": "*.o\n", "a.o": "", "b/c.o": "", "clean/x": "" });
    git(join(root, "clean"), "init", "-q");
    await eventsOf(root, [".", "b", "b/c.o"], { tracked });
    expect(asked).toEqual([root]);
  });

  it("that can't be put is a note; one that git fails on is an error", async () => {
    const root = makeRepository({ ".gitignore": "*.o\n", "d/a.o": "" });
    const answer = (kind: "unavailable" | "failed") => () =>
      Promise.resolve({ files: [], problem: { kind, reason: "so" } });
    expect(await linesOf(root, ["d"], { tracked: answer("unavailable") })).toEqual([
      "# .: could not learn which ignored files are tracked: so; none was taken to be",
      "- d/a.o gitignored",
    ]);
    expect(await linesOf(root, ["d"], { tracked: answer("failed") })).toEqual([
      "! . GIT_FAILED",
      "- d/a.o gitignored",
    ]);
  });
});

describe("git directories", () => {
  it("are left out but for their config", async () => {
    const root = makeRepository({ x: "" });
    const lines = (await eventsOf(root)).map((event) =>
      "display" in event ? event.display : "path" in event ? `- ${event.path}` : "",
    );
    expect(lines).toEqual(["- .git", ".git/config", "x"]);
  });

  it("may be a root themselves, as bare repositories may", async () => {
    const root = makeTree({ "store.git/extra.env": "" });
    git(join(root, "store.git"), "init", "-q", "--bare");
    const lines = await linesOf(root, ["store.git"]);
    expect(lines.filter((line) => !line.startsWith("-"))).toEqual([
      "store.git/config",
      "store.git/extra.env",
    ]);
    expect(lines).toContain("- store.git/objects/ git-internal");
  });

  it("hide nothing when they only look like one", async () => {
    const root = makeTree({ HEAD: "x", "objects/x": "" });
    mkdirSync(join(root, "refs"));
    expect(await linesOf(root)).toEqual(["HEAD", "objects/x"]);
  });
});
