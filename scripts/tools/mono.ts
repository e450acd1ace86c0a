/** A compiler for C#, by which the tests of `keyscan fix` check what was changed; it brings what runs the program. */
import { findProgram, installPackage } from "./debian.ts";

/** Its path; undefined where there is none. */
export function find(): string | undefined {
  return findProgram("mcs");
}

/** @throws Error saying why it can't be installed here. */
export function install(): void {
  installPackage("mono-mcs");
}
