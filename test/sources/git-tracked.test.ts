import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { listTrackedIgnored } from "../../src/sources/git-tracked.ts";
import { git, linesOf, makeRepository, makeTree, write } from "./scratch-tree.ts";

const { signal } = new AbortController();

/** Sets variables of the environment for the rest of the test. */
function setEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

/** A directory with a program called git that runs a shell script. */
function makeFakeGit(script: string): string {
  const directory = makeTree({ git: `#!/bin/sh\n${script}\n` });
  chmodSync(join(directory, "git"), 0o755);
  return directory;
}

describe("tracked files that are ignored", () => {
  it("are listed relative to the root, whatever their names", async () => {
    const names = ["a\nb.o", "d/é.o", "d/ x .o", '"q".o'];
    const root = makeRepository(
      { ".gitignore": "*.o\n", "x.o": "", ...Object.fromEntries(names.map((name) => [name, ""])) },
      names,
    );
    const { files, problem } = await listTrackedIgnored(root, signal);
    expect(problem).toBeUndefined();
    expect(files.toSorted()).toEqual(names.toSorted());
  });
});

/** A repository in which everything that its configuration can start writes a file. */
function makeTrap(): { root: string; marker: string } {
  const root = makeRepository({ ".gitignore": "*.o\n", "a.o": "", "b.o": "" }, [".gitignore", "a.o"]);
  const marker = join(makeTree(), "ran");
  const script = join(root, "trap.sh");
  writeFileSync(script, `#!/bin/sh\necho "$0 $@" >> '${marker}'\ncat\n`);
  chmodSync(script, 0o755);
  for (const hook of ["post-index-change", "pre-commit", "fsmonitor-watchman", "reference-transaction"]) {
    write(root, `hooks/${hook}`, `#!/bin/sh\necho ${hook} >> '${marker}'\n`);
    chmodSync(join(root, "hooks", hook), 0o755);
  }
  write(root, ".gitattributes", "* filter=trap diff=trap\n");
  const settings = {
    "core.fsmonitor": script,
    "core.hooksPath": join(root, "hooks"),
    "core.pager": script,
    "pager.ls-files": "true",
    "core.editor": script,
    "core.sshCommand": script,
    "core.askPass": script,
    "core.gitProxy": script,
    "core.alternateRefsCommand": script,
    "alias.ls-files": `!${script}`,
    "credential.helper": `!${script}`,
    "diff.external": script,
    "diff.trap.textconv": script,
    "filter.trap.clean": script,
    "filter.trap.process": script,
    "filter.trap.smudge": script,
    "remote.origin.url": `ext::${script}`,
    "remote.origin.promisor": "true",
    "protocol.ext.allow": "always",
  };
  write(
    root,
    "included",
    Object.entries(settings)
      .map(([key, value]) => {
        const parts = key.split(".");
        const name = parts.pop() ?? "";
        const [section, ...sub] = parts;
        return `[${section}${sub.length > 0 ? ` "${sub.join(".")}"` : ""}]\n\t${name} = ${JSON.stringify(value)}\n`;
      })
      .join(""),
  );
  git(root, "config", "include.path", "../included");
  return { root, marker };
}

describe("a hostile repository", () => {
  it("runs nothing when git is asked", async () => {
    const { root, marker } = makeTrap();
    expect((await listTrackedIgnored(root, signal)).files).toContain("a.o");
    expect(existsSync(marker)).toBe(false);
  });

  it("runs nothing in a whole walk", async () => {
    const { root, marker } = makeTrap();
    expect(await linesOf(root)).toContain("a.o");
    expect(existsSync(marker)).toBe(false);
  });

  it("would run something otherwise", () => {
    const { root, marker } = makeTrap();
    spawnSync("git", ["status"], { cwd: root, stdio: "ignore", timeout: 20_000 });
    expect(existsSync(marker)).toBe(true);
  });

  it("does not bring its own git", async () => {
    const marker = join(makeTree(), "ran");
    const root = makeRepository({ ".gitignore": "*.o\n", "a.o": "", git: `#!/bin/sh\ntouch '${marker}'\n` }, [
      "a.o",
    ]);
    chmodSync(join(root, "git"), 0o755);
    const before = process.cwd();
    process.chdir(root);
    onTestFinished(() => process.chdir(before));
    setEnvironment({ PATH: `.:${process.env["PATH"] ?? ""}` });
    expect(await listTrackedIgnored(root, signal)).toEqual({ files: ["a.o"] });
    expect(existsSync(marker)).toBe(false);
  });

  it("that git can't read is told from one without tracked files", async () => {
    const root = makeRepository({ ".gitignore": "*.o\n", "a.o": "" });
    write(root, ".git/index", "nonsense");
    expect(await listTrackedIgnored(root, signal)).toMatchObject({
      files: [],
      problem: { kind: "failed" },
    });
  });
});

describe("the caller's environment", () => {
  it("does not lead git elsewhere", async () => {
    const other = makeRepository({ ".gitignore": "*.o\n", "other.o": "" }, ["other.o"]);
    const root = makeRepository({ ".gitignore": "*.o\n", "a.o": "" }, ["a.o"]);
    setEnvironment({
      GIT_DIR: join(other, ".git"),
      GIT_WORK_TREE: other,
      GIT_INDEX_FILE: join(other, ".git/index"),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.excludesFile",
      GIT_CONFIG_VALUE_0: join(other, ".gitignore"),
      GIT_EXTERNAL_DIFF: "false",
    });
    expect(await listTrackedIgnored(root, signal)).toEqual({ files: ["a.o"] });
  });

  it("does not add the user's own ignore rules", async () => {
    const home = makeTree({
      ".config/git/ignore": "*.c\n",
      ".gitconfig": "[core]\n\texcludesFile = ~/.config/git/ignore\n",
    });
    const root = makeRepository({ ".gitignore": "*.o\n", "a.o": "", "a.c": "" }, ["a.o", "a.c"]);
    setEnvironment({ HOME: home, XDG_CONFIG_HOME: join(home, ".config") });
    expect(await listTrackedIgnored(root, signal)).toEqual({ files: ["a.o"] });
  });
});

describe("where git gives no answer", () => {
  it("because it is missing, that is said", async () => {
    const root = makeRepository({ ".gitignore": "*.o\n", "a.o": "" }, ["a.o"]);
    setEnvironment({ PATH: makeTree() });
    expect(await linesOf(root)).toEqual([
      ".gitignore",
      "# .: could not learn which ignored files are tracked: git was not found; none was taken to be",
      "- a.o gitignored",
    ]);
  });

  const refusal = `echo "fatal: detected dubious ownership in repository at '/x'" >&2; exit 128`;

  it("because the repository belongs to someone else, the way out is said", async () => {
    const root = makeRepository({ ".gitignore": "*.o\n" });
    setEnvironment({ PATH: `${makeFakeGit(refusal)}:${process.env["PATH"] ?? ""}` });
    const { problem } = await listTrackedIgnored(root, signal);
    expect(problem).toMatchObject({ kind: "unavailable" });
    expect(problem?.reason).toContain(`safe.directory ${root}`);
  });

  it("until the user's own configuration vouches for the owner, it is given then", async () => {
    const root = makeRepository({ ".gitignore": "*.o\n", "a.o": "" }, ["a.o"]);
    const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
    const script = `if [ -n "$GIT_CONFIG_GLOBAL" ]; then ${refusal}; fi\nexec '${real}' "$@"`;
    setEnvironment({
      PATH: `${makeFakeGit(script)}:${process.env["PATH"] ?? ""}`,
      HOME: makeTree(),
    });
    expect(await listTrackedIgnored(root, signal)).toEqual({ files: ["a.o"] });
  });

  it("because the walk was given up, git is ended", async () => {
    const root = makeRepository({ ".gitignore": "*.o\n" });
    setEnvironment({ PATH: `${makeFakeGit("exec sleep 30")}:${process.env["PATH"] ?? ""}` });
    const abort = new AbortController();
    const started = performance.now();
    const answer = listTrackedIgnored(root, abort.signal);
    setTimeout(() => abort.abort(), 100);
    expect(await answer).toMatchObject({ problem: { kind: "failed" } });
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
