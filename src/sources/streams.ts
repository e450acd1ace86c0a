/** Standard input, pipes and devices: sources that are read once, from front to end, and may never end. */
import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import type { SourceKind } from "../types.ts";
import { unpack } from "./gzip.ts";

export interface StreamSource {
  readable: Readable;
  /** As reports show it. */
  path: string;
  kind: SourceKind;
  /** The root that it was named by; left out for standard input. */
  root?: string;
}

/** Standard input, unpacked where it is gzip. */
export function openStdin(kind: SourceKind): StreamSource {
  return { readable: unpackGzip(process.stdin), path: "<stdin>", kind };
}

/** Those of the paths that are neither files nor directories. */
export function openPipes(paths: readonly string[]): StreamSource[] {
  return paths.flatMap((path): StreamSource[] => {
    const status = statSync(resolve(path));
    if (status.isFile() || status.isDirectory()) return [];
    return [{ readable: unpackGzip(createReadStream(path)), path, kind: "log", root: path }];
  });
}

/** Passes a stream on, through gunzip where it begins as gzip does. */
function unpackGzip(source: Readable): Readable {
  let packedBytes = 0;
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  async function* all(first: Buffer): AsyncGenerator<Buffer> {
    for (let piece: Buffer | undefined = first; piece !== undefined;) {
      packedBytes += piece.length;
      yield piece;
      const next = await pieces.next();
      piece = next.done === true ? undefined : next.value;
    }
  }
  async function* decoded(): AsyncGenerator<Buffer> {
    const head = await pieces.next();
    if (head.done === true) return;
    const first = head.value;
    if (first[0] === 0x1f && first[1] === 0x8b)
      yield* unpack(Readable.from(all(first)), () => packedBytes);
    else yield* all(first);
  }
  const out = Readable.from(decoded(), { objectMode: true, highWaterMark: 1 });
  out.on("close", () => source.destroy());
  return out;
}
