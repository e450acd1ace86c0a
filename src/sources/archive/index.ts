/**
 * Files in archives, unpacked in memory: zip (and what is one: jar, docx, whl …), gzip, tar, and these in each other; and, where an archive is a
 * file of its own, in xz, bzip2 and zstd. Archives are hostile: how much is unpacked is bounded by the size of the archive, how deep
 * they are nested too. What is left out is told of.
 */
import { Readable } from "node:stream";
import { constants, gunzipSync } from "node:zlib";
import { isArchive, packingOf, sniff } from "../content.ts";
import { displayName } from "../display-name.ts";
import type { SkipReason } from "../../types.ts";
import type { Packed } from "./packed.ts";
import { isTar, readTar } from "./tar.ts";
import { unpack as unpackStream } from "../unpack.ts";
import { readZip } from "./zip.ts";

/** Larger archives, bytes, are left out: they would have to be in memory as a whole. */
export const MAX_ARCHIVE: number = 64 * 1024 * 1024;
/** What an archive may unpack to in all: that many times its size, within these bounds; bytes. */
const GROWTH = 100;
const LEAST_TOTAL = 16 * 1024 * 1024;
const MOST_TOTAL = 256 * 1024 * 1024;
const MOST_FILE = 64 * 1024 * 1024;
const MOST_FILES = 20_000;
const MAX_DEPTH = 4;

/** A file in an archive, or what was left out of it. */
export interface ArchivedFile {
  /** The way to it: names of archives in the archive, then its own. */
  path: string[];
  bytes?: Buffer;
  /** Why there are no bytes. */
  reason?: SkipReason;
}

interface Budget {
  bytes: number;
  files: number;
}

/** Between an archive and what is in it, in the paths of reports. */
const INSIDE = "!/";

/** How reports name a file in an archive. */
export function archivedName(archive: string, path: readonly string[]): string {
  return [archive, ...path].join(INSIDE);
}

/** All files of an archive that is in memory; of those that are packed with xz, bzip2 or zstd none. Never throws. */
export function* readArchive(bytes: Buffer): Generator<ArchivedFile> {
  yield* unpack(bytes, [], { bytes: mostOf(bytes), files: MOST_FILES });
}

/** All files of a zip archive that stands within other bytes. Never throws. */
export function* readInnerZip(bytes: Buffer): Generator<ArchivedFile> {
  const budget = { bytes: mostOf(bytes), files: MOST_FILES };
  yield* unpackFiles(readZip(bytes) ?? [], [], budget);
}

/** As `readArchive`, of archives of any packing. */
export async function* readAnyArchive(bytes: Buffer): AsyncGenerator<ArchivedFile> {
  const packing = packingOf(sniff(bytes));
  if (packing === undefined || packing === "gzip") {
    yield* readArchive(bytes);
    return;
  }
  const most = mostOf(bytes);
  const pieces: Buffer[] = [];
  let length = 0;
  let reason: SkipReason | undefined;
  try {
    for await (const piece of unpackStream(packing, Readable.from([bytes]), () => bytes.length)) {
      length += (piece as Buffer).length;
      if (length > most) reason = "too-large";
      if (length > most) break;
      pieces.push(piece as Buffer);
    }
  } catch {
    reason = "archive";
  }
  const content = Buffer.concat(pieces);
  const isPacked = isTar(content) || isArchive(sniff(content));
  if (isPacked) yield* unpack(content, [], { bytes: most, files: MOST_FILES });
  else if (content.length > 0) yield { path: [], bytes: content };
  if (reason !== undefined) yield { path: [], reason };
}

function mostOf(bytes: Buffer): number {
  return Math.min(MOST_TOTAL, Math.max(LEAST_TOTAL, bytes.length * GROWTH));
}

function* unpack(bytes: Buffer, path: string[], budget: Budget): Generator<ArchivedFile> {
  const files = listFiles(bytes, budget);
  if (files === undefined || path.length >= MAX_DEPTH) {
    yield { path, reason: "archive" };
    return;
  }
  yield* unpackFiles(files, path, budget);
}

function* unpackFiles(files: readonly Packed[], path: string[], budget: Budget): Generator<ArchivedFile> {
  for (const file of files) {
    const name = displayName(Buffer.from(file.name));
    const at = name === "" ? path : [...path, name];
    if (budget.files-- <= 0 || budget.bytes <= 0) {
      yield { path, reason: "too-large" };
      return;
    }
    const content = unpacked(file, Math.min(MOST_FILE, budget.bytes));
    if (typeof content === "string") {
      yield { path: at, reason: content };
      continue;
    }
    budget.bytes -= content.length;
    const kind = sniff(content);
    if (isArchive(kind)) yield* unpack(content, at, budget);
    else if (kind === "media") yield { path: at, reason: "binary-media" };
    else yield { path: at, bytes: content };
  }
}

function unpacked(file: Packed, most: number): Buffer | "too-large" | "archive" {
  try {
    return file.unpack(most) ?? "archive";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "archive";
  }
}

/** Undefined for an archive of a kind that is not known. */
function listFiles(bytes: Buffer, budget: Budget): readonly Packed[] | undefined {
  if (isTar(bytes)) return readTar(bytes);
  if (sniff(bytes) !== "gzip") return readZip(bytes);
  const most = Math.min(MOST_FILE, budget.bytes);
  const content = unpacked({ name: "", unpack: () => gunzipSync(bytes, { maxOutputLength: most }) }, most);
  const damaged = { name: "", unpack: () => undefined };
  if (content === "too-large") return [{ name: "", unpack: () => content }];
  const read = content === "archive" ? beginOf(bytes, most) : content;
  if (read === undefined) return [damaged];
  // Files of a tar are pieces of it, and count themselves.
  const files = isTar(read) ? readTar(read) : [{ name: "", unpack: () => read }];
  return content === "archive" ? [...files, damaged] : files;
}

/** What can be read of a gzip file that is cut off. */
function beginOf(bytes: Buffer, most: number): Buffer | undefined {
  try {
    const read = gunzipSync(bytes, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
    return read.length > 0 ? read : undefined;
  } catch {
    return undefined;
  }
}
