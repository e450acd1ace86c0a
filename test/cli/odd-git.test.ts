/** A program on the PATH that is called git and does not print what git prints: a wrapper, or one of long ago. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, summaryOf } from "./keyscan.ts";
import { repository } from "./repository.ts";
import { stripeKey, tree } from "./scratch.ts";

/** The environment in which `git` prints the text, and is content. */
function odd(text: string): Record<string, string> {
  const folder = tree({ git: `#!/bin/sh\necho '${text}'\n` });
  chmodSync(join(folder, "git"), 0o755);
  return { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
}

describe.concurrent("what is no git", () => {
  it("leaves a scan of the tree as it is, and incomplete", async () => {
    const env = odd("git version 1.7.1");
    const run = await keyscan(["-f", "jsonl"], { cwd: repository({ "a.txt": stripeKey(1) }), env });
    expect(run.code).toBe(1);
    expect(findingsOf(run)).toHaveLength(1);
    expect(summaryOf(run).complete).toBe(false);
    expect(summaryOf(run).errors.map(({ path, code }) => [path, code])).toEqual([[".git", "GIT_FAILED"]]);
    expect((await keyscan([], { cwd: repository(), env })).code).toBe(3);
  });

  it.each(["git", "staged", "diff HEAD"])("ends keyscan %s with what to look at", async (command) => {
    const cwd = repository({ "a.txt": "a" });
    const run = await keyscan(command.split(" "), { cwd, env: odd("git version 1.7.1 \u001b[31m") });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("git --version");
    expect(run.stderr).not.toContain("\u001b");
    expect(run.stderr).not.toContain("internal error");
  });
});
