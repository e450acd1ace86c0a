/** From the command line to the exit code. Returns it; the entry sets it. */
import { UsageError } from "./usage-error.ts";
import { ExitCode } from "../scan/exit-code.ts";
import { quickArgs } from "./quick-args.ts";

/** @param args The command line without `node` and the script. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  try {
    let invocation = quickArgs(args);
    if (invocation === undefined) {
      const { yargsArgs } = await import("./yargs-args.ts");
      invocation = await yargsArgs(args);
    }
    if (invocation === undefined) return ExitCode.Clean;
    const { scanCommand } = await import("./scan-command.ts");
    return await scanCommand(invocation);
  } catch (error) {
    return fail(error);
  }
}

/** Errors that say themselves what to do; others are faults of keyscan. */
const EXPLAINED: ReadonlySet<string> = new Set([
  "ConfigError",
  "PathNotFoundError",
  "UnknownRuleError",
]);

function fail(error: unknown): ExitCode {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof UsageError || EXPLAINED.has(name))
    process.stderr.write(`keyscan: ${message}\n`);
  else
    process.stderr.write(
      `keyscan: internal error: ${message}\nThis is a fault of keyscan; please report it with the command you ran.\n`,
    );
  return ExitCode.Usage;
}
