/**
 * Whether time stays linear on hostile inputs: one short text repeated to 1, 2, 4 and 8 MB. keyscan only.
 */
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./measure.ts";
import { MB } from "./options.ts";
import type { Tool } from "./peers.ts";
import { rulePrefixes } from "./prefixes.ts";
import { seededRandom } from "./random.ts";
import { runMeasured } from "./run.ts";
import { figure, formatTable } from "./table.ts";

export interface RedosRow {
  input: string;
  /** Seconds (CPU where known, else wall) for each of SIZES_MB; Infinity where it was stopped or failed. */
  seconds: number[];
  linear: boolean;
}

const SIZES_MB: readonly number[] = [1, 2, 4, 8];
/** So many prefixes, those that are slowest at the largest size, are measured at all sizes: a slow one must be among them. */
const SLOWEST = 10;

/**
 * Measures the fixed inputs and the rules' own prefixes.
 * @param rules folder of rule files
 * @throws when the run is aborted or keyscan can't be started
 */
export async function measureRedos(keyscan: Tool, rules: string, bench: Bench): Promise<RedosRow[]> {
  const base64 = seededRandom(7).text(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    65_536,
  );
  const lines = base64.replace(/.{76}/g, "$&\n");
  const inputs = [
    { name: "a", unit: "a" },
    { name: "key=", unit: "key=" },
    { name: "base64, one line", unit: base64 },
    { name: "base64, lines of 76", unit: lines },
  ];
  const prefixes = rulePrefixes(rules);
  bench.progress(`${prefixes.length} rule prefixes`);
  const timed: { unit: string; seconds: number }[] = [];
  for (const unit of prefixes) {
    timed.push({ unit, seconds: await timeInput(keyscan, unit, SIZES_MB.at(-1) ?? 0, bench) });
  }
  const slowest = timed.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  inputs.push(...slowest.map(({ unit }) => ({ name: JSON.stringify(unit), unit })));
  const rows: RedosRow[] = [];
  for (const { name, unit } of inputs) {
    let seconds = await timeSizes(keyscan, unit, bench);
    if (!isLinear(seconds)) {
      // Another program's burst of work looks the same; it rarely comes twice.
      const again = await timeSizes(keyscan, unit, bench);
      seconds = seconds.map((value, i) => Math.min(value, again[i] ?? value));
    }
    rows.push({ input: name, seconds, linear: isLinear(seconds) });
  }
  return rows;
}

/**
 * Whether times at sizes n, 2n, 4n, 8n grow linearly. Differences are compared so that start-up drops out: the last step is
 * twice the one before when time is linear, four times when it is quadratic. A tenth of a second is taken as noise.
 */
export function isLinear(seconds: readonly number[]): boolean {
  const [, second = 0, third = 0, fourth = 0] = seconds;
  return fourth - third <= 3 * Math.max(third - second, 0) + 0.1;
}

/** The table of measureRedos, CPU seconds. */
export function redosTable(rows: readonly RedosRow[]): string {
  return formatTable(
    ["input repeated", ...SIZES_MB.map((size) => `${size} MB, s`), "linear"],
    rows.map((row) => [row.input, ...row.seconds.map(figure), row.linear ? "yes" : "NO"]),
  );
}

async function timeSizes(keyscan: Tool, unit: string, bench: Bench): Promise<number[]> {
  const seconds: number[] = [];
  for (const size of SIZES_MB) seconds.push(await timeInput(keyscan, unit, size, bench));
  return seconds;
}

async function timeInput(keyscan: Tool, unit: string, sizeMB: number, bench: Bench): Promise<number> {
  const path = join(bench.scratch, "redos.txt");
  writeRepeated(path, unit, sizeMB * MB);
  const output = {
    stdout: join(bench.scratch, "redos.out"),
    stderr: join(bench.scratch, "redos.err"),
  };
  const argv = keyscan.argv({ path, kind: "file" }, join(bench.scratch, "redos.report"));
  const run = await runMeasured(argv, { ...bench, ...output });
  rmSync(path);
  if (run.timedOut || run.exitCode === null || !keyscan.okExits.includes(run.exitCode))
    return Number.POSITIVE_INFINITY;
  return run.cpuSeconds ?? run.wallSeconds;
}

function writeRepeated(path: string, unit: string, bytes: number): void {
  const block = Buffer.from(unit.repeat(Math.ceil(MB / unit.length)), "utf8");
  const fd = openSync(path, "w");
  try {
    for (let left = bytes; left > 0;) left -= writeSync(fd, block, 0, Math.min(left, block.length));
  } finally {
    closeSync(fd);
  }
}
