/**
 * Files in a zip archive that is in memory (PKWARE APPNOTE 6.3, sections 4.3 to 4.5): by its central directory, or, where that is cut off,
 * by the heads before them. Archives are hostile: names are text and nothing else, sizes are claims, entries may overlap.
 */
import { constants, inflateRawSync } from "node:zlib";
import { DAMAGED, type Damage, type Packed } from "./packed.ts";
import type { SkipReason } from "../../types.ts";

const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
/** Of zip64 (4.3.14, 4.3.15): the end of its directory, and what says where that is, right before the other end. */
const END_64 = 0x06064b50;
const END_64_BYTES = 56;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
/** The extra field of an entry with its larger numbers (4.5.3). */
const EXTRA_64 = 1;

const ENCRYPTED = 1;
/** The size stands behind the data (4.4.4). */
const SIZED_BEHIND = 8;
const UTF8 = 0x800;
/** Stands for a number that zip64 has elsewhere. */
const NUMBER_64 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
const LOCAL_TEXT = "PK\u0003\u0004";
const END_TEXT = "PK\u0005\u0006";

/** A central directory as the end of the archive tells of it; places are bytes. */
interface Directory {
  count: number;
  claimed: number;
  /** Where it has to begin, as it ends before what tells of it. */
  actual: number;
}

/**
 * Undefined where there is no central directory that can be read.
 *
 * @param limit Files that are listed; where there are more, one beyond.
 */
export function readZip(bytes: Buffer, limit: number): Packed[] | undefined {
  const end = findEnd(bytes);
  if (end === -1) return undefined;
  const { count, claimed, actual } = directoryAt(bytes, end);
  const files: Packed[] = [];
  // In a self-extracting archive places may count from behind the program.
  const base = shiftOf(bytes, { claimed, actual });
  let at = claimed + base;
  for (let i = 0; i < count && files.length <= limit; i++) {
    if (at + CENTRAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) {
      // What can't be listed is not passed over in silence.
      files.push({ name: "", unpack: () => DAMAGED });
      break;
    }
    const nameEnd = at + CENTRAL_BYTES + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const file = entryAt(bytes, { at, nameEnd, extraEnd, base });
    if (!file.name.endsWith("/")) files.push(file);
    at = extraEnd + bytes.readUInt16LE(at + 32);
  }
  return files;
}

function directoryAt(bytes: Buffer, end: number): Directory {
  const locator = end - LOCATOR_64_BYTES;
  const size = bytes.readUInt32LE(end + 12);
  const plain = {
    count: bytes.readUInt16LE(end + 10),
    claimed: bytes.readUInt32LE(end + 16),
    actual: end - size,
  };
  if (locator < 0 || bytes.readUInt32LE(locator) !== LOCATOR_64) return plain;
  // The one that it names; or, behind a program, the one right before it.
  const near = locator - END_64_BYTES;
  const named = Number(bytes.readBigUInt64LE(locator + 8));
  const at = [named, near].find(
    (place) => place >= 0 && place + END_64_BYTES <= end && bytes.readUInt32LE(place) === END_64,
  );
  if (at === undefined) return plain;
  return {
    count: Number(bytes.readBigUInt64LE(at + 32)),
    claimed: Number(bytes.readBigUInt64LE(at + 48)),
    actual: at - Number(bytes.readBigUInt64LE(at + 40)),
  };
}

/**
 * What a zip archive without a central directory holds, as the head of each file tells; last comes that it is damaged. Of a file that
 * is cut off, what can be read.
 *
 * @param limit As for `readZip`.
 */
export function readZipHeads(bytes: Buffer, limit: number): Packed[] {
  const files: Packed[] = [];
  const isHead = (at: number): boolean =>
    at + LOCAL_BYTES <= bytes.length && bytes.readUInt32LE(at) === LOCAL;
  for (let at = 0; files.length <= limit && isHead(at);) {
    const flags = bytes.readUInt16LE(at + 6);
    const method = bytes.readUInt16LE(at + 8);
    const size = bytes.readUInt32LE(at + 18);
    const nameEnd = at + LOCAL_BYTES + bytes.readUInt16LE(at + 26);
    const from = nameEnd + bytes.readUInt16LE(at + 28);
    const isKnown = (flags & SIZED_BEHIND) === 0 && size !== NUMBER_64;
    const next = bytes.indexOf(LOCAL_TEXT, isKnown ? from + size : from, "latin1");
    const to = isKnown ? Math.min(bytes.length, from + size) : next === -1 ? bytes.length : next;
    const name = nameIn(bytes, flags, at + LOCAL_BYTES, nameEnd);
    const data = bytes.subarray(from, to);
    if (!name.endsWith("/") && data.length > 0)
      files.push({
        name,
        unpack: (most) => unpacked(data, { flags, method, most, isCut: true, length: MOST_ROOM }),
      });
    if (next === -1) break;
    at = next;
  }
  return [...files, { name: "", unpack: () => DAMAGED }];
}

/** Whether a zip archive stands in what begins as something else, as in a self-extracting one. */
export function holdsZip(bytes: Buffer): boolean {
  const end = findEnd(bytes);
  return end !== -1 && bytes.readUInt16LE(end + 10) > 0 && bytes.includes(LOCAL_TEXT);
}

/** Whether `holdsZip` may be true of a part of the bytes; asked of every program in a history. */
export function mayHoldZip(bytes: Buffer, from: number, length: number): boolean {
  const least = Math.max(from, from + length - END_BYTES - LONGEST_COMMENT);
  return bytes.subarray(least, from + length).includes(END_TEXT, 0, "latin1");
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
function shiftOf(bytes: Buffer, { claimed, actual }: Pick<Directory, "claimed" | "actual">): number {
  const begins = (at: number): boolean =>
    at >= 0 && at + 4 <= bytes.length && bytes.readUInt32LE(at) === CENTRAL;
  return !begins(claimed) && actual > claimed && begins(actual) ? actual - claimed : 0;
}

function entryAt(
  bytes: Buffer,
  { at, nameEnd, extraEnd, base }: { at: number; nameEnd: number; extraEnd: number; base: number },
): Packed {
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  // In the order in which zip64 has those of them that do not fit.
  const numbers = [24, 20, 42].map((place) => bytes.readUInt32LE(at + place));
  const larger = numbers.includes(NUMBER_64) ? largerNumbers(bytes.subarray(nameEnd, extraEnd)) : [];
  const [length = Infinity, size = Infinity, claimed = Infinity] = numbers.map((number) =>
    number === NUMBER_64 ? (larger.shift() ?? Infinity) : number,
  );
  const local = claimed + base;
  return {
    name: nameIn(bytes, flags, at + CENTRAL_BYTES, nameEnd),
    unpack(most) {
      if (!(local + LOCAL_BYTES <= bytes.length) || bytes.readUInt32LE(local) !== LOCAL) return DAMAGED;
      const from = local + LOCAL_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      if (from + size > bytes.length) return DAMAGED;
      return unpacked(bytes.subarray(from, from + size), { flags, method, most, isCut: false, length });
    },
  };
}

/** The numbers of zip64 in the extra fields of an entry: which they are, it tells itself. */
function largerNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === EXTRA_64 && end <= extra.length)
      return [0, 8, 16]
        .map((place) => at + 4 + place)
        .filter((place) => place + 8 <= end)
        .map((place) => Number(extra.readBigUInt64LE(place)));
    at = end;
  }
  return [];
}

function nameIn(bytes: Buffer, flags: number, from: number, to: number): string {
  return bytes.toString((flags & UTF8) === 0 ? "latin1" : "utf8", from, to);
}

interface Unpacking {
  flags: number;
  method: number;
  /** Bytes that may come out. */
  most: number;
  /** The data may end too early, or others follow: what can be read counts. */
  isCut: boolean;
  /** Bytes that are claimed to come out. */
  length: number;
}

function unpacked(
  data: Buffer,
  { flags, method, most, isCut, length }: Unpacking,
): Buffer | SkipReason | Damage {
  if ((flags & ENCRYPTED) !== 0) return "archive";
  if (method === STORED) return data.length > most ? "too-large" : data;
  if (method !== DEFLATED) return "archive";
  const finishFlush = isCut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH;
  return inflateRawSync(data, { maxOutputLength: most, finishFlush, chunkSize: roomFor(length) });
}

/**
 * Bytes that are made room for at once where so many are claimed to come out. Most files in archives are smaller than what zlib takes by
 * itself, and with a byte more than needed it sees that there is nothing left.
 */
function roomFor(claimed: number): number {
  return Math.min(Math.max(claimed + 1, LEAST_ROOM), MOST_ROOM);
}

/** What zlib asks for at least. */
const LEAST_ROOM = 64;
const MOST_ROOM = 64 * 1024;
