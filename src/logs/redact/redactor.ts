/**
 * Rewrites a stream: secrets become tokens, every other byte stays what it is. In fixed memory, in pieces of any size; where the
 * pieces are cut makes no difference to what comes out. Nothing is given out before it is known to hold no secret.
 */
import type { Scanner } from "../../engine/scanner.ts";
import { narrow } from "../../sources/content.ts";
import { contentOf, encodingOf, type Encoding } from "./encoding.ts";
import { replace } from "./replace.ts";
import { joined, type Region, type Replacements } from "./replacements.ts";
import { SecondLook } from "./second-look.ts";

export interface RedactorOptions {
  scanner: Scanner;
  /** Makes, or gives, another scanner, which is used between the calls of the first. */
  second: () => Scanner;
  replacements: Replacements;
  /** Rules in force, by index. */
  allowed: (rule: number) => boolean;
}

const NOTHING: Buffer = Buffer.alloc(0);

/** For one stream. */
export class Redactor {
  readonly #options: RedactorOptions;
  readonly #path: string;
  #encoding: Encoding | undefined;
  #look: SecondLook | undefined;
  /** Holds what waits; used over and over, for fresh memory costs more than what is done with it. */
  #buffer: Buffer = NOTHING;
  /** Bytes that were not given out yet, a part of the buffer; how many of them the scanner has; which character of the stream the first one is. */
  #raw: Buffer = NOTHING;
  #fed = 0;
  #base = 0;
  #regions: Region[] = [];

  /** @param path Base name, for rules that are for certain files. */
  constructor(options: RedactorOptions, path: string) {
    this.#options = options;
    this.#path = path;
  }

  /** True while bytes wait, for what follows them. */
  get isWaiting(): boolean {
    return this.#raw.length > 0;
  }

  /**
   * Takes the next bytes; gives those that may go out. They are good until the next call.
   *
   * @throws PackedError
   */
  push(piece: Buffer): Buffer {
    this.#append(piece);
    if (!this.#start(false)) return NOTHING;
    this.#feed();
    return this.#take(this.#options.scanner.givenUntil);
  }

  /** The bytes that wait for nothing but what later lines could say of theirs. */
  flush(): Buffer {
    if (this.#encoding === undefined) return NOTHING;
    const { scanner, replacements } = this.#options;
    scanner.live = true;
    this.#regions.push(...replacements.regions(scanner.advance(0, false)));
    const until = scanner.givenUntil;
    scanner.live = false;
    return this.#take(until);
  }

  /**
   * The stream has ended: the rest.
   *
   * @throws PackedError
   */
  end(): Buffer {
    if (this.#raw.length === 0 && this.#encoding === undefined) return NOTHING;
    this.#start(true);
    this.#feed();
    this.#regions.push(...this.#options.replacements.regions(this.#options.scanner.advance(0, true)));
    return this.#take(Infinity, true);
  }

  #append(piece: Buffer): void {
    const waiting = this.#raw;
    const length = waiting.length + piece.length;
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(length * 2);
    waiting.copy(this.#buffer);
    piece.copy(this.#buffer, waiting.length);
    this.#raw = this.#buffer.subarray(0, length);
  }

  /** True once it is known how the bytes are to be read. */
  #start(ended: boolean): boolean {
    if (this.#encoding !== undefined) return true;
    const encoding = encodingOf(this.#raw, ended);
    if (encoding === undefined) return false;
    const { scanner, second, replacements, allowed } = this.#options;
    const path = this.#path;
    this.#encoding = encoding;
    this.#look = new SecondLook({ scanner: second, replacements, encoding, allowed, path });
    scanner.begin({ path, unit: encoding.width === 1 ? "utf-8" : "unit", allowed });
    return true;
  }

  /** Hands the scanner what it has not seen. */
  #feed(): void {
    const { scanner, replacements } = this.#options;
    const { width, bigEndian } = this.#encoding ?? { width: 1, bigEndian: false };
    const end = this.#raw.length - (this.#raw.length % width);
    while (this.#fed < end) {
      const space = scanner.space();
      const length = this.#raw.copy(space.subarray(0, space.length & ~1), 0, this.#fed, end);
      this.#fed += length;
      const units = narrow(space, length, contentOf({ width, bigEndian }));
      this.#regions.push(...replacements.regions(scanner.advance(units, false)));
    }
  }

  /** @param until All secrets that begin before this character are known. */
  #take(until: number, ended = false): Buffer {
    const encoding = this.#encoding;
    if (encoding === undefined || this.#look === undefined) return NOTHING;
    const { width } = encoding;
    // Of a line that went out early a later one may have told more.
    const late = this.#regions.filter((region) => region.to > this.#base);
    const regions = joined(late.map((region) => ({ ...region, from: Math.max(region.from, this.#base) })));
    // What is left of a secret that is cut here could turn out to be part of another one.
    const cut = regions.find((region) => region.to > until);
    const end = Math.min(until, cut?.from ?? Infinity);
    const length = Math.min(this.#raw.length, (end - this.#base) * width);
    if (length <= 0 && !ended) return NOTHING;
    const ready = regions.filter((region) => region.to <= end);
    this.#regions = regions.filter((region) => region.to > end);
    const replaced = replace(this.#raw.subarray(0, length), this.#base, ready, encoding);
    for (const region of ready) this.#options.replacements.count(region);
    this.#raw = this.#raw.subarray(length);
    this.#fed -= length;
    this.#base += length / width;
    return this.#look.check(replaced, ended);
  }
}
