/**
 * Files in archives, unpacked in memory: zip (and what is one: jar, docx, whl …), gzip, tar, and these in each other; and, where an archive is a
 * file of its own, in xz, bzip2 and zstd. Archives are hostile: how much is unpacked is bounded by the size of the archive, how deep
 * they are nested too. What is left out is told of.
 */
import { Readable } from "node:stream";
import { constants, gunzipSync } from "node:zlib";
import { isArchive, leftOutOf, packingOf, sniff } from "../content.ts";
import { displayName } from "../display-name.ts";
import { isLfsPointer } from "../lfs.ts";
import type { SkipReason } from "../../types.ts";
import { DAMAGED, type Damage, type Packed } from "./packed.ts";
import { readTar } from "./tar.ts";
import { isDebian, readAr } from "./ar.ts";
import { TruncatedError, unpack as unpackStream, type Packing } from "../unpack.ts";
import { beginsZip, readZip, readZipHeads } from "./zip.ts";

/** Larger archives, bytes, are left out: they would have to be in memory as a whole. */
export const MAX_ARCHIVE: number = 64 * 1024 * 1024;
/** What an archive may unpack to in all: that many times its size, within these bounds; bytes. */
const GROWTH = 100;
const LEAST_TOTAL = 16 * 1024 * 1024;
const MOST_TOTAL = 256 * 1024 * 1024;
const MOST_FILE = 64 * 1024 * 1024;
const MOST_FILES = 20_000;
/** Bytes, at most, that are unpacked and thrown away, of files that turn out too large or damaged: entries may share their data. */
const MOST_IN_VAIN = 2 * 1024 * 1024 * 1024;
const MAX_DEPTH = 4;

/** A file in an archive, and what was left out of it, which may be all. */
export interface ArchivedFile {
  /** The way to it: names of archives in the archive, then its own. */
  path: string[];
  bytes?: Buffer;
  /** Why there are no bytes: left out by choice, or damaged; beside bytes, why they are not all that there should be. */
  reason?: SkipReason;
  error?: Damage;
}

/** What is packed with xz, bzip2 or zstd, and where it stands. */
interface Later {
  packing: Packing;
  bytes: Buffer;
  budget: Budget;
  depth: number;
}

/** A file, or one that can't be read at once; who does not wait leaves it out, as it says. */
interface Step extends ArchivedFile {
  later?: Later;
}

interface Budget {
  bytes: number;
  files: number;
  /** Bytes that may be unpacked for nothing. */
  vain: number;
}

/** Between an archive and what is in it, in the paths of reports. */
const INSIDE = "!/";

/** How reports name a file in an archive. */
export function archivedName(archive: string, path: readonly string[]): string {
  return [archive, ...path].join(INSIDE);
}

/** All files of an archive that is in memory; of those that are packed with xz, bzip2 or zstd none. Never throws. */
export function* readArchive(bytes: Buffer): Generator<ArchivedFile> {
  for (const { later: _later, ...file } of unpack(bytes, [], budgetOf(mostOf(bytes)), 0)) yield file;
}

/** All files of a zip archive that stands within other bytes. Never throws. What can't be read may be no archive at all: no error. */
export function* readInnerZip(bytes: Buffer): Generator<ArchivedFile> {
  const files = readZip(bytes, MOST_FILES) ?? [];
  const how = { budget: budgetOf(mostOf(bytes)), depth: 0 };
  for (const { error, later: _later, ...file } of unpackFiles(files, [], how))
    yield error === undefined ? file : { ...file, reason: "archive" };
}

/** As `readArchive`, of archives of any packing. */
export async function* readAnyArchive(bytes: Buffer): AsyncGenerator<ArchivedFile> {
  const packing = packingOf(sniff(bytes));
  const budget = budgetOf(mostOf(bytes));
  if (packing === undefined || packing === "gzip") yield* withPacked(unpack(bytes, [], budget, 0));
  else yield* unpackLater({ packing, bytes, budget, depth: 0 }, []);
}

/** What comes of packed files that have to be waited for, in their places. */
async function* withPacked(steps: Iterable<Step>): AsyncGenerator<ArchivedFile> {
  for (const { later, ...file } of steps) {
    if (later === undefined) yield file;
    else yield* unpackLater(later, file.path);
  }
}

async function* unpackLater(
  { packing, bytes, budget, depth }: Later,
  path: string[],
): AsyncGenerator<ArchivedFile> {
  const most = Math.min(budget.bytes, budget.vain);
  const pieces: Buffer[] = [];
  let length = 0;
  let left: Pick<ArchivedFile, "reason" | "error"> | undefined;
  try {
    for await (const piece of unpackStream(packing, Readable.from([bytes]), () => bytes.length)) {
      length += (piece as Buffer).length;
      if (length > most) left = { reason: "too-large" };
      if (length > most) break;
      pieces.push(piece as Buffer);
    }
  } catch (error) {
    left = { error: damageOf(error as TruncatedError) };
  }
  const content = Buffer.concat(pieces);
  // Files of a tar are pieces of it, and count themselves; but there may be none.
  budget.vain -= content.length;
  const whole: Packed = { name: "", unpack: () => content };
  if (isArchive(sniff(content))) yield* withPacked(unpack(content, path, budget, depth + 1));
  else if (content.length > 0) yield* withPacked(unpackFiles([whole], path, { budget, depth }));
  if (left !== undefined) yield { path, ...left };
}

function damageOf({ code, message }: Damage): Damage {
  return { code, message };
}

function mostOf(bytes: Buffer): number {
  return Math.min(MOST_TOTAL, Math.max(LEAST_TOTAL, bytes.length * GROWTH));
}

function budgetOf(bytes: number): Budget {
  return { bytes, files: MOST_FILES, vain: MOST_IN_VAIN };
}

/** @param depth How many archives are round it; those without a name of their own count as well. */
function* unpack(bytes: Buffer, path: string[], budget: Budget, depth: number): Generator<Step> {
  if (depth >= MAX_DEPTH) yield { path, reason: "archive" };
  else yield* unpackFiles(listFiles(bytes, budget), path, { budget, depth });
}

function* unpackFiles(
  files: readonly Packed[],
  path: string[],
  { budget, depth }: { budget: Budget; depth: number },
): Generator<Step> {
  for (const file of files) {
    const name = displayName(Buffer.from(file.name));
    const at = name === "" ? path : [...path, name];
    if (budget.files-- <= 0 || budget.bytes <= 0 || budget.vain <= 0) {
      yield { path, reason: "too-large" };
      return;
    }
    const content = unpacked(file, budget);
    if (!Buffer.isBuffer(content)) {
      yield { path: at, ...(typeof content === "string" ? { reason: content } : { error: content }) };
      continue;
    }
    budget.bytes -= content.length;
    const kind = sniff(content);
    const packing = packingOf(kind);
    const reason = isLfsPointer(content) ? "lfs-pointer" : leftOutOf(kind);
    if (packing !== undefined && packing !== "gzip")
      yield { path: at, reason: "archive", later: { packing, bytes: content, budget, depth } };
    else if (isArchive(kind)) yield* unpack(content, at, budget, depth + 1);
    else if (kind === "media") yield { path: at, reason: "binary-media" };
    else yield { path: at, bytes: content, ...(reason === undefined ? {} : { reason }) };
  }
}

function unpacked(file: Packed, budget: Budget): Buffer | SkipReason | Damage {
  const most = Math.min(MOST_FILE, budget.bytes);
  try {
    return file.unpack(most);
  } catch (error) {
    budget.vain -= most;
    const { code } = error as NodeJS.ErrnoException;
    return code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : DAMAGED;
  }
}

/** What an archive of a kind that is not known holds. */
const UNKNOWN: readonly Packed[] = [{ name: "", unpack: () => "archive" }];

function listFiles(bytes: Buffer, budget: Budget): readonly Packed[] {
  const kind = sniff(bytes);
  const { files: most } = budget;
  if (kind === "tar") return readTar(bytes);
  if (isDebian(bytes)) return readAr(bytes);
  if (kind !== "gzip")
    return readZip(bytes, most) ?? (beginsZip(bytes) ? readZipHeads(bytes, most) : UNKNOWN);
  const gzip = { name: "", unpack: (maxOutputLength: number) => gunzipSync(bytes, { maxOutputLength }) };
  const content = unpacked(gzip, budget);
  if (typeof content === "string") return [{ name: "", unpack: () => content }];
  if (Buffer.isBuffer(content)) budget.vain -= content.length;
  const damaged = { name: "", unpack: () => damageOf(new TruncatedError("gzip", "cut off or damaged")) };
  const read = Buffer.isBuffer(content) ? content : beginOf(bytes, Math.min(MOST_FILE, budget.bytes));
  if (read === undefined) return [damaged];
  // Files of a tar are pieces of it, and count themselves.
  const files = sniff(read) === "tar" ? readTar(read) : [{ name: "", unpack: () => read }];
  return Buffer.isBuffer(content) ? files : [...files, damaged];
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
