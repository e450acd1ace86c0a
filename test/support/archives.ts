/** Archives for tests, made by hand: no program is needed, and they can be wrong in all the ways that matter. */
import { crc32, deflateRawSync, gzipSync } from "node:zlib";

export interface ZipOptions {
  /** Say that the files are encrypted. */
  encrypted?: boolean;
  comment?: string;
  /** Numbers stand where zip64 has them, however small they are. */
  zip64?: boolean;
}

/** A zip archive; contents that pack well are deflated. */
export function makeZip(
  files: Readonly<Record<string, string | Buffer>>,
  { encrypted = false, comment = "", zip64 = false }: ZipOptions = {},
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
    const extra = zip64 ? extra64([content.length, data.length, offset]) : Buffer.alloc(0);
    const entry = Buffer.from(common);
    if (zip64) entry.fill(0xff, 14, 22);
    if (zip64) tail.fill(0xff, 10);
    entry.writeUInt16LE(extra.length, 24);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), entry, tail, nameBytes, extra]));
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
  const more = zip64 ? end64({ count: centrals.length, size: directory.length, offset }) : Buffer.alloc(0);
  if (zip64) end.fill(0xff, 4, 16);
  return Buffer.concat([
    ...locals,
    ...[directory, more, Buffer.from("PK\x05\x06"), end, Buffer.from(comment)],
  ]);
}

function extra64(numbers: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + numbers.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(numbers.length * 8, 2);
  for (const [i, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + i * 8);
  return extra;
}

function end64({ count, size, offset }: { count: number; size: number; offset: number }): Buffer {
  const end = Buffer.alloc(56);
  end.write("PK\x06\x06", "latin1");
  end.writeBigUInt64LE(44n, 4);
  for (const [at, number] of [
    [24, count],
    [32, count],
    [40, size],
    [48, offset],
  ] as const)
    end.writeBigUInt64LE(BigInt(number), at);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  return Buffer.concat([end, locator]);
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
    return [...long, tarHead(name.slice(0, 100), content.length, "0"), padded(content)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The head of a file in a tar archive, its checksum right. */
export function tarHead(name: string, size: number, type: string): Buffer {
  return signed(header(name, size, type));
}

/** A tar archive as it was before ustar: nothing but its checksum tells it. */
export function makeOldTar(name: string, text: string): Buffer {
  const head = header(name, text.length, "\0");
  head.fill(0, 257);
  return Buffer.concat([signed(head), padded(text), Buffer.alloc(1024)]);
}

function signed(head: Buffer): Buffer {
  head.fill(" ", 148, 156);
  const sum = head.reduce((all, byte) => all + byte, 0);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return head;
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

/** As it stands in a tar archive. */
export function padded(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** A zstd frame whose one block is stored as it is (RFC 8878, 3.1.1). */
export function makeZstd(text: string | Buffer): Buffer {
  const content = Buffer.from(text);
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x80, 0x58, 0, 0, 0, 0, 0, 0, 0]);
  // The size of the content, and that of the last block, which is a raw one.
  head.writeUInt32LE(content.length, 6);
  head.writeUIntLE((content.length << 3) | 1, 10, 3);
  return Buffer.concat([head, content]);
}

/** An xz file without checks whose chunks are stored as they are (The .xz File Format 1.2.1; LZMA2 in xz-embedded). */
export function makeXz(text: string | Buffer): Buffer {
  const flags = Buffer.from([0, 0]);
  const blockHead = sealed(Buffer.from([2, 0, 0x21, 1, 0x16, 0, 0, 0]));
  const content = Buffer.from(text);
  const chunk = Buffer.from([1, 0, 0]);
  chunk.writeUInt16BE(content.length - 1, 1);
  const data = Buffer.concat([chunk, content, Buffer.from([0])]);
  const sizes = [blockHead.length + data.length, content.length].flatMap(varint);
  const index = sealed(aligned(Buffer.from([0, 1, ...sizes])));
  const backward = Buffer.alloc(6);
  backward.writeUInt32LE(index.length / 4 - 1);
  return Buffer.concat([
    Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, ...flags, ...checksum(flags)]),
    ...[blockHead, aligned(data), index],
    ...[checksum(backward), backward, Buffer.from("YZ")],
  ]);
}

const aligned = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
const sealed = (bytes: Buffer): Buffer => Buffer.concat([bytes, checksum(bytes)]);

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** CRC-32 (ISO 3309), byte by byte: not every Node has one. */
function checksum(bytes: Buffer): Buffer {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  const result = Buffer.alloc(4);
  result.writeInt32LE(~sum);
  return result;
}

/** The settings file of seed 209 in test/cli/archives.test.ts, packed by bzip2: as it is, and in a tar archive as `d.env`. */
export const BZIP2: { text: Buffer; tar: Buffer } = {
  text: Buffer.from(
    "QlpoOTFBWSZTWW6PYt8AAAHfgAAQSAAqghcZ9IC66+3AIABBg0aaaaBo9Ro0yGJ5QwyNNNMjCZGCaAxGY1KdQtBcVad+bMBRztPChbltixj/kP6lAhVnASIQSI3FeiRvxdyRThQkG6PYt8A=",
    "base64",
  ),
  tar: Buffer.from(
    "QlpoOTFBWSZTWS/+TFEAADP/hMISIABIAX+CFxn0iP7r/8AAgAgIIAB1GAaABoAAAAA0aaDSSZqZPRNNqaNPSNNB6TIaaD0J6QoYhpjAZzgAvrrhAG/BwRN76Tk8YBcapusm5atGxfNktfHN2FrQAaA7Ml2ozCIyHzHi8ma2+voiKsu9D9J8MMSwxkcjQ1KYvD28iyF3JFOFCQL/5MUQ",
    "base64",
  ),
};

/** An ar archive, as Debian packages are. */
function makeAr(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const members = Object.entries(files).map(([name, text]) => {
    const content = Buffer.from(text);
    const fields = [name.padEnd(16), "0".padEnd(12), "0".padEnd(6), "0".padEnd(6), "100644".padEnd(8)];
    const head = `${fields.join("")}${String(content.length).padEnd(10)}\`\n`;
    return Buffer.concat([Buffer.from(head), content, Buffer.alloc(content.length % 2, "\n")]);
  });
  return Buffer.concat([Buffer.from("!<arch>\n"), ...members]);
}

/** A Debian package of these files: the one in its control, the others in its data. */
export function makeDeb(control: Readonly<Record<string, string>>, data: string, packed: Buffer): Buffer {
  return makeAr({ "debian-binary": "2.0\n", "control.tar.gz/": gzipSync(makeTar(control)), [data]: packed });
}
