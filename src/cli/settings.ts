/** From options as given and the configuration file to checked settings. The command line wins over the file. */
import { resolve } from "node:path";
import type { Config, LoadedConfig } from "../config/config.ts";
import { FAIL_ON, OPTIONS, parseReport, type ReportTarget } from "../config/options.ts";
import { checkGlob } from "../config/glob.ts";
import { MAX_THREADS } from "../config/limits.ts";
import { LEAST_MEMORY, parseSize } from "../config/size.ts";
import { REPORTER_NAMES, type ReporterName } from "../report/index.ts";
import type { FailOn } from "../scan/exit-code.ts";
import { CONFIDENCES, type Confidence } from "../types.ts";
import { environmentOptions, variableOf } from "./environment.ts";
import { moveGlobs } from "./globs.ts";
import type { GivenOptions } from "./invocation.ts";
import { didYouMean, UsageError } from "./usage-error.ts";

/** The file name that means standard output. */
const STDOUT = "-";

/** Everything that a scan and its reports need to know; what is left out has the default. */
export interface Settings extends Omit<Config, "format" | "failOn" | "minConfidence"> {
  format: ReporterName;
  failOn: FailOn;
  minConfidence: Confidence;
  showSecrets: boolean;
  historyOnly?: boolean;
  /** Ask providers whether keys work. Never from a file: a repository must not have its keys sent anywhere. */
  verify?: boolean;
  /** Rule files that the user has named, and no configuration: they may say where keys are sent to. */
  trustedRules?: string[];
  cache?: boolean;
  /** The baseline is about to be written, and need not exist yet. */
  isNewBaseline?: boolean;
  usage?: boolean;
  follow?: boolean;
  range?: string;
  since?: string;
  branch?: string;
}

/**
 * @param cwd What paths on the command line are relative to.
 * @param base What the walk takes globs relative to.
 * @throws UsageError naming the option.
 */
export function settingsOf(given: GivenOptions, config: LoadedConfig, cwd: string, base: string): Settings {
  if (given["historyOnly"] === true && given["history"] === false)
    throw new UsageError("--no-history and --history-only together leave nothing to scan");
  const environment = fromEnvironment(cwd);
  const cli = { ...environment, ...commandLine(given, cwd) };
  const { values, directory } = config;
  const { include, exclude, output, ...others } = values;
  return {
    ...others,
    ...(output === undefined || given["output"] === STDOUT ? {} : { output }),
    ...(include === undefined ? {} : { include: moveGlobs(include, directory, base) }),
    ...(exclude === undefined ? {} : { exclude: moveGlobs(exclude, directory, base) }),
    ...cli,
    rules: [...new Set([values.rules, environment.rules, cli.rules].flatMap((list) => list ?? []))],
    report: [...new Set([values.report, environment.report, cli.report].flatMap((list) => list ?? []))],
    format: cli.format ?? values.format ?? "pretty",
    failOn: cli.failOn ?? values.failOn ?? "low",
    minConfidence: cli.minConfidence ?? values.minConfidence ?? "medium",
    showSecrets: given["showSecrets"] === true,
    historyOnly: given["historyOnly"] === true,
    verify: given["verify"] === true,
    trustedRules: [...(environment.rules ?? []), ...(commandLine(given, cwd).rules ?? [])],
    cache: given["cache"] !== false,
    usage: given["usage"] !== false,
    follow: given["follow"] === true,
    ...textOptions(given),
  };
}

/** @throws UsageError naming the variable. */
function fromEnvironment(cwd: string): Config {
  const given = environmentOptions(process.env);
  return Object.assign(
    {},
    ...OPTIONS.filter(({ key }) => key in given).map((option) => {
      try {
        return commandLine({ [option.key]: given[option.key] }, cwd);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        throw new UsageError(`${variableOf(option)}: ${error.message}`);
      }
    }),
  ) as Config;
}

type FlagKey = {
  [K in keyof Config]-?: Required<Config>[K] extends boolean ? K : never;
}[keyof Config];

/** Options that are on or off; `OPTIONS` is made of the keys of `Config`. */
const FLAGS = OPTIONS.filter(({ type }) => type === "boolean").map(({ key }) => key as FlagKey);

/** Options of the command line alone that are handed on as they are. */
function textOptions(given: GivenOptions): Pick<Settings, "range" | "since" | "branch"> {
  const keys = ["range", "since", "branch"] as const;
  return Object.fromEntries(keys.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]));
}

function commandLine(given: GivenOptions, cwd: string): Config {
  const text = (key: string): string | undefined => given[key] as string | undefined;
  const list = (key: string): string[] => (given[key] as string[] | undefined) ?? [];
  const options: Config = {};
  const format = oneOf(text("format"), "--format", REPORTER_NAMES);
  const failOn = oneOf(text("failOn"), "--fail-on", FAIL_ON);
  const minConfidence = oneOf(text("minConfidence"), "--min-confidence", CONFIDENCES);
  const output = text("output");
  const baseline = text("baseline");
  const threads = text("threads");
  const size = text("maxFileSize");
  const memory = text("maxMemory");
  if (format !== undefined) options.format = format;
  if (failOn !== undefined) options.failOn = failOn;
  if (minConfidence !== undefined) options.minConfidence = minConfidence;
  if (output !== undefined && output !== STDOUT) options.output = resolve(cwd, output);
  if (baseline !== undefined) options.baseline = resolve(cwd, baseline);
  if (threads !== undefined) options.threads = threadCount(threads);
  if (size !== undefined) options.maxFileSize = sizeOf(size, "--max-file-size");
  if (memory !== undefined) options.maxMemory = memoryOf(memory);
  requireGlobs([...list("include"), ...list("exclude")]);
  for (const key of ["rule", "disableRule", "include", "exclude"] as const) {
    if (given[key] !== undefined) options[key] = list(key);
  }
  if (given["rules"] !== undefined) options.rules = list("rules").map((file) => resolve(cwd, file));
  if (given["report"] !== undefined) options.report = list("report").map((value) => target(value, cwd));
  for (const key of FLAGS) {
    if (typeof given[key] === "boolean") options[key] = given[key];
  }
  return options;
}

function oneOf<T extends string>(
  value: string | undefined,
  option: string,
  choices: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  const not = `${JSON.stringify(value)}${didYouMean(value, choices)}`;
  throw new UsageError(`${option} must be one of ${choices.join(", ")}, not ${not}`);
}

function requireGlobs(globs: readonly string[]): void {
  for (const glob of globs) {
    const complaint = checkGlob(glob);
    if (complaint === undefined) continue;
    throw new UsageError(`the glob ${JSON.stringify(glob)} ${complaint.message} (${complaint.hint})`);
  }
}

function threadCount(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_THREADS) return count;
  throw new UsageError(
    `--threads must be a whole number from 1 to ${MAX_THREADS}, not ${JSON.stringify(value)}`,
  );
}

function sizeOf(value: string, option: string): number {
  try {
    return parseSize(value);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${option} ${message}, not ${JSON.stringify(value)}`);
  }
}

function memoryOf(value: string): number {
  const bytes = sizeOf(value, "--max-memory");
  if (bytes >= LEAST_MEMORY) return bytes;
  throw new UsageError(`--max-memory must be at least 160MB, not ${JSON.stringify(value)}`);
}

function target(value: string, cwd: string): ReportTarget {
  const parsed = parseReport(value);
  if ("message" in parsed) throw reportError(value, parsed.message, parsed.hint);
  if (parsed.file === STDOUT) throw reportError(value, "goes to a file", "--format is for standard output");
  return { ...parsed, file: resolve(cwd, parsed.file) };
}

function reportError(value: string, message: string, hint?: string): UsageError {
  return new UsageError(
    `--report ${JSON.stringify(value)}: ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
}
