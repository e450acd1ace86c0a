/** Options in environment variables: KEYSCAN_MIN_CONFIDENCE for --min-confidence, and so on. They give way to the command line. */
import { OPTIONS, type Option } from "../config/options.ts";
import { CLI_OPTIONS } from "./options.ts";
import { suggest } from "../config/suggest.ts";
import type { GivenOptions } from "./invocation.ts";
import { UsageError } from "./usage-error.ts";

/** Variables of keyscan's own that are no options. */
const OTHERS: ReadonlySet<string> = new Set([
  "KEYSCAN_RULES_DIR",
  "KEYSCAN_UPDATE_DOCS",
  "KEYSCAN_REDACT_KEY",
  "KEYSCAN_OBJECTS",
  "KEYSCAN_VERIFY_BASE",
  "KEYSCAN_VERIFY_TIMEOUT",
  // Of the template for GitLab.
  "KEYSCAN_ARGS",
  "KEYSCAN_PACKAGE",
  "KEYSCAN_SCOPE",
]);

const PREFIX = "KEYSCAN_";

/** `minConfidence` → `KEYSCAN_MIN_CONFIDENCE`. */
export function variableOf({ flag }: Pick<Option, "flag">): string {
  return `${PREFIX}${flag.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * Options as the command line would give them. Empty variables count for nothing; items of lists stand in lines, or between commas.
 *
 * @throws UsageError for an on/off option that is neither.
 */
export function environmentOptions(environment: NodeJS.ProcessEnv): GivenOptions {
  const given: GivenOptions = {};
  for (const option of OPTIONS) {
    const name = variableOf(option);
    const value = environment[name]?.trim();
    if (value === undefined || value === "") continue;
    if (option.type === "boolean") given[option.key] = onOrOff(name, value);
    else if (option.list) given[option.key] = items(value);
    else given[option.key] = value;
  }
  return given;
}

function items(value: string): string[] {
  return value
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function onOrOff(name: string, value: string): boolean {
  if (/^(?:1|true|yes|on)$/i.test(value)) return true;
  if (/^(?:0|false|no|off)$/i.test(value)) return false;
  throw new UsageError(`${name} must be true or false`);
}

/** The option that only the command line takes, of whose variable somebody may expect the same: `verify` of KEYSCAN_VERIFY. */
function commandLineOnly(name: string): string | undefined {
  return CLI_OPTIONS.find((option) => !OPTIONS.includes(option) && variableOf(option) === name)?.flag;
}

/** Variables that look like options and are none, each with what may be meant. */
export function unknownVariables(environment: NodeJS.ProcessEnv): { name: string; hint?: string }[] {
  const given = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !OTHERS.has(name));
  if (given.length === 0) return [];
  const known = OPTIONS.map(variableOf);
  const tails = new Map(known.map((name) => [name.slice(PREFIX.length), name]));
  return given
    .filter((name) => !known.includes(name))
    .toSorted()
    .map((name) => {
      const only = commandLineOnly(name);
      if (only !== undefined) return { name, hint: `--${only} can only be given on the command line` };
      const near = tails.get(suggest(name.slice(PREFIX.length), tails.keys()) ?? "");
      return { name, ...(near === undefined ? {} : { hint: `did you mean ${near}?` }) };
    });
}

/** Warnings of variables that are nearly the name of an option; others may be somebody else's. */
export function misspelt(environment: NodeJS.ProcessEnv): string[] {
  return unknownVariables(environment).flatMap(({ name, hint }) =>
    hint === undefined ? [] : [`${name} is no option, and counts for nothing (${hint})`],
  );
}
