/**
 * Pack indexes, version 1 and 2 (Documentation/gitformat-pack). Files are hostile: every offset that an index gives lies in its pack, every
 * other entry is told of as unusable.
 */
import { closeSync, readSync, statSync } from "node:fs";
import { openRegular } from "./open-regular.ts";

export interface PackIndex {
  /** Number of objects. */
  count: number;
  /** Their ids, sorted, `idBytes` each. */
  ids: Uint8Array;
  idBytes: number;
  /** Where their entries begin in the pack. */
  offsets: Float64Array;
}

/** An index that can't be used. The message names no path. */
export class PackIndexError extends Error {
  override name = "PackIndexError";
}

const MAGIC = 0xff744f63;
const FAN_BYTES = 1024;

/**
 * @param path Of the `.idx` file.
 * @param idBytes 20 for SHA-1, 32 for SHA-256.
 * @param maxBytes Larger index files are refused.
 * @throws PackIndexError; what the file system throws.
 */
export function readPackIndex(path: string, idBytes: number, maxBytes: number): PackIndex {
  const bytes = readWhole(path, maxBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FAN_BYTES + 2 * idBytes) throw new PackIndexError("index is cut off");
  if (view.getUint32(0) !== MAGIC) return versionOne(bytes, view, idBytes);
  if (view.getUint32(4) !== 2)
    throw new PackIndexError(`index has version ${view.getUint32(4)}, which is not known`);
  const count = objectCount(view, 8);
  const idsAt = 8 + FAN_BYTES;
  const offsetsAt = idsAt + count * (idBytes + 4);
  const largeAt = offsetsAt + count * 4;
  const largeCount = (bytes.length - 2 * idBytes - largeAt) / 8;
  if (largeCount < 0) throw new PackIndexError("index is cut off");
  const offsets = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const offset = view.getUint32(offsetsAt + 4 * i);
    offsets[i] = offset < 0x8000_0000 ? offset : largeOffset(view, largeAt, offset - 0x8000_0000, largeCount);
  }
  return { count, ids: bytes.subarray(idsAt, idsAt + count * idBytes), idBytes, offsets };
}

/** Bytes that fit into one buffer of Node's. */
const LARGEST = 0x7fff_ffff;

/** Why nobody can use an index; undefined where git can, or where it is too large to be looked at. */
export function indexFault(path: string, idBytes: number): string | undefined {
  try {
    if (statSync(path).size <= LARGEST) readPackIndex(path, idBytes, LARGEST);
    return undefined;
  } catch (error) {
    if (error instanceof PackIndexError) return `its ${error.message}`;
    return `its index can't be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`;
  }
}

/** -1, which lies in no pack, where there is no such offset. */
function largeOffset(view: DataView, at: number, index: number, count: number): number {
  return index < Math.floor(count) ? Number(view.getBigUint64(at + 8 * index)) : -1;
}

function versionOne(bytes: Buffer, view: DataView, idBytes: number): PackIndex {
  const count = objectCount(view, 0);
  const entry = idBytes + 4;
  if (bytes.length < FAN_BYTES + count * entry + 2 * idBytes) throw new PackIndexError("index is cut off");
  const offsets = new Float64Array(count);
  const ids = new Uint8Array(count * idBytes);
  for (let i = 0; i < count; i++) {
    const at = FAN_BYTES + i * entry;
    offsets[i] = view.getUint32(at);
    ids.set(bytes.subarray(at + 4, at + entry), i * idBytes);
  }
  return { count, ids, idBytes, offsets };
}

function objectCount(view: DataView, fanAt: number): number {
  for (let i = 1, before = view.getUint32(fanAt); i < 256; i++) {
    const here = view.getUint32(fanAt + 4 * i);
    if (here < before) throw new PackIndexError("index is damaged");
    before = here;
  }
  const count = view.getUint32(fanAt + 4 * 255);
  if (count > 0x7fff_ffff / 32) throw new PackIndexError("index has too many objects");
  return count;
}

function readWhole(path: string, maxBytes: number): Buffer {
  const { fd, size } = openRegular(path);
  try {
    if (size > maxBytes) throw new PackIndexError("index is larger than the memory that may be used");
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const read = readSync(fd, bytes, length, size - length, length);
      if (read === 0) throw new PackIndexError("index is cut off");
      length += read;
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}

/** Place of an id in the index (`id` begins at `at` in the bytes), -1 where it isn't there. */
export function findId({ ids, idBytes, count }: PackIndex, bytes: Uint8Array, at: number): number {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    let order = 0;
    for (let k = 0; k < idBytes && order === 0; k++)
      order = (ids[middle * idBytes + k] ?? 0) - (bytes[at + k] ?? 0);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The id at a place of the index, in hexadecimal digits. */
export function idText({ ids, idBytes }: PackIndex, place: number): string {
  return Buffer.from(ids.buffer, ids.byteOffset + place * idBytes, idBytes).toString("hex");
}
