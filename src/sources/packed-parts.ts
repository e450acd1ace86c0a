/**
 * Tells from its first bytes what is packed, as a whole or in parts, in a way that is not opened. What stands in it as it is (heads, indexes,
 * letters that did not repeat) is scanned as in other binaries.
 */
import { beginsWith } from "./signature.ts";

const PDF = text("%PDF-");
/** A text that begins with it may be a PDF file. */
export const FIRST_OF_PDF = 0x25;
/** What is packed in a PDF file says so; a file without NUL near its begin may say it there. */
const PACKED_STREAM = Buffer.from("/FlateDecode");

/** Begins with these bytes and has a NUL soon after. Their heads, indexes or first letters stand there as they are. */
const SIGNATURES: readonly (readonly number[])[] = [
  PDF,
  // rpm
  [0xed, 0xab, 0xee, 0xdb],
  // lz4: frames, and as Linux has it
  [0x04, 0x22, 0x4d, 0x18],
  [0x02, 0x21, 0x4c, 0x18],
  // lzma, lzip, lzop, snappy, compress
  [0x5d, 0x00, 0x00],
  [...text("LZIP"), 1],
  [0x89, ...text("LZO")],
  [0xff, 0x06, 0x00, 0x00, ...text("sNaPpY")],
  [0x1f, 0x9d],
  // Cabinets, images and help of Windows, packages of macOS
  text("MSCF\0\0\0\0"),
  text("MSWIM\0"),
  text("ITSF"),
  text("xar!"),
  // squashfs
  text("hsqs"),
  // Packs of git outside of its directory, Parquet
  [...text("PACK"), 0, 0, 0],
  text("PAR1"),
];

/** @param hasNul Whether there is one in these bytes: without it, it is a text, but for a PDF file that says what is packed in it. */
export function hasPackedParts(bytes: Uint8Array, hasNul: boolean): boolean {
  if (!hasNul)
    return bytes[0] === FIRST_OF_PDF && beginsWith(bytes, PDF) && Buffer.from(bytes).includes(PACKED_STREAM);
  return isBundle(bytes) || SIGNATURES.some((signature) => beginsWith(bytes, signature));
}

const BUNDLE = text("# v2 git bundle");

/** A pack of git with a list of refs before it (gitformat-bundle(5)), in any version. */
function isBundle(bytes: Uint8Array): boolean {
  return bytes[0] === BUNDLE[0] && BUNDLE.every((byte, i) => i === 3 || bytes[i] === byte);
}

function text(letters: string): number[] {
  return [...letters].map((letter) => letter.charCodeAt(0));
}
