/** Writes files of the user's repository: whole or not at all, and never through a link that somebody left there. */
import { lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileError } from "../config/error.ts";

/**
 * Replaces the file, or makes it.
 *
 * @throws ConfigError where it is no regular file, or can't be written.
 */
export function writeFileSafely(file: string, text: string, mode = 0o644): void {
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) {
    throw fileError(file, { message: "is no regular file, and is left alone", hint: "remove it first" });
  }
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: "wx", mode: there === undefined ? mode : there.mode & 0o777 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    throw fileError(file, { message: `can't be written: ${code ?? message}` });
  }
}
