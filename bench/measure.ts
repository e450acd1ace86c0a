/**
 * Measures several tools on the same bytes, in turn, and makes one row of figures a tool.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MB } from "./options.ts";
import type { Target, Tool } from "./peers.ts";
import { readResult, type OutputFiles, type ScanResult } from "./results.ts";
import { runMeasured, type Measurement, type RunSettings } from "./run.ts";
import { figure, formatTable, median } from "./table.ts";

/** What the runs need besides the tools. */
export interface Bench extends Pick<RunSettings, "meter" | "limitSeconds" | "signal"> {
  /** Folder for output files. */
  scratch: string;
  /** An empty folder, the tools' working folder. */
  cwd: string;
  runs: number;
  /** Says what is going on, one line. */
  progress(line: string): void;
}

export interface Figures {
  tool: string;
  /** Runs that the medians are made of. */
  runs: number;
  wallSeconds?: number;
  cpuSeconds?: number;
  /** The highest of all runs. */
  peakMB?: number;
  findings?: number;
  /** Lines reported, for checking planted keys; absent when the tool doesn't say them. */
  lines?: number[];
  /** What the tool says it read. */
  bytesRead?: number;
  /** Why there are no figures. */
  failure?: string;
}

/** Repeating a run that takes this long tells little more. */
const SLOW_SECONDS = 60;

/**
 * Runs every tool `bench.runs` times, alternating and starting with another tool each round. A tool that fails or is stopped at
 * the limit isn't run again; one that takes over a minute runs once.
 * @throws when the run is aborted
 */
export async function measureTools(tools: readonly Tool[], target: Target, bench: Bench): Promise<Figures[]> {
  const runs = new Map<string, Measurement[]>(tools.map((tool) => [tool.name, []]));
  const last = new Map<string, { failure?: string; result?: ScanResult }>();
  for (let round = 0; round < bench.runs; round++) {
    for (let turn = 0; turn < tools.length; turn++) {
      const tool = tools[(turn + round) % tools.length] as Tool;
      const done = runs.get(tool.name) as Measurement[];
      const slow = done.some((run) => run.wallSeconds > SLOW_SECONDS);
      if (slow || last.get(tool.name)?.failure !== undefined) continue;
      const { run, failure, result } = await runTool(tool, target, bench);
      bench.progress(
        `${tool.name}, run ${round + 1} of ${bench.runs}: ${failure ?? `${figure(run?.wallSeconds)} s wall, ${figure(run?.cpuSeconds)} s CPU`}`,
      );
      last.set(tool.name, { ...(failure !== undefined && { failure }), ...(result && { result }) });
      if (run !== undefined && failure === undefined) done.push(run);
    }
  }
  return tools.map((tool) => toFigures(tool.name, runs.get(tool.name) ?? [], last.get(tool.name)));
}

async function runTool(
  tool: Tool,
  target: Target,
  bench: Bench,
): Promise<{ run?: Measurement; failure?: string; result?: ScanResult }> {
  const output: OutputFiles = {
    stdout: join(bench.scratch, `${tool.name}.out`),
    stderr: join(bench.scratch, `${tool.name}.err`),
    report: join(bench.scratch, `${tool.name}.report`),
  };
  let run: Measurement;
  try {
    const cwd = tool.cwd?.(target) ?? bench.cwd;
    run = await runMeasured(tool.argv(target, output.report), { ...bench, ...output, cwd });
  } catch (error) {
    bench.signal.throwIfAborted();
    return { failure: `can't be started: ${(error as Error).message}` };
  }
  if (run.timedOut) return { run, failure: `stopped after ${bench.limitSeconds} s` };
  if (run.exitCode === null || !tool.okExits.includes(run.exitCode)) {
    return { run, failure: `exit ${run.exitCode}: ${complaint(output.stderr)}` };
  }
  if (tool.read === undefined) return { run };
  const result = readResult(tool.read, output);
  // An exit code may mean "found something" and "crashed" alike: the report tells.
  if (result === undefined)
    return { run, failure: `no report that can be read: ${complaint(output.stderr)}` };
  return { run, result };
}

/** The first line on stderr that speaks of an error, else the last one, cut to 120 characters. */
function complaint(file: string): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const line = lines.find((text) => /error/i.test(text)) ?? lines.at(-1) ?? "";
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}

function toFigures(
  tool: string,
  runs: Measurement[],
  last?: { failure?: string; result?: ScanResult },
): Figures {
  if (last?.failure !== undefined) return { tool, runs: 0, failure: last.failure };
  const wall = median(runs.map((run) => run.wallSeconds));
  const cpu = median(runs.flatMap((run) => run.cpuSeconds ?? []));
  const peaks = runs.flatMap((run) => run.peakMB ?? []);
  const { findings, lines, bytes } = last?.result ?? {};
  return {
    tool,
    runs: runs.length,
    ...(wall !== undefined && { wallSeconds: wall }),
    ...(cpu !== undefined && { cpuSeconds: cpu }),
    ...(peaks.length > 0 && { peakMB: Math.max(...peaks) }),
    ...(findings !== undefined && { findings }),
    // Line 0 means that the tool gave none, as kingfisher does for very large files.
    ...(lines?.every((line) => line > 0) === true && { lines }),
    ...(bytes !== undefined && { bytesRead: bytes }),
  };
}

/** The table of one corpus; `planted` is the number of keys hidden in it and adds a column. */
export function figuresTable(
  figures: readonly Figures[],
  bytes: number,
  planted?: readonly { line: number }[],
): string {
  const megabytes = bytes / MB;
  const keyscanCpu = figures.find((row) => row.tool === "keyscan")?.cpuSeconds;
  const head = [
    "tool",
    "runs",
    "wall s",
    "CPU s",
    "MB/s",
    "MB/CPU s",
    "peak MB",
    "findings",
    "CPU, keyscan = 1",
  ];
  if (planted) head.push("planted found");
  const rows = figures.map((row) => [
    row.tool,
    String(row.runs),
    figure(row.wallSeconds),
    figure(row.cpuSeconds),
    figure(over(megabytes, row.wallSeconds)),
    figure(over(megabytes, row.cpuSeconds)),
    figure(row.peakMB),
    row.findings === undefined ? "-" : String(row.findings),
    figure(over(row.cpuSeconds, keyscanCpu)),
    ...(planted ? [row.lines ? `${countFound(row, planted)}/${planted.length}` : "-"] : []),
  ]);
  return formatTable(head, rows) + remarks(figures, bytes);
}

/** The quotient, undefined where there is none: a time may be too short for the meter. */
function over(value: number | undefined, divisor: number | undefined): number | undefined {
  return value === undefined || divisor === undefined || divisor === 0 ? undefined : value / divisor;
}

/** How many planted lines a tool reported. */
export function countFound(row: Figures, planted: readonly { line: number }[]): number {
  const lines = new Set(row.lines);
  return planted.filter((key) => lines.has(key.line)).length;
}

function remarks(figures: readonly Figures[], bytes: number): string {
  return figures
    .flatMap((row) => {
      if (row.failure !== undefined) return [`  ${row.tool}: ${row.failure}\n`];
      if (row.bytesRead === undefined || Math.abs(row.bytesRead / bytes - 1) < 0.01) return [];
      return [
        `  ${row.tool} says that it read ${figure(row.bytesRead / MB)} MB of ${figure(bytes / MB)} MB\n`,
      ];
    })
    .join("");
}
