/** Repositories for the tests of commands that look at changes. */
import { execFileSync } from "node:child_process";
import { expect } from "vitest";
import { findingsOf, keyscan, type Run } from "./keyscan.ts";
import { git, tree } from "./scratch.ts";

/** A repository with a commit of these files. */
export function repository(
  files: Readonly<Record<string, string | Buffer>> = { "README.md": "# shop\n" },
): string {
  const root = tree(files);
  git(root, "init", "-q");
  git(root, "add", "-A");
  git(root, "commit", "-q", "--allow-empty", "-m", "first");
  return root;
}

export function staged(cwd: string, ...args: string[]): Promise<Run> {
  return keyscan(["staged", "--format", "jsonl", ...args], { cwd });
}

/** Where secrets were found, as `path:line`. */
export async function places(cwd: string, ...args: string[]): Promise<string[]> {
  const run = await staged(cwd, ...args);
  expect(run.stderr).toBe("");
  const found = findingsOf(run);
  expect(run.code).toBe(found.length > 0 ? 1 : 0);
  return found.map(({ location }) => `${location.path}:${location.startLine}`);
}

/** What git prints, without the line end. */
export function gitText(directory: string, ...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: directory, encoding: "utf8" }).trimEnd();
}
