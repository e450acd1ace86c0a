/**
 * Runs one command under a meter with its output in files. The command gets a process group of its own, so that stopping it
 * stops all it started.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, rmSync } from "node:fs";
import type { Meter } from "./meter.ts";

export interface Measurement {
  wallSeconds: number;
  /** Undefined where the meter knows wall time only, or the run was stopped. */
  cpuSeconds: number | undefined;
  peakMB: number | undefined;
  /** Null when a signal ended it. */
  exitCode: number | null;
  timedOut: boolean;
}

export interface RunSettings {
  meter: Meter;
  /** Working folder; an empty one, so that no tool finds configuration there. */
  cwd: string;
  /** Files that take what the command prints; `<stdout>.cost` is used in between. */
  stdout: string;
  stderr: string;
  limitSeconds: number;
  signal: AbortSignal;
}

/**
 * Runs `argv` (no shell) and resolves when it has ended.
 * @throws Error when it can't be started, or when `signal` is aborted
 */
export async function runMeasured(argv: readonly string[], settings: RunSettings): Promise<Measurement> {
  settings.signal.throwIfAborted();
  const statFile = `${settings.stdout}.cost`;
  const [command = "", ...args] = settings.meter.wrap(argv, statFile);
  const out = openSync(settings.stdout, "w");
  const err = openSync(settings.stderr, "w");
  try {
    const began = performance.now();
    const child = spawn(command, args, {
      cwd: settings.cwd,
      stdio: ["ignore", out, err],
      detached: true,
      env: { ...process.env, NO_COLOR: "1" },
    });
    const watched = child.pid === undefined ? undefined : settings.meter.watch?.(child.pid);
    const end = await ended(child, settings);
    const wallSeconds = (performance.now() - began) / 1000;
    const sampled = watched?.();
    settings.signal.throwIfAborted();
    const cost = end.timedOut ? undefined : settings.meter.read(statFile);
    return { wallSeconds: cost?.wallSeconds ?? wallSeconds, ...costOf(cost ?? sampled), ...end };
  } finally {
    closeSync(out);
    closeSync(err);
    rmSync(statFile, { force: true });
  }
}

function costOf(
  cost: { cpuSeconds: number; peakMB: number } | undefined,
): Pick<Measurement, "cpuSeconds" | "peakMB"> {
  return { cpuSeconds: cost?.cpuSeconds, peakMB: cost?.peakMB };
}

function ended(
  child: ReturnType<typeof spawn>,
  settings: RunSettings,
): Promise<{ exitCode: number | null; timedOut: boolean }> {
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const stop = (): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        child.kill("SIGKILL");
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, settings.limitSeconds * 1000);
    settings.signal.addEventListener("abort", stop, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      settings.signal.removeEventListener("abort", stop);
    };
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (exitCode) => {
      settle();
      resolve({ exitCode, timedOut });
    });
  });
}
