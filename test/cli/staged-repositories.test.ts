/** `keyscan staged` in repositories of all kinds, with its options, and as the hook of a real `git commit`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyscan, summaryOf } from "./keyscan.ts";
import { places, repository, staged } from "./repository.ts";
import { git, gitHubToken, tree, write } from "./scratch.ts";

const KEY = gitHubToken(1);

describe("repositories of all kinds", () => {
  it("linked worktrees have an index of their own", async () => {
    const root = repository();
    git(root, "worktree", "add", "-q", "linked");
    const linked = join(root, "linked");
    write(linked, "app.env", `T=${KEY}\n`);
    git(linked, "add", "-A");
    expect(await places(linked)).toEqual(["app.env:1"]);
    expect(await places(root)).toEqual([]);
  });

  it("submodules", async () => {
    const root = repository();
    const library = repository({ "lib.py": "x = 1\n" });
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", library, "lib");
    write(root, "lib/app.env", `T=${KEY}\n`);
    git(join(root, "lib"), "add", "-A");
    expect(await places(join(root, "lib"))).toEqual(["app.env:1"]);
  });

  it("a split index, SHA-256, and packed objects", async () => {
    const root = tree({ "a.env": "A=1\n" });
    git(root, "init", "-q", "--object-format=sha256");
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "first");
    git(root, "update-index", "--split-index");
    write(root, "a.env", `A=1\nT=${KEY}\n`);
    git(root, "add", "-A");
    git(root, "repack", "-q", "-a", "-d");
    git(root, "gc", "-q", "--prune=now");
    expect(await places(root)).toEqual(["a.env:2"]);
  });

  it("a repository whose own settings are hostile or broken", async () => {
    const root = repository();
    write(root, "app.env", `T=${KEY}\n`);
    git(root, "add", "-A");
    const marker = join(root, "ran");
    const script = join(root, ".git", "evil.sh");
    writeFileSync(script, `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    const config = join(root, ".git", "config");
    writeFileSync(
      config,
      `${readFileSync(config, "utf8")}[core]\n\tfsmonitor = ${script}\n[diff]\n\texternal = ${script}\n\torderFile = /nowhere\n`,
    );
    expect(await places(root)).toEqual(["app.env:1"]);
    expect(() => readFileSync(marker)).toThrow("ENOENT");
  });

  it("nowhere at all: exit code 2", async () => {
    const run = await keyscan(["staged"], { cwd: tree() });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/^keyscan: .*is not a git repository/);
  });

  it("an object that is missing makes the scan incomplete", async () => {
    const root = repository();
    write(root, "app.env", `T=${KEY}\n`);
    git(root, "add", "-A");
    const id = spawnSync("git", ["rev-parse", ":app.env"], { cwd: root }).stdout.toString().trim();
    rmSync(join(root, ".git", "objects", id.slice(0, 2), id.slice(2)));
    const run = await staged(root);
    expect(run.code).toBe(3);
    expect(summaryOf(run).errors).toMatchObject([{ path: "app.env", code: "MISSING_OBJECT" }]);
    const text = await keyscan(["staged"], { cwd: root });
    expect(text.stdout).toContain("INCOMPLETE, 1 path could not be scanned\n  app.env: object");
  });

  it("a tree that is missing ends it with a message", async () => {
    const root = repository();
    rmSync(join(root, ".git", "objects"), { recursive: true });
    mkdirSync(join(root, ".git", "objects"));
    const run = await staged(root);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/^keyscan: git diff-index failed: /);
  });
});

describe("options", () => {
  it("paths are left out by globs and by .keyscanignore", async () => {
    const root = repository();
    for (const name of ["a/x.env", "b/x.env", "c/x.env", "d.env"]) write(root, name, `T=${KEY}\n`);
    write(root, ".keyscanignore", "/c/\n");
    git(root, "add", "-A");
    expect(await places(root, "--exclude", "/a/")).toEqual(["b/x.env:1"]);
    expect(await places(root, "--include", "d.env")).toEqual(["d.env:1"]);
    const skipped = summaryOf(await staged(root, "--exclude", "/a/")).skipped;
    expect(skipped.map(({ reason, count }) => [reason, count])).toEqual([
      ["excluded", 1],
      ["keyscanignored", 1],
    ]);
  });

  it("paths are refused, since the index is what counts", async () => {
    const root = repository();
    write(root, "src/app.env", `T=${KEY}\n`);
    for (const paths of [["src"], ["src/app.env"], [".", "src"], ["absent"]]) {
      const run = await keyscan(["staged", ...paths], { cwd: root });
      expect(run.code).toBe(2);
      expect(run.stderr).toMatch(/staged takes no paths|absent/);
    }
  });

  it("a repository elsewhere is found by its folder, or by one in it, whatever a hook's environment says", async () => {
    const root = repository();
    write(root, "src/app.env", `T=${KEY}\n`);
    git(root, "add", "-A");
    const other = repository();
    for (const [folder, cwd, env] of [
      [root, other, { GIT_DIR: join(other, ".git") }],
      [join(root, "src"), other, {}],
      [".", root, {}],
      ["..", join(root, "src"), {}],
    ] as const) {
      const run = await keyscan(["staged", folder, "--format", "json"], { cwd, env });
      expect(run.code).toBe(1);
      const report = JSON.parse(run.stdout) as { findings: { location: { path: string } }[] };
      expect(report.findings.map(({ location }) => location.path)).toEqual(["src/app.env"]);
    }
  });

  it("reports of the configuration are for whole scans; its rules and thresholds hold", async () => {
    const root = repository({
      "keyscan.config.json": JSON.stringify({ format: "sarif", output: "x.sarif" }),
    });
    write(root, "app.env", `T=${KEY}\n`);
    git(root, "add", "-A");
    const run = await keyscan(["staged"], { cwd: root });
    expect(run.stdout).toMatch(/^keyscan: commit stopped, 1 secret/);
    const low = await keyscan(["staged", "--disable-rule", "github-personal-access-token"], { cwd: root });
    expect(low.code).toBe(0);
  });
});

describe("a real git commit", () => {
  /** Commits with a hook that runs keyscan; gives exit status and output. */
  function commit(root: string, ...args: string[]): { status: number | null; output: string } {
    const cli = new URL("../../dist/cli.cjs", import.meta.url).pathname;
    const hook = `#!/bin/sh\nexec "${process.execPath}" "${cli}" staged\n`;
    writeFileSync(join(root, ".git", "hooks", "pre-commit"), hook, { mode: 0o755 });
    const identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
    const env = { PATH: process.env["PATH"], HOME: root, GIT_CONFIG_GLOBAL: "/dev/null" };
    const run = spawnSync("git", [...identity, "commit", "-q", "-m", "next", ...args], { cwd: root, env });
    return { status: run.status, output: `${run.stdout}${run.stderr}` };
  }

  it("is stopped, with -a and with paths too, whose index is not the usual one", () => {
    const root = repository({ "a.env": "A=1\n", "b.txt": "1\n" });
    write(root, "b.txt", "2\n");
    expect(commit(root, "-a").status).toBe(0);
    write(root, "a.env", `A=1\nT=${KEY}\n`);
    for (const args of [["-a"], ["a.env"], ["-i", "a.env"]]) {
      const { status, output } = commit(root, ...args);
      expect(status).toBe(1);
      expect(output).toContain("a.env:2:3");
      expect(output).not.toContain(KEY);
    }
    write(root, "b.txt", "3\n");
    expect(commit(root, "b.txt").status).toBe(0);
    expect(commit(root, "-a", "--no-verify").status).toBe(0);
  });

  it("tells in a few lines what, where, and the three ways on", () => {
    const root = repository();
    write(root, "app.env", `T=${KEY}\n`);
    git(root, "add", "-A");
    const { output } = commit(root);
    const lines = output.trimEnd().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe("keyscan: commit stopped, 1 secret in what is staged");
    expect(lines[1]).toContain("app.env:1:3 GitHub personal access token");
    expect(lines[2]).toMatch(/^ {2}remove .*https:\/\/github.com\//);
    expect(lines[3]).toMatch(/^ {2}allow .*: keyscan:allow github-personal-access-token -- /);
    expect(lines[4]).toMatch(/^ {2}skip .*--no-verify/);
  });

  it("that only deletes, or is empty, goes through", () => {
    const root = repository({ "a.env": `T=${KEY}\n` });
    expect(commit(root, "--allow-empty").status).toBe(0);
    git(root, "rm", "-q", "a.env");
    expect(commit(root).status).toBe(0);
  });
});
