/** Help of `keyscan git`. */
import type { Argv } from "yargs";
import type { Command } from "./invocation.ts";

type Example = readonly [command: string, text: string];

const EXAMPLES: readonly Example[] = [
  ["$0 git", "All that this repository has ever held"],
  ["$0 git ../shop --range v1.0..HEAD", "What came since a release"],
  ["$0 git --since '2 weeks ago'", "What came lately"],
];

const PART = "Which part:";

/** The command added to a program; `withOptions` and `withExamples` are those of the other commands. */
export function gitHelp(
  program: Argv,
  withOptions: (program: Argv, command: Command) => Argv,
  withExamples: (program: Argv, examples: readonly Example[]) => Argv,
): Argv {
  return program.command(
    "git [paths..]",
    "Find them in the history of a git repository",
    (command) =>
      withExamples(
        withOptions(
          command
            .positional("paths", { describe: "Repositories; by default the one that this folder is in" })
            .option("range", { describe: "What these commits brought, such as main..HEAD", group: PART })
            .option("since", { describe: "What commits after this date brought", group: PART })
            .option("branch", { describe: "What this branch, tag or other ref reaches", group: PART }),
          "git",
        ),
        EXAMPLES,
      ),
    () => {},
  );
}
