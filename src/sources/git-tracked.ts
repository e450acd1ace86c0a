/**
 * Asks git which files are tracked although they are ignored. The repository is hostile: nothing that its configuration
 * names may run, and no variable of the caller's environment may point git elsewhere. Hence a fixed environment, `-c`
 * overrides for everything in the way of `ls-files` that could start a program, and a git that is looked up here and not
 * in the scanned directory. This module loads simple-git: import it only when git has to be asked.
 */
import { dirname } from "node:path";
import type { SimpleGitOptions } from "simple-git";
import { simpleGit } from "simple-git";
import { findGit, gitEnvironment } from "./git/program.ts";
import type { TrackedAnswer } from "./walk-types.ts";

/** Milliseconds without a word from git, as when it waits on a FIFO in the place of an ignore file. */
const SILENCE_LIMIT = 20_000;

const OVERRIDES = [
  "core.fsmonitor=false",
  "core.untrackedCache=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.editor=false",
  "core.askPass=false",
  "core.sshCommand=false",
  "core.gitProxy=false",
  "core.excludesFile=/dev/null",
  "core.attributesFile=/dev/null",
  "core.alternateRefsCommand=false",
  "credential.helper=",
  "diff.external=",
  "protocol.allow=never",
  "submodule.recurse=false",
];

/** simple-git refuses these settings unless told; here they switch things off. */
const PERMITTED: NonNullable<SimpleGitOptions["unsafe"]> = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeEditor: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeHooksPath: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
};

/** Git's own configuration files left out: neither the user's nor the machine's can add an ignore rule or a program. */
const WITHOUT_CONFIG: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

function environment(root: string, configuration: Readonly<Record<string, string>>): Record<string, string> {
  return { ...configuration, GIT_CEILING_DIRECTORIES: dirname(root), ...gitEnvironment({ home: true }) };
}

/**
 * `-x .gitignore` counts the ignore files themselves as ignored: simple-git waits 50 ms longer for a command that prints
 * nothing, and the answer is asked for only where some ignore file exists.
 */
const COMMAND = ["ls-files", "-z", "--cached", "--ignored", "--exclude-standard", "-x", ".gitignore"];

async function run(
  git: string,
  root: string,
  signal: AbortSignal,
  configuration: Readonly<Record<string, string>>,
): Promise<string[]> {
  const env = environment(root, configuration);
  const client = simpleGit({
    abort: signal,
    baseDir: root,
    binary: git,
    config: OVERRIDES,
    unsafe: PERMITTED,
    allowEnvironment: Object.keys(env),
    timeout: { block: SILENCE_LIMIT },
  }).env(env);
  const output = await client.raw(COMMAND);
  return output.split("\0").filter((path) => path !== "");
}

function isOwnershipRefusal(error: unknown): boolean {
  return String(error).includes("dubious ownership");
}

function failure(error: unknown, root: string): TrackedAnswer {
  if (isOwnershipRefusal(error)) {
    const advice = `"git config --global --add safe.directory ${root}" allows it`;
    const reason = `git refuses it because it belongs to another user; ${advice}`;
    return { files: [], problem: { kind: "unavailable", reason } };
  }
  const text = error instanceof Error ? error.message : String(error);
  const [line = ""] = text.split("\n");
  const reason = text.includes("timeout") ? "git did not answer in time" : `git said "${line}"`;
  return { files: [], problem: { kind: "failed", reason } };
}

/**
 * The tracked files that git's ignore rules name in the repository whose working tree begins at `root` (absolute), relative
 * to it, as lossy UTF-8. Never rejects: where git is missing, refuses or fails, there are none and `problem` says why.
 * The signal ends git.
 */
export async function listTrackedIgnored(root: string, signal: AbortSignal): Promise<TrackedAnswer> {
  const git = findGit();
  if (git === undefined) {
    return { files: [], problem: { kind: "unavailable", reason: "git was not found" } };
  }
  try {
    return { files: await run(git, root, signal, WITHOUT_CONFIG) };
  } catch (error) {
    if (!isOwnershipRefusal(error)) return failure(error, root);
  }
  try {
    // Only the user's own configuration can vouch for a repository of another owner (safe.directory).
    return { files: await run(git, root, signal, {}) };
  } catch (error) {
    return failure(error, root);
  }
}
