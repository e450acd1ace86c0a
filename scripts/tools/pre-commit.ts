/** pre-commit (https://pre-commit.com), which runs hooks of repositories: one that is installed, else in a virtual environment. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const VERSION = "4.3.0";
// npm and vitest run in the root of the repository.
const FOLDER = join(process.cwd(), ".cache/tools/pre-commit");
const BIN = join(FOLDER, process.platform === "win32" ? "Scripts" : "bin");
const PROGRAM = join(BIN, "pre-commit");

/** Path of the program, or its name where it is on the search path; undefined where there is none. */
export function find(): string | undefined {
  if (existsSync(PROGRAM)) return PROGRAM;
  return spawnSync("pre-commit", ["--version"], { stdio: "ignore" }).status === 0 ? "pre-commit" : undefined;
}

/**
 * Installs it into `.cache/tools`.
 *
 * @throws Error where there is no Python 3, or the package can't be had.
 */
export function install(): void {
  if (spawnSync("python3", ["--version"], { stdio: "ignore" }).status !== 0)
    throw new Error("there is no python3");
  const run = (program: string, ...args: readonly string[]): void => {
    execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"], timeout: 300_000 });
  };
  run("python3", "-m", "venv", FOLDER);
  run(
    join(BIN, "python"),
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    `pre-commit==${VERSION}`,
  );
}
