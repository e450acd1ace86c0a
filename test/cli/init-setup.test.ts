/** What `keyscan init` sets up beside the configuration: the git hook, and the job for CI. With real commits. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { find as findActionlint } from "../../scripts/tools/actionlint.ts";
import { keyscan, shell, type Run } from "./keyscan.ts";
import { git, gitHubToken, tree, write } from "./scratch.ts";
import { repository } from "./repository.ts";

const WORKFLOW = ".github/workflows/keyscan.yml";
const HOOK = ".git/hooks/pre-commit";

/** Git has a home of its own, without configuration. */
function run(root: string, ...args: string[]): Promise<Run> {
  return keyscan(["init", ...args], { cwd: root, env: { HOME: join(root, ".git") } });
}

async function init(root: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(root, ...args);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout;
}

async function commit(root: string, content: string): Promise<{ ok: boolean; text: string }> {
  write(root, "app.env", content);
  const { code, stdout, stderr } = await shell(
    "git config user.name A; git config user.email a@example.org; git add -A; git commit -q -m next",
    { cwd: root, env: { HOME: join(root, ".git") } },
  );
  return { ok: code === 0, text: stdout + stderr };
}

const has = (root: string, name: string): boolean => existsSync(join(root, name));
const read = (root: string, name: string): string => readFileSync(join(root, name), "utf8");

function onGitHub(files: Record<string, string> = { "README.md": "# shop\n" }): string {
  const root = repository(files);
  git(root, "remote", "add", "origin", "git@github.com:acme/shop.git");
  return root;
}

describe.concurrent("the git hook", () => {
  it("is shown, written with --yes, and stops the next commit with a secret", async () => {
    const root = repository();
    const shown = await init(root, "--dry-run");
    expect(shown).toContain(`git hook pre-commit\n  | write ${join(root, HOOK)}, which runs keyscan\n`);
    expect(has(root, HOOK)).toBe(false);
    expect(await init(root, "--yes")).toContain(`pre-commit: installed (${join(root, HOOK)})`);
    const leak = await commit(root, `T=${gitHubToken(1)}\n`);
    expect(leak.ok).toBe(false);
    expect(leak.text).toContain("app.env:1:3");
    expect(await commit(root, "T=\n")).toEqual({ ok: true, text: "" });
  });

  it("keeps the one that is there, and says so before", async () => {
    const root = repository();
    mkdirSync(join(root, ".git/hooks"), { recursive: true });
    writeFileSync(join(root, HOOK), "#!/bin/sh\necho before >&2\n", { mode: 0o755 });
    const shown = await init(root, "--yes");
    expect(shown).toContain(
      `keep ${join(root, HOOK)} as ${join(root, HOOK)}.before-keyscan, which runs first`,
    );
    expect(await commit(root, "T=\n")).toEqual({ ok: true, text: "before\n" });
  });

  it("is told and left where it is installed, with --no-hook, and outside of repositories", async () => {
    const root = repository();
    await keyscan(["hook", "install"], { cwd: root, env: { HOME: join(root, ".git") } });
    const before = read(root, HOOK);
    expect(await init(root, "--yes")).toContain("git hook pre-commit: installed (");
    expect(read(root, HOOK)).toBe(before);
    const without = repository();
    expect(await init(without, "--yes", "--no-hook")).not.toContain("git hook");
    expect(has(without, HOOK)).toBe(false);
    expect(await init(tree({ a: "x" }), "--yes")).not.toContain("git hook");
  });

  it("shows the lines to add where another program writes the hooks", async () => {
    const root = repository({ "lefthook.yml": "pre-commit: {}\n" });
    const shown = await init(root, "--yes");
    expect(shown).toContain("git hook pre-commit: left to you");
    expect(shown).toContain("  |       run: keyscan hook run pre-commit {0}");
    expect(has(root, HOOK)).toBe(false);
    expect(read(root, "lefthook.yml")).toBe("pre-commit: {}\n");
    expect(has(root, "keyscan.config.yaml")).toBe(true);
  });

  it("goes into husky's hook where the project has keyscan", async () => {
    const root = repository();
    git(root, "config", "core.hooksPath", ".husky/_");
    expect(await init(root, "--dry-run")).toContain("husky's hooks are for everybody who works here");
    write(root, "node_modules/.bin/keyscan", "#!/bin/sh\n");
    chmodSync(join(root, "node_modules/.bin/keyscan"), 0o755);
    await init(root, "--yes");
    expect(read(root, ".husky/pre-commit")).toBe('keyscan hook run pre-commit "$@"\n');
  });
});

describe.concurrent("a hook that can't be written", () => {
  it("is an error that names the file", async () => {
    const root = repository();
    rmSync(join(root, ".git/hooks"), { recursive: true, force: true });
    writeFileSync(join(root, ".git/hooks"), "");
    const { code, stderr } = await run(root, "--yes");
    expect(code).toBe(2);
    expect(stderr).toBe(`keyscan: ${join(root, HOOK)} can't be written: EEXIST\n`);
  });

  it("is none through a link that leads out of the tree", async () => {
    const outside = tree();
    const root = repository();
    git(root, "config", "core.hooksPath", ".husky/_");
    write(root, "node_modules/.bin/keyscan", "#!/bin/sh\n");
    symlinkSync(outside, join(root, ".husky"));
    expect(await init(root, "--yes")).toContain(".husky is a link, which may lead out of the tree");
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe.concurrent("the workflow", () => {
  it("is the one of docs/ci.md, with the action that is named", async () => {
    const docs = readFileSync(fileURLToPath(new URL("../../docs/ci.md", import.meta.url)), "utf8");
    const documented = /```yaml\n(name: keyscan\n.*?)```/s.exec(docs)?.[1];
    const root = onGitHub();
    const shown = await init(root, "--yes", "--action", "acme/keyscan@v1");
    expect(read(root, WORKFLOW)).toBe(
      documented?.replace("<owner>/<repository>@<tag or commit>", "acme/keyscan@v1"),
    );
    expect(shown).toContain("  |       - uses: acme/keyscan@v1");
    expect(shown).toContain(`wrote ${WORKFLOW}`);
  });

  it("runs this version of keyscan where no action is named", async () => {
    const root = onGitHub();
    await init(root, "--yes");
    const { version } = JSON.parse(
      readFileSync(fileURLToPath(new URL("../../package.json", import.meta.url)), "utf8"),
    ) as { version: string };
    expect(read(root, WORKFLOW)).toContain(`npx --yes --package=@keyscan/cli@${version} keyscan diff `);
    expect(read(root, WORKFLOW)).toContain("permissions:\n  contents: read\n");
  });

  it("its commands find what a push adds, and all there is", async () => {
    const root = onGitHub();
    await init(root, "--yes", "--no-hook");
    const text = read(root, WORKFLOW);
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "set up");
    write(root, "app.env", `T=${gitHubToken(2)}\n`);
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "leak");
    const event = join(root, ".git/event.json");
    const ids = spawnSync("git", ["rev-parse", "HEAD~1", "HEAD"], { cwd: root, encoding: "utf8" });
    const [before, after] = ids.stdout.split("\n");
    writeFileSync(event, JSON.stringify({ ref: "refs/heads/main", before, after }));
    const commands = [...text.matchAll(/ keyscan ((?:diff|scan) .*)$/gm)].map(([, args = ""]) => args);
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      const summary = join(root, ".git/summary.md");
      const args = command.replace('"$GITHUB_STEP_SUMMARY"', summary).split(" ");
      const env = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "push", GITHUB_EVENT_PATH: event };
      const { code, stdout } = await keyscan(args, { cwd: root, env });
      expect(code).toBe(1);
      expect(stdout).toMatch(/^::error .*file=app\.env,line=1/m);
      expect(readFileSync(summary, "utf8")).toContain("app&#46;env&#58;1");
    }
  });

  const actionlint = findActionlint();
  it.skipIf(actionlint === undefined)("is sound, says actionlint", async () => {
    for (const args of [[], ["--action", "acme/keyscan@v1"]]) {
      const root = onGitHub();
      await init(root, "--yes", ...args);
      const checked = spawnSync(actionlint ?? "", ["-shellcheck=", "-pyflakes="], {
        cwd: root,
        encoding: "utf8",
      });
      expect(checked).toMatchObject({ status: 0, stdout: "" });
    }
  });

  it.each([
    ["ssh://git@github.acme.example/x/y.git", true],
    ["https://github.com/x/y", true],
    ["https://gitlab.com/github/y.git", false],
    ["https://example.org/github.com/y.git", false],
  ])("a remote at %s: %s", async (url, isWritten) => {
    const root = repository();
    git(root, "remote", "add", "origin", url);
    await init(root, "--yes", "--no-hook");
    expect(has(root, WORKFLOW)).toBe(isWritten);
  });

  it("is for the branch that others start from", async () => {
    const root = onGitHub();
    git(root, "branch", "-m", "master");
    git(root, "checkout", "-q", "-b", "topic");
    await init(root, "--yes");
    expect(read(root, WORKFLOW)).toContain("branches: [master]");
  });

  it("is left out with --no-workflow and --dry-run, and never replaces one without --force", async () => {
    const root = onGitHub({ [WORKFLOW]: "name: mine\n" });
    expect(await init(root, "--dry-run")).toContain(`${WORKFLOW} is there, and is left as it is`);
    await init(root, "--yes");
    expect(read(root, WORKFLOW)).toBe("name: mine\n");
    await init(root, "--yes", "--force");
    expect(read(root, WORKFLOW)).toContain("name: keyscan\n");
    const other = onGitHub();
    expect(await init(other, "--dry-run")).toContain(`\n${WORKFLOW}\n  | name: keyscan\n`);
    await init(other, "--yes", "--no-workflow");
    expect(has(other, ".github")).toBe(false);
  });

  it("is not written where another runs keyscan already", async () => {
    const root = onGitHub({ ".github/workflows/ci.yml": "steps:\n  - run: npx keyscan\n" });
    expect(await init(root, "--yes")).toContain(".github/workflows/ci.yml runs keyscan already");
    expect(has(root, WORKFLOW)).toBe(false);
  });

  it("GitLab's file is shown what to add, and is not edited", async () => {
    const root = repository({ ".gitlab-ci.yml": "stages: [test]\n" });
    expect(await init(root, "--yes")).toContain(
      ".gitlab-ci.yml: to be added by you\n  | include:\n  |   - remote: ",
    );
    expect(read(root, ".gitlab-ci.yml")).toBe("stages: [test]\n");
  });

  it("is not written through a link that leads out of the tree", async () => {
    const outside = tree();
    const root = repository();
    symlinkSync(outside, join(root, ".github"));
    const { code, stderr } = await run(root, "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain(`.github is no folder of this tree, so ${WORKFLOW} can't be written`);
    expect(readdirSync(outside)).toEqual([]);
    expect(has(root, "keyscan.config.yaml")).toBe(false);
  });

  it("an action that is none is refused", async () => {
    const { code, stderr } = await run(onGitHub(), "--action", "keyscan");
    expect(code).toBe(2);
    expect(stderr).toContain('--action is an owner/repository@tag, not "keyscan"');
  });
});
