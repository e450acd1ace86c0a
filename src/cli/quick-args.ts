/**
 * Takes the ordinary command line of the hot commands apart without loading yargs, which costs more than the scan of a few
 * files. Whatever is not plain sailing (help, other commands, mistakes) is left to yargs, and so are all messages.
 */
import { parseArgs } from "node:util";
import { ALIASES, CLI_OPTIONS, type CommandName, type Invocation } from "./options.ts";

const OTHER_COMMANDS: ReadonlySet<string> = new Set(["rules", "completion", "help"]);

/** Undefined where yargs has to look at it. */
export function quickArgs(args: readonly string[]): Invocation | undefined {
  const options = Object.fromEntries(
    CLI_OPTIONS.map(({ flag, type, list }) => {
      const short = ALIASES[flag];
      return [
        flag,
        {
          type: type === "boolean" ? type : "string",
          multiple: list,
          ...(short ? { short } : {}),
        } as const,
      ];
    }),
  );
  try {
    const parsed = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      allowNegative: true,
      strict: true,
    });
    const [first, ...rest] = parsed.positionals;
    if (first !== undefined && OTHER_COMMANDS.has(first)) return undefined;
    const command: CommandName | undefined =
      first === "scan" || first === "logs" ? first : undefined;
    const given: Record<string, unknown> = {};
    for (const { key, flag } of CLI_OPTIONS) {
      if (parsed.values[flag] !== undefined) given[key] = parsed.values[flag];
    }
    return {
      command: command ?? "scan",
      paths: command === undefined ? parsed.positionals : rest,
      options: given,
    };
  } catch {
    return undefined;
  }
}
