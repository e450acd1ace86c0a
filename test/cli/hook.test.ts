/** `keyscan hook`: with real commits and pushes. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyscan, shell, type Run } from "./keyscan.ts";
import { gitText, repository } from "./repository.ts";
import { git, gitHubToken, tree, write } from "./scratch.ts";

const KEY = gitHubToken(1);

/** Git with a home of its own, so that a global configuration can be tested. */
const IDENTITY = "git config user.name A; git config user.email a@example.org;";

function run(cwd: string, line: string, env: Record<string, string> = {}): Promise<Run> {
  return shell(`${IDENTITY} ${line}`, { cwd, env: { HOME: join(cwd, ".git"), ...env } });
}

async function hook(cwd: string, ...args: string[]): Promise<string> {
  const done = await keyscan(["hook", ...args], { cwd, env: { HOME: join(cwd, ".git") } });
  expect(done.stderr).toBe("");
  return done.stdout;
}

/** Tries to commit a file; the output of git and its hooks. */
async function commit(cwd: string, content: string): Promise<{ ok: boolean; text: string }> {
  write(cwd, "app.env", content);
  const { code, stdout, stderr } = await run(cwd, "git add -A; git commit -q -m next");
  return { ok: code === 0, text: stdout + stderr };
}

function hookFile(root: string, name = "pre-commit"): string {
  return join(root, ".git", "hooks", name);
}

function existingHook(root: string, body: string, name = "pre-commit"): void {
  mkdirSync(join(root, ".git", "hooks"), { recursive: true });
  writeFileSync(hookFile(root, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

describe("pre-commit", () => {
  it("stops a commit with a secret, in a few lines, and lets others through", async () => {
    const root = repository();
    expect(await hook(root, "install")).toBe(`pre-commit: installed (${hookFile(root)})\n`);
    const leak = await commit(root, `T=${KEY}\n`);
    expect(leak.ok).toBe(false);
    expect(leak.text.trimEnd().split("\n")).toHaveLength(5);
    expect(leak.text).toContain("app.env:1:3");
    expect(leak.text).not.toContain(KEY);
    expect(await commit(root, "T=\n")).toEqual({ ok: true, text: "" });
    write(root, "app.env", `T=${KEY}\n`);
    expect((await run(root, "git commit -q -a -m skip --no-verify")).code).toBe(0);
  });

  it("is idempotent", async () => {
    const root = repository();
    await hook(root, "install");
    const before = readFileSync(hookFile(root), "utf8");
    expect(await hook(root, "install")).toContain("installed already");
    expect(readFileSync(hookFile(root), "utf8")).toBe(before);
    writeFileSync(hookFile(root), before.replace(/^cli=.*$/m, "cli='/old/cli.js'"));
    expect(await hook(root, "install")).toContain("brought up to date");
    expect(readFileSync(hookFile(root), "utf8")).toBe(before);
    expect(existsSync(hookFile(root, "pre-commit.before-keyscan"))).toBe(false);
  });

  it("runs the hook that was there, in front, and puts it back", async () => {
    const root = repository();
    existingHook(root, 'echo "old $#"; test ! -e refuse');
    const old = readFileSync(hookFile(root), "utf8");
    expect(await hook(root, "install")).toContain("it runs");
    const passed = await commit(root, "A=1\n");
    expect(passed).toEqual({ ok: true, text: "old 0\n" });
    expect((await commit(root, `T=${KEY}\n`)).text).toMatch(/^old 0\nkeyscan: commit stopped/);
    write(root, "refuse", "");
    const refused = await commit(root, `T=${KEY}\n`);
    expect(refused).toEqual({ ok: false, text: "old 0\n" });
    expect(await hook(root, "uninstall", "pre-commit")).toContain("is what it was before");
    expect(readFileSync(hookFile(root), "utf8")).toBe(old);
    expect(existsSync(hookFile(root, "pre-commit.before-keyscan"))).toBe(false);
  });

  it("uninstalls what it installed, and nothing else", async () => {
    const root = repository();
    existingHook(root, "exit 0");
    expect(await hook(root, "uninstall")).toBe("pre-commit: not installed\npre-push: not installed\n");
    expect(existsSync(hookFile(root))).toBe(true);
    rmSync(hookFile(root));
    await hook(root, "install");
    expect(await hook(root, "uninstall")).toContain("pre-commit: removed");
    expect(existsSync(hookFile(root))).toBe(false);
    expect((await commit(root, `T=${KEY}\n`)).ok).toBe(true);
  });

  it("works in linked worktrees, whose hooks are shared", async () => {
    const root = repository();
    git(root, "worktree", "add", "-q", "linked");
    const linked = join(root, "linked");
    const done = await keyscan(["hook", "install"], { cwd: linked });
    expect(done.stdout).toContain(hookFile(root));
    write(linked, "app.env", `T=${KEY}\n`);
    const leak = await shell(`git add -A; git -c user.name=A -c user.email=a@b commit -q -m x`, {
      cwd: linked,
    });
    expect(leak.code).toBe(1);
    expect(leak.stdout + leak.stderr).toContain("app.env:1:3");
  });

  it("takes the project's own keyscan first, and stops commits where there is none at all", async () => {
    const root = repository();
    await hook(root, "install");
    write(root, "node_modules/.bin/keyscan", "#!/bin/sh\necho own $*\n");
    chmodSync(join(root, "node_modules/.bin/keyscan"), 0o755);
    write(root, ".gitignore", "node_modules\n");
    expect(await commit(root, `T=${KEY}\n`)).toEqual({ ok: true, text: "own hook run pre-commit\n" });
    rmSync(join(root, "node_modules"), { recursive: true });
    writeFileSync(hookFile(root), readFileSync(hookFile(root), "utf8").replace(/^cli=.*$/m, "cli=/gone"));
    const none = await commit(root, "A=1\n");
    expect(none.ok).toBe(false);
    expect(none.text).toContain("keyscan: not found, so nothing was scanned");
  });
});

describe("where hooks lie", () => {
  it("core.hooksPath of the repository, for everybody if it is in the tree", async () => {
    const root = repository();
    git(root, "config", "core.hooksPath", ".githooks");
    expect(await hook(root, "install")).toContain(join(root, ".githooks", "pre-commit"));
    const script = readFileSync(join(root, ".githooks", "pre-commit"), "utf8");
    expect(script).not.toContain(process.execPath);
    expect(await hook(root, "status")).toContain("pre-commit: installed");
  });

  it("a hook that core.hooksPath shadows is told", async () => {
    const root = repository();
    await hook(root, "install");
    git(root, "config", "core.hooksPath", "elsewhere");
    const status = await keyscan(["hook", "status"], { cwd: root });
    expect(status.code).toBe(3);
    expect(status.stdout).toMatch(
      /pre-commit: not run: it is in .*\.git\/hooks, but git runs the hooks of .*elsewhere/,
    );
    expect(await hook(root, "uninstall")).toContain("pre-commit: removed");
  });

  it("a folder for all repositories is refused, with the ways out", async () => {
    const root = repository();
    write(root, ".git/.gitconfig", "[core]\n\thooksPath = /somewhere/hooks\n");
    const done = await keyscan(["hook", "install"], { cwd: root, env: { HOME: join(root, ".git") } });
    expect(done.code).toBe(2);
    expect(done.stderr).toContain("git config core.hooksPath");
    expect(done.stderr).toContain("/somewhere/hooks/pre-commit: keyscan hook run pre-commit");
  });

  it("not executable: told", async () => {
    const root = repository();
    await hook(root, "install");
    chmodSync(hookFile(root), 0o644);
    expect((await keyscan(["hook", "status"], { cwd: root })).stdout).toContain("is not executable");
  });

  it("a link as the hook before is kept as it is", async () => {
    const root = repository();
    write(root, "tools/check.sh", "#!/bin/sh\necho linked\n");
    chmodSync(join(root, "tools/check.sh"), 0o755);
    mkdirSync(join(root, ".git", "hooks"), { recursive: true });
    symlinkSync("../../tools/check.sh", hookFile(root));
    await hook(root, "install");
    expect((await commit(root, "A=1\n")).text).toBe("linked\n");
    expect(readFileSync(join(root, "tools/check.sh"), "utf8")).toBe("#!/bin/sh\necho linked\n");
  });
});

describe("managers of hooks", () => {
  it("husky: a line in its hook, if the project has keyscan", async () => {
    const root = repository();
    git(root, "config", "core.hooksPath", ".husky/_");
    write(root, ".husky/pre-commit", "npm test");
    const without = await keyscan(["hook", "install"], { cwd: root });
    expect(without.code).toBe(2);
    expect(without.stderr).toContain("npm install --save-dev");
    write(root, "node_modules/.bin/keyscan", "#!/bin/sh\n");
    expect(await hook(root, "install")).toBe("pre-commit: added to .husky/pre-commit\n");
    const text = 'npm test\nkeyscan hook run pre-commit "$@"\n';
    expect(readFileSync(join(root, ".husky/pre-commit"), "utf8")).toBe(text);
    expect(await hook(root, "install")).toContain("runs keyscan already");
    expect(await hook(root, "status", "pre-commit")).toBe(
      "pre-commit: husky runs the hooks; .husky/pre-commit names keyscan\n",
    );
    expect(await hook(root, "uninstall", "pre-commit")).toContain("taken out of .husky/pre-commit");
    expect(readFileSync(join(root, ".husky/pre-commit"), "utf8")).toBe("npm test\n");
  });

  it("lefthook and pre-commit: told what to write", async () => {
    const root = repository({ "lefthook.yml": "pre-commit:\n" });
    const lefthook = await keyscan(["hook", "install"], { cwd: root });
    expect(lefthook.code).toBe(2);
    expect(lefthook.stderr).toContain("add to lefthook.yml:\n\npre-commit:\n  commands:\n    keyscan:");
    const other = repository();
    existingHook(other, "# File generated by pre-commit: https://pre-commit.com\nexit 0");
    const preCommit = await keyscan(["hook", "install"], { cwd: other });
    expect(preCommit.code).toBe(2);
    expect(preCommit.stderr).toContain("- id: keyscan");
  });
});

describe("pre-push", () => {
  interface Remote {
    root: string;
    bare: string;
  }

  async function cloned(): Promise<Remote> {
    const origin = repository({ "old.env": `T=${gitHubToken(9)}\n` });
    const bare = join(tree(), "bare.git");
    git(origin, "clone", "-q", "--bare", origin, bare);
    const root = join(tree(), "clone");
    git(origin, "clone", "-q", bare, root);
    await hook(root, "install", "pre-push");
    return { root, bare };
  }

  it("scans the commits that the remote does not have", async () => {
    const { root } = await cloned();
    await commit(root, "A=1\n");
    expect(await run(root, "git push -q origin HEAD:main")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    });
    await commit(root, `A=1\nT=${KEY}\n`);
    await commit(root, "A=1\n");
    const push = await run(root, "git push -q origin HEAD:main");
    expect(push.code).toBe(1);
    expect(push.stdout + push.stderr).toContain("keyscan: push stopped, 1 secret in what is pushed");
    expect(push.stdout + push.stderr).toContain("and removed again: it is in the history");
    expect((await run(root, "git push -q --no-verify origin HEAD:main")).code).toBe(0);
  });

  it("new branches, tags and deletions", async () => {
    const { root, bare } = await cloned();
    await run(root, "git checkout -q -b feature; git tag -a -m x v1");
    expect(await run(root, "git push -q origin feature v1")).toMatchObject({ code: 0, stderr: "" });
    expect((await run(root, "git push -q origin :feature")).code).toBe(0);
    await commit(root, `T=${KEY}\n`);
    expect((await run(root, "git push -q origin feature")).code).toBe(1);
    expect((await run(root, `git push -q "file://${bare}" feature`)).code).toBe(1);
    expect(gitText(bare, "branch", "--list", "feature")).toBe("");
  });

  it("gives what git says to the hook before it as well", async () => {
    const { root } = await cloned();
    await hook(root, "uninstall");
    existingHook(root, 'echo "$1"; cat', "pre-push");
    await hook(root, "install", "pre-push");
    await commit(root, `T=${KEY}\n`);
    const { code, stdout, stderr } = await run(root, "git push -q origin HEAD:refs/heads/x");
    expect(code).toBe(1);
    const head = gitText(root, "rev-parse", "HEAD");
    expect(stdout + stderr).toMatch(
      new RegExp(`^origin\n(?:HEAD|refs/heads/main) ${head} refs/heads/x 0+\n`),
    );
    expect(stdout + stderr).toContain("keyscan: push stopped");
  });
});

describe("command lines that can't be run", () => {
  it.for([
    [[], "hook needs an action: install, uninstall, status, run"],
    [["instal"], 'did you mean "install"?'],
    [["install", "commit-msg"], "hook needs a hook: pre-commit, pre-push"],
    [["run"], "hook needs a hook"],
    [["status", "--format", "json"], "hook takes no --format"],
  ] as const)("%j", async ([args, message]) => {
    const done = await keyscan(["hook", ...args], { cwd: repository() });
    expect(done.code).toBe(2);
    expect(done.stderr).toContain(message);
  });

  it("no repository", async () => {
    const done = await keyscan(["hook", "install"], { cwd: tree() });
    expect(done.code).toBe(2);
    expect(done.stderr).toContain("is not a git repository");
  });
});
