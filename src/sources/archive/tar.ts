/** Files in a tar archive that is in memory (POSIX.1-2017 pax, "ustar Interchange Format"; GNU's long names). Links and devices are passed over. */
import { DAMAGED, type Packed } from "./packed.ts";

const BLOCK = 512;
const LONGEST_NAME = 65_536;

/** The regular files of the archive; one that is cut off or damaged is the last, and says so. Never throws. */
export function readTar(bytes: Buffer): Packed[] {
  const files: Packed[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const size = sizeOf(bytes, at + 124);
    const from = at + BLOCK;
    if (size === undefined || from + size > bytes.length) {
      files.push({ name: longName ?? nameOf(bytes, at), unpack: () => DAMAGED });
      break;
    }
    const type = String.fromCharCode(bytes[at + 156] ?? 0);
    const content = bytes.subarray(from, from + size);
    if (type === "L" || type === "x") longName = longNameIn(content, type) ?? longName;
    else {
      if (type === "0" || type === "\0" || type === "7") {
        const name = longName ?? nameOf(bytes, at);
        files.push({ name, unpack: (most) => (content.length > most ? "too-large" : content) });
      }
      longName = undefined;
    }
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function longNameIn(content: Buffer, type: "L" | "x"): string | undefined {
  const text = content.toString("utf8", 0, LONGEST_NAME);
  return type === "L" ? text.replace(/\0.*$/s, "") : /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1];
}

function nameOf(bytes: Buffer, at: number): string {
  const prefix = textAt(bytes, at + 345, 155);
  const name = textAt(bytes, at, 100);
  return prefix === "" ? name : `${prefix}/${name}`;
}

function textAt(bytes: Buffer, at: number, length: number): string {
  return bytes.toString("utf8", at, at + length).replace(/\0.*$/s, "");
}

/** Octal digits, or with the first bit set a number of base 256. */
function sizeOf(bytes: Buffer, at: number): number | undefined {
  if (((bytes[at] ?? 0) & 0x80) !== 0) {
    const size = bytes.readUIntBE(at + 6, 6);
    return Number.isSafeInteger(size) ? size : undefined;
  }
  const digits = bytes.toString("latin1", at, at + 12).replace(/[\0 ].*$/s, "");
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || "0", 8) : undefined;
}
