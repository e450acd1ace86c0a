/** `keyscan redact [files…]`: a log with tokens in the place of secrets, for use in a pipe. What was replaced is told on stderr. */
import { randomBytes } from "node:crypto";
import { fstatSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { FAIL_ON } from "../config/options.ts";
import { redact, type RedactOutcome } from "../logs/redact/run.ts";
import { ExitCode, type FailOn } from "../scan/exit-code.ts";
import { fileId } from "../scan/file-id.ts";
import { resolveRoots } from "../sources/roots.ts";
import { SEVERITIES } from "../types.ts";
import type { CommandInvocation, GivenOptions } from "./invocation.ts";
import { openRedactOutput } from "./redact-output.ts";
import { redactReport } from "./redact-report.ts";
import { loadConfigFor, loadRuleFiles, rulesFor, scanRequest, workingDirectory } from "./scan-command.ts";
import { settingsOf } from "./settings.ts";
import { listenToSignals } from "./signals.ts";
import { UsageError } from "./usage-error.ts";

const STDIN = "-";

/** Key for the tokens of secrets that could be guessed, where no file is named. */
const KEY_VARIABLE = "KEYSCAN_REDACT_KEY";
/** Shorter ones could be found out by trying, together with the passwords. Bytes. */
const LEAST_KEY = 16;

/**
 * 0 when all was passed on, whatever was replaced; with `--fail-on`, 1 where a secret of that severity was. 3 where an input was not
 * passed on to its end.
 *
 * @throws UsageError, ConfigError, PathNotFoundError
 */
export async function redactCommand({ operands, options }: CommandInvocation): Promise<ExitCode> {
  checkOptions(options);
  const cwd = workingDirectory();
  const inputs = await inputsOf(operands, cwd);
  const config = await loadConfigFor([], cwd, options);
  const settings = settingsOf(options, config, cwd, cwd);
  const key = keyOf(options, cwd);
  const stop = new AbortController();
  // Comments accept what a report need not name; in a log that goes on to others it is a secret all the same.
  const request = {
    ...scanRequest("logs", { paths: inputs, cwd, signal: stop.signal }, settings),
    inlineAllow: false,
  };
  const rules = await rulesFor(request, await loadRuleFiles(settings.rules ?? [], cwd), config);
  const { output: file } = options as { output?: string };
  const output = openRedactOutput(file === undefined || file === STDIN ? undefined : resolve(cwd, file));
  const signals = listenToSignals(stop);
  let outcome: RedactOutcome | undefined;
  try {
    checkInPlace(inputs, output.id);
    outcome = await redact(
      { inputs, cwd, minConfidence: settings.minConfidence, key, signal: stop.signal },
      rules,
      output.write,
    );
    // Who follows a stream into a file ends it so.
    const isCut = signals.interrupted && !inputs.every(isStream);
    const isWhole = outcome.errors.length === 0 && !isCut;
    await output.end(isWhole);
  } finally {
    output.discard();
    signals.end();
  }
  const interrupted = signals.interrupted;
  process.stderr.write(
    redactReport(outcome, { quiet: settings.quiet === true, json: options["format"] === "json" }),
  );
  return interrupted ? ExitCode.Interrupted : exitOf(outcome, options["failOn"] as FailOn | undefined);
}

function exitOf({ counts, errors }: RedactOutcome, failOn: FailOn = "none"): ExitCode {
  const threshold = failOn === "none" ? -1 : SEVERITIES.indexOf(failOn);
  if (counts.some(({ severity }) => SEVERITIES.indexOf(severity) <= threshold)) return ExitCode.Findings;
  return errors.length === 0 ? ExitCode.Clean : ExitCode.Incomplete;
}

function checkOptions(options: GivenOptions): void {
  const { format = "pretty", failOn = "none" } = options as { format?: string; failOn?: string };
  if (format !== "pretty" && format !== "json")
    throw new UsageError(`--format must be pretty or json for redact, not ${JSON.stringify(format)}`);
  if (!FAIL_ON.some((name) => name === failOn))
    throw new UsageError(`--fail-on must be one of ${FAIL_ON.join(", ")}, not ${JSON.stringify(failOn)}`);
}

async function inputsOf(operands: readonly string[], cwd: string): Promise<string[]> {
  if (operands.length === 0) return [STDIN];
  if (operands.filter((operand) => operand === STDIN).length > 1)
    throw new UsageError("standard input (-) can be read once only");
  const inputs: string[] = [];
  for (const operand of operands) {
    if (operand === STDIN) inputs.push(STDIN);
    else inputs.push(...(await resolveRoots([operand], cwd)));
  }
  const folder = inputs.find((input) => input !== STDIN && isFolder(input));
  if (folder !== undefined)
    throw new UsageError(`${JSON.stringify(folder)} is a folder; redact takes files, one after the other`);
  return inputs;
}

function isStream(path: string): boolean {
  return path === STDIN || statSync(path, { throwIfNoEntry: false })?.isFile() === false;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** What is read must not be what is written: a log would be lost, or grow for ever. */
function checkInPlace(inputs: readonly string[], output: string | undefined): void {
  if (output === undefined) return;
  const same = inputs.find((input) => {
    try {
      const status = input === STDIN ? fstatSync(0) : statSync(input);
      return status.isFile() && fileId(status) === output;
    } catch {
      return false;
    }
  });
  if (same === undefined) return;
  const shown = same === STDIN ? "standard input" : JSON.stringify(same);
  throw new UsageError(`${shown} is read and would be written as well: write to another file, then move it`);
}

/** @throws UsageError for a key that can't be read or is too short. */
function keyOf(options: GivenOptions, cwd: string): Uint8Array {
  const { keyFile } = options as { keyFile?: string };
  const given = process.env[KEY_VARIABLE] ?? "";
  if (keyFile === undefined && given === "") return randomBytes(32);
  const key = keyFile === undefined ? Buffer.from(given) : readKey(resolve(cwd, keyFile), keyFile);
  if (key.length >= LEAST_KEY) return key;
  const shown = keyFile === undefined ? KEY_VARIABLE : `the key in ${JSON.stringify(keyFile)}`;
  throw new UsageError(`${shown} must have at least ${LEAST_KEY} bytes, chosen at random`);
}

function readKey(path: string, shown: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`can't read the key file ${JSON.stringify(shown)}: ${code ?? message}`);
  }
}
