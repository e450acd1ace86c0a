/**
 * Runs a composite action as the runner of GitHub Actions does: its steps with bash, each with files for outputs and summary, in a
 * workspace with an event. Of expressions it knows what an action.yml needs: contexts, `==`, `!=`, `!`, `&&`, `||`. Steps with
 * `uses` are noted, not run.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

interface Step {
  name?: string;
  id?: string;
  if?: string;
  shell?: string;
  run?: string;
  uses?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
}

interface Action {
  inputs: Record<string, { default?: string; description?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
}

export interface Job {
  /** Folder with the action.yml. */
  action: string;
  workspace: string;
  eventName: string;
  event?: object;
  inputs?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
}

export interface Ran {
  succeeded: boolean;
  /** All that the steps printed. */
  log: string;
  outputs: Record<string, string>;
  summary: string;
  /** Names of the steps that ran, or were to be run by another action. */
  steps: string[];
  /** What other actions were to be given. */
  used: { uses: string; with: Record<string, string> }[];
}

type Contexts = Readonly<Record<string, unknown>>;

export function readAction(folder: string): Action {
  return parse(readFileSync(join(folder, "action.yml"), "utf8")) as Action;
}

/** @throws Error where the action uses what this runner does not know. */
export function runAction(job: Job): Ran {
  const action = readAction(job.action);
  const temp = mkdtempSync(join(tmpdir(), "keyscan-action-"));
  const file = (name: string, content: string = ""): string => {
    const path = join(temp, name);
    writeFileSync(path, content);
    return path;
  };
  const eventFile = file("event.json", JSON.stringify(job.event ?? {}));
  const summaryFile = file("summary.md");
  const defaults = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ""]),
  );
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const contexts: Contexts = {
    inputs: { ...defaults, ...job.inputs },
    github: { action_path: job.action, event: job.event ?? {}, event_name: job.eventName },
    steps,
  };
  const ran: Ran = { succeeded: true, log: "", outputs: {}, summary: "", steps: [], used: [] };
  mkdirSync(join(temp, "runner"));
  for (const [index, step] of action.runs.steps.entries()) {
    if (!ran.succeeded) break;
    if (step.if !== undefined && !truthy(evaluate(bare(step.if), contexts))) continue;
    ran.steps.push(step.name ?? "");
    if (step.uses !== undefined) {
      ran.used.push({ uses: step.uses, with: filled(step.with, contexts) });
      continue;
    }
    const outputFile = file(`output-${index}`);
    const { status, stdout } = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", file(`step-${index}.sh`, fill(step.run ?? "", contexts))],
      {
        cwd: job.workspace,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: process.env["PATH"],
          HOME: temp,
          GIT_CONFIG_NOSYSTEM: "1",
          CI: "true",
          GITHUB_ACTIONS: "true",
          GITHUB_EVENT_NAME: job.eventName,
          GITHUB_EVENT_PATH: eventFile,
          GITHUB_OUTPUT: outputFile,
          GITHUB_STEP_SUMMARY: summaryFile,
          GITHUB_WORKSPACE: job.workspace,
          RUNNER_TEMP: join(temp, "runner"),
          ...job.env,
          ...filled(step.env, contexts),
        },
      },
    );
    ran.log += stdout;
    ran.succeeded = status === 0;
    if (step.id !== undefined) steps[step.id] = { outputs: outputsOf(readFileSync(outputFile, "utf8")) };
  }
  ran.summary = readFileSync(summaryFile, "utf8");
  ran.outputs = filled(
    Object.fromEntries(Object.entries(action.outputs).map(([name, output]) => [name, output.value])),
    contexts,
  );
  return ran;
}

function outputsOf(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

function filled(texts: Readonly<Record<string, string>> = {}, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, fill(String(text), contexts)]),
  );
}

function fill(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const value = evaluate(expression, contexts);
    return value === undefined || value === null ? "" : String(value);
  });
}

function bare(condition: string): string {
  return condition.replace(/^\s*\$\{\{(.*)\}\}\s*$/s, "$1");
}

function truthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && value !== false && value !== 0;
}

/** Precedence from loose to tight: `||`, `&&`, `==` and `!=`, `!`, a text or a context. */
function evaluate(expression: string, contexts: Contexts): unknown {
  const text = expression.trim();
  for (const [operator, join2] of [
    ["||", (one: unknown, other: unknown) => (truthy(one) ? one : other)],
    ["&&", (one: unknown, other: unknown) => (truthy(one) ? other : one)],
    ["!=", (one: unknown, other: unknown) => (one ?? "") !== (other ?? "")],
    ["==", (one: unknown, other: unknown) => (one ?? "") === (other ?? "")],
  ] as const) {
    const at = text.indexOf(operator);
    if (at > 0)
      return join2(
        evaluate(text.slice(0, at), contexts),
        evaluate(text.slice(at + operator.length), contexts),
      );
  }
  if (text.startsWith("!")) return !truthy(evaluate(text.slice(1), contexts));
  const literal = /^'([^']*)'$/.exec(text)?.[1];
  if (literal !== undefined) return literal;
  if (!/^[\w.-]+$/.test(text)) throw new Error(`this runner does not know the expression ${text}`);
  return text.split(".").reduce<unknown>((value, name) => {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  }, contexts);
}
