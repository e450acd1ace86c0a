/**
 * The one step of the GitHub Action that does the work: gets the commits of the change, runs keyscan, annotates, writes the job
 * summary and the outputs. It ends with 0 wherever it could say what happened; the action's last step fails the job.
 */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { commandFor, InputError, modeFor, readInputs, type Inputs, type Mode } from "./inputs.ts";

const CLI = fileURLToPath(new URL("./cli.cjs", import.meta.url));
const COULD_NOT_RUN = 2;
/** A step may add 1 MiB to the job summary, else all of it is refused. */
const MAX_SUMMARY = 1024 * 1024;

interface Files {
  json: string;
  sarif: string;
  markdown: string;
  github: string;
}

function main(): void {
  const { env } = process;
  const inputs = readInputs(env);
  const eventName = env["GITHUB_EVENT_NAME"] ?? "";
  const event = readEvent(env["GITHUB_EVENT_PATH"]);
  if (event.deleted === true) {
    print("The push deletes a branch or tag: there is nothing to scan.\n");
    output({ findings: "0", "exit-code": "0", "sarif-file": "" });
    return;
  }
  const mode = modeFor(inputs.mode, eventName);
  tellUnused(mode, inputs);
  if (mode === "diff" && inputs.fetch) fetchMissing(inputs.range === "" ? commitsOf(event) : []);
  const folder = mkdtempSync(join(env["RUNNER_TEMP"] ?? tmpdir(), "keyscan-"));
  const file = (name: string): string => join(folder, name);
  const files: Files = {
    json: file("keyscan.json"),
    sarif: inputs.sarifFile === "" ? file("keyscan.sarif") : resolve(inputs.sarifFile),
    markdown: file("keyscan.md"),
    github: file("annotations.txt"),
  };
  const code = runKeyscan(mode, inputs, files);
  if (inputs.annotations) print(textOf(files.github));
  if (code === COULD_NOT_RUN)
    print("::error title=keyscan could not run::What is wrong stands in the log of this step.\n");
  if (inputs.summary) writeSummary(textOf(files.markdown), code);
  output({
    findings: countOf(files.json),
    "exit-code": String(code),
    // A file of this name may be in the tree, or be left by an earlier step.
    "sarif-file": code === COULD_NOT_RUN || textOf(files.sarif) === "" ? "" : files.sarif,
  });
}

/** With the mode `auto` the event decides, and so what of the inputs counts. */
function tellUnused(mode: Exclude<Mode, "auto">, { paths, range }: Inputs): void {
  const tell = (input: string, of: string): void =>
    print(`::notice title=keyscan::The input ${input} counts for nothing here: it is for scans of ${of}.\n`);
  if (mode === "diff" && paths.length > 0) tell("paths", "the repository, and this one is of the change");
  if (mode === "repository" && range !== "") tell("range", "a change, and this one is of the repository");
}

function print(text: string): void {
  process.stdout.write(text);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Nothing where there is no result: no number would be true. */
function countOf(file: string): string {
  try {
    const { summary } = JSON.parse(textOf(file)) as { summary: { findings: number } };
    return String(summary.findings);
  } catch {
    return "";
  }
}

/** The parts of an event that are looked at; keyscan itself says where they are wrong. */
interface Event {
  deleted?: unknown;
  before?: unknown;
  after?: unknown;
  pull_request?: { base?: { sha?: unknown } | null; head?: { sha?: unknown } | null } | null;
  merge_group?: { base_sha?: unknown; head_sha?: unknown } | null;
}

function readEvent(file: string | undefined): Event {
  if (file === undefined) return {};
  try {
    const event: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof event === "object" && event !== null ? event : {};
  } catch {
    return {};
  }
}

/** Ids of the commits that an event names. */
function commitsOf({ before, after, pull_request: pull, merge_group: group }: Event): string[] {
  const named = [before, after, pull?.base?.sha, pull?.head?.sha, group?.base_sha, group?.head_sha];
  return named.filter(
    (id): id is string => typeof id === "string" && /^(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id),
  );
}

/** @returns what git printed, undefined where it failed. @throws Error where there is no git. */
function git(...args: readonly string[]): string | undefined {
  const { status, stdout, error } = spawnSync(
    "git",
    ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", ...args],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1" },
    },
  );
  if (error !== undefined)
    throw new Error(`git can't be run (${(error as NodeJS.ErrnoException).code}); a change needs it`);
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * actions/checkout brings one commit, and a change has more. What is missing is fetched with the token that the checkout
 * left; where there is none, keyscan says what to do. A state that a forced push threw away, and the head of
 * `pull_request_target`, are on no branch: they are fetched by their ids.
 */
function fetchMissing(commits: readonly string[]): void {
  const fetch = (...args: readonly string[]): boolean =>
    git("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", ...args) !== undefined;
  let isFetched = true;
  if (git("rev-parse", "--is-shallow-repository") === "true") {
    print("The clone is shallow; fetching the commits that are missing.\n");
    isFetched = fetch("--unshallow", "origin");
  }
  const missing = commits.filter(
    (id) => git("rev-parse", "--verify", "--quiet", `${id}^{commit}`) === undefined,
  );
  if (isFetched && missing.length > 0) {
    print("Fetching commits of the change that are on no branch.\n");
    isFetched = fetch("origin", ...missing);
  }
  if (!isFetched)
    print(
      "::warning title=keyscan::The history could not be fetched; `fetch-depth: 0` of actions/checkout brings it.\n",
    );
}

/**
 * What keyscan prints names files of the tree, and may begin with what the runner takes for a command: until the random word
 * comes again the runner obeys nothing.
 */
function runKeyscan(mode: Exclude<Mode, "auto">, inputs: Inputs, files: Files): number {
  const word = randomBytes(16).toString("hex");
  const reports = Object.entries(files).map(([format, file]) => `--report=${format}=${file}`);
  const command = commandFor(mode, inputs);
  const [name = "scan", ...rest] = command;
  print(`::group::keyscan ${mode === "diff" ? "diff" : ""}\n`.replace(" \n", "\n"));
  const begun = `::stop-commands::${word}\n`;
  const { status, error } = spawnPrinting(begun, [CLI, name, ...reports, ...rest]);
  print(`::${word}::\n::endgroup::\n`);
  if (error !== undefined) throw error;
  return status ?? COULD_NOT_RUN;
}

function spawnPrinting(begun: string, args: readonly string[]): { status: number | null; error?: Error } {
  print(begun);
  return spawnSync(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
}

function writeSummary(markdown: string, code: number): void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (file === undefined || file === "") return;
  const text =
    markdown === ""
      ? `## keyscan could not run (exit code ${code})\n\nWhat is wrong stands in the log of the job.\n`
      : markdown;
  if (sizeOf(file) + Buffer.byteLength(text) > MAX_SUMMARY)
    appendFileSync(
      file,
      "## keyscan\n\nThe report is too long for this summary; the log and the SARIF file have it.\n",
    );
  else appendFileSync(file, text);
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** None of the values has more than one line. */
function output(values: Readonly<Record<string, string>>): void {
  const file = process.env["GITHUB_OUTPUT"];
  if (file === undefined || file === "") return;
  for (const [name, value] of Object.entries(values)) appendFileSync(file, `${name}=${value}\n`);
}

try {
  main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const title = error instanceof InputError ? "keyscan: wrong input" : "keyscan could not run";
  print(`::error title=${title}::${message.replaceAll("%", "%25").replaceAll(/\r?\n/g, "%0A")}\n`);
  output({ findings: "", "exit-code": String(COULD_NOT_RUN), "sarif-file": "" });
}
