/** Gzip files as streams of what they hold. */
import { readSync } from "node:fs";
import { Readable, Transform, type TransformCallback } from "node:stream";
import { createGunzip } from "node:zlib";

/** What a gzip file may unpack to: this many bytes in any case, and more as long as the ratio stays below MAX_RATIO. */
const FREE_BYTES = 1024 ** 3;
const MAX_RATIO = 200;

const READ_SIZE = 256 * 1024;

class GzipBombError extends Error {
  override name = "GzipBombError";
  readonly code = "GZIP_BOMB";
}

/**
 * Reads an open gzip file (of one or more members) from its start. The file stays open; a cut-off one gives what can be
 * read before it fails.
 */
export function gunzipFile(fd: number): Readable {
  let position = 0;
  function* pieces(): Generator<Buffer> {
    for (;;) {
      const piece = Buffer.allocUnsafe(READ_SIZE);
      const length = readSync(fd, piece, 0, piece.length, position);
      if (length === 0) return;
      position += length;
      yield piece.subarray(0, length);
    }
  }
  return unpack(Readable.from(pieces()), () => position);
}

/**
 * Unpacks a gzip stream.
 *
 * The result fails with GzipBombError where it grows far beyond what was read (`packedBytes`), with the code
 * `TRUNCATED_GZIP` where the stream is cut off.
 */
export function unpack(packed: Readable, packedBytes: () => number): Readable {
  const gunzip = createGunzip();
  let unpacked = 0;
  const guard = new Transform({
    transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
      unpacked += piece.length;
      if (unpacked > FREE_BYTES && unpacked > packedBytes() * MAX_RATIO) {
        done(
          new GzipBombError(
            `unpacks to more than ${MAX_RATIO} times its size; stopped after ${unpacked} bytes`,
          ),
        );
      } else done(null, piece);
    },
  });
  packed.on("error", (error) => gunzip.destroy(error));
  gunzip.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "Z_BUF_ERROR") {
      error.code = "TRUNCATED_GZIP";
      error.message = "the gzip data is cut off; what could be read was scanned";
    }
    guard.destroy(error);
  });
  guard.on("close", () => packed.destroy());
  return packed.pipe(gunzip).pipe(guard);
}
