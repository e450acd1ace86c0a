/**
 * Looks at redacted text again where tokens were put: what stands beside a secret may be told for one only now that the other is
 * gone. So whoever scans the output finds nothing. It ends, for each round leaves fewer bytes that are not part of a token.
 */
import { narrow as narrowed } from "../../sources/content.ts";
import type { Scanner } from "../../engine/scanner.ts";
import { contentOf, type Encoding } from "./encoding.ts";
import { replace, type Replaced } from "./replace.ts";
import { joined, type Region, type Replacements } from "./replacements.ts";

/** How far from a token its coming can make a difference, characters: as far as the engine looks round a value, and more. */
const REACH = 1024;
/** Of a long line no more than this before a token is looked at. */
const LINE = 4096;

/** So far before a secret its id may stand on another line; characters. */
const BEFORE = 256;

/** So near to where a text was cut, a match may owe itself to the cut; characters. */
const EDGE = 64;

const TOKEN = /\[keyscan:[a-z0-9-]{1,100}:[0-9a-f]{8}\]/g;

/** Bytes of a part of the output. */
interface Window {
  from: number;
  to: number;
}

export interface SecondLookOptions {
  /** A scanner of its own; made when there is something to look at. */
  scanner: () => Scanner;
  replacements: Replacements;
  encoding: Encoding;
  allowed: (rule: number) => boolean;
  path: string;
}

/** The look at one output, which comes in parts. */
export class SecondLook {
  readonly #options: SecondLookOptions;
  /** The end of what has been passed on. */
  #tail: Buffer = Buffer.alloc(0);
  /** Bytes that were passed on since the last token. */
  #since = Infinity;
  /** The end of a line that goes on, where a token is near. */
  #held: Replaced = { bytes: Buffer.alloc(0), tokensAt: [] };
  readonly #reach: number;

  constructor(options: SecondLookOptions) {
    this.#options = options;
    this.#reach = REACH * options.encoding.width;
  }

  /** Takes the next part of the output, whole characters; gives what may be passed on. `ended`: nothing follows. */
  check(next: Replaced, ended: boolean): Buffer {
    const isClean = next.tokensAt.length === 0 && this.#since >= this.#reach;
    const { bytes: held, tokensAt: heldAt } = this.#held;
    if (isClean && held.length === 0) return this.#passed(next.bytes, undefined);
    const bytes = Buffer.concat([held, next.bytes]);
    const tokensAt = [...heldAt, ...next.tokensAt.map((at) => at + held.length)];
    const end = ended ? bytes.length : this.#heldFrom(bytes, tokensAt);
    this.#held = {
      bytes: bytes.subarray(end),
      tokensAt: tokensAt.filter((at) => at >= end).map((at) => at - end),
    };
    const ready = tokensAt.filter((at) => at < end);
    const text = this.#cleaned(bytes, end, ready);
    const last = ready.at(-1);
    return this.#passed(text, last === undefined ? undefined : end - last);
  }

  /** @param since Bytes since the last token of the text; undefined where it has none. */
  #passed(text: Buffer, since: number | undefined): Buffer {
    this.#since = since ?? this.#since + text.length;
    const end = text.subarray(-this.#reach);
    this.#tail =
      end.length === this.#reach ? Buffer.from(end) : Buffer.concat([this.#tail, end]).subarray(-this.#reach);
    return text;
  }

  /** Where what has to wait begins: the last line, while it is open and a token stands in it or shortly before. */
  #heldFrom(bytes: Buffer, tokensAt: readonly number[]): number {
    const from = this.#lineStart(bytes, bytes.length);
    const last = tokensAt.at(-1);
    const since = last === undefined ? this.#since + bytes.length : bytes.length - last;
    if (since - (bytes.length - from) >= this.#reach) return bytes.length;
    if (bytes.length - from < LINE * this.#options.encoding.width) return from;
    return bytes.length - 2 * this.#reach;
  }

  /** The first `end` bytes with what is found in them replaced. */
  #cleaned(bytes: Buffer, end: number, tokensAt: readonly number[]): Buffer {
    let text = bytes;
    let grown = 0;
    for (const { from, to } of this.#windows(bytes.subarray(0, end), tokensAt)) {
      const window = { from: from + grown, to: to + grown };
      for (;;) {
        const regions = this.#find(text, window);
        if (regions.length === 0) break;
        const next = replace(text, 0, regions, this.#options.encoding).bytes;
        window.to += next.length - text.length;
        grown += next.length - text.length;
        text = next;
        for (const region of regions) this.#options.replacements.count(region);
      }
    }
    return text.subarray(0, end + grown);
  }

  /** Where to look, rising, apart from each other. */
  #windows(bytes: Buffer, tokensAt: readonly number[]): Window[] {
    const reach = this.#reach;
    const windows: Window[] = this.#since < reach ? [{ from: 0, to: Math.min(reach, bytes.length) }] : [];
    for (const at of tokensAt) {
      const last = windows.at(-1);
      const to = Math.min(bytes.length, at + reach);
      // An id on a line before its secret is told of by itself once that is gone.
      const back = BEFORE * this.#options.encoding.width;
      const from = Math.max(
        0,
        Math.min(this.#lineStart(bytes, at), at - (at % this.#options.encoding.width) - back),
      );
      if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
      else windows.push({ from, to });
    }
    return windows;
  }

  #lineStart(bytes: Buffer, at: number): number {
    const { width } = this.#options.encoding;
    const least = Math.max(0, at - LINE * width);
    const newline = bytes.subarray(least, at).lastIndexOf(0x0a);
    const start = newline === -1 ? least : least + newline + width;
    return Math.min(at, start - (start % width));
  }

  /** What is found there, as regions of the text. */
  #find(text: Buffer, { from, to }: Window): Region[] {
    const { width } = this.#options.encoding;
    const reach = this.#reach;
    const before = Buffer.concat([this.#tail, text.subarray(Math.max(0, from - reach), from)]);
    const context = before.subarray(-Math.min(before.length, reach));
    const scanned = Buffer.concat([context, text.subarray(from, to + reach)]);
    const found = this.#scan(scanned);
    if (found.regions.length === 0) return [];
    const known = context.length / width;
    const first = context.length < reach ? 0 : EDGE;
    const end = known + (to - from) / width;
    const last = scanned.at(-width) === 0x0a || scanned.at(-1) === 0x0a ? Infinity : scanned.length / width;
    const shift = from / width - known;
    const regions = found.regions.flatMap((region) => {
      const whole = withTokens(region, found.tokens);
      // What begins or ends where the text was cut may not be what it seems.
      if (whole === undefined || whole.from < first || whole.to <= known || whole.from >= end) return [];
      if (whole.to >= last && to + reach < text.length) return [];
      return [{ ...whole, from: Math.max(whole.from, known) + shift, to: whole.to + shift }];
    });
    return joined(regions);
  }

  /** Offsets in characters. */
  #scan(bytes: Buffer): { regions: Region[]; tokens: Window[] } {
    const { scanner: make, replacements, encoding, allowed, path } = this.#options;
    const scanner = make();
    scanner.begin({ path, unit: encoding.width === 1 ? "utf-8" : "unit", allowed });
    const regions: Region[] = [];
    let narrow = "";
    for (let at = 0; at < bytes.length;) {
      const space = scanner.space();
      const length = bytes.copy(space.subarray(0, space.length & ~1), 0, at);
      at += length;
      const units = narrowed(space, length, contentOf(encoding));
      narrow += Buffer.from(space.buffer, space.byteOffset, units).toString("latin1");
      regions.push(...replacements.regions(scanner.advance(units, at >= bytes.length)));
    }
    if (regions.length === 0) return { regions, tokens: [] };
    const tokens = [...narrow.matchAll(TOKEN)].map(({ index, 0: { length } }) => ({
      from: index,
      to: index + length,
    }));
    return { regions, tokens };
  }
}

/** The region with all of the tokens that it takes a part of; undefined where it is but a part of one. */
function withTokens(region: Region, tokens: readonly Window[]): Region | undefined {
  const touched = tokens.filter(({ from, to }) => from < region.to && region.from < to);
  if (touched.some(({ from, to }) => from <= region.from && region.to <= to)) return undefined;
  const from = Math.min(region.from, ...touched.map((token) => token.from));
  const to = Math.max(region.to, ...touched.map((token) => token.to));
  return { ...region, from, to };
}
