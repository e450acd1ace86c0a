/** action.yml as such: how it gets keyscan, its inputs, and what actionlint says. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { find as findActionlint } from "../../scripts/tools/actionlint.ts";
import { git, tree, write } from "../cli/scratch.ts";
import { readAction, runAction } from "./runner.ts";

const ACTION = fileURLToPath(new URL("../..", import.meta.url));

describe("preparing it", () => {
  it("builds it from its lock file, without scripts of dependencies, where it has not been built", () => {
    const action = tree({ bin: "" });
    cpSync(join(ACTION, "action.yml"), join(action, "action.yml"));
    const bin = tree({
      npm: '#!/bin/sh\necho "npm $*"\nmkdir -p dist\necho "console.log(1)" > dist/action.js\n',
    });
    chmodSync(join(bin, "npm"), 0o755);
    const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}` };
    const ran = runAction({ action, workspace: tree(), eventName: "schedule", env });
    expect(ran.log).toContain("npm ci --ignore-scripts --no-audit --no-fund\nnpm run build -- --no-types\n");
    const again = runAction({ action, workspace: tree(), eventName: "schedule", env });
    expect(again.log).not.toContain("npm");
  });
});

describe("action.yml", () => {
  const { inputs, runs } = readAction(ACTION);

  it("puts inputs into the environment, never into a script", () => {
    expect(runs.using).toBe("composite");
    for (const step of runs.steps) expect(step.run ?? "").not.toContain("${{");
  });

  it("describes every input, and docs/ci.md and the step know each", () => {
    const docs = readFileSync(join(ACTION, "docs/ci.md"), "utf8");
    const used = JSON.stringify(runs.steps);
    for (const [name, input] of Object.entries(inputs)) {
      expect(input.description).toMatch(/\S/);
      expect(docs).toContain(`| \`${name}\``);
      expect(used).toContain(`inputs.${name}`);
    }
  });

  const actionlint = findActionlint();
  it.skipIf(actionlint === undefined)(
    `is used rightly by the workflows, says actionlint${actionlint === undefined ? " (not found: npm run test:tools)" : ""}`,
    () => {
      const check = (folder: string): { status: number | null; stdout: string } =>
        spawnSync(actionlint ?? "", ["-shellcheck=", "-pyflakes="], { cwd: folder, encoding: "utf8" });
      expect(check(ACTION)).toMatchObject({ status: 0, stdout: "" });
      const wrong = tree();
      git(wrong, "init");
      mkdirSync(join(wrong, ".github/workflows"), { recursive: true });
      cpSync(join(ACTION, "action.yml"), join(wrong, "action.yml"));
      write(
        wrong,
        ".github/workflows/x.yml",
        "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./\n        with:\n          modus: diff\n",
      );
      expect(check(wrong).stdout).toContain('input "modus" is not defined in action "keyscan"');
    },
  );
});
