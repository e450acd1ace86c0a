import { appendFileSync, chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readBatch } from "../../../src/sources/git/batch.ts";
import { runGit, startGit } from "../../../src/sources/git/command.ts";
import { findRepository, openRepository, type OpenOptions } from "../../../src/sources/git/repository.ts";
import { git, makeTree, write } from "../scratch-tree.ts";

function makeHistory(format = "sha1"): string {
  const root = makeTree();
  git(root, "init", "-q", `--object-format=${format}`);
  write(root, "a.txt", "one\n");
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "first");
  return root;
}

function open(path: string, options: OpenOptions = {}): ReturnType<typeof openRepository> {
  const repository = openRepository(path, options);
  onTestFinished(() => repository.close());
  return repository;
}

async function ask(path: string, ...args: string[]): Promise<string> {
  const { stdout } = await runGit(open(path).view, args);
  return stdout.toString("utf8").trim();
}

describe("a repository", () => {
  it("is found at its root, in its git directory and, when asked, from a folder in it", () => {
    const root = makeHistory();
    write(root, "deep/er/b.txt");
    expect(findRepository(root)?.workTree).toBe(root);
    expect(findRepository(join(root, ".git"))?.workTree).toBe(root);
    expect(findRepository(join(root, "deep/er"))).toBeUndefined();
    expect(findRepository(join(root, "deep/er"), { upwards: true })?.workTree).toBe(root);
  });

  it("that is bare, a linked worktree, a submodule or has its git directory elsewhere is opened", async () => {
    const root = makeHistory();
    const head = git(root, "rev-parse", "HEAD").trim();
    const outer = makeTree();
    git(outer, "clone", "-q", "--bare", root, "bare.git");
    git(root, "worktree", "add", "-q", join(outer, "linked"), "-b", "linked");
    git(outer, "init", "-q", "super");
    git(join(outer, "super"), "submodule", "add", "-q", root, "lib");
    git(outer, "clone", "-q", "--separate-git-dir", join(outer, "elsewhere"), root, "separate");
    for (const path of ["bare.git", "linked", "super/lib", "separate"]) {
      expect(await ask(join(outer, path), "rev-parse", "HEAD")).toBe(head);
    }
    expect(open(join(outer, "bare.git")).workTree).toBeUndefined();
    expect(open(join(outer, "linked")).commonDir).toBe(join(root, ".git"));
  });

  it("with SHA-256 ids is read as one", async () => {
    const root = makeHistory("sha256");
    expect(open(root).format).toBe("sha256");
    expect(await ask(root, "log", "--format=%s")).toBe("first");
  });

  it("that isn't one is refused with words", () => {
    const folder = makeTree();
    expect(() => openRepository(folder)).toThrow(/is not a git repository/);
    expect(() => openRepository(join(folder, "gone"))).toThrow(/does not exist/);
    const root = makeHistory();
    expect(() => openRepository(root, { environment: { GIT_DIR: "gone" } })).toThrow(
      `"${join(root, "gone")}" (GIT_DIR) does not exist`,
    );
    rmSync(join(root, ".git/objects"), { recursive: true });
    expect(() => openRepository(root)).toThrow(/is not a git repository|damaged/);
  });

  it("is read although its configuration is broken or from the future", async () => {
    for (const text of [
      "[broken\n",
      "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tfuture = yes\n",
    ]) {
      const root = makeHistory();
      appendFileSync(join(root, ".git/config"), text);
      expect(await ask(root, "log", "--format=%s")).toBe("first");
    }
  });

  it("names all that its refs name, and what is wrong with them", () => {
    const root = makeHistory();
    git(root, "tag", "-a", "-m", "x", "v1");
    git(root, "branch", "packed");
    git(root, "pack-refs", "--all");
    git(root, "branch", "loose");
    git(root, "update-ref", "ORIG_HEAD", "HEAD");
    git(root, "worktree", "add", "-q", "--detach", join(makeTree(), "w"));
    write(root, ".git/refs/heads/bad", "no id\n");
    const { refs } = open(root);
    const names = refs.tips.map(({ name }) => name).toSorted();
    expect(names).toEqual([
      "HEAD",
      "ORIG_HEAD",
      "refs/heads/loose",
      "refs/heads/main",
      "refs/heads/packed",
      "refs/tags/v1",
      "worktrees/w/HEAD",
      "worktrees/w/ORIG_HEAD",
    ]);
    expect(refs.errors).toEqual([{ path: "refs/heads/bad", code: "BAD_REF", message: expect.any(String) }]);
  });
});

describe("git", () => {
  it("runs nothing that the repository names, and fetches nothing", async () => {
    const root = makeHistory();
    const marker = join(makeTree(), "ran");
    const script = join(root, "trap.sh");
    writeFileSync(script, `#!/bin/sh\ntouch '${marker}'\n`);
    chmodSync(script, 0o755);
    const lost = git(root, "rev-parse", "HEAD:a.txt").trim();
    rmSync(join(root, ".git/objects", lost.slice(0, 2)), { recursive: true });
    appendFileSync(
      join(root, ".git/config"),
      [
        `[core]\n\tfsmonitor = ${script}\n\tpager = ${script}\n\tsshCommand = ${script}\n\thooksPath = ${root}\n`,
        `[diff]\n\texternal = ${script}\n[diff "x"]\n\ttextconv = ${script}\n[extensions]\n\tpartialClone = origin\n`,
        `[remote "origin"]\n\turl = ext::${script}\n\tpromisor = true\n[protocol "ext"]\n\tallow = always\n`,
      ].join(""),
    );
    const { view } = open(root);
    const { stdout } = await runGit(view, ["cat-file", "--batch"], { input: `${lost}\n` });
    expect(stdout.toString()).toBe(`${lost} missing\n`);
    await runGit(view, ["log", "--all", "--stat"], { allowed: [128] });
    await runGit(view, ["diff-index", "--cached", "-p", "HEAD"], { allowed: [128] });
    expect(existsSync(marker)).toBe(false);
  });

  it("that fails is an error with its own words", async () => {
    const { view } = open(makeHistory());
    await expect(runGit(view, ["rev-parse", "--verify", "nothing"])).rejects.toThrow(
      /rev-parse failed: .*single revision/,
    );
    const { status } = await runGit(view, ["rev-parse", "--verify", "nothing"], { allowed: [128] });
    expect(status).toBe(128);
  });

  it("looks into the index and the objects that a hook's environment names", async () => {
    const root = makeHistory();
    write(root, "b.txt", "two\n");
    git(root, "add", "b.txt");
    mkdirSync(join(root, "elsewhere"));
    git(root, "read-tree", `--index-output=${join(root, "elsewhere/index")}`, "HEAD");
    const plain = await runGit(open(root).view, ["ls-files"]);
    expect(plain.stdout.toString()).toBe("a.txt\nb.txt\n");
    const environment = { GIT_DIR: ".git", GIT_INDEX_FILE: "elsewhere/index" };
    const hooked = await runGit(open(root, { environment }).view, ["ls-files"]);
    expect(hooked.stdout.toString()).toBe("a.txt\n");
  });

  it("leaves no folder behind", () => {
    const repository = openRepository(makeHistory());
    const { directory } = repository.view;
    expect(existsSync(directory)).toBe(true);
    repository.close();
    expect(existsSync(directory)).toBe(false);
  });
});

describe("the stream of cat-file", () => {
  it("gives every object whole, wherever it is cut", async () => {
    const root = makeHistory();
    write(root, "big.txt", "0123456789\n".repeat(20_000));
    write(root, "empty.txt", "");
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "second");
    const { view } = open(root);
    const process = startGit(view, ["cat-file", "--batch-all-objects", "--batch", "--unordered"], {
      input: "",
    });
    const sizes: Record<string, number[]> = {};
    let left = 0;
    await readBatch(process.stdout, {
      begin(_oid, type, size) {
        (sizes[type] ??= []).push(size);
        left = size;
      },
      piece(bytes, last) {
        left -= bytes.length;
        expect(last).toBe(left === 0);
      },
      missing: () => expect.unreachable(),
    });
    await process.done;
    expect(sizes["blob"]?.toSorted((a, b) => a - b)).toEqual([0, 4, 220_000]);
    expect(sizes["commit"]).toHaveLength(2);
    expect(sizes["tree"]).toHaveLength(2);
  });
});
