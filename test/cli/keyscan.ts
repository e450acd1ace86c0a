/** Runs the built command line as a user does: a process of its own, with its streams, exit code and signals. */
import { spawn, type ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { Finding, Occurrence, ScanSummary } from "../../src/types.ts";

/** The command as the package's `bin` names it. */
const CLI: string = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));

export interface RunOptions {
  cwd?: string;
  /** Standard input; nothing where left out. */
  input?: string | Buffer;
  env?: Readonly<Record<string, string>>;
  /** User id of the process. */
  uid?: number;
}

export interface Run {
  /** Null where a signal ended the process. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A process that still runs. */
export interface Running {
  readonly child: ChildProcess;
  /** What came so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves as soon as standard output holds the text; rejects where the process ends without. */
  until(text: string): Promise<void>;
  readonly ended: Promise<Run>;
}

function environment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], HOME: tmpdir(), ...extra };
}

/** Starts keyscan; its standard input stays open where no `input` is given. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  return startCommand(process.execPath, [CLI, ...args], options);
}

function startCommand(command: string, args: readonly string[], options: RunOptions = {}): Running {
  const { cwd, input, env, uid } = options;
  const child = spawn(command, args, {
    cwd,
    env: environment(env),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const textOf = (pieces: readonly Buffer[]): string => Buffer.concat(pieces).toString("utf8");
  child.stdout.on("data", (piece: Buffer) => stdout.push(piece));
  child.stderr.on("data", (piece: Buffer) => stderr.push(piece));
  // The process may end before it has read all: that is its affair.
  child.stdin.on("error", () => {});
  if (input !== undefined) child.stdin.end(input);
  const ended = new Promise<Run>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout: textOf(stdout), stderr: textOf(stderr) }));
  });
  return {
    child,
    get stdout() {
      return textOf(stdout);
    },
    get stderr() {
      return textOf(stderr);
    },
    until(text) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (textOf(stdout).includes(text)) resolve();
        };
        look();
        child.stdout.on("data", look);
        child.on("close", () =>
          reject(new Error(`ended without ${JSON.stringify(text)}: ${textOf(stderr)}`)),
        );
      });
    },
    ended,
  };
}

/** Runs keyscan to its end. */
export function keyscan(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return start(args, { input: "", ...options }).ended;
}

/** Starts a shell command line in which `keyscan`, `$NODE` and `$CLI` are the built command. */
export function startShell(line: string, options: RunOptions = {}): Running {
  const script = `keyscan() { "$NODE" "$CLI" "$@"; }\n${line}`;
  const env = { NODE: process.execPath, CLI, ...options.env };
  return startCommand("bash", ["-c", script], { ...options, env });
}

/** Runs it to its end. */
export function shell(line: string, options: RunOptions = {}): Promise<Run> {
  return startShell(line, { input: "", ...options }).ended;
}

/** The findings of a run with `--format jsonl`. */
export function findingsOf(run: Run): Finding[] {
  return linesOf(run).filter((line): line is FindingLine => line.type === "finding");
}

/** The summary of a run with `--format jsonl`. */
export function summaryOf(run: Run): ScanSummary {
  const last = linesOf(run).at(-1);
  if (last?.type !== "summary") throw new Error(`no summary in ${run.stdout}`);
  return last;
}

type FindingLine = { type: "finding" } & Finding;
type Line = FindingLine | ({ type: "occurrence" } & Occurrence) | ({ type: "summary" } & ScanSummary);

function linesOf(run: Run): Line[] {
  const lines = run.stdout.split("\n").filter((line) => line !== "");
  return lines.map((line, at) => {
    try {
      return JSON.parse(line) as Line;
    } catch {
      throw new Error(`line ${at + 1} of ${lines.length} is cut, exit code ${run.code}: ${run.stderr}`);
    }
  });
}
