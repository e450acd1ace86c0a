/** Opens files of a hostile tree, and tells which of them are not to be read. */
import { constants, fstatSync, openSync, readSync } from "node:fs";
import { isRawBinary, type Content } from "../sources/content.ts";
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

/** Where the kernel makes files as they are read, and gives a page or less at a time. */
const OF_KERNEL = /^\/(?:proc|sys)\//;

/** Reads the beginning of an open file; its end is near where the buffer is not full then. Bytes. */
export function readFirst(fd: number, into: Buffer, path: string | Buffer): number {
  const length = readSync(fd, into, 0, into.length, null);
  const isShort = length < into.length && typeof path === "string" && path[0] === "/" && OF_KERNEL.test(path);
  return isShort ? readFull(fd, into, length) : length;
}

/** Reads on until the buffer, of which `length` bytes are there, is full or the file ends. Returns how many are there then. */
export function readFull(fd: number, into: Buffer, length: number): number {
  let filled = length;
  for (let read = -1; read !== 0 && filled < into.length; filled += read)
    read = readSync(fd, into, filled, into.length - filled, null);
  return filled;
}

/** The beginning of each file in a zip archive. */
const ZIP = "PK\u0003\u0004";
/** What its end begins with (PKWARE APPNOTE 6.3, 4.3.16), and how long that is where no comment follows. */
const ZIP_END = "PK\u0005\u0006";
const ZIP_END_BYTES = 22;

function hasZip(bytes: Buffer): boolean {
  return bytes.includes(ZIP, 0, "latin1");
}

/** Whether a zip archive may stand behind a program, or a script; `isLong`: more than the head follows. */
export function mayHoldZip(fd: number, head: Buffer, content: Content, isLong: boolean): boolean {
  if (!isRawBinary(content)) return isProgramOfZip(head, head.length);
  return hasZip(head) || (isLong && endsAsZip(fd));
}

/** Whether the first `length` bytes are a script with a zip archive behind it, as that of a jar that can be executed. Asked of every text. */
export function isProgramOfZip(head: Buffer, length: number): boolean {
  return head[0] === 0x23 && head[1] === 0x21 && hasZip(head.subarray(0, length));
}

/** Whether an open file ends as a zip archive does: in front of it may stand a large program. */
function endsAsZip(fd: number): boolean {
  const end = Buffer.alloc(ZIP_END_BYTES);
  readSync(fd, end, 0, ZIP_END_BYTES, Math.max(0, fstatSync(fd).size - ZIP_END_BYTES));
  return end.toString("latin1").startsWith(ZIP_END);
}
