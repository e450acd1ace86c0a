/**
 * A repository to try `keyscan audit` on: `shop/` with a history of two years, and `logs/access.log` beside it. Everything in it is
 * made up; keys are made of the templates of rules and seeds, and are the same every time.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeLog } from "./log.ts";
import type { DemoCommit, Files, Part } from "./part.ts";
import { PARTS } from "./parts/index.ts";

const DAY = 86_400_000;

export interface DemoRequest {
  /** Made where it does not exist. */
  directory: string;
  /** Of the access log, about. */
  logBytes: number;
  now?: Date;
  parts?: readonly Part[];
}

/** Makes `shop/` and `logs/access.log` in the directory. */
export function makeDemo({ directory, logBytes, now = new Date(), parts = PARTS }: DemoRequest): void {
  const shop = join(directory, "shop");
  mkdirSync(shop, { recursive: true });
  mkdirSync(join(directory, "logs"), { recursive: true });
  const git = gitIn(shop);
  git("init", "-q");
  const commits = parts.flatMap(({ commits: own = [] }) => own);
  for (const commit of commits.toSorted((one, other) => other.daysAgo - one.daysAgo)) {
    writeFiles(shop, commit.files);
    git("add", "-A");
    gitIn(shop, dateOf(commit, now))("commit", "-q", "--allow-empty", "-m", commit.message);
  }
  for (const { local = {} } of parts) writeFiles(shop, local);
  const lines = parts.flatMap(({ log = [] }) => log);
  writeLog(join(directory, "logs/access.log"), lines, logBytes, now);
}

function dateOf({ daysAgo }: DemoCommit, now: Date): string {
  return `${Math.floor((now.getTime() - daysAgo * DAY) / 1000)} +0000`;
}

function writeFiles(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    if (text === undefined) {
      rmSync(path, { force: true });
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Git in a directory, without anybody's settings. */
function gitIn(cwd: string, date = "0 +0000"): (...args: readonly string[]) => void {
  const settings = [
    "-c",
    "init.defaultBranch=main",
    "-c",
    "user.name=Ada",
    "-c",
    "user.email=ada@example.org",
  ];
  const env = {
    PATH: process.env["PATH"],
    HOME: cwd,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  return (...args) => {
    execFileSync("git", [...settings, "-c", "gc.auto=0", ...args], { cwd, env, stdio: "ignore" });
  };
}
