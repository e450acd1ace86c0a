/** The full command line: help, other commands, and messages for what was mistyped. Made from the table of options. */
import yargs, { type Argv, type Options } from "yargs";
import { suggest } from "../config/suggest.ts";
import {
  ALIASES,
  CLI_OPTIONS,
  type CommandName,
  type GivenOptions,
  type Invocation,
} from "./options.ts";
import { rulesCommand } from "./rules-command.ts";
import { UsageError } from "./usage-error.ts";
import { VERSION } from "./version.ts";

const EXAMPLES: readonly (readonly [string, string])[] = [
  ["$0", "Scan the working tree in this folder"],
  ["$0 src config/*.yml", "Scan some of it"],
  ["$0 --format sarif --output keyscan.sarif", "For code scanning services"],
  ["git diff | $0 -", "Scan standard input"],
  ["tail -f app.log | $0 logs -", "Watch a log, line by line"],
];

const LOG_EXAMPLES: readonly (readonly [string, string])[] = [
  ["$0 logs /var/log/nginx/*.log*", "Logs, also rotated and gzipped ones"],
  ["kubectl logs -f deploy/web | $0 logs -", "A stream without an end"],
];

const EPILOGUE =
  "Exit codes: 0 nothing found, 1 secrets found, 2 could not run, 3 not everything (or nothing) was scanned, 130 interrupted.";

function yargsOption(option: (typeof CLI_OPTIONS)[number]): Options {
  const alias = ALIASES[option.flag];
  return {
    type: option.type,
    describe: option.description,
    ...(option.type === "boolean" ? {} : { requiresArg: true }),
    ...(option.list ? { array: true, nargs: 1 } : {}),
    ...(option.choices === undefined ? {} : { choices: option.choices }),
    ...(option.default === undefined ? {} : { defaultDescription: String(option.default) }),
    ...(alias === undefined ? {} : { alias }),
  };
}

function withOptions(program: Argv, examples: readonly (readonly [string, string])[]): Argv {
  const options = Object.fromEntries(
    CLI_OPTIONS.map((option) => [option.flag, yargsOption(option)]),
  );
  return program
    .positional("paths", {
      type: "string",
      array: true,
      describe: "Files, folders, globs; - is standard input",
    })
    .options(options)
    .example(examples.map(([command, text]) => [command, text]));
}

/**
 * Runs commands that are no scans (`rules`, `completion`, help) at once.
 *
 * @returns The scan that was asked for, or undefined where there is nothing more to do.
 * @throws UsageError
 */
export async function yargsArgs(args: readonly string[]): Promise<Invocation | undefined> {
  let invocation: Invocation | undefined;
  const take = (command: CommandName) => (argv: Record<string, unknown>) => {
    const options: GivenOptions = {};
    for (const { key, flag } of CLI_OPTIONS)
      if (argv[flag] !== undefined) options[key] = argv[flag];
    invocation = { command, paths: (argv["paths"] as string[] | undefined) ?? [], options };
  };
  const program = yargs([...args])
    .scriptName("keyscan")
    .usage(
      "$0 [paths..]\n\nFinds API keys, tokens, passwords and private keys in files, logs and streams.",
    )
    .command(
      ["$0 [paths..]", "scan [paths..]"],
      "Scan files and folders (the default: this folder)",
      (y: Argv) => withOptions(y, EXAMPLES),
      take("scan"),
    )
    .command(
      "logs [paths..]",
      "Scan log files or a log stream",
      (y: Argv) => withOptions(y, LOG_EXAMPLES),
      take("logs"),
    )
    .command(rulesCommand)
    .completion("completion", "Print a completion script for your shell")
    .version(VERSION)
    .alias({ version: "V", help: "h" })
    .epilogue(EPILOGUE)
    .strict()
    .parserConfiguration({ "duplicate-arguments-array": true, "strip-aliased": true })
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message: string | undefined, error: Error | undefined) => {
      throw (
        error ?? new UsageError(withSuggestion(message ?? "the command line can't be understood"))
      );
    });
  await program.parseAsync();
  return invocation;
}

function withSuggestion(message: string): string {
  const unknown = /^Unknown arguments?: (\S+?)(?:,|$)/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const near = suggest(
    unknown,
    CLI_OPTIONS.map((option) => option.flag),
  );
  const hint = near === undefined ? "see keyscan --help" : `did you mean --${near}?`;
  return `unknown option --${unknown} (${hint})`;
}
