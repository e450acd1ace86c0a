/**
 * Small objects that lie in files of their own, as what was just staged does: read here, a process less than through git. What is
 * not found, is large, or is not as it should be is left to git. Format: gitrepository-layout(5), zlib of `<type> <size>\0<content>`.
 */
import { join } from "node:path";
import { readSmallBytes } from "../ignore-files.ts";
import type { Repository } from "./repository.ts";

/** Bytes, packed and unpacked. */
const MAX_PACKED = 1 << 20;
const MAX_SIZE = 4 << 20;
/** No header is longer. */
const MAX_HEADER = 32;

/** The content of a loose blob or commit; undefined where git has to be asked. */
export function readLoose(repository: Repository, id: string): { type: string; content: Buffer } | undefined {
  const path = join(repository.objectDirectory, id.slice(0, 2), id.slice(2));
  const packed = readSmallBytes(path, MAX_PACKED);
  if (packed === undefined || packed === "too-large") return undefined;
  let bytes: Buffer;
  try {
    bytes = process.getBuiltinModule("node:zlib").inflateSync(packed, { maxOutputLength: MAX_SIZE });
  } catch {
    return undefined;
  }
  const end = bytes.subarray(0, MAX_HEADER).indexOf(0);
  const header = /^(blob|commit|tag|tree) (\d+)$/.exec(bytes.toString("latin1", 0, Math.max(0, end)));
  const content = bytes.subarray(end + 1);
  return header?.[1] !== undefined && Number(header[2]) === content.length
    ? { type: header[1], content }
    : undefined;
}
