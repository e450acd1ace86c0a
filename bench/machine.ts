/**
 * What the figures were taken on: figures without it can't be compared.
 */
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { MB } from "./options.ts";
import type { Tool } from "./peers.ts";

export interface Machine {
  cores: number;
  processor: string;
  memoryMB: number;
  system: string;
  node: string;
  /** Load average of the last minute when the benchmark began. */
  load: number;
  meter: string;
  /** Versions by tool. */
  tools: Record<string, string>;
  date: string;
}

/** Describes this machine and the tools. */
export function describeMachine(tools: readonly Tool[], meter: string): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? "unknown",
    memoryMB: Math.round(totalmem() / MB),
    system: `${type()} ${release()}`,
    node: process.version,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
    meter,
    tools: Object.fromEntries(tools.map((tool) => [tool.name, tool.version])),
    date: new Date().toISOString(),
  };
}

/** The description as text. */
export function formatMachine(machine: Machine): string {
  const tools = Object.entries(machine.tools).map(([name, version]) => `${name} ${version}`);
  return [
    `${machine.cores} cores (${machine.processor}), ${machine.memoryMB} MB, ${machine.system}, node ${machine.node}, load ${machine.load}`,
    `measured with ${machine.meter}; 1 MB = 1,048,576 bytes; peak = largest process`,
    `${tools.join(", ")}\n`,
  ].join("\n");
}
