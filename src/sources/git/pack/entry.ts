/** The head of an entry of a pack (Documentation/gitformat-pack): type, size, what it is a delta of. */

export const COMMIT = 1;
export const TREE = 2;
export const BLOB = 3;
const TAG = 4;
/** A delta of the entry that many bytes before. */
export const OFFSET_DELTA = 6;
/** A delta of the object with the id that follows. */
export const ID_DELTA = 7;

/** Bytes that a head has at most. */
export const MAX_HEAD = 56;

export interface EntryHead {
  /** 0 where the head is damaged. */
  type: number;
  /** Bytes that the zlib stream unpacks to. */
  size: number;
  /** Bytes of the head: the zlib stream begins behind it. */
  length: number;
  /** OFFSET_DELTA: how many bytes before. */
  back: number;
  /** ID_DELTA: address of the id. */
  idAt: number;
}

export function createHead(): EntryHead {
  return { type: 0, size: 0, length: 0, back: 0, idAt: 0 };
}

/** Reads the head at an address into `head`, which is used again and again. At most `limit` bytes are looked at. */
export function readHead(
  bytes: Uint8Array,
  at: number,
  limit: number,
  idBytes: number,
  head: EntryHead,
): void {
  const end = at + limit;
  head.type = 0;
  let p = at;
  let byte = bytes[p++] ?? 0;
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  for (let factor = 16; byte >= 0x80; factor *= 128) {
    if (p >= end || factor > 2 ** 46) return;
    byte = bytes[p++] ?? 0;
    size += (byte & 0x7f) * factor;
  }
  head.size = size;
  if (type === OFFSET_DELTA) p = readBack(bytes, p, end, head);
  else if (type === ID_DELTA) {
    head.idAt = p;
    p += idBytes;
  } else if (type < COMMIT || type > TAG) return;
  if (p > end) return;
  head.length = p - at;
  head.type = type;
}

/** Reads how far back the base lies; gives the place behind, or one behind the end where there is no such number. */
function readBack(bytes: Uint8Array, at: number, end: number, head: EntryHead): number {
  let p = at;
  let byte = bytes[p++] ?? 0;
  let back = byte & 0x7f;
  while (byte >= 0x80) {
    if (p >= end || back > 2 ** 44) return end + 1;
    byte = bytes[p++] ?? 0;
    back = (back + 1) * 128 + (byte & 0x7f);
  }
  head.back = back;
  return p;
}
