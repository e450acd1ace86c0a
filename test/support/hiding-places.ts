/** A repository with a token of its own in every place that a git repository has for one. Made by git itself. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fillTemplate } from "../../src/rules/template.ts";

/** Where a token is, and which. */
export interface HidingPlace {
  name: string;
  token: string;
}

/** A git repository in a directory, run as a fixed person at rising times. */
export class Repository {
  readonly root: string;
  #time = 1_700_000_000;

  constructor(root: string, ...init: readonly string[]) {
    this.root = root;
    mkdirSync(root, { recursive: true });
    this.git("init", "-q", ...init);
  }

  /** What git prints, without the last newline. */
  git(...args: readonly string[]): string {
    return this.run({}, ...args);
  }

  run(environment: Readonly<Record<string, string>>, ...args: readonly string[]): string {
    const config = ["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", "-c", "gc.auto=0"];
    const date = `${this.#time} +0200`;
    const output = execFileSync("git", [...config, ...args], {
      cwd: this.root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: {
        PATH: process.env["PATH"],
        HOME: this.root,
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "Ada",
        GIT_AUTHOR_EMAIL: "ada@example.org",
        GIT_COMMITTER_NAME: "Charles",
        GIT_COMMITTER_EMAIL: "charles@example.org",
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
        ...environment,
      },
    });
    return output.trimEnd();
  }

  write(name: string, content: string | Buffer): void {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  remove(name: string): void {
    rmSync(join(this.root, name));
  }

  /** Writes the files (undefined: removes them), commits everything; gives the commit's id. */
  commit(
    files: Readonly<Record<string, string | Buffer | undefined>> = {},
    message = "change",
    environment: Readonly<Record<string, string>> = {},
  ): string {
    this.#time += 3600;
    for (const [name, content] of Object.entries(files)) {
      if (content === undefined) this.remove(name);
      else this.write(name, content);
    }
    this.git("add", "-A", "-f");
    this.run(environment, "commit", "-q", "--allow-empty", "-m", message);
    return this.git("rev-parse", "HEAD");
  }

  /** Forgets where refs have been, but for stashes. */
  forget(): void {
    this.git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "HEAD", "refs/heads/main");
  }
}

/** A GitHub token with the right checksum. */
export function token(seed: number): string {
  return fillTemplate("{token:github-classic:ghp_}", 9000 + seed);
}

/** @param root A directory that doesn't exist yet; beside it, others are made. */
export function makeHidingPlaces(root: string): { repository: Repository; places: HidingPlace[] } {
  const repository = new Repository(root);
  const places: HidingPlace[] = [];
  const next = (name: string): string => {
    const value = token(places.length);
    places.push({ name, token: value });
    return value;
  };
  repository.commit({ "README.md": "# App\n", "src/main.py": "print(1)\n" }, "first");
  hideInCommits(repository, next);
  hideInRefs(repository, next);
  hideInTexts(repository, next);
  hideElsewhere(repository, next);
  return { repository, places };
}

type Next = (name: string) => string;

function hideInCommits(repository: Repository, next: Next): void {
  const brief = (name: string, content: string | Buffer): void => {
    repository.commit({ [name]: content }, `add ${name}`);
    repository.commit({ [name]: undefined }, `remove ${name}`);
  };
  brief("deleted.env", `TOKEN=${next("deleted file")}\n`);
  repository.commit({ "conf.py": `a = 1\nt = "${next("overwritten line")}"\n` });
  repository.commit({ "conf.py": "a = 1\nt = None\n" });
  repository.commit({ ".gitattributes": "*.env -diff\n" });
  brief("hidden.env", `TOKEN=${next("file without diff")}\n`);
  brief("wide.txt", Buffer.from(`\uFEFFTOKEN=${next("UTF-16 file")}\n`, "utf16le"));
  brief("tool.bin", Buffer.concat([Buffer.alloc(64), Buffer.from(next("binary file")), Buffer.alloc(64)]));
  brief("node_modules/x/index.js", `module.exports = "${next("tracked node_modules")}";\n`);
  brief("yarn.lock", `resolved "https://u:${next("lock file")}@registry.example.org/x"\n`);
  brief('odd "name"\n\\ é.env', `TOKEN=${next("file with an odd name")}\n`);
  symlinkSync(`/tmp/${next("target of a symbolic link")}`, join(repository.root, "link"));
  repository.commit();
  repository.commit({ link: undefined });
  merge(repository, { "m.env": `TOKEN=${next("merge commit, later removed")}\n` });
  repository.commit({ "m.env": undefined });
  merge(repository, { "kept.env": `TOKEN=${next("merge commit, still in HEAD")}\n` });
}

/** A merge that brings what neither side has. */
function merge(repository: Repository, files: Readonly<Record<string, string>>): void {
  repository.git("checkout", "-q", "-b", "side");
  repository.commit({ "side.py": `${Object.keys(files).join()}\n` });
  repository.git("checkout", "-q", "main");
  repository.commit({ "main.py": `${Object.keys(files).join()}\n` });
  repository.git("merge", "-q", "--no-commit", "--no-ff", "side");
  repository.commit(files, "Merge side");
  repository.git("branch", "-q", "-D", "side");
}

function hideInRefs(repository: Repository, next: Next): void {
  /** A commit that only this ref reaches. */
  const onRef = (ref: string, name: string): void => {
    const base = repository.git("rev-parse", "HEAD");
    const id = repository.commit({ "ref.env": `TOKEN=${next(name)}\n` });
    repository.git("reset", "-q", "--hard", base);
    repository.git("update-ref", ref, id);
  };
  onRef("refs/heads/wip", "other branch");
  onRef("refs/tags/only", "tag-only commit");
  onRef("refs/pull/1/head", "pull request");
  onRef("refs/remotes/origin/dev", "remote branch");
  onRef("refs/original/refs/heads/main", "left by filter-branch");
  onRef("refs/keep-around/x", "ref of a hosting service");
  onRef("ORIG_HEAD", "ORIG_HEAD");
  repository.write("blob.env", `TOKEN=${next("tag of a blob")}\n`);
  repository.git("tag", "blob", repository.git("hash-object", "-w", "blob.env"));
  repository.remove("blob.env");
  const base = repository.git("rev-parse", "HEAD");
  repository.commit({ "tree.env": `TOKEN=${next("tag of a tree")}\n` });
  repository.git("tag", "-a", "-m", "x", "tree", "HEAD^{tree}");
  repository.git("reset", "-q", "--hard", base);
  repository.git("branch", `fix/${next("branch name")}`);
  repository.git("worktree", "add", "-q", "--detach", `${repository.root}-linked`);
  const linked = execFileSync("git", ["rev-parse", "--absolute-git-dir"], {
    cwd: `${repository.root}-linked`,
    encoding: "utf8",
  }).trim();
  const id = repository.commit({ "linked.env": `TOKEN=${next("HEAD of another worktree")}\n` });
  repository.git("reset", "-q", "--hard", base);
  writeFileSync(join(linked, "HEAD"), `${id}\n`);
}

function hideInTexts(repository: Repository, next: Next): void {
  repository.commit({ "a.txt": "1\n" }, `deploy\n\nused ${next("commit message")}`);
  repository.commit({}, `retry ${next("message of an empty commit")}`);
  repository.commit({ "a.txt": "2\n" }, "x", { GIT_AUTHOR_NAME: next("author name") });
  repository.commit({ "a.txt": "3\n" }, "x", {
    GIT_COMMITTER_EMAIL: `${next("committer e-mail")}@example.org`,
  });
  repository.git("tag", "-a", "v1", "-m", `release with ${next("message of an annotated tag")}`);
  repository.git("notes", "add", "-m", `ran with ${next("note")}`, "HEAD");
  repository.commit({ [`backup-${next("file name")}.txt`]: "x\n" });
  repository.git("update-ref", "-m", `moved by ${next("reflog message")}`, "refs/heads/logged", "HEAD");
  repository.git(
    "update-ref",
    "--create-reflog",
    "-m",
    `by ${next("reflog of a branch")}`,
    "refs/heads/logged",
    "HEAD~1",
  );
}

function hideElsewhere(repository: Repository, next: Next): void {
  repository.write("src/main.py", `T = "${next("older stash")}"\n`);
  repository.git("stash", "push", "-q");
  repository.write("src/main.py", `T = "${next("index of a stash")}"\n`);
  repository.git("add", "-A");
  repository.write("src/main.py", `T = "${next("stash")}"\n`);
  repository.write("new.env", `TOKEN=${next("untracked file in a stash")}\n`);
  repository.git("stash", "push", "-q", "-u");
  repository.commit({ "amended.env": `TOKEN=${next("amended commit")}\n` });
  repository.remove("amended.env");
  repository.git("add", "-A");
  repository.git("commit", "-q", "--amend", "--allow-empty", "-m", "clean");
  const base = repository.git("rev-parse", "HEAD");
  repository.commit({ "lost.env": `TOKEN=${next("dangling commit")}\n` });
  repository.git("reset", "-q", "--hard", base);
  repository.write("scrap.env", `TOKEN=${next("dangling blob")}\n`);
  repository.git("hash-object", "-w", "scrap.env");
  repository.remove("scrap.env");
  repository.write("staged.env", `TOKEN=${next("staged, clean in the working tree")}\n`);
  repository.git("add", "staged.env");
  repository.write("staged.env", "TOKEN=\n");
}
