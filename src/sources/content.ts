/** Tells from its first bytes how a file has to be read. Names don't count: a text file called logo.png is text. */
import { DEBIAN } from "./archive/ar.ts";
import { BLOCK, isTarHead } from "./archive/tar-head.ts";
import { isKeyStore } from "./key-stores.ts";
import { FIRST_OF_PDF, hasPackedParts } from "./packed-parts.ts";
import { isPyc, separateTexts } from "./pyc.ts";
import { beginsWith } from "./signature.ts";
import type { Packing } from "./unpack.ts";

/** Texts with more than one byte a character, all of them of one width. */
export type WideText = "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be";

/** `packed`: a binary that has parts which nobody unpacks here, so that it is scanned as a binary and counted besides; `keys`: so is a key store. */
export type Content =
  | ("utf-8" | WideText | "binary" | "packed" | "keys" | "pyc")
  | ("media" | "archive" | "tar" | Packing);

/** As many bytes at the beginning of a file decide. */
export const SNIFF_LENGTH = 8000;

/** Begins with these bytes (and has a NUL soon after, where they could also begin a text). */
const SIGNATURES: readonly (readonly [Content, readonly number[], boolean?])[] = [
  ["gzip", [0x1f, 0x8b, 0x08]],
  ["archive", [0x50, 0x4b, 0x03, 0x04]],
  ["archive", [0x50, 0x4b, 0x05, 0x06]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["archive", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ...[..."123456789"].map((size): [Content, number[]] => [
    "bzip2",
    [...text(`BZh${size}`), 0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
  ]),
  ["archive", text("Rar!")],
  ["archive", text(DEBIAN)],
  ["media", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]],
  ["media", [0xff, 0xd8, 0xff]],
  ["media", text("GIF8"), true],
  ["media", text("RIFF"), true],
  ["media", text("OggS"), true],
  ["media", text("fLaC"), true],
  ["media", text("ID3"), true],
  ["media", [0x1a, 0x45, 0xdf, 0xa3]],
  ["media", text("wOFF"), true],
  ["media", text("wOF2"), true],
  ["media", text("OTTO"), true],
  ["media", [0x00, 0x01, 0x00, 0x00]],
  ["media", [0x00, 0x00, 0x01, 0x00]],
];

/** The byte order mark U+FEFF in each wide text; the first that fits counts. */
const MARKS: readonly (readonly [WideText, readonly number[]])[] = [
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
];
const BEGINS_MARK: Uint8Array = new Uint8Array(256);
for (const [, [first = 0]] of MARKS) BEGINS_MARK[first] = 1;
const UTF8_MARK: readonly number[] = [0xef, 0xbb, 0xbf];

/** Whether the text begins with the byte order mark. */
export function hasMark(head: Uint8Array, content: Content): boolean {
  if (content === "utf-8") return head[0] === UTF8_MARK[0] && UTF8_MARK.every((byte, i) => head[i] === byte);
  const mark = MARKS.find(([name]) => name === content)?.[1] ?? UTF8_MARK;
  return mark.every((byte, i) => head[i] === byte);
}

/** Bytes that a signature or a mark begins with: most texts begin with another one. */
const FIRST: Uint8Array = new Uint8Array(256);
for (const [, [first = 0]] of [...SIGNATURES, ...MARKS]) FIRST[first] = 1;
FIRST[UTF8_MARK[0] ?? 0] = 1;
FIRST[FIRST_OF_PDF] = 1;

function text(letters: string): number[] {
  return [...letters].map((letter) => letter.charCodeAt(0));
}

const PACKINGS: ReadonlySet<Content> = new Set(["gzip", "xz", "bzip2", "zstd"] as const);

/** How a content is packed as a whole; there may be an archive in it. */
export function packingOf(content: Content): Packing | undefined {
  return PACKINGS.has(content) ? (content as Packing) : undefined;
}

/** True for what has to be unpacked before it can be scanned, whether that is possible or not. */
export function isArchive(content: Content): boolean {
  return content === "archive" || content === "tar" || PACKINGS.has(content);
}

/** True for fewer bytes than it takes to tell an archive, a packed or a wide text that begins with them. */
export function mayBecomeTelling(head: Uint8Array): boolean {
  const begins = (signature: readonly number[]): boolean =>
    head.length < signature.length && head.every((byte, i) => byte === signature[i]);
  return (
    SIGNATURES.some(([content, signature]) => isArchive(content) && begins(signature)) ||
    MARKS.some(([, mark]) => begins(mark))
  );
}

/**
 * Whether the first bytes of a file are plain text without a byte order mark, as those of nearly all files are; else `sniff` tells what they
 * are. Makes nothing, for it is asked of every file.
 *
 * @param head SNIFF_LENGTH bytes, of which the first `length` are the file's. The one behind them is written to.
 */
export function isPlainText(head: Buffer, length: number): boolean {
  if (length === 0 || FIRST[head[0] ?? 0] === 1) return false;
  // So that the search ends there.
  if (length < head.length) head[length] = 0;
  const nul = head.indexOf(0);
  return nul === -1 || nul >= length;
}

/** @param head The first bytes of the file, at most SNIFF_LENGTH are looked at. */
export function sniff(head: Uint8Array): Content {
  const bytes = head.subarray(0, SNIFF_LENGTH);
  const hasNul = bytes.includes(0);
  const signatures = FIRST[bytes[0] ?? 0] === 1 ? SIGNATURES : [];
  for (const [content, signature, needsNul] of signatures) {
    if (beginsWith(bytes, signature) && (needsNul !== true || hasNul)) return content;
  }
  const isMarked = BEGINS_MARK[bytes[0] ?? 1] === 1;
  const marked = isMarked ? MARKS.find(([content]) => hasMark(bytes, content)) : undefined;
  if (marked !== undefined) return marked[0];
  if (hasPackedParts(bytes, hasNul)) return "packed";
  if (hasNul && isKeyStore(bytes)) return "keys";
  return hasNul ? kindOfBinary(bytes) : "utf-8";
}

/** What it is that has NULs, and no signature at its begin. */
function kindOfBinary(bytes: Uint8Array): Content {
  if (isMp4(bytes)) return "media";
  if (isTar(bytes)) return "tar";
  return wideWithoutMark(bytes) ?? (isPyc(bytes) ? "pyc" : (foreignWithoutMark(bytes) ?? "binary"));
}

function isMp4(bytes: Uint8Array): boolean {
  return text("ftyp").every((byte, i) => bytes[4 + i] === byte);
}

const TAR_MAGIC = text("ustar");

/** True where the first head has the magic of ustar or GNU tar, or, as those before them, the right checksum. */
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < BLOCK || bytes[0] === 0) return false;
  return TAR_MAGIC.every((byte, i) => bytes[257 + i] === byte) || isTarHead(bytes, 0);
}

/** Of each wide text: bytes a code unit, and which of them is the least. */
const WIDE: readonly (readonly [WideText, width: 2 | 4, least: number])[] = [
  ["utf-16le", 2, 0],
  ["utf-16be", 2, 1],
  ["utf-32le", 4, 0],
  ["utf-32be", 4, 3],
];

/** A wide text without a byte order mark: of nearly every code unit the least byte is not NUL, and all others are. */
function wideWithoutMark(bytes: Uint8Array): Content | undefined {
  const length = Math.min(512, bytes.length);
  if (length < 16) return undefined;
  // NULs by their place in four bytes, where these are whole.
  const nuls: [number, number, number, number] = [0, 0, 0, 0];
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    if (bytes[at] === 0) nuls[0]++;
    if (bytes[at + 1] === 0) nuls[1]++;
    if (bytes[at + 2] === 0) nuls[2]++;
    if (bytes[at + 3] === 0) nuls[3]++;
  }
  return WIDE.find(([, width, least]) => {
    const units = whole / width;
    const empty = width === 4 ? (nuls[least] ?? 0) : (nuls[least] ?? 0) + (nuls[least + 2] ?? 0);
    const odd = units * (width - 1) - (nuls[0] + nuls[1] + nuls[2] + nuls[3] - empty);
    return odd <= units * 0.1 && empty <= units * 0.02;
  })?.[0];
}

/** Of the units of such a text this part is ASCII at least: line ends, blanks, names; so NULs tell which byte is the greater one. */
const LEAST_ASCII = 0.2;
/** And this part may have NUL as the lesser byte: U+4E00 is a frequent one. */
const MOST_EMPTY = 0.05;
/** No control characters, no code points that stand for nothing, no halves of pairs (a last one may be cut). */
const ALL_TEXT = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\p{Cf}\t\r\n\f]*\p{Cs}?$/u;

/**
 * UTF-16 without a byte order mark whose letters are not all latin, as sources with comments in Chinese or Russian: counting NULs does
 * not tell those from tables of numbers, so that each character is looked at.
 */
function foreignWithoutMark(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const units = bytes.length >> 1;
  if (units < 16) return undefined;
  let even = 0;
  let odd = 0;
  const most = units * MOST_EMPTY;
  for (let at = 0; at < units * 2; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
    // Most binaries have both soon.
    if (even > most && odd > most) return undefined;
  }
  if (Math.min(even, odd) > most || Math.max(even, odd) < units * LEAST_ASCII) return undefined;
  const read = Buffer.from(bytes.subarray(0, units * 2));
  const content = odd > even ? "utf-16le" : "utf-16be";
  const asText = (content === "utf-16le" ? read : read.swap16()).toString("utf16le");
  return ALL_TEXT.test(asText) ? content : undefined;
}

/** Bytes a code unit; 1 for what is no wide text. */
export function widthOf(content: Content): 1 | 2 | 4 {
  return WIDE.find(([name]) => name === content)?.[1] ?? 1;
}

/** No text: only keys with unmistakable formats are looked for. */
export function isBinary(content: Content): boolean {
  return content === "pyc" || isRawBinary(content);
}

/** A binary whose bytes are scanned as they are, but for texts in UTF-16. */
export function isRawBinary(content: Content): boolean {
  return content === "binary" || content === "packed" || content === "keys";
}

/** Whether it is a program, behind which a zip archive may stand: a binary, or a script. */
export function isProgram(content: Content, head: Uint8Array, at = 0): boolean {
  return isRawBinary(content) || (content === "utf-8" && head[at] === 0x23 && head[at + 1] === 0x21);
}

/** Why a content that is told by its first bytes is not scanned, or not all of it; archives apart. */
export function leftOutOf(content: Content): "binary-media" | "packed-part" | "key-store" | undefined {
  if (content === "media") return "binary-media";
  if (content === "keys") return "key-store";
  return content === "packed" ? "packed-part" : undefined;
}

/** PNG and JPEG, which carry texts beside their pixels. */
export function isImage(head: Uint8Array): boolean {
  return (head[0] === 0x89 && head[1] === 0x50) || (head[0] === 0xff && head[1] === 0xd8);
}

/** True for what is not scanned as it stands: see `narrow`. */
export function isRewritten(content: Content): boolean {
  return isWideText(content) || content === "pyc";
}

/** True for UTF-16 and UTF-32: a code unit takes two bytes or four. */
export function isWideText(content: Content): content is WideText {
  return widthOf(content) !== 1;
}

/** Stands for a code unit outside of latin-1 where units are narrowed to bytes; no part of any token. */
const OTHER_UNIT = 0x1a;

/**
 * Narrows a wide text to one byte a code unit, in place: all secrets are latin-1, so nothing is lost that matters. Sets the texts of
 * compiled Python apart. Leaves all else as it is.
 *
 * @param length Bytes at the start of the buffer; those of a last unit that is not whole are left alone.
 * @returns Number of bytes that are text then: code units written, or the length where the content is no wide text.
 */
export function narrow(buffer: Uint8Array, length: number, content: Content): number {
  if (content === "utf-8") return length;
  if (content === "pyc") separateTexts(buffer, length);
  const wide = WIDE.find(([name]) => name === content);
  if (wide === undefined) return length;
  const [, width, least] = wide;
  const units = Math.floor(length / width);
  for (let i = 0; i < units; i++) {
    let others = 0;
    for (let at = i * width; at < (i + 1) * width; at++)
      others |= at % width === least ? 0 : (buffer[at] ?? 0);
    buffer[i] = others === 0 ? (buffer[i * width + least] ?? 0) : OTHER_UNIT;
  }
  return units;
}
