/** What is known of a file that a report is written to, so that the scan can leave it out. */
import { fstatSync, lstatSync, readlinkSync, statSync, type Stats } from "node:fs";
import { basename, dirname } from "node:path";
import { fileId, type OwnFile } from "../scan/file-id.ts";

/** Of an open file; undefined where it is no regular one. */
export function ownFile(fd: number): OwnFile | undefined {
  try {
    const status = fstatSync(fd);
    if (!status.isFile()) return undefined;
    const id = fileId(status);
    const name = onlyName(fd, status);
    return name === undefined ? { id } : { id, name };
  } catch {
    return undefined;
  }
}

/**
 * Undefined where the file can have other names: a hard link, or a mount of this one file, lies elsewhere under another. Linux tells the
 * name of what is open; elsewhere all files are asked who they are.
 */
function onlyName(fd: number, status: Stats): string | undefined {
  if (process.platform !== "linux" || status.nlink !== 1) return undefined;
  try {
    const path = readlinkSync(`/proc/self/fd/${fd}`);
    const name = basename(path).toLowerCase();
    const isThere = fileId(lstatSync(path)) === fileId(status) && statSync(dirname(path)).dev === status.dev;
    // A name with bytes that are no text is shown in another way.
    return isThere && !name.includes("\uFFFD") ? name : undefined;
  } catch {
    return undefined;
  }
}
