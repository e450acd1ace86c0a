/** Programs that a Debian package brings. */
import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of the names that is on the search path, as a path; undefined where none is. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/**
 * Installs a package with apt-get.
 *
 * @throws Error saying why it can't be installed here.
 */
export function installPackage(name: string): void {
  if (process.getuid?.() !== 0) throw new Error("only root may install packages");
  const run = (...args: readonly string[]): void => {
    execFileSync("apt-get", ["-qq", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      timeout: 600_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  };
  run("update");
  run("install", "--yes", "--no-install-recommends", name);
}

/** True for a file that may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
