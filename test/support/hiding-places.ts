/** Git repositories for tests, made by git itself, and tokens to put into them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fillTemplate } from "../../src/rules/template.ts";

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

  /** The same, for a command that reads its standard input. */
  pipe(input: string | Buffer, ...args: readonly string[]): string {
    return this.#run({}, args, input);
  }

  /** Runs a command that may fail, as a merge with conflicts does. */
  attempt(...args: readonly string[]): void {
    try {
      this.git(...args);
    } catch {
      // What it leaves behind is what the caller is after.
    }
  }

  run(environment: Readonly<Record<string, string>>, ...args: readonly string[]): string {
    return this.#run(environment, args);
  }

  #run(
    environment: Readonly<Record<string, string>>,
    args: readonly string[],
    input: string | Buffer = "",
  ): string {
    const config = ["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", "-c", "gc.auto=0"];
    const date = `${this.#time} +0200`;
    const output = execFileSync("git", [...config, ...args], {
      cwd: this.root,
      encoding: "utf8",
      input,
      stdio: ["pipe", "pipe", "ignore"],
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
