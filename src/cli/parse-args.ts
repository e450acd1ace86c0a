/**
 * Takes the command line apart, and says what is wrong with it. Without yargs, which costs more than the scan of a few
 * files: that is loaded for help and completion alone.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { suggest } from "../config/suggest.ts";
import { COMMANDS, invocationOf, type Command, type GivenOptions, type Invocation } from "./invocation.ts";
import { ALIASES, CLI_OPTIONS, COMMAND_OPTIONS, optionFlag, SENSELESS_OPTIONS } from "./options.ts";
import { notTaken } from "./taken.ts";
import { didYouMean, UsageError } from "./usage-error.ts";

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
  return checked(command, operands, given);
}

/** @throws UsageError as `parseCommandLine`. */
function checked(command: Command | undefined, operands: string[], given: GivenOptions): Invocation {
  const { help, version, ...options } = given;
  if (command === "help") return helpOn(operands);
  const [word] = operands;
  if (help === true && command === undefined && word !== undefined && isMistyped(word)) return helpOn([word]);
  if (help === true)
    return { command: "help", args: [...(command === undefined ? [] : [command]), "--help"] };
  if (version === true) return { command: "version" };
  const named = command ?? "scan";
  checkOptions(named, options);
  if (named === "completion") return { command: named, operands };
  return invocationOf(named, operands, options);
}

/** True where a command was meant, not a path. */
function isMistyped(word: string): boolean {
  return nearCommand(word) !== undefined && !existsSync(word);
}

/** @throws UsageError for a command that does not exist. */
function helpOn([about, ...more]: readonly string[]): Invocation {
  if (more.length > 0) throw new UsageError("help takes one command");
  if (about === undefined) return { command: "help", args: ["--help"] };
  if (COMMANDS.some((name) => name === about)) return { command: "help", args: [about, "--help"] };
  const hint = didYouMean(about, COMMANDS, "see keyscan --help");
  throw new UsageError(`there is no command ${JSON.stringify(about)}${hint}`);
}

/** @throws UsageError for an option that is another command's, or has no meaning for this one. */
function checkOptions(command: Command, options: GivenOptions): void {
  const senseless = SENSELESS_OPTIONS.find(
    ({ key, value, commands }) => options[key] === value && commands.includes(command),
  );
  if (senseless !== undefined) throw refused(command, senseless.key, options, senseless.why);
  const foreign = COMMAND_OPTIONS.find(({ key, commands }) => key in options && !commands.includes(command));
  if (foreign !== undefined) {
    const { key, commands } = foreign;
    const others = `${commands.join(" and ")} ${commands.length === 1 ? "does" : "do"}`;
    throw refused(command, key, options, others);
  }
  const other = notTaken(command, Object.keys(options));
  if (other !== undefined) throw refused(command, other.key, options, other.why);
}

function refused(command: string, key: string, options: GivenOptions, why: string): UsageError {
  return new UsageError(`${command} takes no ${optionFlag(key, options[key])} (${why})`);
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
  const text = valueOf(option);
  given[known.key] = known.list ? [...((given[known.key] as string[] | undefined) ?? []), text] : text;
}

/** @throws UsageError where there is none. */
function valueOf({ name, value, inlineValue }: Given): string {
  const isMissing = value === undefined || (inlineValue !== true && /^-./.test(value));
  if (isMissing) throw new UsageError(`--${name} needs a value`);
  // As the name of a file it would be that of the folder; as a glob it would be none.
  if (value === "") throw new UsageError(`--${name} needs a value, and "" is none (an empty variable?)`);
  return value;
}

function unknownOption({ name, rawName }: Given): UsageError {
  const candidates = [...BY_FLAG.keys(), ...[...FLAGS].map((flag) => `no-${flag}`), "help", "version"];
  const near = rawName.startsWith("--") ? suggest(name, candidates) : undefined;
  return new UsageError(
    `unknown option ${rawName} (${near === undefined ? "see keyscan --help" : `did you mean --${near}?`})`,
  );
}

/** True for the name of a command, as it stands at the start of a command line. */
export function isCommand(word: string | undefined): boolean {
  return COMMANDS.some((command) => command === word);
}

/** The command that a word was probably meant to be, where it is no path. */
export function nearCommand(word: string): string | undefined {
  return suggest(word, COMMANDS);
}
