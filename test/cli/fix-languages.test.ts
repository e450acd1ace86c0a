/** `keyscan fix` on whole programs: the result runs with the variables set, prints what it printed before, and holds no key. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnv } from "../../src/fix/env-file.ts";
import { expectedLines, missingTool, programs, toolEnvironment, type Program } from "./fix-programs.ts";
import { findingsOf, keyscan } from "./keyscan.ts";
import { tree } from "./scratch.ts";

const SEED = 4100;

function run({ run: commands }: Program, cwd: string, env: Record<string, string>): string {
  let output = "";
  for (const [command = "", ...args] of commands) {
    const { stdout, stderr, status } = spawnSync(command, args, {
      cwd,
      env: toolEnvironment(env),
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}${stdout}`);
    output = stdout;
  }
  return output;
}

describe("programs after keyscan fix --write", () => {
  for (const program of programs(SEED)) {
    const missing = missingTool(program);
    const title =
      missing === undefined ? program.language : `${program.language} (${missing} is not installed)`;
    it.skipIf(missing !== undefined)(`${title}: runs and prints the same`, { timeout: 120_000 }, async () => {
      const root = tree({ [program.file]: program.text });
      // Elsewhere, for what a compiler makes of it holds the keys too.
      expect(run(program, tree({ [program.file]: program.text }), {})).toBe(expectedLines(SEED));
      const fixed = await keyscan(["fix", "--write", "--keep-value"], { cwd: root });
      expect(fixed).toMatchObject({ code: 0, stderr: "" });
      const values = Object.fromEntries(readEnv(readFileSync(join(root, ".env"), "utf8")));
      expect(Object.keys(values)).toHaveLength(3);
      expect(run(program, root, values)).toBe(expectedLines(SEED));
      expect(run.bind(undefined, program, root, {})).not.toSatisfy((again: () => string) =>
        prints(again, SEED),
      );
    });

    it(`${program.language}: a second scan is clean, a second fix does nothing`, async () => {
      const root = tree({ [program.file]: program.text });
      const before = await keyscan(["-f", "jsonl", "--no-history"], { cwd: root });
      expect(findingsOf(before)).toHaveLength(4);
      expect(await keyscan(["fix", "--write"], { cwd: root })).toMatchObject({ code: 0 });
      const after = readFileSync(join(root, program.file), "utf8");
      const scan = await keyscan(["-f", "jsonl", "--no-history", "--min-confidence", "low"], { cwd: root });
      expect(findingsOf(scan)).toEqual([]);
      expect(scan.code).toBe(0);
      const again = await keyscan(["fix", "--write"], { cwd: root });
      expect(again).toEqual({ code: 0, stdout: "No hard-coded secret found.\n", stderr: "" });
      expect(readFileSync(join(root, program.file), "utf8")).toBe(after);
    });
  }
});

/** Without its variables the program must not print the keys. */
function prints(again: () => string, seed: number): boolean {
  try {
    return again() === expectedLines(seed);
  } catch {
    return false;
  }
}
