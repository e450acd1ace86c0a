/**
 * Measures scans of whole git histories: keyscan, git printing all objects, and the peers on PATH, in alternated runs.
 *
 *   node scripts/run.mjs bench/history.ts REPOSITORY [--runs N] [--limit SECONDS] [--keyscan FILE]
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine, formatMachine } from "./machine.ts";
import { measureTools, type Figures } from "./measure.ts";
import { chooseMeter, findOnPath } from "./meter.ts";
import type { Tool } from "./peers.ts";
import { readGitleaks, readKeyscan, readKingfisher } from "./results.ts";
import { figure, formatTable } from "./table.ts";

const ROOT = dirname(import.meta.dirname);
const CAT_FILE =
  'exec git -C "$1" cat-file --batch-all-objects --batch --unordered --buffer > /dev/null 2> /dev/null';

/** @param cli The built command. */
function historyTools(cli: string): Tool[] {
  const keyscan = (path: string): string[] => [
    process.execPath,
    cli,
    "git",
    path,
    "--format",
    "json",
    "--no-progress",
  ];
  const own: Tool[] = [
    {
      name: "keyscan",
      version: "",
      argv: ({ path }) => keyscan(path),
      okExits: [0, 1, 3],
      read: readKeyscan,
    },
    {
      name: "keyscan, objects by git",
      version: "",
      argv: ({ path }) => ["env", "KEYSCAN_OBJECTS=git", ...keyscan(path)],
      okExits: [0, 1, 3],
      read: readKeyscan,
    },
    {
      name: "git cat-file",
      version: "",
      argv: ({ path }) => ["sh", "-c", CAT_FILE, "sh", path],
      okExits: [0],
    },
  ];
  return [...own, ...peers()].map((tool) => ({ ...tool, version: versionOf(tool.name) }));
}

function peers(): Tool[] {
  const tools: Tool[] = [];
  const kingfisher = findOnPath("kingfisher");
  if (kingfisher !== undefined) {
    const args = ["--no-validate", "--git-history", "full", "--format", "json"];
    tools.push({
      name: "kingfisher",
      version: "",
      argv: ({ path }) => [kingfisher, "--no-update-check", "scan", path, ...args],
      okExits: [0, 200, 205],
      read: readKingfisher,
    });
  }
  const gitleaks = findOnPath("gitleaks");
  if (gitleaks !== undefined) {
    const args = ["--no-banner", "--no-color", "--exit-code", "0", "--report-format", "json"];
    tools.push({
      name: "gitleaks",
      version: "",
      argv: ({ path }, report) => [gitleaks, "git", path, ...args, "--report-path", report],
      okExits: [0],
      read: readGitleaks,
    });
  }
  return tools;
}

function versionOf(name: string): string {
  const [command = ""] = name.split(" ");
  if (command === "keyscan") return "";
  const args = command === "gitleaks" ? ["version"] : ["--version"];
  try {
    return execFileSync(command, args, { encoding: "utf8" }).split("\n", 1)[0] ?? "";
  } catch {
    return "";
  }
}

function table(figures: readonly Figures[]): string {
  const keyscan = figures.find((row) => row.tool === "keyscan")?.cpuSeconds;
  const rows = figures.map((row) => [
    row.tool,
    String(row.runs),
    figure(row.wallSeconds),
    figure(row.cpuSeconds),
    figure(row.peakMB),
    row.findings === undefined ? "-" : String(row.findings),
    keyscan === undefined || row.cpuSeconds === undefined ? "-" : figure(row.cpuSeconds / keyscan),
  ]);
  const failures = figures.flatMap((row) =>
    row.failure === undefined ? [] : [`${row.tool}: ${row.failure}\n`],
  );
  const head = ["tool", "runs", "wall s", "CPU s", "peak MB", "findings", "CPU, keyscan = 1"];
  return formatTable(head, rows) + failures.join("");
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: "string", default: "3" },
      limit: { type: "string", default: "900" },
      keyscan: { type: "string", default: join(ROOT, "dist/cli.cjs") },
    },
  });
  const [repository] = positionals;
  if (repository === undefined) throw new Error("name a repository");
  const scratch = mkdtempSync(join(tmpdir(), "keyscan-bench-"));
  const cwd = join(scratch, "empty");
  mkdirSync(cwd);
  try {
    const tools = historyTools(resolve(values.keyscan));
    const meter = chooseMeter(false);
    process.stdout.write(formatMachine(describeMachine(tools, meter.description)));
    const figures = await measureTools(
      tools,
      { path: resolve(repository), kind: "tree" },
      {
        meter,
        limitSeconds: Number(values.limit),
        signal: new AbortController().signal,
        scratch,
        cwd,
        runs: Number(values.runs),
        progress: (line) => process.stderr.write(`  ${line}\n`),
      },
    );
    process.stdout.write(`\n${table(figures)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
