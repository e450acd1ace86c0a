/** The shell fish, for the test of its completions. */
import { findProgram, installPackage } from "./debian.ts";

/** Its path; undefined where there is none. */
export function find(): string | undefined {
  return findProgram("fish");
}

/** @throws Error saying why it can't be installed here. */
export function install(): void {
  installPackage("fish");
}
