/**
 * The stream of `git cat-file --batch` and `--batch-check`, taken apart (git-cat-file(1), "BATCH OUTPUT"): headers, and contents in
 * pieces as they come, so that an object of any size takes no memory.
 */
import type { Readable } from "node:stream";
import { oddOutput } from "./error.ts";

export type ObjectType = "blob" | "tree" | "commit" | "tag";

/** Told of objects in the order of the stream. All calls are synchronous; pieces are good during the call alone. */
export interface BatchSink {
  begin(oid: string, type: ObjectType, size: number): void;
  /** A piece of the content; also once for an empty object. `last`: the object ends with it. */
  piece(bytes: Buffer, last: boolean): void;
  /** An id that was asked for and is not there, or can't be read. */
  missing(oid: string): void;
  /** Once for each piece of the stream: what comes next has to wait for it. */
  turn?(): Promise<void>;
}

const NEWLINE = 0x0a;
/** No header is longer. */
const MAX_HEADER = 4096;

/**
 * Reads the stream to its end. Ends early, without a word, where the stream is cut: the exit status of git tells.
 *
 * @throws Error for what is no such stream.
 */
export async function readBatch(stdout: Readable, sink: BatchSink): Promise<void> {
  const parser = new BatchParser(sink);
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    parser.feed(chunk);
    await sink.turn?.();
  }
}

class BatchParser {
  readonly #sink: BatchSink;
  #header: Buffer = Buffer.alloc(0);
  /** Bytes of the object that are still to come; -1: a header is next. */
  #left = -1;
  /** The newline behind an object is still to come. */
  #closing = false;

  constructor(sink: BatchSink) {
    this.#sink = sink;
  }

  feed(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#closing) {
        at++;
        this.#closing = false;
      } else if (this.#left >= 0) at = this.#content(chunk, at);
      else at = this.#line(chunk, at);
    }
  }

  #content(chunk: Buffer, at: number): number {
    const length = Math.min(this.#left, chunk.length - at);
    this.#left -= length;
    const last = this.#left === 0;
    this.#sink.piece(chunk.subarray(at, at + length), last);
    if (last) this.#end();
    return at + length;
  }

  #end(): void {
    this.#left = -1;
    this.#closing = true;
  }

  #line(chunk: Buffer, at: number): number {
    const newline = chunk.indexOf(NEWLINE, at);
    const end = newline === -1 ? chunk.length : newline;
    let line = chunk.subarray(at, end);
    if (this.#header.length > 0) line = Buffer.concat([this.#header, line]);
    if (line.length > MAX_HEADER) throw oddOutput("cat-file");
    if (newline === -1) {
      this.#header = Buffer.from(line);
      return chunk.length;
    }
    if (this.#header.length > 0) this.#header = Buffer.alloc(0);
    this.#begin(line.toString("latin1"));
    return end + 1;
  }

  #begin(header: string): void {
    const [oid = "", type = "", size = ""] = header.split(" ");
    if (size === "") {
      this.#sink.missing(oid);
      return;
    }
    this.#left = Number(size);
    if (!Number.isSafeInteger(this.#left)) throw oddOutput("cat-file");
    this.#sink.begin(oid, type as ObjectType, this.#left);
    if (this.#left > 0) return;
    this.#sink.piece(Buffer.alloc(0), true);
    this.#end();
  }
}
