/** Packed files (gzip, xz, bzip2, zstd) as streams of what they hold. Hostile: how far they may grow is bounded. */
import { readSync } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type * as Xz from "xz-decompress";

/** How a file is packed as a whole. */
export type Packing = "gzip" | "xz" | "bzip2" | "zstd";

/** What a packed file may unpack to: this many bytes in any case, and more as long as the ratio stays below MAX_RATIO. */
const FREE_BYTES = 1024 ** 3;
const MAX_RATIO = 200;

const READ_SIZE = 256 * 1024;

class PackedBombError extends Error {
  override name = "PackedBombError";
  readonly code: string;

  constructor(packing: Packing, bytes: number) {
    super(`unpacks to more than ${MAX_RATIO} times its size; stopped after ${bytes} bytes`);
    this.code = `${packing.toUpperCase()}_BOMB`;
  }
}

/** Packed data that ends too early, or is wrong. */
export class TruncatedError extends Error {
  override name = "TruncatedError";
  readonly code: string;

  constructor(packing: Packing, how: string) {
    super(`the ${packing} data is ${how}; what could be read was scanned`);
    this.code = `TRUNCATED_${packing.toUpperCase()}`;
  }
}

type Bytes = AsyncIterable<Uint8Array>;

/** Reads an open packed file from its start, all of its members; else as `unpack`. The file stays open. */
export function unpackFile(fd: number, packing: Packing): Readable {
  let position = 0;
  function* pieces(): Generator<Buffer> {
    for (const piece of piecesOf(fd)) {
      position += piece.length;
      yield piece;
    }
  }
  return unpack(packing, Readable.from(pieces()), () => position);
}

/** An open file from its start, piece by piece. It stays open. */
export function* piecesOf(fd: number): Generator<Buffer> {
  for (let position = 0; ;) {
    const piece = Buffer.allocUnsafe(READ_SIZE);
    const length = readSync(fd, piece, 0, piece.length, position);
    if (length === 0) return;
    position += length;
    yield piece.subarray(0, length);
  }
}

/**
 * Unpacks a stream. A cut-off or damaged one gives what can be read before it fails.
 *
 * The result fails with the code `GZIP_BOMB` where it grows far beyond what was read (`packedBytes`), with
 * `TRUNCATED_GZIP` where the stream is cut off or damaged; so for the other packings.
 */
export function unpack(packing: Packing, packed: Readable, packedBytes: () => number): Readable {
  async function* guarded(): AsyncGenerator<Buffer> {
    let unpacked = 0;
    for await (const piece of decoded(packing, packed)) {
      if (piece.length === 0) continue;
      unpacked += piece.length;
      if (unpacked > FREE_BYTES && unpacked > packedBytes() * MAX_RATIO)
        throw new PackedBombError(packing, unpacked);
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    }
  }
  const readable = Readable.from(guarded(), { highWaterMark: 1 });
  readable.on("close", () => packed.destroy());
  return readable;
}

async function* decoded(packing: Packing, packed: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* await decoders[packing](packed);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // What zlib says of damaged data, or the file system of the source.
    if (code !== undefined && code !== "Z_BUF_ERROR") throw error;
    throw new TruncatedError(packing, code === "Z_BUF_ERROR" ? "cut off" : `cut off or damaged (${message})`);
  }
}

const decoders: Readonly<Record<Packing, (packed: Readable) => Bytes | Promise<Bytes>>> = {
  gzip: (packed) => {
    const gunzip = createGunzip();
    packed.on("error", (error) => gunzip.destroy(error));
    return packed.pipe(gunzip);
  },
  async xz(packed) {
    const xz = (await import("xz-decompress")) as typeof Xz & { default?: typeof Xz };
    // CommonJS that hides its names from Node; bundled, they are there.
    const { XzReadableStream } = xz.default ?? xz;
    return new XzReadableStream(Readable.toWeb(packed) as ReadableStream<Uint8Array>);
  },
  async bzip2(packed) {
    const { default: createBunzip } = await import("unbzip2-stream");
    return pushed(packed, (onPiece) => {
      const bunzip = createBunzip();
      let failure: unknown;
      bunzip.on("data", onPiece);
      bunzip.on("error", (error) => (failure ??= error));
      return {
        push(piece, last) {
          if (last) bunzip.end();
          else bunzip.write(piece);
          if (failure !== undefined) throw failure as Error;
        },
      };
    });
  },
  async zstd(packed) {
    const { Decompress } = await import("fzstd");
    return pushed(packed, (onPiece) => new Decompress(onPiece));
  },
};

/** A decoder that is synchronous: a piece goes in, and before `push` returns others have come out. */
interface PushDecoder {
  /** @throws Error where the data is damaged or, at the end, cut off. */
  push(piece: Uint8Array, last: boolean): void;
}

async function* pushed(
  packed: Readable,
  create: (onPiece: (piece: Uint8Array) => void) => PushDecoder,
): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const decoder = create((piece) => {
    // Decoders may write over what they have given.
    ready.push(Uint8Array.from(piece));
  });
  function* step(piece: Uint8Array, last: boolean): Generator<Uint8Array> {
    let failure: unknown;
    try {
      decoder.push(piece, last);
    } catch (error) {
      failure = error;
    }
    yield* ready;
    ready = [];
    if (failure !== undefined) throw new Error(failure instanceof Error ? failure.message : String(failure));
  }
  for await (const piece of packed as AsyncIterable<Buffer>) {
    for (let at = 0; at < piece.length; at += READ_SIZE)
      yield* step(piece.subarray(at, at + READ_SIZE), false);
  }
  yield* step(new Uint8Array(0), true);
}
