/** Packs made by hand, for the tests of the pack reader. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { needEntries, readForest, type Forest } from "../../../../src/sources/git/pack/forest.ts";
import type { PackIndex } from "../../../../src/sources/git/pack/index-file.ts";
import type { PackMemory } from "../../../../src/sources/git/pack/memory.ts";
import { openPackFile, type PackFile } from "../../../../src/sources/git/pack/pack-file.ts";

/** A piece of the result of a delta: copied from the base, or new bytes. */
export type Piece = { from: number; length: number } | { bytes: Uint8Array };

/** A size in a delta. */
export function size(value: number): number[] {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

/** As git writes it: only those bytes of place and length that are not zero. */
export function copyOp(from: number, length: number): number[] {
  const args = [];
  let op = 0x80;
  for (let i = 0; i < 7; i++) {
    const byte = i < 4 ? Math.floor(from / 256 ** i) & 255 : Math.floor(length / 256 ** (i - 4)) & 255;
    if (byte === 0) continue;
    op |= 1 << i;
    args.push(byte);
  }
  return [op, ...args];
}

/** Inserted pieces have at most 127 bytes. */
export function writeDelta(baseLength: number, resultLength: number, pieces: readonly Piece[]): Buffer {
  const ops = pieces.flatMap((piece) =>
    "bytes" in piece ? [piece.bytes.length, ...piece.bytes] : copyOp(piece.from, piece.length),
  );
  return Buffer.from([...size(baseLength), ...size(resultLength), ...ops]);
}

/** An entry of a pack: a whole object, or a delta of the entry with a number, before it. */
export interface HandMade {
  type: number;
  bytes: Uint8Array;
  deltaOf?: number;
}

function head(type: number, length: number): number[] {
  const bytes = [(type << 4) | (length & 15)];
  for (let rest = Math.floor(length / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(rest % 128);
  }
  return bytes;
}

function backwards(distance: number): number[] {
  const bytes = [distance & 127];
  for (let rest = distance >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (--rest & 127));
  return bytes;
}

/** Hands a pack of these entries, all of which are wanted, to `use`; entries have the numbers of their places. */
export function withPack(
  entries: readonly HandMade[],
  memory: PackMemory,
  use: (pack: { forest: Forest; file: PackFile }) => void,
): void {
  const header = Buffer.from("PACK\0\0\0\x02\0\0\0\0", "latin1");
  header.writeUInt32BE(entries.length, 8);
  const parts: Buffer[] = [header];
  const offsets = new Float64Array(entries.length);
  let at = header.length;
  entries.forEach(({ type, bytes, deltaOf }, index) => {
    offsets[index] = at;
    const base = deltaOf === undefined ? [] : backwards(at - (offsets[deltaOf] ?? 0));
    const part = Buffer.concat([
      Buffer.from([...head(deltaOf === undefined ? type : 6, bytes.length), ...base]),
      deflateSync(bytes),
    ]);
    parts.push(part);
    at += part.length;
  });
  const folder = mkdtempSync(join(tmpdir(), "keyscan-pack-"));
  const path = join(folder, "some.pack");
  writeFileSync(path, Buffer.concat([...parts, Buffer.alloc(20)]));
  const index: PackIndex = {
    count: entries.length,
    ids: new Uint8Array(entries.length * 20),
    idBytes: 20,
    offsets,
  };
  const { from } = memory;
  const file = openPackFile(path, 20, memory);
  try {
    const forest = readForest(index, file, memory);
    const numbers = Int32Array.from(entries, (_, place) => place);
    needEntries(forest, memory, { numbers, wanted: new Uint8Array(entries.length).fill(1) });
    use({ forest, file });
  } finally {
    file.close();
    memory.from = from;
    rmSync(folder, { recursive: true, force: true });
  }
}
