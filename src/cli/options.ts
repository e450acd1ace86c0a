/** The options of the command line: those of a configuration file, and those that only a person may give. */
import { OPTIONS, type Option } from "../config/options.ts";

/** Short names. */
export const ALIASES: Readonly<Record<string, string>> = {
  format: "f",
  output: "o",
  config: "c",
  quiet: "q",
};

const COMMAND_LINE_ONLY: readonly Option[] = [
  {
    key: "config",
    flag: "config",
    type: "string",
    list: false,
    description: "Use this configuration file.",
  },
  {
    key: "showSecrets",
    flag: "show-secrets",
    type: "boolean",
    list: false,
    description: "Print secrets in the clear, in every report. They are redacted otherwise.",
  },
];

/** Every option of the scanning commands. */
export const CLI_OPTIONS: readonly Option[] = [...OPTIONS, ...COMMAND_LINE_ONLY];

/** Options as they were given; keys as in a configuration file. Values are checked later, in one place. */
export type GivenOptions = Record<string, unknown>;

export type CommandName = "scan" | "logs";

/** A command line that has been taken apart. */
export interface Invocation {
  command: CommandName;
  paths: string[];
  options: GivenOptions;
}
