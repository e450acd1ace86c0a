/** Help of `keyscan redact`. */
import type { Argv } from "yargs";
import type { Command } from "./invocation.ts";

type Example = readonly [command: string, text: string];

const EXAMPLES: readonly Example[] = [
  ["app 2>&1 | $0 redact > app.log", "Keep keys out of a log"],
  ["kubectl logs -f web | $0 redact", "Read along, without them"],
  ["$0 redact access.log.gz -o clean.log", "Clean a log to share it"],
];

const EXIT_CODES = `Exit codes:
    0  all was passed on, secrets replaced
    1  with --fail-on: secrets of that severity were replaced
    2  could not run
    3  an input could not be passed on to its end
  130  interrupted`;

/** The command added to a program; `withOptions` is that of the other commands. */
export function redactHelp(program: Argv, withOptions: (program: Argv, command: Command) => Argv): Argv {
  return program.command(
    "redact [files..]",
    "Pass a log on with tokens in the place of secrets",
    (command) =>
      withOptions(
        command
          .positional("files", { describe: "Logs, gzipped ones too, pipes; by default standard input" })
          .option("output", {
            alias: "o",
            describe: "Write to this file; - for standard output",
            group: "Results:",
          })
          .option("key-file", {
            describe: "Key that keeps tokens of passwords the same from run to run",
            group: "Results:",
          })
          .option("format", {
            alias: "f",
            choices: ["pretty", "json"],
            describe: "Format of what is told on standard error",
            group: "Results:",
          })
          .option("fail-on", {
            describe: "Least replaced severity that ends in exit code 1",
            group: "Results:",
          })
          .option("quiet", { alias: "q", describe: "Tell of errors only", group: "Results:" }),
        "redact",
      )
        .example(EXAMPLES.map(([line, text]) => [line, text]))
        .epilogue(EXIT_CODES),
    () => {},
  );
}
