/** `keyscan hook` where git runs no hooks: nothing is installed that would never be run, and status says why. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keyscan, shell } from "./keyscan.ts";
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

it("a hook that is not executable, which git did not run, is kept, and said not to be run", async () => {
  const root = repository();
  const file = join(root, ".git", "hooks", "pre-commit");
  mkdirSync(join(root, ".git", "hooks"), { recursive: true });
  writeFileSync(file, "#!/bin/sh\nexit 1\n", { mode: 0o644 });
  const options = { cwd: root, env: { HOME: tree() } };
  const dry = await keyscan(["init", "--dry-run"], options);
  expect(dry.stdout).toContain("before-keyscan, which is not executable, and not run");
  const installed = await keyscan(["hook", "install"], options);
  expect(installed.stdout).toContain(
    "before-keyscan, which was there before, is not executable, so it is not run",
  );
  expect(installed.stdout).not.toContain("first");
  const status = await keyscan(["hook", "status"], options);
  expect(status.stdout.split("\n")[0]).toBe(`pre-commit: installed (${file})`);
  const commit = await shell("git -c user.name=A -c user.email=a@example.org commit -q --allow-empty -m x", {
    cwd: root,
  });
  expect(commit).toMatchObject({ code: 0 });
  await keyscan(["hook", "uninstall"], options);
  expect(readFileSync(file, "utf8")).toBe("#!/bin/sh\nexit 1\n");
});

it("none before commits is installed in a bare repository, where nobody commits", async () => {
  const root = tree();
  git(root, "init", "-q", "--bare");
  const done = await keyscan(["hook", "install"], { cwd: root });
  expect(done).toMatchObject({ code: 2, stdout: "" });
  expect(done.stderr).toContain("in a bare repository nobody commits");
  expect(existsSync(join(root, "hooks", "pre-commit"))).toBe(false);
});
