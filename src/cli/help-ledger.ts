/** Help of `keyscan ledger`. */
import type { Argv } from "yargs";
import { LEDGER_CODES } from "./help-exit-codes.ts";
import type { Command } from "./invocation.ts";

type Example = readonly [command: string, text: string];

const EXAMPLES: readonly Example[] = [
  ["$0 ledger add", "Take in all that is found"],
  ["$0 ledger revoke v1:…", "It was revoked today"],
  ["$0 ledger rotate v1:… --to v1:…", "Another key took its place"],
  ["$0 ledger check", "What is still to be done?"],
];

const LEDGER = "Ledger:";

/** The command added to a program; `withOptions` and `withExamples` are those of the other commands. */
export function ledgerHelp(
  program: Argv,
  withOptions: (program: Argv, command: Command) => Argv,
  withExamples: (program: Argv, examples: readonly Example[], exitCodes: string) => Argv,
): Argv {
  return program.command(
    "ledger [action] [fingerprints..]",
    "Keep what became of keys: found, rotated, revoked",
    (command) =>
      withExamples(
        withOptions(
          command
            .positional("action", {
              choices: ["list", "add", "revoke", "rotate", "remove", "check"],
              describe: "Show, take in, mark, take out, compare with a scan",
              default: "list",
            })
            .positional("fingerprints", { describe: "As reports show them, v1:…; paths for check" })
            .option("to", { describe: "rotate: the key that took its place", group: LEDGER })
            .option("date", { describe: "The day, such as 2027-01-31; by default today", group: LEDGER })
            .option("reason", { describe: "A note for the line", group: LEDGER })
            .option("force", { describe: "Also keys that no scan finds here", group: LEDGER })
            .option("format", {
              alias: "f",
              choices: ["pretty", "json"],
              describe: "list: how it is shown",
              group: LEDGER,
            }),
          "ledger",
        ),
        EXAMPLES,
        LEDGER_CODES,
      ),
    () => {},
  );
}
