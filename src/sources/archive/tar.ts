/** Files in a tar archive that is in memory (POSIX.1-2017 pax, "ustar Interchange Format"; GNU's long names and sparse files). Links and devices are passed over, unless data follow them. */
import { DAMAGED, type Packed } from "./packed.ts";
import { BLOCK, isTarHead } from "./tar-head.ts";

const LONGEST_NAME = 65_536;

/**
 * Links, devices, folders and pipes. Most have no data whatever size they tell, which is that of the file that a link leads to; pax may
 * write that file behind each link to it.
 */
const LINKS = "123456";
/** Besides these what is told of the archive or of the file that follows. */
const NO_FILES = `${LINKS}gVKDXNLx`;
/** Of these the file that follows has more to be told. */
const BEFORE_FILE = "KXNg";
/** A file with gaps, whose map goes on in further blocks while the byte at the end of one says so (GNU tar, "Storing Sparse Files"). */
const SPARSE = "S";
const MAP_GOES_ON = { head: 482, block: 504 } as const;

/** The files of the archive; one that is cut off or damaged is the last, and says so. Never throws. */
export function readTar(bytes: Buffer): Packed[] {
  const files: Packed[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length;) {
    if (bytes[at] === 0) {
      // Where an archive ends another one may begin, as `cat` and `tar -A` put them together.
      at = pastZeros(bytes, at);
      if (at === bytes.length) break;
      if (!isTarHead(bytes, at)) {
        files.push({ name: "", unpack: () => DAMAGED });
        break;
      }
    }
    const { type, from, size } = entryAt(bytes, at);
    if (size === undefined || from + size > bytes.length) {
      files.push({ name: longName ?? nameOf(bytes, at), unpack: () => DAMAGED });
      break;
    }
    const content = bytes.subarray(from, from + size);
    if (type === "L" || type === "x") longName = longNameIn(content, type) ?? longName;
    else if (!BEFORE_FILE.includes(type)) {
      if (!NO_FILES.includes(type) || (LINKS.includes(type) && size > 0)) {
        const name = longName ?? nameOf(bytes, at);
        files.push({ name, unpack: (most) => (content.length > most ? "too-large" : content) });
      }
      longName = undefined;
    }
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

/** What the head at a place says, and where the data behind it begin; the size is undefined where it makes no sense. */
function entryAt(bytes: Buffer, at: number): { type: string; from: number; size: number | undefined } {
  const type = String.fromCharCode(bytes[at + 156] ?? 0);
  const size = LINKS.includes(type) && endsAt(bytes, at + BLOCK) ? 0 : sizeOf(bytes, at + 124);
  return { type, size, from: type === SPARSE ? pastMap(bytes, at) : at + BLOCK };
}

/** Whether no data stand there: the next head, or the end. */
function endsAt(bytes: Buffer, at: number): boolean {
  const next = pastZeros(bytes, at);
  return next === bytes.length || isTarHead(bytes, next);
}

/** The block with the first byte from there on that is not 0; the end where there is none. */
function pastZeros(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] === 0) at++;
  return at === bytes.length ? at : at - ((at - from) % BLOCK);
}

/** Where the data of a sparse file begins. */
function pastMap(bytes: Buffer, head: number): number {
  let at = head + BLOCK;
  for (let goesOn = bytes[head + MAP_GOES_ON.head]; goesOn === 1; at += BLOCK)
    goesOn = bytes[at + MAP_GOES_ON.block];
  return at;
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
