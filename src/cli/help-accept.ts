/** Help of the commands that accept findings. */
import type { Argv } from "yargs";
import { BASELINE_CODES, PLAIN_CODES, TRIAGE_CODES } from "./help-exit-codes.ts";
import type { Command } from "./invocation.ts";

type Example = readonly [command: string, text: string];

const BASELINE_EXAMPLES: readonly Example[] = [
  ["$0 baseline create", "Take in all that is found"],
  ["$0 baseline check", "New findings, stale lines"],
];

const IGNORE_EXAMPLES: readonly Example[] = [
  ['$0 ignore v1:… --reason "a test key"', "Accept it for good"],
  ["$0 ignore v1:… --reason later --until 2027-01-31", "Accept it for now"],
];

const TRIAGE_EXAMPLES: readonly Example[] = [
  ["$0 triage", "All findings of this repository"],
  ["$0 triage src --min-confidence high", "The sure ones of a folder"],
];

const CONFIG_EXAMPLES: readonly Example[] = [
  ["$0 config show", "The settings of a scan here"],
  ["$0 config show src", "Of a scan of this folder"],
];

const INIT_EXAMPLES: readonly Example[] = [
  ["$0 init", "Show, ask, write"],
  ["$0 init --dry-run", "Show only"],
  ["$0 init --yes --no-hook", "Ask nothing; leave the git hook out"],
];

/** The commands added to a program; `withOptions` and `withExamples` are those of the other commands. */
export function acceptHelp(
  program: Argv,
  withOptions: (program: Argv, command: Command) => Argv,
  withExamples: (program: Argv, examples: readonly Example[], exitCodes?: string) => Argv,
): Argv {
  const doNothing = (): void => {};
  return program
    .command(
      "baseline [action] [paths..]",
      "Take in what is known: create, update, check, prune",
      (command) =>
        withExamples(
          withOptions(
            command
              .positional("action", {
                choices: ["create", "update", "check", "prune", "install-merge-driver"],
                describe: "Write it, add to it, compare, remove stale lines",
                default: "create",
              })
              .positional("paths", { describe: "Files, folders, globs; by default this folder" }),
            "baseline",
          ).option("force", { describe: "create: replace the file that there is", group: "Other:" }),
          BASELINE_EXAMPLES,
          BASELINE_CODES,
        ),
      doNothing,
    )
    .command(
      "ignore <fingerprint..>",
      "Accept a finding by a line of .keyscanignore",
      (command) =>
        withExamples(
          command
            .positional("fingerprint", { describe: "As reports show it, v1:…" })
            .option("reason", { describe: "Why; stands in the line" })
            .option("until", { describe: "Last day on which it is accepted, such as 2027-01-31" }),
          IGNORE_EXAMPLES,
          PLAIN_CODES,
        ),
      doNothing,
    );
}

/** The command that asks. */
function triageHelp(
  program: Argv,
  withOptions: (program: Argv, command: Command) => Argv,
  withExamples: (program: Argv, examples: readonly Example[], exitCodes?: string) => Argv,
): Argv {
  return program.command(
    "triage [paths..]",
    "Walk through the findings, and decide of each what it is",
    (command) =>
      withExamples(
        withOptions(
          command.positional("paths", { describe: "Files, folders, globs; by default this folder" }),
          "triage",
        ),
        TRIAGE_EXAMPLES,
        TRIAGE_CODES,
      ),
    () => {},
  );
}

/** The commands for configurations. */
export function configHelp(
  program: Argv,
  withOptions: (program: Argv, command: Command) => Argv,
  withExamples: (program: Argv, examples: readonly Example[], exitCodes?: string) => Argv,
): Argv {
  const doNothing = (): void => {};
  return triageHelp(program, withOptions, withExamples)
    .command(
      "config <action> [paths..]",
      "Show every option, and where it comes from",
      (command) =>
        withExamples(
          withOptions(
            command
              .positional("action", { choices: ["show"], describe: "Show values and their sources" })
              .positional("paths", { describe: "What would be scanned; by default this folder" }),
            "config",
          ),
          CONFIG_EXAMPLES,
          PLAIN_CODES,
        ),
      doNothing,
    )
    .command(
      "init",
      "Write configuration, git hook and workflow; carries over set-ups of other scanners",
      (command) =>
        withExamples(
          command
            .option("dry-run", { describe: "Show what would be written, and write nothing" })
            .option("yes", { describe: "Write it without being asked" })
            .option("force", { describe: "Replace files that there are" })
            .option("no-hook", { describe: "Leave out the git hook" })
            .option("no-workflow", { describe: "Leave out the job for GitHub Actions or GitLab CI" })
            .option("action", { describe: "The action that the workflow uses, as owner/repository@tag" }),
          INIT_EXAMPLES,
          PLAIN_CODES,
        ),
      doNothing,
    );
}
