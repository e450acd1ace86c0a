/** Images for tests: as much of them as holds texts. */

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, data, Buffer.alloc(4)]);
}

/** A PNG of these chunks; nobody checks their sums. */
export function makePng(chunks: readonly (readonly [type: string, data: Buffer])[]): Buffer {
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", Buffer.alloc(13)),
    ...chunks.map(([type, data]) => chunk(type, data)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A JPEG of these segments, without a picture. */
export function makeJpeg(segments: readonly (readonly [marker: number, text: string])[]): Buffer {
  const all = segments.map(([marker, text]) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(text.length + 2, 2);
    return Buffer.concat([head, Buffer.from(text, "latin1")]);
  });
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...all, Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3])]);
}
