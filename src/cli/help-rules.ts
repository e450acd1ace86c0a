/** Help of `keyscan rules` and `keyscan explain`. */
import type { Argv } from "yargs";
import { EXPLAIN_CODES, RULES_CODES } from "./help-exit-codes.ts";
import type { Command } from "./invocation.ts";
type Example = readonly [command: string, text: string];

const RULE_EXAMPLES: readonly Example[] = [
  ["$0 rules list", "All rules, one a line"],
  ["$0 rules show stripe-secret-key", "One of them"],
  ["$0 rules test acme.yaml", "Do my rules find their examples?"],
];

const EXPLAIN_EXAMPLES: readonly Example[] = [
  ["$0 explain src/config.py:12", "Why was something found in this line?"],
  ["$0 explain v1:3fa9c2…", "Why was this one found?"],
];

/** Adds the commands that speak of rules and of what decided. */
export function rulesHelp(
  program: Argv,
  withOptions: (program: Argv, command: Command) => Argv,
  withExamples: (program: Argv, examples: readonly Example[], exitCodes?: string) => Argv,
): Argv {
  return program
    .command(
      "rules <action> [id]",
      "List the rules, show one, or test those of a file",
      (command) =>
        withExamples(
          withOptions(
            command
              .positional("action", {
                choices: ["list", "show", "test"],
                describe: "List all, show one, or run the examples of a rule file",
              })
              .positional("id", { describe: "Id of the rule to show, or the file to test" }),
            "rules",
          ),
          RULE_EXAMPLES,
          RULES_CODES,
        ),
      doNothing,
    )
    .command(
      "explain <finding> [paths..]",
      "Say why something was found, and what decided",
      (command) =>
        withExamples(
          withOptions(
            command
              .positional("finding", { describe: "A fingerprint, or FILE:LINE" })
              .positional("paths", { describe: "Where a fingerprint is looked for; by default here" }),
            "explain",
          ),
          EXPLAIN_EXAMPLES,
          EXPLAIN_CODES,
        ),
      doNothing,
    );
}

/** yargs only writes help here. */
const doNothing = (): void => {};
