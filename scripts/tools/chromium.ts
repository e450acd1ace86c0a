/** A Chromium for the tests of the HTML report: one that is installed, else Debian's package where it may be installed. */
import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const ELSEWHERE = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of the browser; undefined where there is none. `KEYSCAN_CHROMIUM` names one. */
export function find(): string | undefined {
  const given = process.env["KEYSCAN_CHROMIUM"];
  if (given !== undefined && given !== "") return given;
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...ELSEWHERE].find(
    isExecutable,
  );
}

/**
 * Installs it with apt-get.
 *
 * @throws Error saying why it can't be installed here.
 */
export function install(): void {
  if (process.getuid?.() !== 0) throw new Error("only root may install packages");
  const run = (...args: readonly string[]): void => {
    execFileSync("apt-get", ["-qq", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      timeout: 600_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  };
  run("update");
  run("install", "--yes", "--no-install-recommends", "chromium");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
