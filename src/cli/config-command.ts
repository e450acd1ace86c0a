/** `keyscan config show [paths…]`: every option with its value, and where it comes from. */
import type { LoadedConfig } from "../config/config.ts";
import { configShape, OPTIONS } from "../config/options.ts";
import { safeText } from "../report/safe-text.ts";
import { environmentOptions, unknownVariables, variableOf } from "./environment.ts";
import type { CommandInvocation, GivenOptions } from "./invocation.ts";
import { prepareScan } from "./scan-command.ts";
import { didYouMean, UsageError } from "./usage-error.ts";

/** Longer values are cut; the file has them in full. */
const WIDTH = 48;

interface Row {
  key: string;
  value: string;
  from: string;
}

/**
 * @returns The text to print.
 * @throws UsageError, ConfigError, PathNotFoundError
 */
export async function configCommand({ operands, options }: CommandInvocation): Promise<string> {
  const [action, ...paths] = operands;
  if (action !== "show") {
    const not = action === undefined ? "" : `, not ${JSON.stringify(action)}${didYouMean(action, ["show"])}`;
    throw new UsageError(`config has show${not}`);
  }
  const { settings, config } = await prepareScan({ command: "scan", paths, options });
  const given = { ...options };
  const environment = environmentOptions(process.env);
  const values: Readonly<Record<string, unknown>> = { ...settings };
  const rows = Object.keys(configShape.fields).map((key): Row => {
    const from = sourcesOf(key, { given, environment, config });
    const value =
      key === "extends" ? (config.layers ?? []).slice(0, -1).map(({ shown }) => shown) : values[key];
    return { key, value: valueText(value, from.length > 0), from: from.join(", ") || "default" };
  });
  const [keys, texts] = [
    Math.max(...rows.map(({ key }) => key.length)),
    Math.max(...rows.map(({ value }) => value.length)),
  ];
  const lines = rows.map(({ key, value, from }) => `${key.padEnd(keys)}  ${value.padEnd(texts)}  ${from}`);
  const unknown = unknownVariables(process.env).map(({ name, hint }) => {
    const end = hint === undefined ? "" : ` (${hint})`;
    return `${safeText(name)} is no option, and counts for nothing${end}`;
  });
  return `${[...lines, ...unknown].join("\n")}\n`;
}

interface Sources {
  given: GivenOptions;
  environment: GivenOptions;
  config: LoadedConfig;
}

/** From the strongest to the weakest; only lists that are added to have several. */
function sourcesOf(key: string, { given, environment, config }: Sources): string[] {
  const option = OPTIONS.find((candidate) => candidate.key === key);
  const flag = given[key] === false ? `no-${option?.flag ?? ""}` : option?.flag;
  const sources = [
    ...(key in given && flag !== undefined ? [`--${flag}`] : []),
    ...(key in environment && option !== undefined ? [variableOf(option)] : []),
    ...[...(config.layers ?? [])].toReversed().flatMap(({ shown, document }) => {
      const data = document.data as Readonly<Record<string, unknown>> | null;
      if (data === null || !(key in data)) return [];
      const { line, column } = document.position([key], "key");
      return [`${safeText(shown)}:${line}:${column}`];
    }),
  ];
  const isJoined = ["rules", "report", "allow", "overrides", "extends"].includes(key);
  return isJoined ? sources : sources.slice(0, 1);
}

function valueText(value: unknown, isSet: boolean): string {
  if (value === undefined || (!isSet && Array.isArray(value))) return isSet ? "" : "-";
  const text =
    Array.isArray(value) && value.some((item) => typeof item === "object")
      ? `${value.length} entries`
      : plainText(value);
  const safe = safeText(text);
  return safe.length > WIDTH ? `${safe.slice(0, WIDTH - 1)}…` : safe;
}

function plainText(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}
