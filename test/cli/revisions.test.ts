/** Names of revisions that `diff` and `git` take, which git itself would tell from settings, reflogs and files that a view does not have. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, type Run } from "./keyscan.ts";
import { tree } from "./scratch.ts";

function made(): Repository {
  const repository = new Repository(join(tree(), "repository"));
  repository.commit({ "README.md": "1\n" });
  return repository;
}

async function paths(cwd: string, ...args: string[]): Promise<string[]> {
  const run = await keyscan([...args, "--format", "jsonl"], { cwd });
  expect(run.stderr).toBe("");
  return findingsOf(run).map(({ location }) => location.path);
}

/** A clone beside it. */
function cloned(from: Repository, ...options: string[]): string {
  const clone = join(tree(), "clone");
  from.git("clone", "-q", ...options, `file://${from.root}`, clone);
  return clone;
}

describe("a revision", () => {
  it("may be what a branch follows, or where a ref has been", async () => {
    const origin = made();
    const clone = new Repository(cloned(origin), "-q");
    clone.commit({ "a.env": `T=${token(301)}\n` });
    clone.commit({ "b.env": `T=${token(302)}\n` });
    clone.git("switch", "-q", "-c", "topic");
    for (const range of [
      "main@{u}..main",
      "main@{upstream}",
      "main@{2}..main",
      "HEAD@{3}..HEAD",
      "@{-1}~2..",
    ]) {
      expect(await paths(clone.root, "diff", range)).toEqual(["a.env", "b.env"]);
      if (range.includes("..")) expect(await paths(clone.root, "git", "--range", range)).toHaveLength(2);
    }
    expect(await paths(clone.root, "diff", "main@{1}..main")).toEqual(["b.env"]);
    const none = await keyscan(["diff", "nosuch@{1}..main"], { cwd: clone.root });
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("is no revision") as unknown });
  });

  it("may be where a branch is pushed to", async () => {
    const origin = made();
    const clone = new Repository(cloned(origin), "-q");
    const fork = join(tree(), "fork.git");
    origin.git("clone", "-q", "--bare", origin.root, fork);
    clone.git("remote", "add", "fork", fork);
    clone.git("switch", "-q", "-c", "topic", "--track", "origin/main");
    clone.commit({ "a.env": `T=${token(305)}\n` });
    clone.git("push", "-q", "fork", "topic");
    clone.commit({ "b.env": `T=${token(306)}\n` });
    const none = await keyscan(["diff", "@{push}"], { cwd: clone.root });
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("is no revision") as unknown });
    clone.git("config", "remote.pushDefault", "fork");
    for (const range of ["@{push}", "topic@{PUSH}..", "HEAD@{push}..topic"])
      expect(await paths(clone.root, "diff", range)).toEqual(["b.env"]);
    clone.git("config", "push.default", "upstream");
    expect(await paths(clone.root, "diff", "@{push}")).toEqual(["a.env", "b.env"]);
    clone.git("config", "push.default", "simple");
    clone.git("config", "branch.topic.pushRemote", "origin");
    clone.git("push", "-q", "origin", "topic~1:refs/heads/topic");
    expect(await paths(clone.root, "diff", "@{push}")).toEqual(["b.env"]);
  });

  it("may be what a merge is about, as the note of `staged` says", async () => {
    const repository = made();
    repository.git("switch", "-q", "-c", "topic");
    repository.commit({ "README.md": "topic\n", "t.env": `T=${token(303)}\n` });
    repository.git("switch", "-q", "main");
    repository.commit({ "README.md": "main\n" });
    repository.attempt("merge", "topic");
    const staged = await keyscan(["staged", "--format", "jsonl"], { cwd: repository.root });
    const [, command = ""] = /\\"keyscan (diff [^"\\]+)\\"/.exec(staged.stdout) ?? [];
    expect(await paths(repository.root, ...command.split(" "))).toEqual(["t.env"]);
    expect(await paths(repository.root, "git", "--branch", "MERGE_HEAD")).toEqual(["t.env"]);
  });

  it("may be a branch that only the remote has, by its name there", async () => {
    const origin = made();
    origin.git("switch", "-q", "-c", "topic");
    origin.commit({ "t.env": `T=${token(304)}\n` });
    const clone = cloned(origin, "-b", "topic");
    for (const range of ["main", "main..topic", "main...HEAD"])
      expect(await paths(clone, "diff", range)).toEqual(["t.env"]);
  });
});

describe("what a shallow clone lacks", () => {
  it.each(["HEAD~1", "main", "origin/main", "main~1", "v1.0"])(
    "%s: comes by the command that is named",
    async (revision) => {
      const origin = made();
      origin.git("tag", "v1.0");
      origin.commit({ "README.md": "2\n" });
      origin.git("switch", "-q", "-c", "topic");
      origin.commit({ "t.env": `T=${token(305)}\n` });
      const clone = cloned(origin, "-b", "topic", "--depth", "1", "--no-tags");
      const run = (): Promise<Run> => keyscan(["diff", revision, "--format", "jsonl"], { cwd: clone });
      const refused = await run();
      expect(refused.code).toBe(2);
      const [, command = ""] = /"git (fetch [^"]+)"/.exec(refused.stderr) ?? [];
      execFileSync("git", command.split(" "), { cwd: clone, stdio: "ignore" });
      const again = await run();
      expect(again.stderr).toBe("");
      expect(findingsOf(again).map(({ location }) => location.path)).toEqual(["t.env"]);
    },
  );
});
