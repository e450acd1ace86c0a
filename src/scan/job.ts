/** Scans single files and streams with one engine: reads, sniffs, feeds, judges. Runs in the main thread and in workers. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { createKernel } from "../engine/kernel.ts";
import { createJudge } from "../engine/learned/judge.ts";
import type { Pack } from "../engine/pack.ts";
import { Scanner, type Counters } from "../engine/scanner.ts";
import type { Judged, Place } from "../judge/index.ts";
import { narrowUtf16, sniff, type Content } from "../sources/content.ts";
import type { FileEntry } from "../sources/files.ts";
import { scanError } from "./error.ts";
import { fileId } from "./file-id.ts";
import { Judging, type CommentPlace, type JudgingSettings } from "./judging.ts";
import { modelFiles, readAsset } from "./pack.ts";
import { baseName, placeOf } from "./place.ts";
import type { ScanError, Skip, SkipReason, SourceKind } from "../types.ts";

/** Bytes of the input buffer: one read, one pass of the kernel. Larger files go through it in pieces. */
const BUFFER_SIZE: number = 4 * 1024 * 1024;

/** Let other work of the process (progress, Ctrl-C) go on after this long, milliseconds. */
const TURN = 50;

export interface JobSettings extends JudgingSettings {
  /** Bytes; larger files are skipped. */
  maxFileSize?: number;
  /** Files that this process writes its reports to, by `fileId`: what is found would be found in them again. */
  outputs?: readonly string[];
}

export interface JobResult {
  /** Files dealt with: scanned, left out or found unreadable. */
  seen: number;
  /** Files scanned. */
  files: number;
  bytes: number;
  findings: Judged[];
  skips: Skip[];
  errors: ScanError[];
  /** Things a reader must know. */
  notes: string[];
  /** Comments that accept nothing. */
  unusedComments: CommentPlace[];
}

export function emptyResult(): JobResult {
  return { seen: 0, files: 0, bytes: 0, findings: [], skips: [], errors: [], notes: [], unusedComments: [] };
}

/** Told of results as soon as they are there, while the job goes on. */
export type OnFindings = (findings: readonly Judged[]) => void;

export class Job {
  readonly #pack: Pack;
  readonly #settings: JobSettings;
  readonly #scanner: Scanner;
  readonly #judging: Judging;
  #turnEnds = 0;

  /** @param wasm The compiled kernel. */
  constructor(pack: Pack, wasm: Uint8Array, settings: JobSettings) {
    this.#pack = pack;
    this.#settings = settings;
    this.#scanner = new Scanner(pack, createKernel(wasm, pack.tables, BUFFER_SIZE), createJudge(modelFiles));
    this.#judging = new Judging(this.#scanner, pack, settings);
  }

  /** The engine, for other sources of this thread: one stream at a time. */
  get scanner(): Scanner {
    return this.#scanner;
  }

  get counters(): Counters {
    return this.#scanner.counters;
  }

  /** Scans one file of a tree. Never throws: what can't be read is in the result. */
  async file(entry: FileEntry, result: JobResult, how: FileOptions = {}): Promise<void> {
    let fd: number | undefined;
    result.seen++;
    try {
      // NOFOLLOW and NONBLOCK: the file may have become a link or a FIFO since the walk saw it.
      fd = openSync(entry.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const reason = this.#leftOut(fd) ?? (await this.#content(fd, entry, result, how));
      if (reason !== undefined) result.skips.push({ reason, path: entry.display });
    } catch (error) {
      result.errors.push(scanError(entry.display, error));
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
    await this.#turn();
  }

  #leftOut(fd: number): SkipReason | undefined {
    const { maxFileSize = Infinity, outputs = [] } = this.#settings;
    if (maxFileSize === Infinity && outputs.length === 0) return undefined;
    const status = fstatSync(fd);
    if (status.size > maxFileSize) return "too-large";
    return outputs.includes(fileId(status)) ? "excluded" : undefined;
  }

  /** Scans what is in the file; says why where it was not. */
  async #content(
    fd: number,
    entry: FileEntry,
    result: JobResult,
    how: FileOptions,
  ): Promise<SkipReason | undefined> {
    const content = await this.#read(fd, entry, result, how);
    if (content === "media") return "binary-media";
    if (content === "archive") return "archive";
    if (content !== "gzip") return undefined;
    if (entry.kind !== "log") return "archive";
    const { gunzipFile } = await import("../sources/gzip.ts");
    const { signal, onFindings = collectInto(result) } = how;
    const place: StreamPlace = {
      path: entry.display,
      kind: "log",
      live: false,
      ...(signal ? { signal } : {}),
    };
    await this.stream(gunzipFile(fd), place, result, onFindings);
    return undefined;
  }

  async #read(fd: number, entry: FileEntry, result: JobResult, how: FileOptions): Promise<Content> {
    const { signal, onFindings = collectInto(result) } = how;
    const scanner = this.#scanner;
    scanner.begin({ path: baseName(entry.display), unit: "utf-8" });
    let space = evenSpace(scanner);
    let length = readSync(fd, space, 0, space.length, null);
    const content = sniff(space.subarray(0, length));
    if (content === "media" || content === "archive" || content === "gzip") return content;
    const from = { path: entry.display, kind: entry.kind, localOnly: entry.localOnly };
    const place = placeOf(from, content, space.subarray(0, length));
    this.#begin(place, content, false);
    result.files++;
    try {
      for (;;) {
        // A regular file is read in full unless it ends.
        const last = length < space.length;
        result.bytes += length;
        this.#advance(narrowed(space, length, content), last, onFindings);
        if (last || signal?.aborted === true) return content;
        await this.#turn();
        space = evenSpace(scanner);
        length = readSync(fd, space, 0, space.length, null);
      }
    } finally {
      this.#end(result, onFindings);
    }
  }

  /**
   * Scans a stream to its end, or until the signal. With `live`, a finding is told when its line is complete.
   *
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
        }
        odd = Buffer.alloc(0);
        if (place.unit === "unit" && (bytes.length & 1) === 1) {
          odd = bytes.subarray(bytes.length - 1);
          bytes = bytes.subarray(0, bytes.length - 1);
        }
        result.bytes += bytes.length;
        this.#feed(bytes, { content, last: false }, onFindings);
        if (from.signal?.aborted === true) break;
        await this.#turn();
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
    const place = placeOf({ path, kind: "file", localOnly: false }, "utf-8", bytes);
    this.#begin(place, "utf-8", false);
    result.files++;
    result.bytes += bytes.length;
    this.#feed(bytes, { content: "utf-8", last: true }, collectInto(result));
    this.#end(result, collectInto(result));
  }

  #feed(bytes: Buffer, how: { content: Content; last: boolean }, onFindings: OnFindings): void {
    for (let at = 0; at < bytes.length;) {
      const space = evenSpace(this.#scanner);
      const length = bytes.copy(space, 0, at);
      at += length;
      const last = how.last && at === bytes.length;
      this.#advance(narrowed(space, length, how.content), last, onFindings);
    }
  }

  #begin(place: Place, content: Content, live: boolean): void {
    this.#judging.begin(place);
    this.#scanner.begin({
      path: baseName(place.path),
      unit: place.unit,
      live,
      allowed: (rule) => this.#isAllowed(rule, content),
    });
  }

  #advance(length: number, last: boolean, onFindings: OnFindings): void {
    const findings = this.#judging.take(this.#scanner.advance(length, last));
    if (findings.length > 0) onFindings(findings);
  }

  /** Nothing more is read of the stream. */
  #end(result: JobResult, onFindings: OnFindings): void {
    const rest = this.#judging.rest();
    if (rest.length > 0) onFindings(rest);
    result.notes.push(...this.#judging.takeNotes());
    result.unusedComments.push(...this.#judging.takeUnused());
  }

  /** In binaries only formats that speak for themselves are believed. */
  #isAllowed(rule: number, content: Content): boolean {
    if (this.#settings.enabled[rule] !== 1) return false;
    return content !== "binary" || this.#pack.rules[rule]?.confidence === "high";
  }

  async #turn(): Promise<void> {
    const now = performance.now();
    if (now < this.#turnEnds) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#turnEnds = now + TURN;
  }
}

/** A job with the kernel that the build made. */
export function createJob(pack: Pack, settings: JobSettings): Job {
  return new Job(pack, readAsset("kernel.wasm"), settings);
}

export interface FileOptions {
  signal?: AbortSignal;
  /** Told of findings while the file is read; they go into the result where it is left out. */
  onFindings?: OnFindings;
}

function collectInto(result: JobResult): OnFindings {
  return (findings) => {
    result.findings.push(...findings);
  };
}

export interface StreamPlace {
  path: string;
  kind: SourceKind;
  live: boolean;
  signal?: AbortSignal;
}

/** An even number of bytes, so that no UTF-16 code unit is cut. */
function evenSpace(scanner: Scanner): Buffer {
  const space = scanner.space();
  return space.subarray(0, space.length & ~1);
}

function narrowed(space: Buffer, length: number, content: Content): number {
  if (content !== "utf-16le" && content !== "utf-16be") return length;
  return narrowUtf16(space, length, content === "utf-16be");
}
