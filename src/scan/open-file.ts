/** Opens files of a hostile tree. */
import { constants, openSync } from "node:fs";
import type { FileEntry } from "../sources/files.ts";
import { scanError } from "./error.ts";
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
