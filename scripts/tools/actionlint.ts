/** actionlint, which checks workflows and actions of GitHub: one that is installed, else built by Go from its module. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const VERSION = "v1.7.12";
// npm and vitest run in the root of the repository.
const FOLDER = join(process.cwd(), ".cache/tools");
const PROGRAM = join(FOLDER, process.platform === "win32" ? "actionlint.exe" : "actionlint");

/** Path of the program, or its name where it is on the search path; undefined where there is none. */
export function find(): string | undefined {
  if (existsSync(PROGRAM)) return PROGRAM;
  return spawnSync("actionlint", ["-version"], { stdio: "ignore" }).status === 0 ? "actionlint" : undefined;
}

/**
 * Builds it into `.cache/tools`.
 *
 * @throws Error where there is no Go, or the module can't be had.
 */
export function install(): void {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync("go", ["install", `github.com/rhysd/actionlint/cmd/actionlint@${VERSION}`], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 600_000,
    env: { ...process.env, GOBIN: FOLDER, GOFLAGS: "-mod=mod" },
  });
}
