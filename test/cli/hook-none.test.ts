/** `keyscan hook` where git runs no hooks: nothing is installed that would never be run, and status says why. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keyscan } from "./keyscan.ts";
import { repository } from "./repository.ts";
import { git, tree } from "./scratch.ts";

it.concurrent.each([
  ["core.hooksPath is a device", "/dev/null", '.git/config) is "/dev/null", which is no folder'],
  ["core.hooksPath is empty", "", '.git/config) is "", which is no folder'],
])("%s", async (_, value, message) => {
  const root = repository();
  git(root, "config", "core.hooksPath", value);
  const options = { cwd: root, env: { HOME: tree() } };
  const install = await keyscan(["hook", "install"], options);
  expect(install).toMatchObject({ code: 2, stdout: "" });
  expect(install.stderr).toContain(message);
  expect(existsSync(join(root, "pre-commit"))).toBe(false);
  const status = await keyscan(["hook", "status"], options);
  expect(status.code).toBe(3);
  expect(status.stdout).toContain("pre-commit: not run: ");
  expect(status.stdout).toContain(message);
  const init = await keyscan(["init", "--yes"], options);
  expect(init.code).toBe(0);
  expect(init.stdout).toContain("git hook pre-commit: left to you");
  expect(existsSync(join(root, "keyscan.config.yaml"))).toBe(true);
});
