/** A named pipe that nobody writes to. Opening one blocks all of a process, timeouts too, so a process of its own ends a wait. */
import { execFileSync, spawn } from "node:child_process";
import { onTestFinished } from "vitest";

/** Longest that a test may take with it, seconds. */
const LIMIT = 10;

/** Makes it, for the test that runs; that fails where the pipe was waited for. */
export function makeFifo(path: string): void {
  execFileSync("mkfifo", [path]);
  // Opened for both it lets readers and writers go on, and waits for none itself.
  const rescue = spawn("sh", ["-c", `sleep ${LIMIT}; exec 3<>"$0"; sleep 1`, path], {
    stdio: "ignore",
    detached: true,
  });
  const began = performance.now();
  onTestFinished(() => {
    if (rescue.pid !== undefined && rescue.exitCode === null) killGroup(rescue.pid);
    if (performance.now() - began >= LIMIT * 1000) throw new Error(`${path} was waited for`);
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
