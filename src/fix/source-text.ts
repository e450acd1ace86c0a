/**
 * Bytes of a file as a text that can be edited and written back: whatever is not edited comes back byte for byte, with its
 * byte order mark, encoding and line endings.
 */

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "bytes";

export interface SourceText {
  text: string;
  /** `bytes`: no valid UTF-8; each byte is one unit. */
  encoding: TextEncoding;
  /** Bytes of the byte order mark, which is no part of the text. */
  mark: Uint8Array;
}

const MARKS: readonly (readonly [TextEncoding, Uint8Array])[] = [
  ["utf-8", Uint8Array.of(0xef, 0xbb, 0xbf)],
  ["utf-16le", Uint8Array.of(0xff, 0xfe)],
  ["utf-16be", Uint8Array.of(0xfe, 0xff)],
];
const NO_MARK = new Uint8Array();

/** UTF-16 is recognised by its mark only. Undefined where the bytes can't be written back as they are. */
export function decodeText(bytes: Buffer): SourceText | undefined {
  const marked = MARKS.find(([, mark]) => bytes.subarray(0, mark.length).equals(mark));
  const [encoding, mark] = marked ?? (["utf-8", NO_MARK] as const);
  const body = bytes.subarray(mark.length);
  const text = decodeBody(body, encoding);
  const source: SourceText = { text, encoding, mark };
  if (encodeText(source, text).equals(bytes)) return source;
  if (encoding !== "utf-8") return undefined;
  return { text: body.toString("latin1"), encoding: "bytes", mark };
}

function decodeBody(body: Buffer, encoding: TextEncoding): string {
  if (encoding === "utf-8") return body.toString("utf8");
  return (encoding === "utf-16be" ? swapped(body) : body).toString("utf16le");
}

/** The bytes of another text in the encoding of `source`. */
export function encodeText({ encoding, mark }: Omit<SourceText, "text">, text: string): Buffer {
  return Buffer.concat([mark, encodeBody(text, encoding)]);
}

function encodeBody(text: string, encoding: TextEncoding): Buffer {
  if (encoding === "utf-8") return Buffer.from(text, "utf8");
  if (encoding === "bytes") return Buffer.from(text, "latin1");
  const little = Buffer.from(text, "utf16le");
  return encoding === "utf-16be" ? swapped(little) : little;
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
}

/**
 * The unit at which each byte offset of the file lies.
 *
 * @param offsets Bytes from the start of the file, mark included; in ascending order.
 */
export function unitsAt(bytes: Buffer, source: SourceText, offsets: readonly number[]): number[] {
  const { encoding, mark } = source;
  if (encoding === "bytes") return offsets.map((offset) => offset - mark.length);
  if (encoding !== "utf-8") return offsets.map((offset) => (offset - mark.length) / 2);
  let byte = mark.length;
  let unit = 0;
  return offsets.map((offset) => {
    unit += bytes.toString("utf8", byte, offset).length;
    byte = offset;
    return unit;
  });
}
