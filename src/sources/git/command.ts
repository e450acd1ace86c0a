/**
 * The one way to run git on a scanned repository: a process without a shell, in a private git directory (view.ts), so that
 * nothing of the repository's own configuration, hooks or attributes is ever read. What git says is streamed; its exit status and
 * what it complains of are checked.
 */
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { GitError, RepositoryError } from "./error.ts";
import { findGit, gitEnvironment } from "./program.ts";
import type { View } from "./view.ts";

/** As much of what git complains of is kept, bytes. */
const STDERR_KEPT = 16_384;

export interface GitOptions {
  /** Written to standard input, which is closed then; where left out, `stdin` is the caller's to end. */
  input?: string | Uint8Array;
  /** Ends git. */
  signal?: AbortSignal;
  /** Exit statuses that are answers, such as 1 of `merge-base --is-ancestor`; 0 is one always. */
  allowed?: readonly number[];
}

/** A git process at work. */
export interface GitProcess {
  stdin: Writable;
  stdout: Readable;
  /** Exit status, once git has ended. Rejects with GitError for a status that is no answer. Nobody has to listen. */
  done: Promise<number>;
  /** Ends it; `done` rejects then. */
  kill(): void;
}

/**
 * Starts git.
 *
 * @param args Command and arguments, such as `["cat-file", "--batch"]`.
 * @throws RepositoryError where git is not installed.
 */
export function startGit(view: View, args: readonly string[], options: GitOptions = {}): GitProcess {
  const program = findGit();
  if (program === undefined)
    throw new RepositoryError("git was not found on the PATH; it is needed to read a repository");
  // Loaded when it is needed: a scan that asks git for nothing would spend two milliseconds on it.
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = spawn(program, ["--no-pager", "--no-optional-locks", ...args], {
    cwd: view.directory,
    env: { ...gitEnvironment({ home: false }), ...view.environment },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const done = ended(child, args[0] ?? "", options.allowed ?? []);
  done.catch(() => {});
  // Git may end before it has read all; its exit status tells.
  child.stdin.on("error", () => {});
  if (options.input !== undefined) child.stdin.end(options.input);
  const kill = (): void => {
    child.kill("SIGKILL");
    child.stdout.destroy();
  };
  const { signal } = options;
  if (signal?.aborted === true) kill();
  signal?.addEventListener("abort", kill);
  const off = (): void => signal?.removeEventListener("abort", kill);
  done.then(off, off);
  return { stdin: child.stdin, stdout: child.stdout, done, kill };
}

function ended(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  command: string,
  allowed: readonly number[],
): Promise<number> {
  const said: Buffer[] = [];
  let kept = 0;
  child.stderr.on("data", (bytes: Buffer) => {
    if (kept >= STDERR_KEPT) return;
    said.push(bytes.subarray(0, STDERR_KEPT - kept));
    kept += bytes.length;
  });
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new GitError(command, undefined, error.message)));
    child.on("close", (status) => {
      if (status === 0 || (status !== null && allowed.includes(status))) resolve(status);
      else reject(new GitError(command, status ?? undefined, Buffer.concat(said).toString("utf8")));
    });
  });
}

/** What git printed, and how it ended. */
export interface GitAnswer {
  status: number;
  stdout: Buffer;
}

/**
 * Runs git to its end. For answers that fit into memory.
 *
 * @throws GitError for a status that is not allowed.
 */
export async function runGit(
  view: View,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitAnswer> {
  const git = startGit(view, args, { input: "", ...options });
  const pieces: Buffer[] = [];
  try {
    for await (const piece of git.stdout as AsyncIterable<Buffer>) pieces.push(piece);
  } catch {
    // The exit status tells what happened.
  }
  return { status: await git.done, stdout: Buffer.concat(pieces) };
}
