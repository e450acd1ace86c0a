/** Standard input, pipes and devices: sources that are read once, from front to end, and may never end. */
import { constants, createReadStream, openSync, statSync } from "node:fs";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import type { SourceKind } from "../types.ts";
import { followFile } from "./follow.ts";
import { mayBecomeTelling, packingOf, sniff } from "./content.ts";
import { unpack } from "./unpack.ts";
import { displayPath } from "./start.ts";

export interface StreamSource {
  readable: Readable;
  /** As reports show it. */
  path: string;
  kind: SourceKind;
  /** Ends it, also while it waits for bytes that may never come. */
  close(): void;
}

/** Standard input, unpacked where it is packed. */
export function openStdin(kind: SourceKind): StreamSource {
  return { ...unpacked(process.stdin), path: "<stdin>", kind };
}

/** What a shell hands over for `<(command)`. */
const SUBSTITUTION = /^\/(?:dev|proc\/self)\/fd\/\d+$/;

/**
 * A pipe or device that was named, unpacked where it is packed; path and cwd absolute. Undefined where it is not to be read:
 * outside of `logs` mode but for what the shell has put in place of a command, since a FIFO in a tree may have been laid
 * out by somebody who wants the scan to wait for ever.
 *
 * @throws Error of the file system where it can't be opened.
 */
export function openPipe(path: string, cwd: string, logs: boolean): StreamSource | undefined {
  if (!logs && !SUBSTITUTION.test(path)) return undefined;
  const source = statSync(path).isFIFO() ? openFifo(path) : createReadStream(path);
  return { ...unpacked(source), path: displayPath(path, cwd), kind: logs ? "log" : "stdin" };
}

/**
 * A regular file that is read on as it grows, as `tail -F` does; path and cwd absolute.
 *
 * @throws Error of the file system where it can't be opened.
 */
export function openFollowed(path: string, cwd: string): StreamSource {
  return { ...followFile(path), path: displayPath(path, cwd), kind: "log" };
}

/** Opened without waiting for its writer and read by polling: a thread that waits can't be called back. */
function openFifo(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** Passes a stream on, unpacked where it begins as packed data does. */
function unpacked(source: Readable): Pick<StreamSource, "readable" | "close"> {
  let packedBytes = 0;
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  async function nextPiece(): Promise<Buffer | undefined> {
    const next = await pieces.next();
    return next.done === true ? undefined : next.value;
  }
  async function* all(first: Buffer): AsyncGenerator<Buffer> {
    for (let piece: Buffer | undefined = first; piece !== undefined; piece = await nextPiece()) {
      packedBytes += piece.length;
      yield piece;
    }
  }
  async function* decoded(): AsyncGenerator<Buffer> {
    let first = await nextPiece();
    while (first !== undefined && mayBecomeTelling(first)) {
      const next = await nextPiece();
      if (next === undefined) break;
      first = Buffer.concat([first, next]);
    }
    if (first === undefined) return;
    const packing = packingOf(sniff(first));
    if (packing !== undefined) yield* unpack(packing, Readable.from(all(first)), () => packedBytes);
    else yield* all(first);
  }
  const readable = Readable.from(decoded(), { objectMode: true, highWaterMark: 1 });
  return { readable, close: () => source.destroy() };
}
