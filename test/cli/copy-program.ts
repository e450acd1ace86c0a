/** Copies of the built program. */
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));

/**
 * Makes the folder `target` and copies the program into it, without bytecode. Runs of other tests write that beside the program at the same time, at
 * first under a name that is gone a moment later.
 *
 * @param without Names in the program's folder that are left out.
 */
export function copyProgram(target: string, without: readonly string[] = []): void {
  mkdirSync(target, { recursive: true });
  const names = readdirSync(DIST).filter((name) => !name.includes(".cache") && !without.includes(name));
  for (const name of names) cpSync(join(DIST, name), join(target, name), { recursive: true });
}
