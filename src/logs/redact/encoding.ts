/** How the bytes of a log are read: decided once, by its first bytes, wherever these are cut. */
import { isArchive, sniff, widthOf, type Content } from "../../sources/content.ts";

/** How many bytes decide where the first line does not. */
const HEAD = 512;

/** Bytes a character that the engine sees; `bigEndian` means something for two only. */
export interface Encoding {
  width: 1 | 2;
  bigEndian: boolean;
}

/** Packed data, which can't be looked into: it is never passed on. */
class PackedError extends Error {
  override readonly name = "PackedError";
  readonly code = "PACKED";

  constructor() {
    super(
      "is packed, or packed twice, and can't be looked into: unpack it first (gzip, xz, bzip2 and zstd alone are unpacked on the way)",
    );
  }
}

class Utf32Error extends Error {
  override readonly name = "Utf32Error";
  readonly code = "UTF32";

  constructor() {
    super("is UTF-32, which is not passed on: convert it to UTF-8 first, with iconv for example");
  }
}

/**
 * What the first bytes say; undefined while more are needed. One line without NUL is enough: no UTF-16 text has one.
 *
 * @throws PackedError, Utf32Error
 */
export function encodingOf(head: Buffer, ended: boolean): Encoding | undefined {
  const newline = head.indexOf(0x0a);
  const decides = newline !== -1 && newline < HEAD && !head.subarray(0, newline).includes(0);
  const enough = ended || head.length >= HEAD || decides;
  if (!enough) return undefined;
  const content: Content = sniff(head.subarray(0, decides ? newline + 1 : HEAD));
  if (isArchive(content)) throw new PackedError();
  if (widthOf(content) === 4) throw new Utf32Error();
  const isWide = content === "utf-16le" || content === "utf-16be";
  return { width: isWide ? 2 : 1, bigEndian: content === "utf-16be" };
}

/** What a content in the encoding is called where it is read. */
export function contentOf({ width, bigEndian }: Encoding): Content {
  return width === 1 ? "utf-8" : bigEndian ? "utf-16be" : "utf-16le";
}

/** An ASCII text in the encoding. */
export function encodeText(text: string, { width, bigEndian }: Encoding): Buffer {
  const bytes = Buffer.from(text, width === 1 ? "latin1" : "utf16le");
  return width === 2 && bigEndian ? bytes.swap16() : bytes;
}
