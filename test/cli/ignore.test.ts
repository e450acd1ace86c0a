/** Findings accepted by their fingerprint, in lines of `.keyscanignore`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { git, stripeKey, tree, write } from "./scratch.ts";

const line = (seed: number): string => `const stripe = "${stripeKey(seed)}";\n`;
const scan = (root: string, ...args: string[]): Promise<Run> =>
  keyscan([".", "-f", "jsonl", ...args], { cwd: root });

describe.concurrent("a fingerprint in .keyscanignore", () => {
  async function fingerprintIn(root: string): Promise<string> {
    return findingsOf(await scan(root))[0]?.fingerprint ?? "";
  }

  it("is accepted with reason and end, and shown with them", async () => {
    const root = tree({ "a.ts": line(1), ".keyscanignore": "*.snap\n" });
    const key = await fingerprintIn(root);
    const ignore = await keyscan(["ignore", key, "--reason", "revoked", "--until", "2999-01-31"], {
      cwd: root,
    });
    expect(ignore).toMatchObject({ code: 0, stderr: "" });
    expect(readFileSync(join(root, ".keyscanignore"), "utf8")).toBe(
      `*.snap\n${key} until=2999-01-31 -- revoked\n`,
    );
    const run = await scan(root, "--show-accepted");
    expect(run.code).toBe(0);
    expect(findingsOf(run)[0]?.accepted).toEqual({
      by: "ignore-file",
      where: ".keyscanignore:2",
      reason: "revoked",
      until: "2999-01-31",
    });
    expect(summaryOf(run).accepted).toEqual({ inline: 0, baseline: 0, ignoreFile: 1, config: 0 });
  });

  it("that has expired accepts nothing, and is told of", async () => {
    const root = tree({ "a.ts": line(1) });
    write(root, ".keyscanignore", `${await fingerprintIn(root)} until=2020-01-31 -- for now\n`);
    const run = await scan(root);
    expect(run.code).toBe(1);
    expect(summaryOf(run).notes).toContain(".keyscanignore:1: expired on 2020-01-31; reported again");
  });

  it("whose secret is gone is told of", async () => {
    const root = tree({ "a.ts": line(1) });
    write(root, ".keyscanignore", `${await fingerprintIn(root)} -- test\n`);
    write(root, "a.ts", "nothing\n");
    expect(summaryOf(await scan(root)).notes.join("\n")).toContain(
      ".keyscanignore:1: accepts a secret no longer found",
    );
  });

  it("holds for a scan of a folder below", async () => {
    const root = tree({ "src/a.ts": line(1) });
    git(root, "init", "-q");
    write(root, ".keyscanignore", `${await fingerprintIn(root)} -- test\n`);
    expect((await keyscan(["."], { cwd: join(root, "src") })).code).toBe(0);
  });

  it.each([
    [["ignore"], "ignore needs a fingerprint"],
    [["ignore", `v1:${"0".repeat(32)}`], "ignore needs a reason"],
    [["ignore", "v1:12", "--reason", "x"], "is no fingerprint"],
    [["ignore", `v1:${"0".repeat(32)}`, "--reason", "x", "--until", "soon"], "--until must be a day"],
    [["ignore", `v1:${"0".repeat(32)}`, "--reason", "x", "--until", "2020-02-02"], "has passed"],
    [["--reason", "x"], "scan takes no --reason (ignore does)"],
  ])("keyscan %j: %s", async (args, message) => {
    const run = await keyscan(args, { cwd: tree({ "a.ts": "x" }) });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });
});
