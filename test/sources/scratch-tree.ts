/** Real trees and real git repositories in the system's temporary directory, and what a walk says of them. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { WalkEvent, WalkOptions } from "../../src/sources/files.ts";
import { walk } from "../../src/sources/files.ts";

/** A new directory that goes away with the test; `files` are written into it, "" being enough of a file. */
export function makeTree(files: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "keyscan-tree-")));
  chmodSync(root, 0o755);
  // Node's own removal does not reach paths longer than the kernel takes.
  onTestFinished(() => void execFileSync("rm", ["-rf", root]));
  for (const [name, text] of Object.entries(files)) write(root, name, text);
  return root;
}

/** Writes a file and the directories on the way to it. */
export function write(root: string, name: string, text = ""): void {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Runs git in a directory, without the configuration of whoever runs the tests. */
export function git(directory: string, ...args: readonly string[]): string {
  const identity = { NAME: "Someone", EMAIL: "someone@example.org" };
  return execFileSync("git", ["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", ...args], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    env: {
      PATH: process.env["PATH"],
      HOME: directory,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: identity.NAME,
      GIT_AUTHOR_EMAIL: identity.EMAIL,
      GIT_COMMITTER_NAME: identity.NAME,
      GIT_COMMITTER_EMAIL: identity.EMAIL,
    },
  });
}

/** A tree that is a repository; `tracked` are added whether ignored or not. */
export function makeRepository(
  files: Readonly<Record<string, string>>,
  tracked: readonly string[] = [],
): string {
  const root = makeTree(files);
  git(root, "init", "-q");
  if (tracked.length > 0) git(root, "add", "-f", "--", ...tracked);
  return root;
}

/** All events of a walk. */
export async function eventsOf(
  cwd: string,
  roots: readonly string[] = ["."],
  options: Omit<WalkOptions, "cwd"> = {},
): Promise<WalkEvent[]> {
  const events: WalkEvent[] = [];
  for await (const event of walk(roots, { cwd, ...options })) events.push(event);
  return events;
}

/** One line an event: "path", "path local", "path log", "- path reason", "! path code", "# message". */
export function describeEvent(event: WalkEvent): string {
  if (event.type === "file") {
    return [event.display, event.kind === "log" ? "log" : "", event.localOnly ? "local" : ""]
      .filter((part) => part !== "")
      .join(" ");
  }
  if (event.type === "skip") return `- ${event.path}${event.directory ? "/" : ""} ${event.reason}`;
  return event.type === "error" ? `! ${event.path} ${event.code}` : `# ${event.message}`;
}

/** A walk as lines, but for what every repository yields of its own `.git`. */
export async function linesOf(
  cwd: string,
  roots: readonly string[] = ["."],
  options: Omit<WalkOptions, "cwd"> = {},
): Promise<string[]> {
  const lines = (await eventsOf(cwd, roots, options)).map(describeEvent);
  return lines.filter((line) => line !== "- .git/ git-internal" && line !== ".git/config");
}
