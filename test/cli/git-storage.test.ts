/** Ways to keep an index and refs that few repositories have, and git chooses by a setting: nothing in them is passed over. */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { places } from "./repository.ts";
import { tree } from "./scratch.ts";

/** `path:line` of findings, in the order of a report. */
const found = (run: Run): string[] =>
  findingsOf(run).map(({ location }) => `${location.path}:${location.startLine}`);

const scan = (cwd: string, ...args: string[]): Promise<Run> =>
  keyscan([...args, "-f", "jsonl", "--no-cache"], { cwd });

function repository(...init: string[]): Repository {
  return new Repository(join(tree(), "repository"), ...init);
}

describe("a split index", () => {
  it("is read with the part that it shares", async () => {
    const split = repository();
    split.git("config", "core.splitIndex", "true");
    split.git("config", "splitIndex.maxPercentChange", "100");
    split.commit({ ".gitignore": "*.env\n", "old.env": `T=${token(200)}\n`, "a.txt": "a\n" });
    split.git("update-index", "--split-index");
    split.write("new.env", `T=${token(201)}\n`);
    split.git("add", "-f", "new.env");
    expect(readdirSync(join(split.root, ".git")).some((name) => name.startsWith("sharedindex."))).toBe(true);
    expect(readFileSync(join(split.root, ".git/index")).includes("link")).toBe(true);
    expect(await places(split.root)).toEqual(["new.env:1"]);
    // Ignored, and tracked all the same: the index says so.
    const files = await scan(split.root, ".", "--no-history");
    expect(found(files).toSorted()).toEqual(["new.env:1", "old.env:1"]);
    const history = findingsOf(await scan(split.root, "git"));
    expect(history.find(({ location }) => location.path === "new.env")?.history?.reach).toBe("index");
  });
});

describe("a sparse index", () => {
  /** Everything but one folder is left out of the working tree, and folders stand in the index as one entry each. */
  function sparse(): Repository {
    const made = repository();
    made.commit({ "kept/x.txt": "x\n", "left/deep/y.txt": "y\n" });
    made.commit({ "left/deep/key.env": `T=${token(202)}\n` });
    made.git("sparse-checkout", "init", "--cone", "--sparse-index");
    made.git("sparse-checkout", "set", "kept");
    expect(made.git("ls-files", "--sparse").split("\n")).toEqual(["kept/x.txt", "left/"]);
    return made;
  }

  it("is read with what stands in its folders", async () => {
    const made = sparse();
    expect(await places(made.root)).toEqual([]);
    made.write("kept/new.env", `T=${token(203)}\n`);
    made.git("add", "kept/new.env");
    expect(await places(made.root)).toEqual(["kept/new.env:1"]);
    // Now a folder in the index differs from the one in HEAD.
    made.git("reset", "-q", "--soft", "HEAD~1");
    expect(await places(made.root)).toEqual(["kept/new.env:1", "left/deep/key.env:1"]);
  });

  it("tells the history where a blob is staged", async () => {
    const made = sparse();
    made.git("reset", "-q", "--soft", "HEAD~1");
    made.git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all");
    made.git("update-ref", "-d", "ORIG_HEAD");
    const [finding] = findingsOf(await scan(made.root, "git"));
    expect(finding?.location.path).toBe("left/deep/key.env");
  });

  it("tells which ignored files are tracked", async () => {
    const made = repository();
    made.commit({ ".gitignore": "*.txt\n", "kept/a.txt": `T=${token(204)}\n`, "left/b.txt": "b\n" });
    made.git("sparse-checkout", "init", "--cone", "--sparse-index");
    made.git("sparse-checkout", "set", "kept");
    expect(found(await scan(made.root, ".", "--no-history"))).toEqual(["kept/a.txt:1"]);
  });
});

const version = execFileSync("git", ["--version"], { encoding: "utf8" }).trim();
const [major = 0, minor = 0] = /\d+\.\d+/.exec(version)?.[0].split(".").map(Number) ?? [];
const canReftables = major > 2 || (major === 2 && minor >= 46);

describe(`reftables${canReftables ? "" : ` (not made: ${version} can't, which 2.46 could)`}`, () => {
  const made = (): Repository => {
    const stored = repository("--ref-format=reftable");
    stored.commit({ "a.env": `T=${token(210)}\n` });
    stored.git("branch", "topic");
    stored.commit({ "a.env": "T=\n", "b.env": `T=${token(211)}\n` });
    return stored;
  };

  it.skipIf(!canReftables)("are read by git, with reflogs and other worktrees", async () => {
    const stored = made();
    stored.git("worktree", "add", "-q", "-b", "side", join(stored.root, "../side"), "topic");
    stored.git("tag", "-a", "-m", `about ${token(212)}`, "v1");
    stored.git("branch", token(213));
    stored.git("update-ref", "--create-reflog", "-m", `by ${token(214)}`, "refs/notes/x", "HEAD");
    const run = await scan(stored.root, "git");
    expect(run.stderr).toBe("");
    const summary = summaryOf(run);
    expect([summary.errors, summary.notes]).toEqual([[], []]);
    const told = findingsOf(run).map(({ location, history }) => [
      location.path,
      history?.refs,
      history?.current,
    ]);
    expect(told).toContainEqual([
      "b.env",
      ["HEAD", expect.stringMatching(/^refs\/heads\/./), "refs/heads/main", "refs/tags/v1", "refs/notes/x"],
      { ref: "HEAD", path: "b.env" },
    ]);
    expect(found(run)).toHaveLength(5);
  });

  it.skipIf(!canReftables)("tell what is staged, and what a range has", async () => {
    const stored = made();
    stored.write("c.env", `T=${token(215)}\n`);
    stored.git("add", "c.env");
    expect(await places(stored.root)).toEqual(["c.env:1"]);
    const linked = join(stored.root, "../linked");
    stored.git("worktree", "add", "-q", "-b", "linked", linked, "topic");
    expect(await places(linked)).toEqual([]);
    expect(found(await scan(stored.root, "diff", "topic..main"))).toEqual(["b.env:1"]);
  });

  it.skipIf(!canReftables)("of a repository without a commit have none", async () => {
    const stored = repository("--ref-format=reftable");
    stored.write("c.env", `T=${token(216)}\n`);
    stored.git("add", "c.env");
    expect(await places(stored.root)).toEqual(["c.env:1"]);
  });

  it("that can't be read are told of, and nothing is guessed without them", async () => {
    const stored = repository();
    stored.commit({ "a.txt": "a\n" });
    mkdirSync(join(stored.root, ".git/reftable"));
    writeFileSync(join(stored.root, ".git/reftable/tables.list"), "no-such-table.ref\n");
    appendFileSync(join(stored.root, ".git/config"), "[extensions]\n\trefStorage = reftable\n");
    for (const args of [["staged"], ["diff", "main..HEAD"], ["git", "--range", "main..HEAD"]]) {
      const run = await scan(stored.root, ...args.filter((arg) => arg !== ""));
      expect([args, run.code]).toEqual([args, 2]);
      expect(run.stderr).toMatch(/^keyscan: .*reftables.* git 2\.45 or newer/);
    }
    const run = await scan(stored.root, "git");
    expect(run.code).toBe(3);
    expect(summaryOf(run).errors).toMatchObject([
      { path: "reftable", code: "REFTABLE" },
      { path: ".git/logs", code: "REFTABLE" },
    ]);
  });
});

describe("a clone that has left its contents with the remote", () => {
  it("says how many there are, and that there may be more than are told apart", async () => {
    const [origin, few, many] = [tree(), join(tree(), "few"), join(tree(), "many")];
    const git = (...args: string[]): void => void execFileSync("git", args, { cwd: origin, stdio: "ignore" });
    git("init", "-q", "--bare");
    git("config", "uploadpack.allowFilter", "true");
    const commit = (ref: string, files: number): string => {
      const texts = Array.from({ length: files }, (_, index) => String(index));
      const entries = texts.map((text) => `M 100644 inline f${text}\ndata ${text.length}\n${text}\n`);
      return `commit refs/heads/${ref}\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nm\n${entries.join("")}`;
    };
    execFileSync("git", ["fast-import", "--quiet"], {
      cwd: origin,
      input: commit("few", 3) + commit("many", 10_001),
    });
    for (const [ref, folder] of [
      ["few", few],
      ["many", many],
    ] as const) {
      const how = ["-q", "--no-checkout", "--filter=blob:none", "--single-branch", "--branch", ref];
      git("clone", ...how, `file://${origin}`, folder);
    }
    const noteOf = async (cwd: string): Promise<string> =>
      summaryOf(await keyscan(["git", "-f", "jsonl"], { cwd })).notes.join("\n");
    expect(await noteOf(few)).toContain("a partial clone; 3 objects were left with the remote");
    expect(await noteOf(many)).toContain("a partial clone; 10,000 objects or more were left with the remote");
  });
});
