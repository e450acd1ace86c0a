/** A Chromium for the tests of the HTML report: one that is installed, else Debian's package where it may be installed. */
import { findProgram, installPackage, isExecutable } from "./debian.ts";

const ELSEWHERE = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of the browser; undefined where there is none. `KEYSCAN_CHROMIUM` names one. */
export function find(): string | undefined {
  const given = process.env["KEYSCAN_CHROMIUM"];
  if (given !== undefined && given !== "") return given;
  return (
    findProgram("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome") ??
    ELSEWHERE.find(isExecutable)
  );
}

/** @throws Error saying why it can't be installed here. */
export function install(): void {
  installPackage("chromium");
}
