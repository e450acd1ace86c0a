/** The options of the command line: those of a configuration file, and those that only a person may give. */
import { OPTIONS, type Option } from "../config/options.ts";

/** Short names. */
export const ALIASES: Readonly<Record<string, string>> = {
  config: "c",
  format: "f",
  help: "h",
  output: "o",
  quiet: "q",
  version: "V",
};

const COMMAND_LINE_ONLY: readonly Option[] = [
  { key: "config", flag: "config", type: "string", list: false, description: "" },
  { key: "showSecrets", flag: "show-secrets", type: "boolean", list: false, description: "" },
  { key: "verify", flag: "verify", type: "boolean", list: false, description: "" },
  { key: "cache", flag: "cache", type: "boolean", list: false, description: "" },
  { key: "historyOnly", flag: "history-only", type: "boolean", list: false, description: "" },
];

/** Every option of the scanning commands. */
export const CLI_OPTIONS: readonly Option[] = [...OPTIONS, ...COMMAND_LINE_ONLY];

/** Options of single commands, by the commands that take them. */
export const COMMAND_OPTIONS: readonly (Option & { commands: readonly string[] })[] = [
  // One of all, but those that report nothing of a scan refuse it.
  own("verify", "boolean", ["scan", "git", "logs", "audit", "staged", "diff"]),
  own("reason", "string", ["ignore", "ledger"]),
  own("until", "string", ["ignore"]),
  own("force", "boolean", ["baseline", "init", "ledger"]),
  own("yes", "boolean", ["init"]),
  own("dry-run", "boolean", ["init"]),
  own("hook", "boolean", ["init"]),
  own("workflow", "boolean", ["init"]),
  own("action", "string", ["init"]),
  own("write", "boolean", ["fix"]),
  own("keep-value", "boolean", ["fix"]),
  own("to", "string", ["fix", "ledger"]),
  own("date", "string", ["ledger"]),
  own("compare", "string", ["report"]),
  own("key-file", "string", ["redact"]),
  own("usage", "boolean", ["logs"]),
  own("follow", "boolean", ["logs"]),
  own("range", "string", ["git"]),
  own("since", "string", ["git"]),
  own("branch", "string", ["git"]),
];

function own(
  flag: string,
  type: Option["type"],
  commands: readonly string[],
): Option & { commands: readonly string[] } {
  const key = flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { key, flag, type, list: false, description: "", commands };
}

/** How an option that was given is written: `--max-file-size`, `--no-history`. */
export function optionFlag(key: string, value: unknown): string {
  const flag = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${value === false ? "no-" : ""}${flag}`;
}

/** Options as they were given; keys as in a configuration file. Values are checked later, in one place. */
export type GivenOptions = Record<string, unknown>;

/** A scan that was asked for. */
export interface ScanInvocation {
  command: "scan" | "logs" | "git" | "audit";
  paths: string[];
  options: GivenOptions;
}

/** A change that is to be scanned. */
export interface ChangeInvocation {
  command: "staged" | "diff";
  operands: string[];
  options: GivenOptions;
}

/** A command with operands and options of its own. */
export interface CommandInvocation {
  command:
    | "baseline"
    | "config"
    | "ignore"
    | "report"
    | "init"
    | "triage"
    | "explain"
    | "fix"
    | "redact"
    | "ledger";
  operands: string[];
  options: GivenOptions;
}

/** A command line that has been taken apart. */
export type Invocation =
  | ScanInvocation
  | ChangeInvocation
  | CommandInvocation
  | { command: "rules"; operands: string[]; options: GivenOptions }
  | { command: "hook"; operands: string[] }
  /** `args`: for yargs, which writes these texts. */
  | { command: "help" | "complete"; args: string[] }
  | { command: "completion"; operands: string[] }
  | { command: "version" };
