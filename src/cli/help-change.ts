/** Help of the commands about changes: what is staged, what commits add, hooks. */
import type { Argv } from "yargs";
import { HOOK_CODES } from "./help-exit-codes.ts";
import type { Command } from "./invocation.ts";

type Example = readonly [command: string, text: string];

const STAGED_EXAMPLES: readonly Example[] = [
  ["$0 staged", "Scan what git commit would commit now"],
  ["$0 staged -f pretty", "With code, reasons and steps"],
];

const DIFF_EXAMPLES: readonly Example[] = [
  ["$0 diff", "In CI: what the push or pull request adds"],
  ["$0 diff origin/main...HEAD", "What this branch adds"],
  ["$0 diff HEAD~3", "What the last three commits add"],
];

const HOOK_EXAMPLES: readonly Example[] = [
  ["$0 hook install", "Scan before each commit"],
  ["$0 hook install pre-push", "Scan before each push"],
  ["$0 hook status", "Is it run, and if not, why"],
];

/** The commands added to a program; `withOptions` and `withExamples` are those of the other commands. */
export function changeHelp(
  commands: Argv,
  withOptions: (program: Argv, command: Command) => Argv,
  withExamples: (program: Argv, examples: readonly Example[], exitCodes?: string) => Argv,
): Argv {
  const doNothing = (): void => {};
  return commands
    .command(
      "staged [repository]",
      "Find them in what the next commit adds",
      (program) =>
        withExamples(
          withOptions(
            program.positional("repository", { describe: "By default the one that this folder is in" }),
            "staged",
          ),
          STAGED_EXAMPLES,
        ),
      doNothing,
    )
    .command(
      "diff [range]",
      "Find them in what commits add",
      (program) =>
        withExamples(
          withOptions(
            program.positional("range", {
              describe: "A..B, A...B, or A for A..HEAD; by default what CI says, or what the branch adds",
            }),
            "diff",
          ),
          DIFF_EXAMPLES,
        ),
      doNothing,
    )
    .command(
      "hook <action> [hooks..]",
      "Make git run keyscan before each commit or push",
      (program) =>
        withExamples(
          program
            .positional("action", {
              choices: ["install", "uninstall", "status", "run"],
              describe: "Install, take away, look whether it works; run is what hooks do",
            })
            .positional("hooks", {
              choices: ["pre-commit", "pre-push"],
              describe: "By default pre-commit; both for uninstall and status",
            }),
          HOOK_EXAMPLES,
          HOOK_CODES,
        ),
      doNothing,
    );
}
