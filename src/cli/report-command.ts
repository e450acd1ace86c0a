/** `keyscan report FILE…`: a saved result in another format, several as one, or one compared with an older one. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { compare, merge, type Combined } from "../results/combine.ts";
import { readResult, type SavedResult } from "../results/read.ts";
import { ExitCode, exitCode, failsScan } from "../scan/exit-code.ts";
import { loadBuiltInPack } from "../scan/pack.ts";
import type { Finding, Gate } from "../types.ts";
import type { CommandInvocation } from "./invocation.ts";
import { openOutputs, warnOfRedacted } from "./outputs.ts";
import { workingDirectory } from "./scan-command.ts";
import { settingsOf, type Settings } from "./settings.ts";
import { UsageError } from "./usage-error.ts";
import { VERSION } from "./version.ts";

const STDIN = "-";

/**
 * 0 when the report was written. With `--compare` or `--fail-on` the exit code of a scan that found what the report counts: with
 * `--compare`, what is new.
 *
 * @throws UsageError, ResultError
 */
export async function reportCommand({ operands, options }: CommandInvocation): Promise<ExitCode> {
  if (operands.length === 0)
    throw new UsageError(
      "report needs a saved result: save one with keyscan --report json=result.json, then keyscan report result.json",
    );
  const cwd = workingDirectory();
  const settings = settingsOf(options, { directory: cwd, values: {} }, cwd, cwd);
  const read = (file: string): SavedResult =>
    readResult(readText(file, cwd), file === STDIN ? "standard input" : file, settings.showSecrets);
  const newer = merge(operands.map(read));
  const { compare: older } = options as { compare?: string };
  const result = older === undefined ? newer : compare(newer, merge([read(older)]));
  const judges = older !== undefined || options["failOn"] !== undefined;
  const stops = (finding: Finding): boolean =>
    judges && isCounted(finding) && failsScan(finding, () => settings.failOn);
  await write(result, settings, stops);
  return judges ? exitCode(result.summary, settings.failOn) : ExitCode.Clean;
}

function readText(file: string, cwd: string): string {
  try {
    return readFileSync(file === STDIN ? 0 : resolve(cwd, file), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const shown = file === STDIN ? "standard input" : JSON.stringify(file);
    if (code === "ENOENT") throw new UsageError(`there is no file ${shown}`);
    throw new UsageError(`can't read ${shown}: ${code ?? message}`);
  }
}

/** A comparison counts what is new. */
function isCounted({ state }: Finding): boolean {
  return state === undefined || state === "new";
}

/** @throws UsageError where a report can't be written. */
async function write(
  { version, rulesHash, findings, summary }: Combined,
  settings: Settings,
  stops: Gate["stops"],
): Promise<void> {
  const { rules, hash } = loadBuiltInPack();
  const shared = {
    tool: {
      name: "keyscan" as const,
      version: version === "" ? VERSION : version,
      rulesHash: rulesHash === "" ? hash : rulesHash,
    },
    rules,
    verbose: settings.verbose === true,
    quiet: settings.quiet === true,
    gate: { what: "scan" as const, stops },
    ...(summary.audit === undefined ? {} : { audit: true }),
  };
  const outputs = await openOutputs(settings, shared, { beforeWrite() {}, onFailure() {} });
  warnOfRedacted(settings);
  outputs.start();
  outputs.replay(findings);
  outputs.end(findings, summary);
}
