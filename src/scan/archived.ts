/** Scans the files in archives, as `archive!/file`. What is not unpacked (bombs, encrypted files, unknown kinds) is told of, with its reason. */
import { fstatSync, readSync } from "node:fs";
import { Readable } from "node:stream";
import {
  archivedName,
  MAX_ARCHIVE,
  readAnyArchive,
  readInnerZip,
  type ArchivedFile,
} from "../sources/archive/index.ts";
import { imageTexts } from "../sources/archive/image.ts";
import { holdsZip } from "../sources/archive/zip.ts";
import { isArchive, packingOf, sniff, type Content } from "../sources/content.ts";
import { piecesOf, unpackFile } from "../sources/unpack.ts";
import type { Job } from "./job.ts";
import { isSuspectName } from "./file-names.ts";
import { collectInto, type JobResult, type OnFindings } from "./job-result.ts";
import type { MemoryPlace, OpenedFile, StreamPlace } from "./opened.ts";

/** Where an archive stands. */
export type ArchivePlace = Pick<MemoryPlace, "path" | "kind" | "localOnly" | "content">;

/** What is found goes to `onFindings`, what else there is to tell into the result. */
export interface ArchiveTarget {
  result: JobResult;
  onFindings: OnFindings;
}

/**
 * Scans what a file holds that has to be taken out of it first: the files of an archive, the texts of an image (whose pixels are left out),
 * the zip archive behind the program of a self-extracting one (which has been scanned itself), a packed log of any length.
 */
export async function scanInside(job: Job, fd: number, content: Content, file: OpenedFile): Promise<void> {
  const { entry, result, how } = file;
  const { display: path, kind, localOnly } = entry;
  const from = { path, kind, localOnly };
  const target = { result, onFindings: how.onFindings ?? collectInto(result) };
  const packing = packingOf(content);
  if (packing !== undefined && kind === "log") {
    const place = { path, kind, live: false, ...(how.signal ? { signal: how.signal } : {}) };
    return scanStream(job, unpackFile(fd, packing), place, target);
  }
  const bytes = readWhole(fd);
  // What stands in a large tar archive is found all the same, without its name.
  if (bytes === undefined && content === "tar") {
    const place = { path, kind, live: false, ...(how.signal ? { signal: how.signal } : {}) };
    return job.stream(Readable.from(piecesOf(fd)), place, result, target.onFindings);
  }
  const left = bytes === undefined ? LARGE : await scanWhole(job, { bytes, content }, from, target);
  // The pixels are counted already.
  if (left !== undefined && content !== "media") tell(left, path, result);
  return undefined;
}

/**
 * Scans a stream, as `Job.stream` does; what shows to be an archive is taken together first, as far as it may be that large.
 *
 * @throws what the stream throws.
 */
export async function scanStream(
  job: Job,
  source: AsyncIterable<Buffer>,
  from: StreamPlace,
  target: ArchiveTarget,
): Promise<void> {
  const pieces = source[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done === true) return;
  const all = withFirst(first.value, pieces);
  const content = sniff(first.value);
  // Of a tar archive all texts are there as they are.
  if (!isArchive(content) || content === "tar")
    return job.stream(all, from, target.result, target.onFindings);
  const bytes = await collected(all);
  const place = { path: from.path, kind: from.kind, localOnly: false };
  if (bytes === undefined) tell(LARGE, from.path, target.result);
  else await scanArchive(job, bytes, place, target);
  return undefined;
}

async function* withFirst(first: Buffer, pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
  } finally {
    await pieces.return?.();
  }
}

/** Undefined where it is too large. */
async function collected(source: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of source) {
    length += piece.length;
    if (length > MAX_ARCHIVE) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Why there are no bytes. */
type LeftOut = Pick<ArchivedFile, "reason" | "error">;

const LARGE: LeftOut = { reason: "archive" };

function tell({ error, reason = "archive" }: LeftOut, path: string, result: JobResult): void {
  if (error === undefined) result.skips.push({ reason, path });
  else result.errors.push({ path, ...error });
}

/** Says why where there is nothing but the whole, and that was left out. */
async function scanWhole(
  job: Job,
  { bytes, content }: { bytes: Buffer; content: Content },
  from: ArchivePlace,
  target: ArchiveTarget,
): Promise<LeftOut | undefined> {
  // Names and values of metadata are none of a program's.
  if (content === "media") return scanFiles(job, imageTexts(bytes), { ...from, content: "binary" }, target);
  if (content === "binary")
    return holdsZip(bytes) ? scanFiles(job, readInnerZip(bytes), from, target) : undefined;
  await scanArchive(job, bytes, from, target);
  return undefined;
}

/** Undefined where it is too large. */
function readWhole(fd: number): Buffer | undefined {
  const { size } = fstatSync(fd);
  if (size > MAX_ARCHIVE) return undefined;
  const bytes = Buffer.alloc(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read)
    read = readSync(fd, bytes, length, size - length, length);
  return bytes.subarray(0, length);
}

/** Scans the files in an archive that is in memory. What was left out, if it was all of it, is in the result. */
export async function scanArchive(
  job: Job,
  bytes: Buffer,
  from: ArchivePlace,
  target: ArchiveTarget,
): Promise<void> {
  const left = await scanFiles(job, readAnyArchive(bytes), from, target);
  if (left !== undefined) return tell(left, from.path, target.result);
  target.result.files++;
  target.result.bytes += bytes.length;
}

/** Scans the zip archive that may stand behind a program that is in memory, and has been scanned itself. */
export async function scanBehind(
  job: Job,
  bytes: Buffer,
  from: ArchivePlace,
  target: ArchiveTarget,
): Promise<void> {
  const left = holdsZip(bytes) ? await scanFiles(job, readInnerZip(bytes), from, target) : undefined;
  if (left !== undefined) tell(left, from.path, target.result);
}

/** Says why where there was nothing but the archive as a whole, and that was left out. */
async function scanFiles(
  job: Job,
  files: AsyncIterable<ArchivedFile> | Iterable<ArchivedFile>,
  from: ArchivePlace,
  { result, onFindings }: ArchiveTarget,
): Promise<LeftOut | undefined> {
  let scanned = 0;
  for await (const { path, bytes: content, ...left } of files) {
    if (content === undefined && path.length === 0 && scanned === 0) return left;
    const shown = archivedName(from.path, path);
    if (path.some(isSuspectName)) (result.names ??= []).push(shown);
    if (content === undefined || left.reason !== undefined) tell(left, shown, result);
    if (content !== undefined) {
      scanned++;
      job.memory(content, { ...from, path: shown, archivePath: path }, result, onFindings);
    }
  }
  return undefined;
}
