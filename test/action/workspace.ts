/** Repositories and workspaces that the action runs in, and what came of it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { git, gitHubToken, stripeKey, tree, write } from "../cli/scratch.ts";
import { parseCommands } from "../support/workflow-commands.ts";
import { runAction, type Job, type Ran } from "./runner.ts";

const ACTION = fileURLToPath(new URL("../..", import.meta.url));
const OLD = stripeKey(1);
export const NEW: string = gitHubToken(2);

function idOf(directory: string, revision: string): string {
  return execFileSync("git", ["rev-parse", revision], { cwd: directory, encoding: "utf8" }).trim();
}

export interface Repository {
  origin: string;
  before: string;
  after: string;
  merge: string;
}

/** main has an old key; a branch adds a clean commit and one with another key, and is merged as GitHub tries it. */
export function repository(
  added: Readonly<Record<string, string>> = { "src/new.ts": `a();\nconst b = "${NEW}";\n` },
): Repository {
  const origin = tree({ "old.ts": `const a = "${OLD}";\n` });
  git(origin, "init");
  git(origin, "add", ".");
  git(origin, "commit", "-m", "old");
  const before = idOf(origin, "HEAD");
  git(origin, "switch", "-c", "topic");
  write(origin, "clean.ts", "export {};\n");
  git(origin, "add", ".");
  git(origin, "commit", "-m", "clean");
  for (const [name, content] of Object.entries(added)) write(origin, name, content);
  git(origin, "add", ".");
  git(origin, "commit", "-m", "new");
  const after = idOf(origin, "HEAD");
  git(origin, "switch", "main");
  git(origin, "merge", "--no-ff", "-m", "merge", "topic");
  const merge = idOf(origin, "HEAD");
  git(origin, "update-ref", "refs/pull/1/merge", merge);
  git(origin, "reset", "--hard", before);
  git(origin, "config", "uploadpack.allowAnySHA1InWant", "true");
  return { origin, before, after, merge };
}

/** What actions/checkout leaves. @param depth 0 for everything. */
export function checkout({ origin }: Repository, commit: string, depth: number = 1): string {
  const workspace = tree();
  git(workspace, "init");
  git(workspace, "remote", "add", "origin", `file://${origin}`);
  const limits = depth === 0 ? [] : [`--depth=${depth}`];
  git(workspace, "fetch", "--no-tags", ...limits, "origin", commit);
  git(workspace, "checkout", "--detach", commit);
  return workspace;
}

export function run(job: Omit<Job, "action">): Ran {
  return runAction({ action: ACTION, ...job });
}

export function expectNoSecret({ log, summary, outputs }: Ran): void {
  const sarif = outputs["sarif-file"] === "" ? "" : readFileSync(String(outputs["sarif-file"]), "utf8");
  for (const text of [log, summary, sarif])
    for (const secret of [OLD, NEW]) expect(text).not.toContain(secret.slice(8, -4));
}

/** Where the annotations of a run stand. */
export function places({ log }: Ran): string[] {
  return parseCommands(log).flatMap(({ name, properties }) =>
    name === "error" && properties["file"] !== undefined
      ? [`${properties["file"]}:${properties["line"]}`]
      : [],
  );
}

/** The event of a pull request for it. */
export function pullRequest(of: Repository, fork: boolean): object {
  return {
    pull_request: {
      base: { sha: of.before, ref: "main", repo: { full_name: "acme/shop" } },
      head: { sha: of.after, repo: { full_name: fork ? "stranger/shop" : "acme/shop" } },
    },
  };
}
