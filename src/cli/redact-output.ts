/** Where redacted text goes: standard output, or a file that is there whole or not at all. */
import {
  closeSync,
  fstatSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileId } from "../scan/file-id.ts";
import { printBytes } from "./stdout.ts";
import { UsageError } from "./usage-error.ts";

export interface RedactOutput {
  /** What is written to, by `fileId`; left out where it is no file, or not there yet. */
  id?: string;
  /** @throws UsageError where it can't be written. */
  write(bytes: Buffer): Promise<boolean>;
  /**
   * Nothing more comes. A file gets its name where `isWhole`, else there is none.
   *
   * @throws UsageError
   */
  end(isWhole: boolean): Promise<void>;
  /** Takes away what was not ended. */
  discard(): void;
}

/** @param file Absolute; standard output where left out. */
export function openRedactOutput(file: string | undefined): RedactOutput {
  if (file === undefined) return standardOutput();
  const status = statSync(file, { throwIfNoEntry: false });
  if (status?.isDirectory() === true)
    throw new UsageError(`can't write ${JSON.stringify(file)}: it is a folder`);
  return status === undefined || status.isFile() ? wholeFile(file, status) : device(file);
}

function standardOutput(): RedactOutput {
  return { ...idOf(1), write: printBytes, end: () => Promise.resolve(), discard() {} };
}

/** A pipe or device can't be put in place at the end. */
function device(file: string): RedactOutput {
  const fd = attempt(file, () => openSync(file, "w"));
  return {
    write: (bytes) => {
      attempt(file, () => writeAll(fd, bytes));
      return Promise.resolve(true);
    },
    end: () => Promise.resolve(),
    discard: () => closeSync(fd),
  };
}

function wholeFile(
  file: string,
  status: { dev: number; ino: number; mode: number } | undefined,
): RedactOutput {
  // A link stays one.
  const target = status === undefined ? file : realpathSync(file);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.keyscan`);
  // A file that there was keeps its mode.
  const fd = attempt(file, () =>
    openSync(temporary, "wx", status === undefined ? 0o666 : status.mode & 0o777),
  );
  let isOpen = true;
  let isThere = true;
  const close = (): void => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
  return {
    ...(status === undefined ? {} : { id: fileId(status) }),
    write: (bytes) => {
      attempt(file, () => writeAll(fd, bytes));
      return Promise.resolve(true);
    },
    end: (isWhole) => {
      close();
      if (isWhole) {
        attempt(file, () => renameSync(temporary, target));
        isThere = false;
      }
      return Promise.resolve();
    },
    discard() {
      close();
      if (isThere) unlinkSync(temporary);
      isThere = false;
    },
  };
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

function attempt<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const hint = code === "ENOENT" ? " (its folder does not exist)" : "";
    throw new UsageError(`can't write ${JSON.stringify(file)}: ${code ?? message}${hint}`);
  }
}

function idOf(fd: number): Pick<RedactOutput, "id"> {
  try {
    const status = fstatSync(fd);
    return status.isFile() ? { id: fileId(status) } : {};
  } catch {
    return {};
  }
}
