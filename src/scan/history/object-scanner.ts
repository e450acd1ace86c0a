/** Scans objects that come piece by piece, as a job scans files: told by content, UTF-16 narrowed (in binaries too), media and archives left out. */
import { ANY_PATH } from "../../engine/confirm.ts";
import type { Match } from "../../engine/match.ts";
import type { PackRule } from "../../engine/pack.ts";
import type { Scanner } from "../../engine/scanner.ts";
import { isArchive, isBinary, isRawBinary, isWideText, sniff, type Content } from "../../sources/content.ts";
import { isLfsPointer } from "../../sources/lfs.ts";
import { WideTexts } from "../../sources/wide-texts.ts";

/** As many bytes tell what an object is. */
const HEAD = 8000;

export interface ObjectScannerOptions {
  scanner: Scanner;
  rules: readonly PackRule[];
  /** Rules in force, a flag each. */
  enabled: Uint8Array;
  /** Look into what is encoded; true where left out. */
  decode?: boolean;
}

/** One object at a time: `begin`, then its pieces. */
export class ObjectScanner {
  readonly #scanner: Scanner;
  readonly #rules: readonly PackRule[];
  readonly #enabled: Uint8Array;
  readonly #decode: boolean;
  #content: Content | undefined;
  #filled = 0;
  #space: Buffer = Buffer.alloc(0);
  #matches: Match[] = [];
  #path = ANY_PATH;
  #head: Buffer = Buffer.alloc(0);
  #isPointer = false;
  readonly #texts: WideTexts = new WideTexts();
  /** Where in a binary object something stands that was found elsewhere in what is scanned. */
  #moved: Map<number, number> = new Map();
  #placeOf: (offset: number) => number = (offset) => offset;

  constructor({ scanner, rules, enabled, decode = true }: ObjectScannerOptions) {
    this.#decode = decode;
    this.#scanner = scanner;
    this.#rules = rules;
    this.#enabled = enabled;
  }

  /** @param path Base name; where left out, rules for certain files match as well. */
  begin(path: string = ANY_PATH): void {
    this.#content = undefined;
    this.#matches = [];
    this.#moved = new Map();
    this.#path = path;
    this.#scanner.begin({ path, unit: "utf-8" });
    this.#open();
  }

  /** True once it is known what the object is. */
  get isDecided(): boolean {
    return this.#content !== undefined;
  }

  /** What the object is, once that is known. */
  get content(): Content {
    return this.#content ?? "utf-8";
  }

  /** Whether it is a pointer of Git LFS, once all of it has come. */
  get isLfsPointer(): boolean {
    return this.#isPointer;
  }

  /** The first bytes of the object, once `content` is known. */
  get head(): Uint8Array {
    return this.#head;
  }

  /** Tells of this object's matches, by their offsets, where in it they stand; good also when others have been scanned. */
  get fileOffset(): (offset: number) => number {
    const moved = this.#moved;
    return (offset) => moved.get(offset) ?? offset;
  }

  /** Takes a piece; after the last one gives all matches of the object, in rising order. */
  piece(bytes: Buffer, last: boolean): readonly Match[] {
    for (let at = 0; at < bytes.length;) {
      if (this.#isLeftOut) break;
      const length = bytes.copy(this.#space, this.#filled, at);
      this.#filled += length;
      at += length;
      if (this.#content === undefined && this.#filled >= HEAD) this.#decide();
      if (this.#filled === this.#space.length) this.#advance(false);
    }
    if (last && !this.#isLeftOut) this.#end();
    return last ? this.#matches : [];
  }

  get #isLeftOut(): boolean {
    const content = this.#content;
    return content === "media" || (content !== undefined && isArchive(content));
  }

  #open(): void {
    const space = this.#scanner.space();
    this.#space = space.subarray(0, space.length & ~3);
    this.#filled = 0;
  }

  #decide(): void {
    const content = sniff(this.#space.subarray(0, this.#filled));
    this.#content = content;
    this.#isPointer = isLfsPointer(this.#space, this.#filled);
    if (isRawBinary(content)) this.#placeOf = this.#texts.begin();
    this.#head = Buffer.from(this.#space.subarray(0, Math.min(4, this.#filled)));
    // What was written stays where it is.
    this.#scanner.begin({
      path: this.#path,
      unit: isWideText(content) ? "unit" : "utf-8",
      decode: this.#decode,
      allowed: isBinary(content) ? this.#allowedInBinaries : this.#allowed,
    });
  }

  readonly #allowed = (rule: number): boolean => this.#enabled[rule] === 1;

  readonly #allowedInBinaries = (rule: number): boolean =>
    this.#enabled[rule] === 1 && this.#rules[rule]?.confidence === "high";

  #end(): void {
    if (this.#content === undefined) this.#decide();
    if (!this.#isLeftOut) this.#advance(true);
  }

  /** Where texts of a binary object were is known for the last of them alone: see WideTexts. */
  #keep(matches: readonly Match[]): void {
    this.#matches.push(...matches);
    if (!isRawBinary(this.content)) return;
    for (const { secretStart, secretEnd } of matches)
      for (const at of [secretStart, secretEnd]) this.#moved.set(at, this.#placeOf(at));
  }

  #advance(last: boolean): void {
    if (this.#content === undefined) this.#decide();
    if (this.#isLeftOut) return;
    const length = this.#texts.narrow(this.#space, this.#filled, this.content);
    const matches = this.#scanner.advance(length, last);
    if (matches.length > 0) this.#keep(matches);
    if (!last) this.#open();
  }
}
