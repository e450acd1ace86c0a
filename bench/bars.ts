/**
 * The bars that keyscan sets itself, judged on the figures of one run. Pure: a benchmark prints figures, it fails nothing.
 */
import { countFound, type Figures } from "./measure.ts";
import { MB } from "./options.ts";
import type { Startup, StartupFigures } from "./startup.ts";
import { figure } from "./table.ts";

export interface Bar {
  /** What is asked for: "tree: 3x kingfisher per CPU second". */
  name: string;
  /** What was measured: "4.10x", or why there is nothing. */
  value: string;
  verdict: "PASS" | "FAIL" | "not measured";
}

/** Figures of one corpus. */
export interface Measured {
  bytes: number;
  figures: readonly Figures[];
  planted?: readonly { line: number }[];
}

export interface Results {
  tree?: Measured;
  log?: Measured;
  big?: Measured;
  startup?: Startup;
}

const PEAK_MB = 250;

/** Every bar of the sections that were run. */
export function judgeBars({ tree, log, big, startup }: Results): Bar[] {
  return [
    ...(tree
      ? [
          perCpuSecond("tree", tree, "kingfisher", 3, 300),
          perCpuSecond("tree", tree, "gitleaks", 30, 300),
          wallTime("tree", tree, "kingfisher"),
          wallTime("tree", tree, "gitleaks"),
          peakMemory("tree", tree),
        ]
      : []),
    ...(log
      ? [perCpuSecond("log", log, "kingfisher", 6, 1000), peakMemory("log", log), allPlanted("log", log)]
      : []),
    ...(big
      ? [peakMemory(`one file of ${figure(big.bytes / MB)} MB`, big), allPlanted("one large file", big)]
      : []),
    ...(startup ? [startTime(startup.version, 40), startTime(startup.threeFiles, 100)].flat() : []),
  ];
}

/** One line a bar, the verdict last. */
export function formatBars(bars: readonly Bar[]): string {
  return bars
    .map((bar) => `${bar.name}: ${bar.value}${bar.verdict === "not measured" ? "" : ` ${bar.verdict}`}\n`)
    .join("");
}

function rowOf(measured: Measured, tool: string): Figures | undefined {
  return measured.figures.find((row) => row.tool === tool);
}

function perCpuSecond(where: string, measured: Measured, peer: string, bar: number, wantedMB: number): Bar {
  const megabytes = measured.bytes / MB;
  const small =
    megabytes < wantedMB ? ` (on ${figure(megabytes)} MB; the bar is meant for ${wantedMB} MB)` : "";
  const name = `${where}: ${bar}x ${peer} per CPU second${small}`;
  const own = rowOf(measured, "keyscan")?.cpuSeconds;
  const theirs = rowOf(measured, peer)?.cpuSeconds;
  if (own === undefined || theirs === undefined || own === 0) return missing(name, measured, peer);
  return {
    name,
    value: `${figure(theirs / own)}x`,
    verdict: theirs / own >= bar ? "PASS" : "FAIL",
  };
}

function wallTime(where: string, measured: Measured, peer: string): Bar {
  const name = `${where}: ahead of ${peer} in wall time`;
  const own = rowOf(measured, "keyscan")?.wallSeconds;
  const theirs = rowOf(measured, peer)?.wallSeconds;
  if (own === undefined || theirs === undefined) return missing(name, measured, peer);
  return {
    name,
    value: `${figure(own)} s against ${figure(theirs)} s`,
    verdict: own < theirs ? "PASS" : "FAIL",
  };
}

function peakMemory(where: string, measured: Measured): Bar {
  const name = `${where}: peak memory under ${PEAK_MB} MB`;
  const peak = rowOf(measured, "keyscan")?.peakMB;
  if (peak === undefined) return missing(name, measured);
  return { name, value: `${figure(peak)} MB`, verdict: peak < PEAK_MB ? "PASS" : "FAIL" };
}

function allPlanted(where: string, measured: Measured): Bar {
  const name = `${where}: every planted key found`;
  const row = rowOf(measured, "keyscan");
  if (!row?.lines || !measured.planted) return missing(name, measured);
  const found = countFound(row, measured.planted);
  const { length } = measured.planted;
  return { name, value: `${found}/${length}`, verdict: found === length ? "PASS" : "FAIL" };
}

/** Wall and CPU are judged apart: on a busy machine only the second means much. */
function startTime(figures: StartupFigures, barMs: number): Bar[] {
  return (["wall", "CPU"] as const).map((kind) => {
    const name = `${figures.name}: within ${barMs} ms of node -e 0 (${kind})`;
    const over = kind === "wall" ? figures.wallOverMs : figures.cpuOverMs;
    if (figures.failure !== undefined || over === undefined) {
      return {
        name,
        value: `not measured${figures.failure ? ` (${figures.failure})` : ""}`,
        verdict: "not measured",
      };
    }
    return { name, value: `${figure(over)} ms`, verdict: over <= barMs ? "PASS" : "FAIL" };
  });
}

/** Names the first of keyscan and the peer that has no figures, and why. */
function missing(name: string, measured: Measured, peer?: string): Bar {
  const [why = ""] = ["keyscan", ...(peer === undefined ? [] : [peer])].flatMap((tool) => {
    const row = rowOf(measured, tool);
    if (row === undefined) return [`${tool} not found`];
    return row.failure === undefined ? [] : [`${tool}: ${row.failure}`];
  });
  return { name, value: `not measured${why === "" ? "" : ` (${why})`}`, verdict: "not measured" };
}
