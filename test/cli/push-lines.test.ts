/** What git tells hooks of a push on standard input: odd revisions are looked at, and what git would not write is refused. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyscan, shell, type Run } from "./keyscan.ts";
import { gitText, repository } from "./repository.ts";
import { git, gitHubToken, tree, write } from "./scratch.ts";

it("a revision with blanks is looked at as any other", async () => {
  const root = repository({ "a.env": `T=${gitHubToken(1)}\n` });
  git(root, "commit", "-q", "--amend", "-m", "fix a nasty bug");
  const bare = tree();
  git(bare, "init", "-q", "--bare");
  const hook = '#!/bin/sh\nexec "$NODE" "$CLI" hook run pre-push "$@"\n';
  writeFileSync(join(root, ".git/hooks/pre-push"), hook, { mode: 0o755 });
  const push = `export NODE CLI; git push -q ${bare} 'HEAD^{/a nasty bug}:refs/heads/x'`;
  const run = await shell(push, { cwd: root });
  expect(run.code).not.toBe(0);
  expect(run.stdout).toContain("push stopped, 1 secret in what is pushed");
});

it("what another remote has, whose name goes on with a slash, is new to this one", async () => {
  const root = repository({ "a.txt": "x" });
  const remote = (name: string): void => {
    const bare = tree();
    git(bare, "init", "-q", "--bare");
    git(root, "remote", "add", name, bare);
  };
  remote("team");
  remote("team/private");
  git(root, "push", "-q", "team", "HEAD:refs/heads/main");
  write(root, "b.env", `T=${gitHubToken(2)}\n`);
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "second");
  git(root, "push", "-q", "team/private", "HEAD:refs/heads/main");
  const none = "0".repeat(40);
  const input = `HEAD ${gitText(root, "rev-parse", "HEAD")} refs/heads/topic ${none}\n`;
  const push = (name: string): Promise<Run> =>
    keyscan(["hook", "run", "pre-push", name, "/x"], { cwd: root, input });
  expect((await push("team")).stdout).toContain("push stopped, 1 secret");
  expect((await push("team/private")).code).toBe(0);
});

describe.concurrent("lines that git does not write", () => {
  const id = "1".repeat(40);
  it.each([
    ["pre-push", "garbage\n"],
    ["pre-push", `refs/heads/x --all refs/heads/x ${id}\n`],
    ["pre-push", `refs/heads/x ${id}\n`],
    ["pre-receive", `${id} refs/heads/x\n`],
    ["pre-receive", `${id} --all refs/heads/x\n`],
  ])("%s: %j", async (hook, input) => {
    const root = repository({ "a.txt": "x" });
    const run = await keyscan(["hook", "run", hook], { cwd: root, input });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("standard input is not what git tells this hook");
  });
});
