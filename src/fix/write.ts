/**
 * Writes the changed files: each whole or not at all, never through a link, never over what somebody changed in the meantime,
 * and never in another folder than the one that was looked at.
 */
import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** A file as it is to be written. */
export interface WrittenFile {
  /** Absolute. */
  path: string;
  /** Where its folder really was when it was read. */
  folder: string;
  /** Its bytes then; undefined where there was no file. */
  before: Buffer | undefined;
  after: Buffer;
  /** Permission bits of the new file. */
  mode: number;
}

/** Why a file was not written. */
export interface WriteFailure {
  path: string;
  reason: string;
}

/** Undefined where it was written. */
export function writeChanged(file: WrittenFile): WriteFailure | undefined {
  const { path, folder, before, after, mode } = file;
  const fail = (reason: string): WriteFailure => ({ path, reason });
  let temporary: string | undefined;
  try {
    if (realpathSync(dirname(path)) !== folder) return fail("its folder is another one now");
    const real = join(folder, basename(path));
    if (!isAsBefore(real, before))
      return fail("it was changed while keyscan looked at it; run keyscan fix again");
    if (before !== undefined) accessSync(real, constants.W_OK);
    temporary = join(folder, `.keyscan-${randomBytes(8).toString("hex")}.tmp`);
    writeNew(temporary, after, mode);
    renameSync(temporary, real);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    return fail(code ?? message);
  }
}

function isAsBefore(path: string, before: Buffer | undefined): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined || before === undefined) return status === undefined && before === undefined;
  return status.isFile() && status.size === before.length && readFileSync(path).equals(before);
}

function writeNew(path: string, content: Buffer, mode: number): void {
  // Nobody may read it before it has its mode; `wx` follows no link.
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, content);
    fchmodSync(file, mode & 0o7777);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
