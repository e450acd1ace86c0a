/**
 * Start-up time: what keyscan costs before it does anything, over an empty node process.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./measure.ts";
import { chooseMeter } from "./meter.ts";
import type { Target, Tool } from "./peers.ts";
import { runMeasured } from "./run.ts";
import { figure, formatTable, median } from "./table.ts";

export interface StartupFigures {
  name: string;
  /** Medians, milliseconds. */
  wallMs: number;
  cpuMs?: number;
  /** Over the empty process. */
  wallOverMs: number;
  cpuOverMs?: number;
  /** Why the figures mean nothing. */
  failure?: string;
}

export interface Startup {
  /** What the times were taken with. */
  meter: string;
  bare: StartupFigures;
  version: StartupFigures;
  threeFiles: StartupFigures;
}

const ROUNDS = 25;

/** Three ordinary source files without a secret, the usual case of a pre-commit hook. Returns their folder. */
export function writeThreeFiles(scratch: string): Target {
  const path = join(scratch, "three");
  mkdirSync(path, { recursive: true });
  const head = "// Adds up what is in the basket.\n";
  writeFileSync(
    join(path, "basket.ts"),
    `${head}export const total = (prices: number[]) => prices.reduce((a, b) => a + b, 0);\n`,
  );
  writeFileSync(join(path, "basket.py"), "import os\n\n\ndef shop():\n    return os.environ['SHOP_NAME']\n");
  writeFileSync(
    join(path, "basket.yaml"),
    "shop:\n  name: corner\n  keyboard: qwerty\n  tokens_per_minute: 60\n",
  );
  return { path, kind: "tree" };
}

/**
 * Medians of 25 alternated runs.
 * @throws when the run is aborted or node can't be started
 */
export async function measureStartup(
  keyscan: Tool,
  versionArgv: readonly string[],
  bench: Bench,
): Promise<Startup> {
  const meter = chooseMeter(true);
  const target = writeThreeFiles(bench.scratch);
  const cases = [
    { name: "node -e 0", argv: [process.execPath, "-e", "0"], okExits: [0] },
    { name: "keyscan --version", argv: versionArgv, okExits: [0] },
    {
      name: "keyscan, 3 small files",
      argv: keyscan.argv(target, join(bench.scratch, "start.report")),
      okExits: keyscan.okExits,
    },
  ].map((c) => ({
    ...c,
    wall: [] as number[],
    cpu: [] as number[],
    failure: undefined as string | undefined,
  }));
  const output = {
    stdout: join(bench.scratch, "start.out"),
    stderr: join(bench.scratch, "start.err"),
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (const c of cases) {
      const run = await runMeasured(c.argv, { ...bench, ...output, meter });
      if (run.exitCode === null || !c.okExits.includes(run.exitCode)) c.failure = `exit ${run.exitCode}`;
      c.wall.push(run.wallSeconds * 1000);
      if (run.cpuSeconds !== undefined) c.cpu.push(run.cpuSeconds * 1000);
    }
  }
  const [bare, version, threeFiles] = cases.map((c) => ({
    name: c.name,
    wallMs: median(c.wall) ?? Number.NaN,
    cpuMs: median(c.cpu),
    failure: c.failure,
  }));
  if (bare === undefined || version === undefined || threeFiles === undefined)
    throw new Error("three cases expected");
  return {
    meter: meter.description,
    bare: over(bare, bare),
    version: over(version, bare),
    threeFiles: over(threeFiles, bare),
  };
}

interface Medians {
  name: string;
  wallMs: number;
  cpuMs: number | undefined;
  failure: string | undefined;
}

function over(c: Medians, bare: Medians): StartupFigures {
  return {
    name: c.name,
    wallMs: c.wallMs,
    wallOverMs: c.wallMs - bare.wallMs,
    ...(c.cpuMs !== undefined &&
      bare.cpuMs !== undefined && { cpuMs: c.cpuMs, cpuOverMs: c.cpuMs - bare.cpuMs }),
    ...(c.failure !== undefined && { failure: c.failure }),
  };
}

/** The start-up table, all times in milliseconds. */
export function startupTable(startup: Startup): string {
  const rows = [startup.bare, startup.version, startup.threeFiles];
  return formatTable(
    ["command", "wall ms", "CPU ms", "wall over node", "CPU over node", ""],
    rows.map((r) => [
      r.name,
      figure(r.wallMs),
      figure(r.cpuMs),
      figure(r.wallOverMs),
      figure(r.cpuOverMs),
      r.failure ?? "",
    ]),
  );
}
