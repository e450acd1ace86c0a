/** Archives for tests, made by hand: no program is needed, and they can be wrong in all the ways that matter. */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipOptions {
  /** Say that the files are encrypted. */
  encrypted?: boolean;
  comment?: string;
}

/** A zip archive; contents that pack well are deflated. */
export function makeZip(
  files: Readonly<Record<string, string | Buffer>>,
  { encrypted = false, comment = "" }: ZipOptions = {},
): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const deflated = deflateRawSync(content);
    const isStored = deflated.length >= content.length;
    const data = isStored ? content : deflated;
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2);
    common.writeUInt16LE(isStored ? 0 : 8, 4);
    common.writeUInt32LE(crc(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, nameBytes, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, tail, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(centrals.length, 4);
  end.writeUInt16LE(centrals.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06"), end, Buffer.from(comment)]);
}

/** Node 20.19 has no crc32 in its types' view of all versions; nothing that is tested looks at it. */
function crc(content: Buffer): number {
  return typeof crc32 === "function" ? crc32(content) : 0;
}

/** A tar archive (ustar); names of more than 100 bytes by GNU's extra entry. */
export function makeTar(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const long =
      Buffer.byteLength(name) > 100
        ? [header("././@LongLink", name.length + 1, "L"), padded(`${name}\0`)]
        : [];
    return [...long, header(name.slice(0, 100), content.length, "0"), padded(content)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function header(name: string, size: number, type: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write("0000644\0", 100);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write(type, 156);
  block.write("ustar\u000000", 257);
  return block;
}

function padded(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
