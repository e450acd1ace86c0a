/** Runs `keyscan init` and looks at what comes of it. */
import { expect } from "vitest";
import { findingsOf, keyscan, type Run } from "./keyscan.ts";

export const CONFIG = "keyscan.config.yaml";

export const scan = (root: string): Promise<Run> => keyscan([".", "-f", "jsonl"], { cwd: root });
export const pathsOf = (run: Run): string[] => findingsOf(run).map(({ location }) => location.path);

/** A run that must end well. */
export async function init(root: string, ...args: string[]): Promise<Run> {
  const run = await keyscan(["init", ...args], { cwd: root });
  expect(run.stderr).toBe("");
  expect(run.code).toBe(0);
  return run;
}
