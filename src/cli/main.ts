/** From the command line to the exit code. Returns it; the entry sets it. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { suggest } from "../config/suggest.ts";
import { safeText } from "../report/safe-text.ts";
import { ExitCode } from "../scan/exit-code.ts";
import type { ChangeInvocation, CommandInvocation, Invocation, ScanInvocation } from "./invocation.ts";
import { isCommand, nearCommand, parseCommandLine } from "./parse-args.ts";
import { scanCommand } from "./scan-command.ts";
import { print, printed } from "./stdout.ts";
import { FOLDER_GONE } from "./usage-error.ts";
import { VERSION } from "./version.ts";

/**
 * @param args The command line without `node` and the script.
 * @param onCommand Told which command it asks for.
 */
export async function main(
  args: readonly string[],
  onCommand: (command: Invocation["command"]) => void,
): Promise<ExitCode> {
  try {
    const invocation = parseCommandLine(args);
    onCommand(invocation.command);
    const code = await run(invocation);
    await printed();
    return code;
  } catch (error) {
    return fail(error, args[0]);
  }
}

async function run(invocation: Invocation): Promise<ExitCode> {
  switch (invocation.command) {
    case "scan":
    case "git":
    case "logs": {
      return scanCommand(invocation);
    }
    case "audit": {
      const { auditCommand } = await import("./audit-command.ts");
      return auditCommand(invocation);
    }
    case "staged": {
      const { stagedCommand } = await import("./staged-command.ts");
      return stagedCommand(invocation);
    }
    case "diff": {
      const { diffCommand } = await import("./diff-command.ts");
      return diffCommand(invocation);
    }
    case "hook": {
      const { hookCommand } = await import("./hook-command.ts");
      return hookCommand(invocation.operands);
    }
    case "rules":
      return (await import("./rules-command.ts")).rulesCommand(invocation.operands, invocation.options);
    case "help":
    case "complete":
    case "completion":
    case "version":
      print(await textOf(invocation));
      return ExitCode.Clean;
    default:
      return OWN_COMMANDS[invocation.command](invocation);
  }
}

/** Commands with operands and options of their own; what they need is loaded when they are run. */
const OWN_COMMANDS: Readonly<
  Record<CommandInvocation["command"], (invocation: CommandInvocation) => Promise<ExitCode>>
> = {
  baseline: async (invocation) => (await import("./baseline-command.ts")).baselineCommand(invocation),
  config: async (invocation) => told(await (await import("./config-command.ts")).configCommand(invocation)),
  explain: async (invocation) => (await import("./explain-command.ts")).explainCommand(invocation),
  fix: async (invocation) => (await import("./fix-command.ts")).fixCommand(invocation),
  ignore: async (invocation) => told((await import("./ignore-command.ts")).ignoreCommand(invocation)),
  init: async (invocation) => (await import("./init-command.ts")).initCommand(invocation),
  redact: async (invocation) => (await import("./redact-command.ts")).redactCommand(invocation),
  ledger: async (invocation) => (await import("./ledger-command.ts")).ledgerCommand(invocation),
  report: async (invocation) => (await import("./report-command.ts")).reportCommand(invocation),
  triage: async (invocation) => (await import("./triage-command.ts")).triageCommand(invocation),
};

function told(text: string): ExitCode {
  print(text);
  return ExitCode.Clean;
}

type Telling = Exclude<
  Invocation,
  ScanInvocation | ChangeInvocation | CommandInvocation | { command: "hook" | "rules" }
>;

/** What a command prints that does nothing else. */
async function textOf(invocation: Telling): Promise<string> {
  switch (invocation.command) {
    case "completion": {
      const { completionScript } = await import("./completion.ts");
      return completionScript(invocation.operands, process.env);
    }
    case "version":
      return `${VERSION}\n`;
    case "complete":
      return (await import("./complete.ts")).completions(invocation.args);
    default: {
      const { yargsText } = await import("./help.ts");
      return yargsText(invocation.args);
    }
  }
}

/** Errors that say themselves what to do; others are faults of keyscan. */
const EXPLAINED: ReadonlySet<string> = new Set([
  "UsageError",
  "ConfigError",
  "PathNotFoundError",
  "UnknownRuleError",
  "NoRuleError",
  "ResultError",
  "RepositoryError",
  "GitError",
]);

/** @param first Word of the command line, which may name the command. */
function fail(error: unknown, first: string | undefined): ExitCode {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const text = EXPLAINED.has(name)
    ? message + pathHint(error, first)
    : isFolderGone(error)
      ? FOLDER_GONE
      : `internal error: ${message}\nThis is a fault of keyscan; please report it with the command you ran.`;
  // What git says may quote names of the repository.
  process.stderr.write(`keyscan: ${text.split("\n").map(safeText).join("\n")}\n`);
  return ExitCode.Usage;
}

/** Whoever asks for the working directory, node among them, fails so where it was deleted. */
function isFolderGone(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "uv_cwd";
}

/** A path that does not exist may have been meant as a command, or be mistyped. */
function pathHint(error: unknown, first: string | undefined): string {
  if (!(error instanceof Error) || error.name !== "PathNotFoundError" || !("path" in error)) return "";
  const path = String(error.path);
  const command = isCommand(first) || isCommand(path) ? undefined : nearCommand(path);
  if (command !== undefined) return ` (did you mean the command "${command}"?)`;
  const near = nearPath(path);
  return near === undefined ? "" : ` (did you mean ${JSON.stringify(near)}?)`;
}

/** What lies beside the path and has almost its name. */
function nearPath(path: string): string | undefined {
  try {
    const near = suggest(basename(path), readdirSync(dirname(path)));
    return near === undefined ? undefined : join(dirname(path), near);
  } catch {
    return undefined;
  }
}
