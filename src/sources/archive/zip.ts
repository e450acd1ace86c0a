/**
 * Files in a zip archive that is in memory (PKWARE APPNOTE 6.3, sections 4.3 and 4.4): by its central directory. Archives are hostile: names
 * are text and nothing else, sizes are claims, entries may overlap.
 */
import { inflateRawSync } from "node:zlib";
import { DAMAGED, type Packed } from "./packed.ts";

const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;

const ENCRYPTED = 1;
const UTF8 = 0x800;
/** Stand for numbers that zip64 (4.5.3) has elsewhere, which is not read. */
const COUNT_64 = 0xffff;
const NUMBER_64 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

/** Undefined where there is no central directory that can be read. */
export function readZip(bytes: Buffer): Packed[] | undefined {
  const end = findEnd(bytes);
  if (end === -1) return undefined;
  const count = bytes.readUInt16LE(end + 10);
  const files: Packed[] = [];
  const claimed = bytes.readUInt32LE(end + 16);
  if (count === COUNT_64 || claimed === NUMBER_64) return [{ name: "", unpack: () => "archive" }];
  // In a self-extracting archive places may count from behind the program.
  const base = shiftOf(bytes, { claimed, actual: end - bytes.readUInt32LE(end + 12) });
  let at = claimed + base;
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) {
      // What can't be listed is not passed over in silence.
      files.push({ name: "", unpack: () => DAMAGED });
      break;
    }
    const nameEnd = at + CENTRAL_BYTES + bytes.readUInt16LE(at + 28);
    const file = entryAt(bytes, { at, nameEnd, base });
    if (!file.name.endsWith("/")) files.push(file);
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

/** Whether a zip archive stands in what begins as something else, as in a self-extracting one. */
export function holdsZip(bytes: Buffer): boolean {
  const end = findEnd(bytes);
  return end !== -1 && bytes.readUInt16LE(end + 10) > 0 && bytes.includes("PK\u0003\u0004");
}

/** Whether it is a zip archive by its first bytes: the head of a file, or the end of an empty one. */
export function beginsZip(bytes: Buffer): boolean {
  const first = bytes.length < 4 ? 0 : bytes.readUInt32LE(0);
  return first === LOCAL || first === END;
}

/** Where the end of the central directory stands: a comment may follow it. */
function findEnd(bytes: Buffer): number {
  const least = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= least; at--) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  return -1;
}

/** What has to be added to the places that the archive names. */
function shiftOf(bytes: Buffer, { claimed, actual }: { claimed: number; actual: number }): number {
  const isThere = claimed + 4 <= bytes.length && bytes.readUInt32LE(claimed) === CENTRAL;
  const isShifted = !isThere && actual > claimed && bytes.readUInt32LE(actual) === CENTRAL;
  return isShifted ? actual - claimed : 0;
}

function entryAt(
  bytes: Buffer,
  { at, nameEnd, base }: { at: number; nameEnd: number; base: number },
): Packed {
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const size = bytes.readUInt32LE(at + 20);
  const claimed = bytes.readUInt32LE(at + 42);
  const local = claimed + base;
  const name = bytes.toString((flags & UTF8) === 0 ? "latin1" : "utf8", at + CENTRAL_BYTES, nameEnd);
  return {
    name,
    unpack(most) {
      if ((flags & ENCRYPTED) !== 0 || size === NUMBER_64 || claimed === NUMBER_64) return "archive";
      if (local + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(local) !== LOCAL) return DAMAGED;
      const from = local + LOCAL_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      if (from + size > bytes.length) return DAMAGED;
      const data = bytes.subarray(from, from + size);
      if (method === STORED) return data.length > most ? "too-large" : data;
      return method === DEFLATED ? inflateRawSync(data, { maxOutputLength: most }) : "archive";
    },
  };
}
