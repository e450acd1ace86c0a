/**
 * Ways to learn what a command cost: wall time, user + system CPU and peak memory of it and the processes it waited for.
 * A meter either wraps the command in another one that writes the figures to a file, or watches the running process.
 * Peak memory is that of the largest process, not the sum; the wrappers put a floor of 2 to 10 MB under it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export interface Cost {
  wallSeconds: number;
  /** User + system. */
  cpuSeconds: number;
  /** MB of 1,048,576 bytes. */
  peakMB: number;
}

export interface Meter {
  /** What it is and how exact, for the head of the report. */
  description: string;
  /** The command that runs `argv` and writes its cost to `statFile`. */
  wrap(argv: readonly string[], statFile: string): string[];
  /** What was written; undefined when the command was killed before. */
  read(statFile: string): Cost | undefined;
  /** Watches the process instead; called when it has started, the result when it has ended. Wall time is not its business. */
  watch?(pid: number): () => Omit<Cost, "wallSeconds">;
}

/** Full path of a command on PATH, or undefined. */
export function findOnPath(command: string): string | undefined {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, command + ending);
      try {
        accessSync(file, constants.X_OK);
        if (folder !== "") return file;
      } catch {
        // Not here: the next folder.
      }
    }
  }
  return undefined;
}

/**
 * The best meter that works here: GNU time, python3, sampling /proc, wall time alone.
 * @param precise prefers python3, whose CPU figures have microseconds where GNU time prints hundredths of a second
 */
export function chooseMeter(precise: boolean): Meter {
  const wrappers = precise ? [pythonMeter, gnuTimeMeter] : [gnuTimeMeter, pythonMeter];
  for (const make of wrappers) {
    const meter = make();
    if (meter !== undefined) return meter;
  }
  return existsSync("/proc/self/stat") ? procMeter() : wallMeter();
}

function gnuTimeMeter(): Meter | undefined {
  const time = findOnPath("time");
  // The time of BSD and macOS has neither -f nor -o with a format.
  if (time === undefined || spawnSync(time, ["-f", "%e", "true"]).status !== 0) return undefined;
  return {
    description: "GNU time (steps of 10 ms)",
    wrap: (argv, statFile) => [time, "-o", statFile, "-f", "%e %U %S %M", ...argv],
    read: readCost,
  };
}

const PYTHON_WRAPPER = `
import os, sys, time
began = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
status, usage = os.wait4(pid, 0)[1:]
wall = time.perf_counter() - began
peak = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
with open(sys.argv[1], "w") as out:
    out.write("%.6f %.6f %.6f %d" % (wall, usage.ru_utime, usage.ru_stime, peak))
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
`;

function pythonMeter(): Meter | undefined {
  // What is on PATH may be a slow launcher script: ask the interpreter for its own path.
  const asked = spawnSync(
    "python3",
    ["-c", "import os, sys; os.wait4, os.posix_spawnp; print(sys.executable)"],
    {
      encoding: "utf8",
    },
  );
  const python = asked.status === 0 ? asked.stdout.trim() : "";
  if (python === "") return undefined;
  return {
    description: "python3 wait4 (microseconds)",
    wrap: (argv, statFile) => [python, "-I", "-S", "-c", PYTHON_WRAPPER, statFile, ...argv],
    read: readCost,
  };
}

/** Reads "wall user system peakKiB" from the last line: GNU time writes a remark before it when the status is not 0. */
function readCost(statFile: string): Cost | undefined {
  let text: string;
  try {
    text = readFileSync(statFile, "utf8");
  } catch {
    return undefined;
  }
  const [wall, user, system, peak] = (text.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  if (wall === undefined || user === undefined || system === undefined || peak === undefined)
    return undefined;
  if (![wall, user, system, peak].every(Number.isFinite)) return undefined;
  return { wallSeconds: wall, cpuSeconds: user + system, peakMB: peak / 1024 };
}

const SAMPLE_MS = 20;

function procMeter(): Meter {
  const ticks = Number(spawnSync("getconf", ["CLK_TCK"], { encoding: "utf8" }).stdout ?? "") || 100;
  return {
    description: `/proc sampled every ${SAMPLE_MS} ms (what happens between the last sample and the end is missed)`,
    wrap: (argv) => [...argv],
    read: () => undefined,
    watch: (root) => {
      const cpu = new Map<number, number>();
      let peakKB = 0;
      const sample = (): void => {
        for (const pid of descendants(root)) {
          try {
            // Fields 14 and 15 (utime, stime) counted from behind the name, which may hold blanks and brackets.
            const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
              .replace(/^.*\) /s, "")
              .split(" ");
            cpu.set(pid, (Number(stat[11]) + Number(stat[12])) / ticks);
            const status = readFileSync(`/proc/${pid}/status`, "latin1");
            peakKB = Math.max(peakKB, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0));
          } catch {
            // It ended between listing and reading; its last sample counts.
          }
        }
      };
      sample();
      const timer = setInterval(sample, SAMPLE_MS);
      return () => {
        clearInterval(timer);
        return {
          cpuSeconds: [...cpu.values()].reduce((sum, s) => sum + s, 0),
          peakMB: peakKB / 1024,
        };
      };
    },
  };
}

function descendants(root: number): number[] {
  const found = [root];
  for (const pid of found) {
    try {
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        const children = readFileSync(`/proc/${pid}/task/${task}/children`, "latin1").trim();
        if (children !== "") found.push(...children.split(" ").map(Number));
      }
    } catch {
      // Ended meanwhile.
    }
  }
  return found;
}

function wallMeter(): Meter {
  return {
    description: "wall time alone (no GNU time, python3 or /proc here)",
    wrap: (argv) => [...argv],
    read: () => undefined,
  };
}
