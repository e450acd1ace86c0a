/** `keyscan diff`: every commit of a range counts, and what it adds. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { gitText, repository } from "./repository.ts";
import { git, gitHubToken, stripeKey, tree, write } from "./scratch.ts";

const KEY = gitHubToken(1);
const OTHER = stripeKey(2);

function diff(cwd: string, ...args: string[]): Promise<Run> {
  return keyscan(["diff", "--format", "jsonl", ...args], { cwd });
}

/** Commits a change of files (undefined: gone); gives the id. */
function commit(
  root: string,
  files: Readonly<Record<string, string | undefined>>,
  message = "change",
): string {
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) git(root, "rm", "-q", name);
    else write(root, name, content);
  }
  git(root, "add", "-A");
  git(root, "commit", "-q", "--allow-empty", "-m", message);
  return gitText(root, "rev-parse", "HEAD");
}

interface Place {
  place: string;
  commit: string | undefined;
  past: boolean;
}

async function found(cwd: string, ...args: string[]): Promise<Place[]> {
  const run = await diff(cwd, ...args);
  expect(run.stderr).toBe("");
  const findings = findingsOf(run);
  expect(run.code).toBe(findings.length > 0 ? 1 : 0);
  return findings.map(({ location, source, exposure }) => ({
    place: `${location.path}:${location.startLine}`,
    commit: source.commit,
    past: exposure.includes("git-history"),
  }));
}

describe("what counts", () => {
  it("is what a commit of the range adds, at the line where it stands in the end", async () => {
    const root = repository({ "a.py": "x = 1\n" });
    const added = commit(root, { "a.py": `x = 1\nT = "${KEY}"\n` });
    commit(root, { "a.py": `# a\n# b\nx = 1\nT = "${KEY}"\n` });
    expect(await found(root, "HEAD~2..HEAD")).toEqual([{ place: "a.py:4", commit: added, past: false }]);
    expect(await found(root, "HEAD~1..HEAD")).toEqual([]);
  });

  it("is found in a file that is renamed later on", async () => {
    const root = repository();
    const body = "line\n".repeat(40);
    const added = commit(root, { "a.py": `${body}T = "${KEY}"\n` });
    git(root, "mv", "a.py", "b.py");
    commit(root, { "b.py": `x\n${body}T = "${KEY}"\n` });
    expect(await found(root, "HEAD~2..HEAD")).toEqual([{ place: "b.py:42", commit: added, past: false }]);
  });

  it("is also what is removed again within the range", async () => {
    const root = repository();
    const added = commit(root, { "app.env": `A=1\nT=${KEY}\n` });
    commit(root, { "app.env": undefined, "b.txt": "1\n" });
    expect(await found(root, "HEAD~2..HEAD")).toEqual([{ place: "app.env:2", commit: added, past: true }]);
    expect(await found(root, "HEAD~1..HEAD")).toEqual([]);
  });

  it("is what is born in a merge, and on the merged branch", async () => {
    const root = repository({ "m.py": "m = 0\n" });
    const base = gitText(root, "rev-parse", "HEAD");
    git(root, "checkout", "-q", "-b", "feature");
    const side = commit(root, { "f.env": `T=${OTHER}\n` });
    git(root, "checkout", "-q", "main");
    commit(root, { "m.py": "m = 1\n" });
    git(root, "merge", "-q", "--no-ff", "--no-commit", "feature");
    const merge = commit(root, { "m.py": `m = 1\nT = "${KEY}"\n` });
    commit(root, { "m.py": "m = 1\n" });
    expect((await found(root, `${base}..HEAD`)).toSorted((a, b) => a.place.localeCompare(b.place))).toEqual([
      { place: "f.env:1", commit: side, past: false },
      { place: "m.py:2", commit: merge, past: true },
    ]);
  });

  it("is no line of a merge that one of its sides has", async () => {
    const body = "#\n".repeat(20);
    const root = repository({ "m.py": `first = 0\n${body}last = 0\n` });
    git(root, "checkout", "-q", "-b", "feature");
    commit(root, { "m.py": `T = "${OTHER}"\n${body}last = 0\n` });
    git(root, "checkout", "-q", "main");
    commit(root, { "m.py": `first = 0\n${body}last = 1\n` });
    git(root, "merge", "-q", "--no-ff", "feature", "-m", "merge");
    expect(await found(root, "HEAD^!")).toEqual([]);
  });

  it("is the name that a merge gives a file, unless a side has it", async () => {
    const root = repository({ "backup/old.txt": "line\n".repeat(9) });
    git(root, "checkout", "-q", "-b", "feature");
    commit(root, { "f.txt": "1\n" });
    git(root, "checkout", "-q", "main");
    commit(root, { "m.txt": "1\n" });
    git(root, "merge", "-q", "--no-ff", "--no-commit", "feature");
    git(root, "mv", "backup/old.txt", `backup/${KEY}.txt`);
    const merge = commit(root, {});
    const [named, ...others] = await found(root, "HEAD~1..HEAD");
    expect(others).toEqual([]);
    expect(named).toMatchObject({ commit: merge });
    git(root, "checkout", "-q", "-b", "again", "HEAD~1");
    commit(root, { "z.txt": "1\n" });
    git(root, "merge", "-q", "--no-commit", "main");
    git(root, "mv", `backup/${KEY}.txt`, `${KEY}.txt`);
    commit(root, {});
    expect(await found(root, "HEAD~1..HEAD", "--exclude", "/f.txt")).toHaveLength(1);
    expect(await found(root, "main..HEAD")).toEqual([]);
  });

  it("is what a root commit brings, and a commit's message", async () => {
    const root = tree({ "app.env": `T=${KEY}\n` });
    git(root, "init", "-q");
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "first");
    const told = commit(root, {}, `deploy\n\nwith ${OTHER}`);
    git(root, "checkout", "-q", "--orphan", "empty");
    git(root, "rm", "-q", "-r", "--cached", ".");
    git(root, "commit", "-q", "--allow-empty", "-m", "nothing");
    const places = await found(root, "empty..main");
    expect(places.map(({ place }) => place)).toEqual([
      "app.env:1",
      expect.stringContaining(`<commit ${told.slice(0, 12)}>`),
    ]);
  });

  it("is not what the base has and the branch takes over from it", async () => {
    const root = repository({ "a.env": "A=1\n" });
    git(root, "checkout", "-q", "-b", "feature");
    commit(root, { "f.txt": "1\n" });
    git(root, "checkout", "-q", "main");
    commit(root, { "old.env": `T=${KEY}\n` });
    git(root, "checkout", "-q", "feature");
    git(root, "merge", "-q", "main");
    for (const range of ["main..feature", "main...feature", "main"])
      expect(await found(root, range)).toEqual([]);
  });

  it("is told with the place where the secret stood before", async () => {
    const root = repository({ "old.py": `# x\nT = "${KEY}"\n` });
    commit(root, { "new.py": `T = "${KEY}"\n` });
    const [finding] = findingsOf(await diff(root, "main~1..main"));
    expect(finding?.known).toEqual({ revision: "main~1", path: "old.py", line: 2 });
  });
});

describe("ranges", () => {
  it("one revision: what HEAD has and it has not; ^!: one commit alone", async () => {
    const root = repository();
    const first = commit(root, { "a.env": `T=${KEY}\n` });
    const second = commit(root, { "b.env": `T=${OTHER}\n` });
    const commits = async (range: string): Promise<(string | undefined)[]> =>
      (await found(root, range)).map((place) => place.commit);
    expect(await commits("HEAD~2")).toEqual([first, second]);
    expect(await commits("HEAD~1^!")).toEqual([first]);
    expect(await commits("HEAD~1..")).toEqual([second]);
  });

  it("without one: what the branch adds to the default branch", async () => {
    const origin = repository();
    const root = join(tree(), "clone");
    git(origin, "clone", "-q", origin, root);
    commit(root, { "main.env": `T=${OTHER}\n` });
    expect((await found(root)).map(({ place }) => place)).toEqual(["main.env:1"]);
    git(root, "push", "-q", "origin", "HEAD:refs/heads/other");
    git(root, "checkout", "-q", "-b", "feature", "origin/main");
    commit(root, { "feature.env": `T=${KEY}\n` });
    const run = await diff(root);
    expect(findingsOf(run).map(({ location }) => location.path)).toEqual(["feature.env"]);
    expect(summaryOf(run).notes[0]).toMatch(/^origin\/(?:HEAD|main)\.\.feature: 1 commit since/);
  });

  it("without commits: nothing was scanned, which is not clean", async () => {
    const root = repository();
    const run = await diff(root, "HEAD..HEAD");
    expect(run.code).toBe(3);
    expect(summaryOf(run).notes[0]).toContain("there is no commit in it");
  });

  it("of commits that add nothing: clean", async () => {
    const root = repository({ "a.env": `T=${KEY}\n` });
    commit(root, { "a.env": undefined });
    commit(root, {}, "empty");
    expect(await found(root, "HEAD~2..HEAD")).toEqual([]);
  });

  it.for([
    ["nosuch..HEAD", '"nosuch" is no revision of this repository'],
    ["HEAD..nosuch", '"nosuch" is no revision of this repository'],
    ["-x", "unknown option"],
    ["HEAD:README.md", "is no revision"],
    ["0123456789012345678901234567890123456789..", "is no revision"],
  ] as const)("%s: exit code 2", async ([range, message]) => {
    const run = await diff(repository(), range);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(message);
    expect(run.stdout).toBe("");
  });

  it("need a repository, and a commit", async () => {
    const outside = await diff(tree());
    expect(outside.code).toBe(2);
    expect(outside.stderr).toContain("is not a git repository");
    const root = tree();
    git(root, "init", "-q");
    const empty = await diff(root);
    expect(empty.code).toBe(2);
    expect(empty.stderr).toContain("no commit in this repository yet");
  });

  it("without anything to compare with: exit code 2", async () => {
    const run = await diff(repository());
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("found no branch to compare main with; give a range");
  });
});

describe("hostile repositories", () => {
  it("odd paths, attributes and settings change nothing", async () => {
    const root = repository({ ".gitattributes": "* diff=evil -text binary\n" });
    const names = ["a\nb.env", 'ü "x" y.env', "-n.env"];
    names.forEach((name, i) => write(root, name, `A=1\nT=${gitHubToken(50 + i)}\n`));
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "odd");
    const marker = join(root, ".git", "ran");
    const script = join(root, ".git", "evil.sh");
    writeFileSync(script, `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    for (const setting of ["diff.evil.command", "diff.evil.textconv", "core.pager", "diff.external"])
      git(root, "config", setting, script);
    const places = await found(root, "HEAD~1..HEAD");
    expect(places.map(({ place }) => place).toSorted()).toEqual(names.map((name) => `${name}:2`).toSorted());
    expect(places.map(({ past }) => past)).toEqual([false, false, false]);
    expect(existsSync(marker)).toBe(false);
  });
});
