/** A push of tags: what they say and what they name is pushed as well as commits are. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { shell, type Run } from "./keyscan.ts";
import { repository } from "./repository.ts";
import { git, gitHubToken, tree, write } from "./scratch.ts";

const KEY = gitHubToken(1);
const PRE_PUSH = '#!/bin/sh\nexec "$NODE" "$CLI" hook run pre-push "$@"\n';
const WHO = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_COMMITTER_NAME: "Someone",
  GIT_COMMITTER_EMAIL: "someone@example.org",
};

it("tags: what they say, and what they name, be it no commit", async () => {
  const origin = repository();
  const bare = join(tree(), "bare.git");
  git(origin, "clone", "-q", "--bare", origin, bare);
  const root = join(tree(), "clone");
  git(origin, "clone", "-q", bare, root);
  writeFileSync(join(root, ".git/hooks/pre-push"), PRE_PUSH, { mode: 0o755 });
  const run = (line: string): Promise<Run> => shell(`export NODE CLI; ${line}`, { cwd: root, env: WHO });
  await run(`git tag -a -m "with ${KEY}" said`);
  write(root, "blob.env", `T=${gitHubToken(31)}\n`);
  await run(
    `git tag -a -m file of-file $(git hash-object -w blob.env)
    git tag of-tree $(printf '100644 blob %s\\tin.env\\n' $(git hash-object -w blob.env) | git mktree)`,
  );
  const pushed = async (tag: string): Promise<string> => {
    const push = await run(`git push -q origin ${tag}`);
    expect(push.code).toBe(1);
    return push.stdout + push.stderr;
  };
  expect(await pushed("said")).toMatch(/<tag [0-9a-f]{12}>:\d+:\d+ GitHub/);
  expect(await pushed("of-file")).toMatch(/<blob [0-9a-f]{12}>:1:3 GitHub/);
  expect(await pushed("of-tree")).toContain("in.env:1:3 GitHub");
  expect(await pushed("of-tree")).not.toContain("removed again");
  expect((await run("git tag -a -m fine fine && git push -q origin fine")).code).toBe(0);
});
