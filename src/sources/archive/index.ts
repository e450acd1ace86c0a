/**
 * Files in archives, unpacked in memory: zip (and what is one: jar, docx, whl …), gzip, tar in gzip, and these in each other. Archives are
 * hostile: how much is unpacked is bounded by the size of the archive, how deep they are nested too. What is left out is told of.
 */
import { gunzipSync } from "node:zlib";
import { sniff, type Content } from "../content.ts";
import { displayName } from "../display-name.ts";
import type { SkipReason } from "../../types.ts";
import type { Packed } from "./packed.ts";
import { isTar, readTar } from "./tar.ts";
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

/** True for what can be unpacked; there are other archives. */
export function isArchive(content: Content): boolean {
  return content === "archive" || content === "gzip";
}

/** Between an archive and what is in it, in the paths of reports. */
const INSIDE = "!/";

/** How reports name a file in an archive. */
export function archivedName(archive: string, path: readonly string[]): string {
  return [archive, ...path].join(INSIDE);
}

/** All files of an archive that is in memory. Never throws. */
export function* readArchive(bytes: Buffer): Generator<ArchivedFile> {
  const total = Math.min(MOST_TOTAL, Math.max(LEAST_TOTAL, bytes.length * GROWTH));
  yield* unpack(bytes, [], { bytes: total, files: MOST_FILES });
}

function* unpack(bytes: Buffer, path: string[], budget: Budget): Generator<ArchivedFile> {
  const files = listFiles(bytes, budget);
  if (files === undefined || path.length >= MAX_DEPTH) {
    yield { path, reason: "archive" };
    return;
  }
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

function unpacked(file: Packed, most: number): Buffer | SkipReason {
  try {
    return file.unpack(most) ?? "archive";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "archive";
  }
}

/** Undefined for an archive of a kind that is not known. */
function listFiles(bytes: Buffer, budget: Budget): readonly Packed[] | undefined {
  if (sniff(bytes) !== "gzip") return readZip(bytes);
  const most = Math.min(MOST_FILE, budget.bytes);
  const content = unpacked({ name: "", unpack: () => gunzipSync(bytes, { maxOutputLength: most }) }, most);
  if (typeof content !== "string" && isTar(content)) {
    // The files are pieces of it, and count themselves.
    return readTar(content);
  }
  return [
    { name: "", unpack: () => (content === "archive" ? undefined : (content as Buffer | "too-large")) },
  ];
}
