/** Ruby, in which the tests of `keyscan fix` run what was changed. */
import { findProgram, installPackage } from "./debian.ts";

/** Its path; undefined where there is none. */
export function find(): string | undefined {
  return findProgram("ruby");
}

/** @throws Error saying why it can't be installed here. */
export function install(): void {
  installPackage("ruby");
}
