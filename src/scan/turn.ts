/** Lets other work of the process (progress, Ctrl-C) go on now and then while files are scanned at once, one after the other. */
import { now } from "./clock.ts";

/** After this long, milliseconds. */
const TURN = 50;
/** Bytes between two looks at the clock, which costs as much as a system call; a file counts for some besides its own. */
const LOOK = 256 * 1024;
const FILE = 8 * 1024;

/** Says when other work is due: after some 50 ms of scanning, which is synchronous. */
export class Turns {
  #bytes = 0;
  #ends = 0;

  scanned(bytes: number): void {
    this.#bytes += bytes;
  }

  /** A file or a piece of one is done. To be awaited where other work is due. */
  next(): Promise<void> | undefined {
    this.#bytes += FILE;
    if (this.#bytes < LOOK) return undefined;
    this.#bytes = 0;
    const time = now();
    if (time < this.#ends) return undefined;
    this.#ends = time + TURN;
    return new Promise((resolve) => setImmediate(resolve));
  }
}
