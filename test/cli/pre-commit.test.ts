/** The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit, which installs the package by npm as it does for everybody. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { find } from "../../scripts/tools/pre-commit.ts";
import { copyProgram } from "./copy-program.ts";
import { shell, type Run } from "./keyscan.ts";
import { gitText, repository } from "./repository.ts";
import { git, gitHubToken, tree, write } from "./scratch.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const KEY = gitHubToken(1);
const program = find();

/** The package as it is after its build, so that npm has nothing to fetch: a repository to install hooks from. */
function hookRepository(): { root: string; revision: string } {
  const root = tree();
  for (const name of [".npmrc", ".pre-commit-hooks.yaml", "schema", "README.md", "LICENSE"])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  copyProgram(join(root, "dist"));
  const { name, version, bin, type, exports, files, engines } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  ) as Record<string, unknown>;
  // As the build does, which runs then too.
  const scripts = { prepare: "echo built" };
  write(root, "package.json", JSON.stringify({ name, version, bin, type, exports, files, engines, scripts }));
  git(root, "init", "-q");
  git(root, "add", "-f", "-A");
  git(root, "commit", "-q", "-m", "package");
  return { root, revision: gitText(root, "rev-parse", "HEAD") };
}

function configured(): string {
  const { root: repo, revision } = hookRepository();
  const config = `repos:\n  - repo: file://${repo}\n    rev: ${revision}\n    hooks:\n      - id: keyscan\n      - id: keyscan-push\n`;
  return repository({ ".pre-commit-config.yaml": config });
}

function run(cwd: string, line: string, home: string): Promise<Run> {
  const identity =
    "git config user.name A; git config user.email a@example.org; git config protocol.file.allow always;";
  const env = { HOME: home, PRE_COMMIT_HOME: join(home, "pre-commit"), PRE_COMMIT: program ?? "" };
  return shell(`${identity} ${line}`, { cwd, env });
}

describe.skipIf(program === undefined)("pre-commit (skipped where there is no python3 to install it)", () => {
  it("stops commits and pushes with a secret, and lets others through", { timeout: 240_000 }, async () => {
    const root = configured();
    const home = tree();
    const installed = await run(root, '"$PRE_COMMIT" install -t pre-commit -t pre-push', home);
    expect(installed.stderr + installed.stdout).toContain("pre-commit installed at");

    write(root, "app.env", `A=1\nT=${KEY}\n`);
    const leak = await run(root, "git add -A; git commit -q -m leak", home);
    expect(leak.code).toBe(1);
    expect(leak.stdout + leak.stderr).toContain("app.env:2:3 GitHub personal access token");
    expect(leak.stdout + leak.stderr).not.toContain(KEY);

    const skipped = await run(root, "SKIP=keyscan git commit -q -m skipped", home);
    expect(skipped.code).toBe(0);
    write(root, "app.env", "A=1\n");
    expect((await run(root, "git commit -q -a -m clean", home)).code).toBe(0);

    const bare = join(tree(), "bare.git");
    git(root, "init", "-q", "--bare", bare);
    const push = await run(root, `git remote add origin "${bare}"; git push -q origin main`, home);
    expect(push.code).toBe(1);
    expect(push.stdout + push.stderr).toContain("and removed again: it is in the history");
    expect((await run(root, "SKIP=keyscan-push git push -q origin main", home)).code).toBe(0);
    write(root, "b.txt", "1\n");
    expect((await run(root, "git add -A; git commit -q -m b; git push -q origin main", home)).code).toBe(0);
    expect(gitText(bare, "rev-parse", "main")).toBe(gitText(root, "rev-parse", "HEAD"));
  });
});

it("the hooks run what the command line has", () => {
  const hooks = readFileSync(join(ROOT, ".pre-commit-hooks.yaml"), "utf8");
  expect([...hooks.matchAll(/^ {2}entry: (.*)$/gm)].map(([, entry]) => entry)).toEqual([
    "keyscan staged",
    "keyscan diff --format brief",
  ]);
});
