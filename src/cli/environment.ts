/** Options in environment variables: KEYSCAN_MIN_CONFIDENCE for --min-confidence, and so on. They give way to the command line. */
import { OPTIONS, type Option } from "../config/options.ts";
import { suggest } from "../config/suggest.ts";
import type { GivenOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** Variables of keyscan's own that are no options. */
const OTHERS: ReadonlySet<string> = new Set([
  "KEYSCAN_RULES_DIR",
  "KEYSCAN_UPDATE_DOCS",
  "KEYSCAN_REDACT_KEY",
]);

/** `minConfidence` → `KEYSCAN_MIN_CONFIDENCE`. */
export function variableOf({ flag }: Pick<Option, "flag">): string {
  return `KEYSCAN_${flag.toUpperCase().replaceAll("-", "_")}`;
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

/** Variables that look like options and are none, each with the one that may be meant. */
export function unknownVariables(environment: NodeJS.ProcessEnv): { name: string; near?: string }[] {
  const known = [...OPTIONS.map(variableOf), "KEYSCAN_CONFIG"];
  return Object.keys(environment)
    .filter((name) => name.startsWith("KEYSCAN_") && !known.includes(name) && !OTHERS.has(name))
    .toSorted()
    .map((name) => {
      const near = suggest(name, known);
      return { name, ...(near === undefined ? {} : { near }) };
    });
}
