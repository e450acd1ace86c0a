/** Files in a Debian package, which is an ar archive (deb(5), ar(5)) that is in memory. */
import { DAMAGED, type Packed } from "./packed.ts";

const MAGIC = "!<arch>\n";
/** What a package begins with; other ar archives (libraries) hold nothing that is packed, and are read as the binaries that they are. */
export const DEBIAN: string = `${MAGIC}debian-binary`;

const HEAD = 60;
const END_OF_HEAD = "`\n";

export function isDebian(bytes: Buffer): boolean {
  return bytes.toString("latin1", 0, DEBIAN.length) === DEBIAN;
}

/** The files of the package; one that is cut off or damaged is the last, and says so. Never throws. */
export function readAr(bytes: Buffer): Packed[] {
  const files: Packed[] = [];
  for (let at = MAGIC.length; at < bytes.length;) {
    const head = bytes.toString("latin1", at, at + HEAD);
    const name = head.slice(0, 16).replace(/\/? *$/, "");
    const digits = head.slice(48, 58).trimEnd();
    const from = at + HEAD;
    const to = from + Number(digits);
    if (!head.endsWith(END_OF_HEAD) || !/^\d+$/.test(digits) || to > bytes.length) {
      files.push({ name: head.length < HEAD ? "" : name, unpack: () => DAMAGED });
      break;
    }
    const content = bytes.subarray(from, to);
    files.push({ name, unpack: (most) => (content.length > most ? "too-large" : content) });
    // Each begins at an even place.
    at = to + (to % 2);
  }
  return files;
}
