/**
 * Texts that images carry beside their pixels: comments and metadata of PNG (W3C PNG, third edition, 11.3.3) and JPEG (ITU-T T.81, B.1; Exif
 * and XMP in its application segments). Images are hostile: lengths are claims, and what is packed may be a bomb.
 */
import { inflateSync } from "node:zlib";
import { displayName } from "../display-name.ts";
import type { ArchivedFile } from "./index.ts";

/** Bytes of its signature. */
const SIGNATURE = 8;
/** Unpacked text of one PNG, bytes. */
const MOST_TEXT = 1024 * 1024;
/** Texts of one image. */
const MOST_TEXTS = 1000;
const LONGEST_NAME = 79;

/** The texts of an image that is in memory, each with a name that says where it stands. Never throws. */
export function* imageTexts(bytes: Buffer): Generator<ArchivedFile> {
  let left = MOST_TEXTS;
  for (const text of bytes[0] === 0xff ? jpegTexts(bytes) : pngTexts(bytes)) {
    if (left-- === 0) return;
    yield text;
  }
}

const HEAD = 8;
const CRC = 4;

function* pngTexts(bytes: Buffer): Generator<ArchivedFile> {
  let budget = MOST_TEXT;
  for (let at = SIGNATURE; at + HEAD <= bytes.length;) {
    const type = bytes.toString("latin1", at + 4, at + HEAD);
    const end = at + HEAD + bytes.readUInt32BE(at);
    const data = bytes.subarray(at + HEAD, end);
    const isPacked = type === "zTXt" || (type === "iTXt" && data[data.indexOf(0) + 1] === 1);
    const text = isPacked ? inflatedText(data, type, budget) : data;
    if (isPacked) budget -= text?.length ?? 0;
    const name = displayName(data.subarray(0, Math.max(0, Math.min(LONGEST_NAME, data.indexOf(0)))));
    const path = [`${type} ${name}`];
    if (["tEXt", "zTXt", "iTXt"].includes(type))
      yield text === undefined ? { path, reason: "archive" } : { path, bytes: text };
    else if (type === "eXIf") yield { path: ["eXIf"], bytes: data };
    at = end + CRC;
    if (type === "IEND" && at < bytes.length) yield { path: ["behind the image"], bytes: bytes.subarray(at) };
    if (type === "IEND") return;
  }
}

/** A keyword, for `iTXt` the language and the keyword in it, and packed text. */
function inflatedText(data: Buffer, type: string, most: number): Buffer | undefined {
  const keyword = data.indexOf(0);
  const language = type === "iTXt" ? data.indexOf(0, keyword + 3) : 0;
  const from = type === "iTXt" ? data.indexOf(0, language + 1) + 1 : keyword + 2;
  if (keyword === -1 || language === -1 || from === 0 || most <= 0) return undefined;
  try {
    return inflateSync(data.subarray(from), { maxOutputLength: most });
  } catch {
    return undefined;
  }
}

const START_OF_SCAN = 0xda;
const COMMENT = 0xfe;

function* jpegTexts(bytes: Buffer): Generator<ArchivedFile> {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === START_OF_SCAN) return;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const isApplication = marker >= 0xe0 && marker <= 0xef;
    if (isApplication || marker === COMMENT) {
      const name = marker === COMMENT ? "COM" : `APP${marker - 0xe0}`;
      yield { path: [name], bytes: bytes.subarray(at + 4, end) };
    }
    at = Math.max(end, at + 2);
  }
}
