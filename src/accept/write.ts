/** Writes files of the user's repository: whole or not at all, and never through a link that somebody left there. */
import { closeSync, fchmodSync, lstatSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { ConfigError, fileError } from "../config/error.ts";

/**
 * Replaces the file, or makes it. One that is there keeps its permission bits; two that write at the same time both succeed.
 *
 * @param mode Permission bits of a new file, less those of the umask.
 * @throws ConfigError where it is no regular file, or can't be written.
 */
export function writeFileSafely(file: string, text: string, mode = 0o644): void {
  // Not by the number of the process, which is the same in every container: another one may write, or have been killed while it did.
  const temporary = `${file}.${Math.random().toString(16).slice(2)}.tmp`;
  let isMade = false;
  try {
    const there = lstatSync(file, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile())
      throw fileError(file, { message: "is no regular file, and is left alone", hint: "remove it first" });
    const fd = openSync(temporary, "wx", mode);
    isMade = true;
    try {
      writeFileSync(fd, text);
      if (there !== undefined) fchmodSync(fd, there.mode & 0o777);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
  } catch (error) {
    if (isMade) rmSync(temporary, { force: true });
    if (error instanceof ConfigError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw fileError(file, { message: `can't be written: ${code ?? message}` });
  }
}
