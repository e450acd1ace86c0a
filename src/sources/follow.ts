/** A file that goes on being written, as a stream without an end: what is there, then what comes, through rotation and truncation. */
import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from "node:fs";
import { Readable } from "node:stream";

/** How often a file that has been read to its end is looked at, milliseconds. */
const PAUSE = 200;
const READ_SIZE = 256 * 1024;

/** The stream ends when `close` is called. */
export interface Followed {
  readable: Readable;
  close(): void;
}

interface Open {
  fd: number;
  /** Bytes read of it. */
  position: number;
}

/**
 * Follows a regular file by its name (absolute). Where another file takes its place (rotation), the rest of the old one is read first,
 * then the new one from its start; where it becomes shorter, it is read from its start.
 *
 * @throws Error of the file system where it can't be opened now; later it waits until it can.
 */
export function followFile(path: string): Followed {
  const state = { closed: false, wake: (): void => {} };
  const file = { fd: openSync(path, "r"), position: 0 };
  const pause = async (): Promise<void> =>
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE);
      state.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      while (!state.closed) {
        const piece = read(file);
        if (piece !== undefined) yield piece;
        else if (!goOn(file, path)) await pause();
      }
    } finally {
      closeSync(file.fd);
    }
  }
  return {
    readable: Readable.from(pieces(), { objectMode: true, highWaterMark: 1 }),
    close: () => {
      state.closed = true;
      state.wake();
    },
  };
}

/** The next bytes, undefined at the end. */
function read(file: Open): Buffer | undefined {
  const piece = Buffer.allocUnsafe(READ_SIZE);
  const length = readSync(file.fd, piece, 0, piece.length, file.position);
  file.position += length;
  return length === 0 ? undefined : piece.subarray(0, length);
}

/** At the end of the file: true where there is more to read, of this one from its start or of the one that took its place. */
function goOn(file: Open, path: string): boolean {
  const now = fstatSync(file.fd);
  if (now.size < file.position) {
    file.position = 0;
    return true;
  }
  const named = lookAt(path);
  if (named === undefined || !named.isFile() || (named.ino === now.ino && named.dev === now.dev))
    return false;
  const next = tryOpen(path);
  if (next === undefined) return false;
  closeSync(file.fd);
  file.fd = next;
  file.position = 0;
  return true;
}

/** Between two files of one name there may be none. */
function lookAt(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function tryOpen(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch {
    return undefined;
  }
}
