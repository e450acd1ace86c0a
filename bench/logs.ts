/**
 * Measures what is done with logs beside each other, in alternated runs: a plain scan, one that counts the use of keys, and
 * redaction; on a log with a few keys, and on one where every eighth line has one.
 *
 *   node scripts/run.mjs bench/logs.ts [--size MB] [--runs N] [--limit SECONDS]
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { writeLog, writeUsageLog } from "./log.ts";
import { describeMachine, formatMachine } from "./machine.ts";
import { measureTools, type Figures } from "./measure.ts";
import { chooseMeter } from "./meter.ts";
import { MB } from "./options.ts";
import type { Tool } from "./peers.ts";
import { readKeyscan, type ResultReader } from "./results.ts";
import { figure, formatTable } from "./table.ts";

const CLI = join(dirname(import.meta.dirname), "dist", "cli.cjs");

function tool(name: string, argv: (path: string) => readonly string[], read: ResultReader): Tool {
  const command = ({ path }: { path: string }): string[] => [process.execPath, CLI, ...argv(path)];
  return { name, version: "", argv: command, okExits: [0, 1], read };
}

/** All in one thread: a log of one file is scanned by one. */
const TOOLS: readonly Tool[] = [
  tool("plain", (path) => ["logs", "--no-usage", "--threads", "1", "-f", "json", path], readKeyscan),
  tool("usage", (path) => ["logs", "--threads", "1", "-f", "json", path], readKeyscan),
  tool(
    "redact",
    (path) => ["redact", "-q", "-o", "/dev/null", path],
    () => ({ findings: 0, lines: [] }),
  ),
];

/** Figures of all three, and how fast each is in relation to the first. */
function table(all: readonly Figures[], bytes: number): string {
  const plain = all[0]?.cpuSeconds ?? Number.NaN;
  const rows = all.map(({ tool: name, failure, wallSeconds, cpuSeconds, peakMB }) =>
    failure === undefined
      ? [
          name,
          figure(wallSeconds),
          figure(cpuSeconds),
          figure(bytes / 1e6 / (wallSeconds ?? Number.NaN)),
          figure(plain / (cpuSeconds ?? Number.NaN)),
          figure(peakMB),
        ]
      : [name, failure],
  );
  return formatTable(["", "wall s", "CPU s", "MB/s", "speed by CPU", "peak MB"], rows);
}

const { values } = parseArgs({
  options: {
    size: { type: "string", default: "1024" },
    runs: { type: "string", default: "3" },
    limit: { type: "string", default: "600" },
  },
});
const scratch = mkdtempSync(join(tmpdir(), "keyscan-bench-"));
try {
  const cwd = join(scratch, "cwd");
  mkdirSync(cwd);
  const meter = chooseMeter(false);
  console.log(formatMachine(describeMachine(TOOLS, meter.description)));
  for (const [title, write] of [
    ["64 keys in all", writeLog],
    ["a key in every eighth line", writeUsageLog],
  ] as const) {
    const path = join(scratch, "test.log");
    const { bytes } = write(path, Number(values.size) * MB);
    const figures = await measureTools(
      TOOLS,
      { path, kind: "file" },
      {
        ...{
          meter,
          scratch,
          cwd,
          runs: Number(values.runs),
          limitSeconds: Number(values.limit),
          signal: new AbortController().signal,
        },
        progress: (line) => process.stderr.write(`${line}\n`),
      },
    );
    console.log(`\n${title}: ${figure(bytes / 1e6)} MB, medians of ${values.runs} runs\n`);
    console.log(table(figures, bytes));
    rmSync(path);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
