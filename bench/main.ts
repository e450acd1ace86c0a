/**
 * The benchmark from start to end: options, tools, corpora, runs, tables, bars. Prints figures and exits 0 whatever they are;
 * 2 when it can't run.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { formatBars, judgeBars, type Measured, type Results } from "./bars.ts";
import { buildCorpus } from "./corpus.ts";
import { writeLog } from "./log.ts";
import { describeMachine, formatMachine } from "./machine.ts";
import { figuresTable, measureTools, type Bench, type Figures } from "./measure.ts";
import { chooseMeter } from "./meter.ts";
import { MB, USAGE, parseOptions, type Options, type Section } from "./options.ts";
import { findPeers, keyscanTool, type Target, type Tool } from "./peers.ts";
import { measureRedos, redosTable, type RedosRow } from "./redos.ts";
import { sourceRoots } from "./roots.ts";
import { measureStartup, startupTable, writeThreeFiles } from "./startup.ts";

const ROOT = dirname(import.meta.dirname);

/** What one run collects; sections read what earlier ones left. */
interface State {
  options: Options;
  bench: Bench;
  keyscan: Tool;
  peers: Tool[];
  results: Results & { redos?: RedosRow[] };
  /** Bytes a second (wall) of each peer on the corpora before; of one that was stopped, what it can't have reached. */
  speeds: Map<string, number>;
}

const SECTIONS: Record<Section, (state: State) => Promise<void>> = {
  tree,
  log,
  big,
  startup,
  redos,
};

async function tree(state: State): Promise<void> {
  const { options, bench } = state;
  const roots = options.path === undefined ? sourceRoots(ROOT) : [options.path];
  const corpus = buildCorpus(join(bench.scratch, "tree"), roots, options.sizeMB * MB);
  const full = corpus.bytes >= options.sizeMB * MB || options.sizeMB === Number.POSITIVE_INFINITY;
  print(
    `\ntree: ${corpus.files} files, ${megabytes(corpus.bytes)}, from ${corpus.roots.length} places${full ? "" : " (no more was found)"}\n`,
  );
  const figures = await measureAll(state, { path: corpus.path, kind: "tree" }, corpus.bytes);
  print(figuresTable(figures, corpus.bytes));
  state.results.tree = { bytes: corpus.bytes, figures };
  rmSync(corpus.path, { recursive: true });
}

async function log(state: State): Promise<void> {
  state.results.log = await scanLog(state, state.options.logMB, state.peers);
}

async function big(state: State): Promise<void> {
  state.results.big = await scanLog(state, state.options.bigMB, []);
}

async function scanLog(state: State, sizeMB: number, peers: Tool[]): Promise<Measured> {
  const file = writeLog(join(state.bench.scratch, "service.log"), sizeMB * MB);
  print(
    `\none log file: ${megabytes(file.bytes)}, ${file.lines} lines, ${file.planted.length} keys planted\n`,
  );
  const figures = await measureAll({ ...state, peers }, { path: file.path, kind: "file" }, file.bytes);
  print(figuresTable(figures, file.bytes, file.planted));
  rmSync(file.path);
  return { bytes: file.bytes, figures, planted: file.planted };
}

async function startup(state: State): Promise<void> {
  const versionArgv = [...state.options.keyscan.filter((word) => word !== "{}"), "--version"];
  const figures = await measureStartup(state.keyscan, versionArgv, state.bench);
  print(`\nstart-up, medians of 25 alternated runs, ${figures.meter}\n${startupTable(figures)}`);
  state.results.startup = figures;
}

async function redos(state: State): Promise<void> {
  const rows = await measureRedos(state.keyscan, join(ROOT, "rules"), state.bench);
  print(`\nlinear time on repeated text\n${redosTable(rows)}`);
  state.results.redos = rows;
}

/** Peers that by their speed so far would be stopped at the limit are left out: it would only waste the time. */
async function measureAll(state: State, target: Target, bytes: number): Promise<Figures[]> {
  const { bench, speeds } = state;
  const peers = state.peers.filter(
    (peer) => bytes / (speeds.get(peer.name) ?? Infinity) <= bench.limitSeconds,
  );
  const figures = await measureTools([state.keyscan, ...peers], target, bench);
  for (const row of figures) speeds.set(row.tool, bytes / (row.wallSeconds ?? bench.limitSeconds * 1.01));
  const leftOut = state.peers.filter((peer) => !peers.includes(peer));
  const failure = `left out: would take more than ${bench.limitSeconds} s, by its speed before`;
  return [...figures, ...leftOut.map((peer) => ({ tool: peer.name, runs: 0, failure }))];
}

/** Runs every tool once on three small files: caches are filled, and what doesn't work is known before the long runs. */
async function warmUp(state: State): Promise<void> {
  const { bench, keyscan } = state;
  bench.progress("warming up on three small files");
  const figures = await measureTools([keyscan, ...state.peers], writeThreeFiles(bench.scratch), {
    ...bench,
    runs: 1,
  });
  const failures = new Map(
    figures.flatMap((row) => (row.failure === undefined ? [] : [[row.tool, row.failure]])),
  );
  const own = failures.get("keyscan");
  if (own !== undefined) throw new Error(`keyscan doesn't work (${own}); build it first or give --keyscan`);
  for (const [tool, failure] of failures) print(`${tool} left out: ${failure}\n`);
  state.peers = state.peers.filter((peer) => !failures.has(peer.name));
}

async function main(options: Options, scratch: string, signal: AbortSignal): Promise<void> {
  const comparing = options.sections.includes("tree") || options.sections.includes("log");
  const { found, missing } = comparing ? findPeers(options.peers) : { found: [], missing: [] };
  const keyscan = keyscanTool(options.keyscan);
  const meter = chooseMeter(false);
  const machine = describeMachine([keyscan, ...found], meter.description);
  print(formatMachine(machine) + (missing.length > 0 ? `not on PATH: ${missing.join(", ")}\n` : ""));
  const cwd = join(scratch, "empty");
  mkdirSync(cwd);
  const bench: Bench = {
    meter,
    limitSeconds: options.limitSeconds,
    signal,
    scratch,
    cwd,
    runs: options.runs,
    progress: (line) => process.stderr.write(`  ${line}\n`),
  };
  const state: State = { options, bench, keyscan, peers: found, results: {}, speeds: new Map() };
  await warmUp(state);
  for (const section of options.sections) await SECTIONS[section](state);
  const bars = judgeBars(state.results);
  if (bars.length > 0) print(`\n${formatBars(bars)}`);
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ machine, ...state.results, bars }, withoutLines, 2)}\n`);
  }
}

/** Line numbers of findings are for checking planted keys, not for the file. */
function withoutLines(key: string, value: unknown): unknown {
  return key === "lines" ? undefined : value;
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}

function print(text: string): void {
  process.stdout.write(text);
}

async function start(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), ROOT);
  if (options.help) {
    print(`${USAGE}\n`);
    return;
  }
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort(new Error("interrupted"));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const scratch = mkdtempSync(join(tmpdir(), "keyscan-bench-"));
  try {
    await main(options, scratch, interrupted.signal);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

try {
  await start();
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
