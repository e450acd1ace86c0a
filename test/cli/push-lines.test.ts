/** What git tells hooks of a push on standard input: odd revisions are looked at, and what git would not write is refused. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyscan, shell } from "./keyscan.ts";
import { repository } from "./repository.ts";
import { git, gitHubToken, tree } from "./scratch.ts";

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
