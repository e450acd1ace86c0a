/** Help of the command that shows saved results. */
import type { Argv } from "yargs";
import { REPORT_CODES } from "./help-exit-codes.ts";
import type { Command } from "./invocation.ts";

type Example = readonly [command: string, text: string];

const EXAMPLES: readonly Example[] = [
  ["$0 report r.json --report html=r.html", "Show a saved result"],
  ["$0 report a.json b.json -f sarif", "Several as one"],
  ["$0 report new.json --compare old.json", "What is new, what is fixed"],
];

/** The command added to a program; `withOptions` and `withExamples` are those of the other commands. */
export function reportHelp(
  program: Argv,
  withOptions: (program: Argv, command: Command) => Argv,
  withExamples: (program: Argv, examples: readonly Example[], exitCodes: string) => Argv,
): Argv {
  return program.command(
    "report <results..>",
    "Show saved results, join or compare them",
    (command) =>
      withExamples(
        withOptions(
          command
            .positional("results", { describe: "JSON or JSON Lines reports; - for standard input" })
            .option("compare", {
              describe: "Tell what is new and fixed since this result",
              group: "Results:",
            }),
          "report",
        ),
        EXAMPLES,
        REPORT_CODES,
      ),
    () => {},
  );
}
