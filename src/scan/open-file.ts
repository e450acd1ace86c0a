/** Opens files of a hostile tree, and tells which of them are not to be read. */
import { constants, fstatSync, openSync } from "node:fs";
import type { FileEntry } from "../sources/files.ts";
import type { SkipReason } from "../types.ts";
import { scanError } from "./error.ts";
import { fileId, mayBeOwn, type OwnFile } from "./file-id.ts";
import type { JobResult } from "./job-result.ts";

/** NOFOLLOW and NONBLOCK: the file may have become a link or a FIFO since the walk saw it. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Undefined where it can't be opened: the result says why. */
export function openFile(entry: FileEntry, result: JobResult): number | undefined {
  try {
    return openSync(entry.path, OPEN_FLAGS);
  } catch (error) {
    result.errors.push(scanError(entry.display, error));
    return undefined;
  }
}

/** What a scan does not read, whatever is in it. */
export interface Limits {
  /** Bytes; larger files are skipped. */
  maxFileSize?: number;
  /** Files that this process writes its reports to: what is found would be found in them again. */
  outputs?: readonly OwnFile[];
}

/** Why an open file is skipped. To ask for the status of each file takes a twentieth of the time for a tree. */
export function leftOut(
  fd: number,
  path: string | Buffer,
  { maxFileSize = Infinity, outputs }: Limits,
): SkipReason | undefined {
  if (maxFileSize === Infinity && !mayBeOwn(outputs, path)) return undefined;
  const status = fstatSync(fd);
  if (status.size > maxFileSize) return "too-large";
  return outputs?.some(({ id }) => id === fileId(status)) === true ? "excluded" : undefined;
}
