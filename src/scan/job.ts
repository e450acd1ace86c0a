/** Scans single files and streams with one engine: reads, sniffs, feeds, judges. Runs in the main thread and in workers. */
import { closeSync } from "node:fs";
import { createKernel } from "../engine/kernel.ts";
import { createJudge } from "../engine/learned/judge.ts";
import type { Pack } from "../engine/pack.ts";
import { Scanner } from "../engine/scanner.ts";
import { createSieve, type Sieve } from "../engine/sieve.ts";
import type { Counters } from "../engine/stream.ts";
import type { Place } from "../judge/index.ts";
import {
  isArchive,
  isBinary,
  isImage,
  isPlainText,
  isRawBinary,
  sniff,
  SNIFF_LENGTH,
  widthOf,
  type Content,
} from "../sources/content.ts";
import type { FileEntry } from "../sources/files.ts";
import { isLfsPointer } from "../sources/lfs.ts";
import { WideTexts } from "../sources/wide-texts.ts";
import { scanError } from "./error.ts";
import { addUsage, collectInto, tellLeftOut, type JobResult, type OnFindings } from "./job-result.ts";
import { Judging, type JudgingSettings } from "./judging.ts";
import { isProgramOfZip, leftOut, mayHoldZip, openFile, readFirst, readFull } from "./open-file.ts";
import type { Limits } from "./open-file.ts";
import type { FileOptions, MemoryPlace, OpenedFile, StreamPlace } from "./opened.ts";
import { modelFiles, readAsset } from "./pack.ts";
import { baseName, placeOf, plainPlaceOf } from "./place.ts";
import { Turns } from "./turn.ts";

/** Bytes of the input buffer: one read, one pass of the kernel. Larger files go through it in pieces. */
const BUFFER_SIZE: number = 1024 * 1024;

export interface JobSettings extends JudgingSettings, Limits {}

export type { FileOptions, StreamPlace } from "./opened.ts";
export { emptyResult, type JobResult, type OnFindings } from "./job-result.ts";

/** One engine with its judge. Scans one file or stream at a time, for the thread that it belongs to. */
export class Job {
  readonly #pack: Pack;
  readonly #settings: JobSettings;
  readonly #sieve: Sieve;
  readonly #scanner: Scanner;
  readonly #judging: Judging;
  /** The first bytes of a file. */
  readonly #head: Buffer;
  readonly #texts: WideTexts = new WideTexts();
  readonly #turns: Turns = new Turns();

  /** @param wasm The compiled kernel. */
  constructor(pack: Pack, wasm: Uint8Array, settings: JobSettings) {
    this.#pack = pack;
    this.#settings = settings;
    const runs = pack.rules.some(({ words }, rule) => words !== undefined && settings.enabled[rule] === 1);
    const views = settings.decode !== false;
    this.#sieve = createSieve(createKernel(wasm, pack.tables, BUFFER_SIZE), { runs, views });
    this.#scanner = new Scanner(pack, this.#sieve, createJudge(modelFiles));
    this.#judging = new Judging(this.#scanner, pack, settings);
    this.#head = this.#scanner.firstSpace.subarray(0, SNIFF_LENGTH);
  }

  /** The engine, for other sources of this thread: one stream at a time. */
  get scanner(): Scanner {
    return this.#scanner;
  }

  get counters(): Counters {
    return this.#scanner.counters;
  }

  /**
   * Scans one file of a tree. Never throws: what can't be read is in the result. Most files are read at once, and there is nothing
   * to be awaited then.
   */
  file(entry: FileEntry, result: JobResult, how: FileOptions = {}): Promise<void> | undefined {
    result.seen++;
    const fd = openFile(entry, result);
    if (fd === undefined) return this.#turns.next();
    let rest: Promise<void> | undefined;
    try {
      const reason = leftOut(fd, entry.path, this.#settings);
      if (reason === undefined) rest = this.#content(fd, entry, result, how);
      else result.skips.push({ reason, path: entry.display });
    } catch (error) {
      result.errors.push(scanError(entry.display, error));
    }
    if (rest !== undefined) return this.#finish(fd, rest, entry, result);
    closeSync(fd);
    return this.#turns.next();
  }

  async #finish(fd: number, rest: Promise<void>, entry: FileEntry, result: JobResult): Promise<void> {
    try {
      await rest;
    } catch (error) {
      result.errors.push(scanError(entry.display, error));
    } finally {
      closeSync(fd);
    }
    await this.#turns.next();
  }

  /** Scans what is in the file, or notes why not; what is left where it does not fit into the buffer is to be awaited. */
  #content(fd: number, entry: FileEntry, result: JobResult, how: FileOptions): Promise<void> | undefined {
    const space = this.#scanner.firstSpace;
    const length = readFirst(fd, space, entry.path);
    if (length < space.length && isPlainText(this.#head, length) && !isProgramOfZip(space, length)) {
      result.files++;
      if (isLfsPointer(space, length)) result.skips.push({ reason: "lfs-pointer", path: entry.display });
      if (this.#isQuiet(length, entry.kind, result)) return undefined;
      this.#beginAt(plainPlaceOf(entry), entry.name, "utf-8", false);
      this.#whole(length, "utf-8", result, how.onFindings ?? collectInto(result));
      return undefined;
    }
    const head = space.subarray(0, length);
    const content = sniff(head);
    if (isArchive(content)) return this.#inside(fd, content, { entry, result, how });
    tellLeftOut(result, entry.display, content);
    if (content === "media")
      return isImage(head) ? this.#inside(fd, content, { entry, result, how }) : undefined;
    const { display: path, name, kind, localOnly } = entry;
    this.#beginAt(placeOf({ path, kind, localOnly }, content, head), name, content, false);
    result.files++;
    const onFindings = how.onFindings ?? collectInto(result);
    // A regular file is read in full unless it ends.
    const inPieces = length === space.length;
    const holdsMore = mayHoldZip(fd, head, content, inPieces);
    if (inPieces) {
      const rest = this.#pieces(fd, { length, content, signal: how.signal }, result, onFindings);
      return holdsMore ? rest.then(() => this.#inside(fd, "binary", { entry, result, how })) : rest;
    }
    this.#whole(length, content, result, onFindings);
    return holdsMore ? this.#inside(fd, "binary", { entry, result, how }) : undefined;
  }

  /** Whether all that is to be told of a plain text in the scanner's space is its length; not where the keys of logs are counted. */
  #isQuiet(length: number, kind: FileEntry["kind"], result: JobResult): boolean {
    if ((this.#settings.usage === true && kind === "log") || !this.#sieve.isQuiet(length)) return false;
    result.bytes += length;
    this.#turns.scanned(length);
    this.#scanner.counters.bytes += length;
    return true;
  }

  /** All of a file is in the scanner's space. */
  #whole(length: number, content: Content, result: JobResult, onFindings: OnFindings): void {
    try {
      result.bytes += length;
      this.#advance(this.#texts.narrow(this.#scanner.firstSpace, length, content), true, onFindings);
    } finally {
      this.#end(result, onFindings);
    }
  }

  /** The first `length` bytes have been read into the scanner's space. */
  async #pieces(
    fd: number,
    first: { length: number; content: Content; signal: AbortSignal | undefined },
    result: JobResult,
    onFindings: OnFindings,
  ): Promise<void> {
    const { content, signal } = first;
    let { length } = first;
    try {
      for (;;) {
        const space = this.#scanner.space();
        const last = length < space.length;
        result.bytes += length;
        this.#advance(this.#texts.narrow(space, length, content), last, onFindings);
        if (last || signal?.aborted === true) return;
        await this.#turns.next();
        const next = this.#scanner.space();
        length = readFull(fd, next, 0);
      }
    } finally {
      this.#end(result, onFindings);
    }
  }

  /** What has to be taken out of the file first. */
  async #inside(fd: number, content: Content, file: OpenedFile): Promise<void> {
    await (await import("./archived.ts")).scanInside(this, fd, content, file);
  }

  /**
   * Scans a stream to its end, or until the signal. With `live`, a finding is told when its line is complete.
   * @throws what the stream throws.
   */
  async stream(
    source: AsyncIterable<Buffer>,
    from: StreamPlace,
    result: JobResult,
    onFindings: OnFindings,
  ): Promise<void> {
    let place: Place | undefined;
    let content: Content = "utf-8";
    let odd: Buffer = Buffer.alloc(0);
    try {
      for await (const piece of source) {
        let bytes = odd.length > 0 ? Buffer.concat([odd, piece]) : piece;
        if (place === undefined) {
          content = sniff(bytes);
          place = placeOf({ path: from.path, kind: from.kind, localOnly: false }, content, bytes);
          this.#begin(place, content, from.live);
          result.files++;
          tellLeftOut(result, from.path, content);
        }
        odd = Buffer.alloc(0);
        const over = bytes.length % widthOf(content);
        if (over > 0) {
          odd = Buffer.from(bytes.subarray(bytes.length - over));
          bytes = bytes.subarray(0, bytes.length - over);
        }
        result.bytes += bytes.length;
        this.#feed(bytes, { content, last: false }, onFindings);
        if (from.signal?.aborted === true) break;
        await this.#turns.next();
      }
    } finally {
      // What came before the stream failed is scanned to its end.
      if (place !== undefined) {
        this.#advance(0, true, onFindings);
        this.#end(result, onFindings);
      }
    }
  }

  /** Scans a text that is wholly in memory. Synchronous. */
  text(bytes: Buffer, path: string, result: JobResult): void {
    result.files++;
    result.bytes += bytes.length;
    const from = { path, kind: "file", localOnly: false, content: "utf-8" } as const;
    this.memory(bytes, from, result, collectInto(result));
  }

  /** Scans a content that is wholly in memory, and is told by its bytes where nobody says it; it is counted as no file. Synchronous. */
  memory(bytes: Buffer, from: MemoryPlace, result: JobResult, onFindings: OnFindings): void {
    const { content = sniff(bytes) } = from;
    this.#begin(placeOf(from, content, bytes), content, false);
    this.#feed(bytes, { content, last: true }, onFindings);
    this.#end(result, onFindings);
  }

  #feed(bytes: Buffer, how: { content: Content; last: boolean }, onFindings: OnFindings): void {
    for (let at = 0; at < bytes.length;) {
      const space = this.#scanner.space();
      const length = bytes.copy(space, 0, at);
      at += length;
      const last = how.last && at === bytes.length;
      this.#advance(this.#texts.narrow(space, length, how.content), last, onFindings);
    }
  }

  #begin(place: Place, content: Content, live: boolean): void {
    this.#beginAt(place, baseName(place.path), content, live);
  }

  /** @param name The last name of the path. */
  #beginAt(place: Place, name: string, content: Content, live: boolean): void {
    if (isRawBinary(content)) place.fileOffset = this.#texts.begin();
    this.#judging.begin(place, live);
    this.#scanner.begin({
      path: name,
      unit: place.unit,
      live,
      decode: this.#settings.decode !== false,
      allowed: isBinary(content) ? this.#allowedInBinaries : this.#allowed,
    });
  }

  readonly #allowed = (rule: number): boolean => this.#settings.enabled[rule] === 1;

  /** In binaries only formats that speak for themselves are believed. */
  readonly #allowedInBinaries = (rule: number): boolean =>
    this.#settings.enabled[rule] === 1 && this.#pack.rules[rule]?.confidence === "high";

  #advance(length: number, last: boolean, onFindings: OnFindings): void {
    this.#turns.scanned(length);
    this.#judging.take(this.#scanner.advance(length, last), onFindings);
  }

  /** Nothing more is read of the stream. */
  #end(result: JobResult, onFindings: OnFindings): void {
    if (this.#judging.isDone) return;
    const rest = this.#judging.rest();
    if (rest.length > 0) onFindings(rest);
    result.notes.push(...this.#judging.takeNotes());
    result.unusedComments.push(...this.#judging.takeUnused());
    addUsage(result, this.#judging.takeUsage());
  }
}

/** A job with the kernel that the build made. */
export function createJob(pack: Pack, settings: JobSettings): Job {
  return new Job(pack, readAsset("kernel.wasm"), settings);
}
