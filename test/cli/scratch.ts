/** Trees in the system's temporary directory, gone after the tests of the file, and secrets that stand in no source. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "keyscan-cli-")));
// Children that run as another user have to get in.
chmodSync(base, 0o755);
afterAll(() => rmSync(base, { recursive: true, force: true }));

let made = 0;

/** A new directory with these files in it. */
export function tree(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const root = join(base, String(made++));
  mkdirSync(root);
  for (const [name, content] of Object.entries(files)) write(root, name, content);
  return root;
}

/** Writes a file and the directories on the way to it. */
export function write(root: string, name: string, content: string | Buffer): void {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Runs git in a directory, without the configuration of whoever runs the tests. */
export function git(directory: string, ...args: readonly string[]): void {
  const config = [
    "-c",
    "init.defaultBranch=main",
    "-c",
    "user.name=Someone",
    "-c",
    "user.email=someone@example.org",
  ];
  const env = {
    PATH: process.env["PATH"],
    HOME: directory,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    // Ids of commits stand in samples.
    GIT_AUTHOR_DATE: "2026-01-05T12:00:00+0000",
    GIT_COMMITTER_DATE: "2026-01-05T12:00:00+0000",
  };
  execFileSync("git", [...config, ...args], { cwd: directory, stdio: "ignore", env });
}

/** A Stripe secret key: critical, high confidence. */
export function stripeKey(seed: number): string {
  return fillTemplate("sk_live_{base62:24}", seed);
}

/** A classic GitHub token with the right checksum: critical, high confidence. */
export function gitHubToken(seed: number): string {
  return fillTemplate("{token:github-classic:ghp_}", seed);
}
