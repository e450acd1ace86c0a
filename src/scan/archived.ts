/** Scans the files in archives, as `archive!/file`. What is not unpacked (bombs, encrypted files, unknown kinds) is told of, with its reason. */
import { fstatSync, readSync } from "node:fs";
import type { Place } from "../judge/index.ts";
import { archivedName, MAX_ARCHIVE, readArchive } from "../sources/archive/index.ts";
import type { SkipReason } from "../types.ts";
import type { Job } from "./job.ts";
import type { JobResult, OnFindings } from "./job-result.ts";

/** Where an archive stands. */
export type ArchivePlace = Pick<Place, "path" | "kind" | "localOnly">;

/** What is found goes to `onFindings`, what else there is to tell into the result. */
export interface ArchiveTarget {
  result: JobResult;
  onFindings: OnFindings;
}

/** Says why where the archive as a whole was left out. */
export function scanArchiveFile(
  job: Job,
  fd: number,
  from: ArchivePlace,
  target: ArchiveTarget,
): SkipReason | undefined {
  const { size } = fstatSync(fd);
  if (size > MAX_ARCHIVE) return "archive";
  const bytes = Buffer.alloc(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read)
    read = readSync(fd, bytes, length, size - length, length);
  return scanArchive(job, bytes.subarray(0, length), from, target);
}

/** As `scanArchiveFile`, of an archive in memory. */
export function scanArchive(
  job: Job,
  bytes: Buffer,
  from: ArchivePlace,
  { result, onFindings }: ArchiveTarget,
): SkipReason | undefined {
  let scanned = 0;
  for (const { path, bytes: content, reason = "archive" } of readArchive(bytes)) {
    if (content === undefined && path.length === 0 && scanned === 0) return reason;
    const shown = archivedName(from.path, path);
    if (content === undefined) result.skips.push({ reason, path: shown });
    else {
      scanned++;
      job.memory(content, { ...from, path: shown, archivePath: path }, result, onFindings);
    }
  }
  result.files++;
  result.bytes += bytes.length;
  return undefined;
}
