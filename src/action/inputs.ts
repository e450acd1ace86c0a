/** What a workflow asked for, from the environment that action.yml makes of its inputs. */

/** What the input `mode` may be. `auto`: by the event (`modeFor`). */
export const MODES = ["auto", "diff", "repository"] as const;
export type Mode = (typeof MODES)[number];

/** The inputs, checked; texts are trimmed, "" where nothing was given. */
export interface Inputs {
  mode: Mode;
  range: string;
  paths: string[];
  args: string[];
  failOn: string;
  config: string;
  annotations: boolean;
  summary: boolean;
  fetch: boolean;
  sarifFile: string;
}

/** Variables of the inputs begin with INPUT_, not with KEYSCAN_: those are the job's own, and options of keyscan. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The workflow says something that can't be done. */
export class InputError extends Error {
  override name = "InputError";
}

/** @throws InputError naming the input. */
export function readInputs(env: Environment): Inputs {
  const text = (name: string): string =>
    (env[`INPUT_${name.toUpperCase().replaceAll("-", "_")}`] ?? "").trim();
  const oneLine = (name: string): string => {
    const value = text(name);
    if (/[\r\n]/.test(value)) throw new InputError(`the input ${name} must be one line`);
    return value;
  };
  const lines = (name: string): string[] =>
    text(name)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== "");
  const flag = (name: string): boolean => {
    const value = text(name).toLowerCase();
    if (value === "true" || value === "") return true;
    if (value === "false") return false;
    throw new InputError(`the input ${name} must be true or false`);
  };
  const wanted = text("mode") || "auto";
  const mode = MODES.find((one) => one === wanted);
  if (mode === undefined) throw new InputError(`the input mode must be one of ${MODES.join(", ")}`);
  const inputs = {
    mode,
    range: oneLine("range"),
    paths: lines("paths"),
    args: lines("args"),
    failOn: oneLine("fail-on"),
    config: oneLine("config"),
    annotations: flag("annotations"),
    summary: flag("summary"),
    fetch: flag("fetch"),
    sarifFile: oneLine("sarif-file"),
  };
  refuseContradictions(inputs);
  return inputs;
}

/** What could only be ignored without a word, or would print secrets into a log that others read. */
function refuseContradictions({ mode, range, paths, args }: Inputs): void {
  if (mode === "repository" && range !== "")
    throw new InputError("the input range is for the mode diff, and the mode is repository");
  if (mode === "diff" && paths.length > 0)
    throw new InputError(
      "the input paths is for the mode repository, and the mode is diff; `--include=` in args chooses files of a change",
    );
  if (args.some((one) => /^--?show-?secrets(?:=|$)/i.test(one)))
    throw new InputError(
      "the input args must not have --show-secrets: the log of a job is for others to read",
    );
}

/** Events that bring a change; all others are about the repository as it is. */
const CHANGES: ReadonlySet<string> = new Set(["push", "pull_request", "pull_request_target", "merge_group"]);

/** @returns what to scan: a mode that is not `auto`. */
export function modeFor(mode: Mode, eventName: string): Exclude<Mode, "auto"> {
  if (mode !== "auto") return mode;
  return CHANGES.has(eventName) ? "diff" : "repository";
}

/** The command line of keyscan without its reports. */
export function commandFor(mode: Exclude<Mode, "auto">, inputs: Inputs): string[] {
  const { range, paths, args, failOn, config } = inputs;
  return [
    ...(mode === "diff" ? ["diff"] : ["scan"]),
    ...(failOn === "" ? [] : [`--fail-on=${failOn}`]),
    ...(config === "" ? [] : [`--config=${config}`]),
    ...args,
    // What begins with a dash after this is a path, not an option.
    "--",
    ...(mode === "diff" ? (range === "" ? [] : [range]) : paths),
  ];
}
