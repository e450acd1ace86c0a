/** Opens a file of an object directory, which may be anybody's: a pipe in its place must not make the reader wait. */
import { closeSync, constants, fstatSync, openSync } from "node:fs";

/**
 * @throws what the file system throws; an Error with code ENOTFILE where it is no file.
 */
export function openRegular(path: string): { fd: number; size: number } {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const status = fstatSync(fd);
  if (status.isFile()) return { fd, size: status.size };
  closeSync(fd);
  throw Object.assign(new Error("ENOTFILE: not a regular file"), { code: "ENOTFILE" });
}
