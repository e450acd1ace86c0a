/** Tells from its first bytes how a file has to be read. Names don't count: a text file called logo.png is text. */

export type Content = "utf-8" | "utf-16le" | "utf-16be" | "binary" | "media" | "archive" | "gzip";

/** As many bytes at the beginning of a file decide. */
const SNIFF_LENGTH = 8000;

/** Begins with these bytes (and has a NUL soon after, where they could also begin a text). */
const SIGNATURES: readonly (readonly [Content, readonly number[], boolean?])[] = [
  ["gzip", [0x1f, 0x8b, 0x08]],
  ["archive", [0x50, 0x4b, 0x03, 0x04]],
  ["archive", [0x50, 0x4b, 0x05, 0x06]],
  ["archive", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["archive", [0x28, 0xb5, 0x2f, 0xfd]],
  ["archive", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ["archive", text("BZh"), true],
  ["archive", text("Rar!")],
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

/** Bytes that a signature begins with: most texts begin with another one. */
const FIRST: Uint8Array = new Uint8Array(256);
for (const [, [first = 0]] of SIGNATURES) FIRST[first] = 1;

function text(letters: string): number[] {
  return [...letters].map((letter) => letter.charCodeAt(0));
}

/** @param head The first bytes of the file, at most SNIFF_LENGTH are looked at. */
export function sniff(head: Uint8Array): Content {
  const bytes = head.subarray(0, SNIFF_LENGTH);
  const hasNul = bytes.includes(0);
  const signatures = FIRST[bytes[0] ?? 0] === 1 ? SIGNATURES : [];
  for (const [content, signature, needsNul] of signatures) {
    if (signature.every((byte, i) => bytes[i] === byte) && (needsNul !== true || hasNul)) return content;
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (!hasNul) return "utf-8";
  if (isMp4(bytes)) return "media";
  return utf16WithoutMark(bytes) ?? "binary";
}

function isMp4(bytes: Uint8Array): boolean {
  return text("ftyp").every((byte, i) => bytes[4 + i] === byte);
}

/** UTF-16 text without a byte order mark: nearly every second byte is NUL, nearly all others are not. */
function utf16WithoutMark(bytes: Uint8Array): Content | undefined {
  const pairs = Math.min(256, bytes.length >> 1);
  if (pairs < 8) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (bytes[2 * i] === 0) even++;
    if (bytes[2 * i + 1] === 0) odd++;
  }
  if (odd >= pairs * 0.9 && even <= pairs * 0.02) return "utf-16le";
  if (even >= pairs * 0.9 && odd <= pairs * 0.02) return "utf-16be";
  return undefined;
}

/** Stands for a UTF-16 code unit outside of latin-1 where units are narrowed to bytes; no part of any token. */
const OTHER_UNIT = 0x1a;

/**
 * Narrows UTF-16 to one byte a code unit, in place. All secrets are latin-1, so nothing is lost that matters.
 *
 * @param length Bytes of UTF-16 at the start of the buffer; an odd last byte is left alone.
 * @returns Number of code units written.
 */
export function narrowUtf16(buffer: Uint8Array, length: number, bigEndian: boolean): number {
  const units = length >> 1;
  const [high, low] = bigEndian ? [0, 1] : [1, 0];
  for (let i = 0; i < units; i++) {
    buffer[i] = buffer[2 * i + high] === 0 ? (buffer[2 * i + low] ?? 0) : OTHER_UNIT;
  }
  return units;
}
