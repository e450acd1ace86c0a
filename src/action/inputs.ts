/** What a workflow asked for, from the environment that action.yml makes of its inputs. */

export const MODES = ["auto", "diff", "repository"] as const;
export type Mode = (typeof MODES)[number];

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

type Environment = Readonly<Record<string, string | undefined>>;

/** The workflow says something that can't be done. */
export class InputError extends Error {
  override name = "InputError";
}

/** @throws InputError naming the input. */
export function readInputs(env: Environment): Inputs {
  const text = (name: string): string =>
    (env[`KEYSCAN_${name.toUpperCase().replaceAll("-", "_")}`] ?? "").trim();
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
  return {
    mode,
    range: text("range"),
    paths: lines("paths"),
    args: lines("args"),
    failOn: text("fail-on"),
    config: text("config"),
    annotations: flag("annotations"),
    summary: flag("summary"),
    fetch: flag("fetch"),
    sarifFile: text("sarif-file"),
  };
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
