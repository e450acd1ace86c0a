/** Help of `keyscan fix`. */
import type { Argv } from "yargs";
import { TARGETS } from "../fix/recipes/index.ts";
import { FIX_CODES } from "./help-exit-codes.ts";
import type { Command } from "./invocation.ts";

type Example = readonly [command: string, text: string];

const EXAMPLES: readonly Example[] = [
  ["$0 fix", "Show as a diff what would be changed"],
  ["$0 fix --write --keep-value", "Change it, and keep the values in .env"],
  ["$0 fix src --to vault", "With the commands for Vault"],
  ["$0 fix --show-secrets | git apply", "Apply the diff by git"],
];

/** The command added to a program; `withOptions` and `withExamples` are those of the other commands. */
export function fixHelp(
  program: Argv,
  withOptions: (program: Argv, command: Command) => Argv,
  withExamples: (program: Argv, examples: readonly Example[], exitCodes: string) => Argv,
): Argv {
  return program.command(
    "fix [paths..]",
    "Read hard-coded secrets from the environment instead",
    (command) =>
      withExamples(
        withOptions(
          command
            .positional("paths", { describe: "Files, folders, globs; by default this folder" })
            .option("write", {
              describe: "Change the files; otherwise only the diff is shown",
              group: "Fix:",
            })
            .option("keep-value", { describe: "Keep the values in .env, which git ignores", group: "Fix:" })
            .option("to", { describe: "Say how the values get there", choices: TARGETS, group: "Fix:" }),
          "fix",
        ),
        EXAMPLES,
        FIX_CODES,
      ),
    () => {},
  );
}
