/**
 * Takes the command line apart, and says what is wrong with it. Without yargs, which costs more than the scan of a few
 * files: that is loaded for help and completion alone.
 */
import { parseArgs } from "node:util";
import { suggest } from "../config/suggest.ts";
import { ALIASES, CLI_OPTIONS, COMMAND_OPTIONS, type GivenOptions, type Invocation } from "./options.ts";
import { UsageError } from "./usage-error.ts";

const COMMANDS = [
  "scan",
  "git",
  "logs",
  "audit",
  "redact",
  "staged",
  "diff",
  "hook",
  "rules",
  "explain",
  "fix",
  "baseline",
  "config",
  "ignore",
  "init",
  "ledger",
  "triage",
  "report",
  "completion",
  "help",
] as const;
/** Commands that look at their operands and options themselves. */
const OWN_OPTIONS = [
  "baseline",
  "config",
  "explain",
  "fix",
  "ignore",
  "init",
  "ledger",
  "redact",
  "report",
  "triage",
] as const;
type Own = (typeof OWN_OPTIONS)[number];
const isOwn = (command: Command | undefined): command is Own => OWN_OPTIONS.some((name) => name === command);
type Command = (typeof COMMANDS)[number];

const ALL_OPTIONS = [...CLI_OPTIONS, ...COMMAND_OPTIONS];
const BY_FLAG = new Map(ALL_OPTIONS.map((option) => [option.flag, option]));
const FLAGS: ReadonlySet<string> = new Set([
  "help",
  "version",
  ...ALL_OPTIONS.filter((option) => option.type === "boolean").map((option) => option.flag),
]);

const PARSER = Object.fromEntries(
  [...BY_FLAG.keys(), "help", "version"].map((flag) => {
    const short = ALIASES[flag];
    const type = FLAGS.has(flag) ? ("boolean" as const) : ("string" as const);
    return [flag, { type, ...(short === undefined ? {} : { short }) }];
  }),
);

/** An option as it stands on the command line. */
interface Given {
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

/**
 * @param args The command line without `node` and the script.
 * @throws UsageError for an option that does not exist, or has no value or one too many.
 */
export function parseCommandLine(args: readonly string[]): Invocation {
  // Written by the completion scripts of yargs.
  if (args.includes("--get-yargs-completions")) return { command: "complete", args: [...args] };
  const { tokens } = parseArgs({ args: [...args], options: PARSER, strict: false, tokens: true });
  const given: GivenOptions = {};
  const operands: string[] = [];
  let command: Command | undefined;
  let isFirst = true;
  for (const token of tokens) {
    if (token.kind === "option") take(token, given);
    else if (token.kind === "positional") {
      // After `--` comes no command.
      command ??= isFirst ? COMMANDS.find((name) => name === token.value) : undefined;
      if (!isFirst || command === undefined) operands.push(token.value);
      isFirst = false;
    } else isFirst = false;
  }
  return invocationOf(command, operands, given);
}

function invocationOf(command: Command | undefined, operands: string[], given: GivenOptions): Invocation {
  const { help, version, ...options } = given;
  if (command === "help") return helpOn(operands[0]);
  if (help === true)
    return { command: "help", args: [...(command === undefined ? [] : [command]), "--help"] };
  if (version === true) return { command: "version" };
  if (command === "completion") return { command, operands };
  checkOptions(command ?? "scan", options);
  if (isOwn(command)) return { command, operands, options };
  if (command === "staged" || command === "diff") return { command, operands, options };
  if (command !== "rules" && command !== "hook")
    return { command: command ?? "scan", paths: operands, options };
  const key = Object.keys(options).find((name) => command === "hook" || name !== "rules");
  const flag = CLI_OPTIONS.find((option) => option.key === key)?.flag;
  if (flag !== undefined) throw new UsageError(`${command} takes no --${flag}`);
  return command === "rules" ? { command, operands, options } : { command, operands };
}

/** @throws UsageError for a command that does not exist. */
function helpOn(about: string | undefined): Invocation {
  if (about === undefined) return { command: "help", args: ["--help"] };
  if (COMMANDS.some((name) => name === about)) return { command: "help", args: [about, "--help"] };
  const near = nearCommand(about);
  const hint = near === undefined ? "see keyscan --help" : `did you mean "${near}"?`;
  throw new UsageError(`there is no command ${JSON.stringify(about)} (${hint})`);
}

/** @throws UsageError for an option that is another command's, or has no meaning for this one. */
function checkOptions(command: string, options: GivenOptions): void {
  checkHistory(command, options);
  const foreign = COMMAND_OPTIONS.find(({ key, commands }) => key in options && !commands.includes(command));
  if (foreign === undefined) return;
  const others = `${foreign.commands.join(" and ")} ${foreign.commands.length === 1 ? "does" : "do"}`;
  throw new UsageError(`${command} takes no --${foreign.flag} (${others})`);
}

/** @throws UsageError for an option that leaves nothing of what the command looks at. */
function checkHistory(command: string, options: GivenOptions): void {
  if (command === "git" && options["history"] === false)
    throw new UsageError("git takes no --no-history: it scans the history alone");
  if (!["staged", "diff", "logs"].includes(command) || options["historyOnly"] !== true) return;
  throw new UsageError(`${command} takes no --history-only (keyscan git scans the history alone)`);
}

function take(option: Given, given: GivenOptions): void {
  const { name, rawName, value } = option;
  const negated = name.startsWith("no-") ? name.slice(3) : undefined;
  if (FLAGS.has(name) || (negated !== undefined && FLAGS.has(negated))) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
    const flag = FLAGS.has(name) ? name : (negated ?? "");
    given[BY_FLAG.get(flag)?.key ?? flag] = FLAGS.has(name);
    return;
  }
  const known = BY_FLAG.get(name);
  if (known === undefined) throw unknownOption(option);
  const isMissing = value === undefined || (option.inlineValue !== true && /^-./.test(value));
  if (isMissing) throw new UsageError(`--${name} needs a value`);
  given[known.key] = known.list ? [...((given[known.key] as string[] | undefined) ?? []), value] : value;
}

function unknownOption({ name, rawName }: Given): UsageError {
  const candidates = [...BY_FLAG.keys(), ...[...FLAGS].map((flag) => `no-${flag}`), "help", "version"];
  const near = rawName.startsWith("--") ? suggest(name, candidates) : undefined;
  return new UsageError(
    `unknown option ${rawName} (${near === undefined ? "see keyscan --help" : `did you mean --${near}?`})`,
  );
}

/** The command that a word was probably meant to be, where it is no path. */
export function nearCommand(word: string): string | undefined {
  return suggest(word, COMMANDS);
}
