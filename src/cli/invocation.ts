/** The commands, each once, by what may stand behind their name; and a command line that has been taken apart. */

/** They scan the paths behind their name. */
const SCANS = ["scan", "git", "logs", "audit"] as const;

/** They scan a change. */
const CHANGES = ["staged", "diff"] as const;

/** They look at their operands and options themselves. */
const OTHERS = [
  "baseline",
  "config",
  "explain",
  "fix",
  "ignore",
  "init",
  "ledger",
  "redact",
  "report",
  "triage",
] as const;

/** All that may be named on the command line. */
export type Command =
  | (typeof SCANS)[number]
  | (typeof CHANGES)[number]
  | (typeof OTHERS)[number]
  | "rules"
  | "hook"
  | "completion"
  | "help";
/** Their names, as `Command` has them. */
export const COMMANDS: readonly Command[] = [
  ...SCANS,
  ...CHANGES,
  ...OTHERS,
  "rules",
  "hook",
  "completion",
  "help",
];

/** Options as they were given; keys as in a configuration file. Values are checked later, in one place. */
export type GivenOptions = Record<string, unknown>;

/** A scan that was asked for. */
export interface ScanInvocation {
  command: (typeof SCANS)[number];
  paths: string[];
  options: GivenOptions;
}

/** A change that is to be scanned. */
export interface ChangeInvocation {
  command: (typeof CHANGES)[number];
  operands: string[];
  options: GivenOptions;
}

/** A command with operands and options of its own. */
export interface CommandInvocation {
  command: (typeof OTHERS)[number];
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

const isIn = <T extends string>(names: readonly T[], command: string): command is T =>
  names.some((name) => name === command);

/** The invocation of a command with what was given behind its name. */
export function invocationOf(
  command: Exclude<Command, "completion" | "help">,
  operands: string[],
  options: GivenOptions,
): Invocation {
  if (isIn(SCANS, command)) return { command, paths: operands, options };
  if (isIn(CHANGES, command)) return { command, operands, options };
  if (isIn(OTHERS, command)) return { command, operands, options };
  return command === "rules" ? { command, operands, options } : { command, operands };
}
