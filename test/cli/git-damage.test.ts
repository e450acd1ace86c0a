/** Git directories that are damaged or hostile: what can't be read is told of, and nothing makes a scan wait. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { tree } from "./scratch.ts";

function made(): Repository {
  const repository = new Repository(join(tree(), "repository"));
  repository.commit({ "a.env": `T=${token(320)}\n` });
  repository.commit({ "b.env": `T=${token(321)}\n` });
  return repository;
}

function scan({ root }: Repository, command = "git"): Promise<Run> {
  return keyscan([command, "-f", "jsonl"], { cwd: root });
}

const paths = (run: Run): string[] => findingsOf(run).map(({ location }) => location.path);

/** Packs everything but what is committed afterwards; gives the path of the pack's file with this ending. */
function packed(repository: Repository, ending: string): string {
  repository.git("gc", "-q");
  const folder = join(repository.root, ".git/objects/pack");
  const name = readdirSync(folder).find((one) => one.endsWith(ending)) ?? "";
  chmodSync(join(folder, name), 0o644);
  return join(folder, name);
}

describe("what git passes over without a word", () => {
  it.each([
    [
      "an index that is cut off",
      ".idx",
      (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 900)),
      "BAD_INDEX",
    ],
    ["an index that is empty", ".idx", (path: string) => writeFileSync(path, ""), "BAD_INDEX"],
    ["an index without its pack", ".pack", (path: string) => rmSync(path), "NO_PACK"],
    ["a pack without its index", ".idx", (path: string) => rmSync(path), "NO_INDEX"],
  ] as const)("%s: told, and the rest is scanned", async (_what, ending, damage, code) => {
    const repository = made();
    const path = packed(repository, ending);
    damage(path);
    repository.write("c.env", `T=${token(322)}\n`);
    repository.git("hash-object", "-w", "c.env");
    const run = await scan(repository);
    expect(findingsOf(run)).toHaveLength(1);
    expect(summaryOf(run).complete).toBe(false);
    expect(summaryOf(run).errors.map((error) => error.code)).toContain(code);
  });

  it("the tree of a commit: told, and an empty one is not missed", async () => {
    const repository = made();
    const lost = repository.git("rev-parse", "HEAD^{tree}");
    const empty = repository.pipe("", "hash-object", "-t", "tree", "--stdin");
    repository.git("update-ref", "refs/heads/none", repository.git("commit-tree", "-m", "none", empty));
    expect(summaryOf(await scan(repository)).complete).toBe(true);
    rmSync(join(repository.root, ".git/objects", lost.slice(0, 2), lost.slice(2)));
    for (let time = 0; time < 2; time++) {
      const { errors } = summaryOf(await scan(repository));
      expect(errors).toEqual([
        {
          path: `<commit ${repository.git("rev-parse", "HEAD").slice(0, 12)}>`,
          code: "MISSING_OBJECT",
          message: expect.stringContaining("the tree of this commit") as unknown,
        },
      ]);
    }
  });
});

describe("a folder in a git directory that can't be read", () => {
  /** Root may read everything: then it is nobody who scans. */
  const uid = 65_534;
  const nobody = process.getuid?.() === 0 ? { uid } : {};

  const scanWithout = async ({ root }: Repository, folder: string): Promise<Run> => {
    if ("uid" in nobody)
      for (const path of ["", ...readdirSync(root, { recursive: true, encoding: "utf8" })])
        chownSync(join(root, path), uid, uid);
    chmodSync(join(root, ".git", folder), 0);
    const args = ["git", "-f", "jsonl", "--no-cache", "--fail-on", "none"];
    const run = await keyscan(args, { cwd: root, ...nobody });
    chmodSync(join(root, ".git", folder), 0o755);
    return run;
  };

  it.each([
    [
      "objects",
      (repository: Repository) => `objects/${repository.git("rev-parse", "HEAD~1:a.env").slice(0, 2)}`,
    ],
    ["refs", () => "refs/heads"],
    ["reflogs", () => "logs/refs"],
    ["submodules", () => "modules/lib"],
  ])("of %s: is named, and the scan is not complete", async (what, folderOf) => {
    const repository = made();
    mkdirSync(join(repository.root, ".git/modules/lib"), { recursive: true });
    const folder = folderOf(repository);
    const run = await scanWithout(repository, folder);
    expect(run.code).toBe(3);
    expect(summaryOf(run).errors).toContainEqual({
      // Refs go by their names.
      path: what === "refs" ? folder : `.git/${folder}`,
      code: "EACCES",
      message: expect.stringMatching(/can(?:no|')t be read/) as string,
    });
  });
});

it("errors hide the secret that a branch is named after", async () => {
  const repository = made();
  const name = token(322);
  repository.git("branch", `${name}/x`);
  const folder = join(repository.root, ".git/logs/refs/heads", name);
  rmSync(join(folder, "x"));
  // What is too large is told of as what can't be read is.
  writeFileSync(join(folder, "x"), "");
  truncateSync(join(folder, "x"), 300_000_000);
  const run = await scan(repository);
  expect(summaryOf(run).errors.map(({ code }) => code)).toEqual(["TOO_LARGE"]);
  expect(run.stdout).not.toContain(name);
});

describe("a pipe in a git directory", () => {
  const pipe = (repository: Repository, name: string): void => {
    const path = join(repository.root, ".git", name);
    rmSync(path, { force: true });
    execFileSync("mkfifo", [path]);
  };

  it.each(["objects/info/alternates", `objects/pack/pack-${"1".repeat(40)}.idx`, "objects/loose"])(
    "%s: refused, where git would wait",
    async (name) => {
      const repository = made();
      const blob = repository.git("rev-parse", "HEAD:a.env");
      pipe(repository, name === "objects/loose" ? `objects/${blob.slice(0, 2)}/${blob.slice(2)}` : name);
      const run = await scan(repository);
      expect(run).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("is a pipe or a device") as unknown,
      });
      const whole = await scan(repository, ".");
      expect(whole.code).toBe(1);
      expect(paths(whole)).toEqual(["a.env", "b.env"]);
      expect(summaryOf(whole).errors).toHaveLength(1);
    },
  );

  it.each([
    "packed-refs",
    "refs/heads/pipe",
    "logs/pipe",
    "FETCH_HEAD",
    "index",
    "config",
    "shallow",
    "keyscan",
  ])("%s: the rest is scanned", async (name) => {
    const repository = made();
    pipe(repository, name);
    const run = await scan(repository);
    expect(paths(run)).toEqual(["a.env", "b.env"]);
  });

  it("as an index: nothing can be staged", async () => {
    const repository = made();
    pipe(repository, "index");
    const run = await scan(repository, "staged");
    expect(run).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is a pipe or a device") as unknown,
    });
  });
});

it("a HEAD that is a link to a branch, as git makes them where it is told to, is one", async () => {
  const repository = made();
  repository.git("config", "core.preferSymlinkRefs", "true");
  repository.git("switch", "-q", "-c", "topic");
  repository.write("c.env", `T=${token(323)}\n`);
  repository.git("add", "c.env");
  expect(paths(await scan(repository, "staged"))).toEqual(["c.env"]);
  const history = await scan(repository);
  expect(findingsOf(history)[0]?.history?.current?.ref).toBe("HEAD");
  expect(summaryOf(await scan(repository, ".")).history?.repositories).toBe(1);
});

it("a git directory that is none, and one that is elsewhere and gone, are told of", async () => {
  const repository = made();
  repository.write(".git/commondir", "/nowhere\n");
  const broken = await scan(repository, ".");
  expect(summaryOf(broken)).toMatchObject({
    complete: false,
    errors: [{ path: ".git", code: "GIT_FAILED" }],
  });
  const copied = tree({ ".git": "gitdir: /nowhere/.git/worktrees/x\n", "c.env": `T=${token(324)}\n` });
  const run = await keyscan([".", "-f", "jsonl"], { cwd: copied });
  expect(paths(run)).toEqual(["c.env"]);
  expect(summaryOf(run).notes).toEqual([
    '.git names "/nowhere/.git/worktrees/x", which is no git directory: no history was scanned',
  ]);
});

it("a bare repository has nothing staged, and says so", async () => {
  const bare = new Repository(join(tree(), "bare"), "--bare");
  expect(await keyscan(["staged"], { cwd: bare.root })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("is a bare repository, in which nothing can be staged") as unknown,
  });
});
