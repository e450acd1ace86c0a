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

/** Options of scans that leave some of the scanning commands nothing to look at, and why. */
export const SENSELESS_OPTIONS: readonly {
  key: string;
  value: boolean;
  commands: readonly string[];
  why: string;
}[] = [
  { key: "history", value: false, commands: ["git"], why: "it scans the history alone" },
  {
    key: "historyOnly",
    value: true,
    commands: ["staged", "diff", "logs"],
    why: "keyscan git scans the history alone",
  },
];

/** How an option that was given is written: `--max-file-size`, `--no-history`. */
export function optionFlag(key: string, value: unknown): string {
  const flag = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${value === false ? "no-" : ""}${flag}`;
}
