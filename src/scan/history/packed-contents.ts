/** Blobs and tags as the reader of packs shows them: scanned where they lie, with what is known of the base of each delta. */
import type { Sight } from "../../engine/sight.ts";
import type { SpanScanner } from "../../engine/span-scan.ts";
import { areCarried, type SpanHits } from "../../engine/span.ts";
import {
  isArchive,
  isBinary,
  isProgram,
  isRawBinary,
  isRewritten,
  leftOutOf,
  sniff,
  type Content,
} from "../../sources/content.ts";
import { BLOB } from "../../sources/git/pack/entry.ts";
import type { PackMemory } from "../../sources/git/pack/memory.ts";
import type { PackObject } from "../../sources/git/pack/walk.ts";
import { isLfsPointer } from "../../sources/lfs.ts";
import { mayHoldZip } from "../../sources/archive/zip.ts";
import { mayHoldWideText } from "../../sources/wide-texts.ts";
import type { TextFinding } from "./contents.ts";
import type { HistoryState } from "./state.ts";
import { TextBatch } from "./text-batch.ts";
import { skipBlob } from "./texts.ts";

/** What is known of a blob that others may be deltas of. */
export interface Known {
  /** Number of the object. */
  object: number;
  hits: SpanHits;
  length: number;
  content: Content;
}

export interface PackedContentsOptions {
  memory: PackMemory;
  scanner: SpanScanner;
  /** Address of the scanner's data. */
  origin: number;
  sight: Sight;
  /** The part of the memory in which texts of commits are gathered. */
  texts: { at: number; size: number };
  /** Told of objects that have to be read otherwise. */
  leave: (object: number) => void;
}

/** As many bytes at the beginning of a blob decide what it is. */
const HEAD = 8000;
/** Where more of an object has to be looked at again than this, it is scanned as a whole. */
const MOST_CHANGED = 0.75;

/** Takes the blobs and tags of one pack. */
export class PackedContents {
  readonly #state: HistoryState;
  readonly #how: PackedContentsOptions;
  readonly #texts: TextBatch;

  constructor(state: HistoryState, how: PackedContentsOptions) {
    this.#state = state;
    this.#how = how;
    const { bytes, unpacker } = how.memory;
    this.#texts = new TextBatch(state, { ...how, bytes, unpacker, room: how.texts });
  }

  /** What was found in commits and tags; to be called when all have been visited or read. */
  findings(): TextFinding[] {
    this.#texts.flush();
    return this.#texts.findings;
  }

  /** @param number Of the object, in the state's table. */
  visit(object: PackObject, number: number, base: Known | undefined): Known | undefined {
    const { history } = this.#state.collector;
    if (object.type !== BLOB) this.#texts.tag(object, number);
    const known = object.type === BLOB ? this.#blob(object, number, base) : undefined;
    if (history !== undefined) {
      history.doneObjects++;
      history.doneBytes += object.length;
    }
    return known;
  }

  #blob(object: PackObject, number: number, base: Known | undefined): Known | undefined {
    const state = this.#state;
    const { maxFileSize = Infinity } = state.settings;
    if (object.length > maxFileSize) {
      skipBlob(state, number, "too-large");
      return undefined;
    }
    const content = this.#contentOf(object, base);
    if (content === "media") {
      skipBlob(state, number, "binary-media");
      return undefined;
    }
    const isOdd = isRewritten(content) || isArchive(content) || this.#hasMore(content, object);
    const hits = isOdd ? undefined : this.#hits(object, base);
    if (hits === undefined) {
      this.#uncount(object);
      this.#how.leave(number);
      return undefined;
    }
    const known = { object: number, hits, length: object.length, content };
    const isClean = hits.length === 0 || !this.#note(known, base);
    const isPointer = isLfsPointer(this.#how.memory.bytes, object.length, object.at);
    const reason = isPointer ? "lfs-pointer" : leftOutOf(content);
    if (reason !== undefined) skipBlob(state, number, reason);
    else if (isClean) state.clean.push(number);
    return known;
  }

  /** Something stands in it that is to be taken out first. */
  #hasMore(content: Content, { at, length }: PackObject): boolean {
    const { bytes } = this.#how.memory;
    if (!isProgram(content, bytes, at)) return false;
    return mayHoldZip(bytes, at, length) || (isRawBinary(content) && mayHoldWideText(bytes, at, length));
  }

  /** What is read once more by git is counted there. */
  #uncount({ length }: PackObject): void {
    const { history } = this.#state.collector;
    if (history === undefined) return;
    history.doneObjects--;
    history.doneBytes -= length;
  }

  /** False where nothing matches. */
  #note({ object, hits, content }: Known, base: Known | undefined): boolean {
    const { settings, rules, secrets } = this.#state;
    if (base !== undefined && base.content === content && areCarried(hits, base.hits))
      return secrets.share(object, base.object);
    const isAllowed = (rule: number): boolean =>
      settings.enabled[rule] === 1 && (!isBinary(content) || rules[rule]?.confidence === "high");
    const matches = this.#how.scanner.matches(hits, isAllowed);
    if (matches.length > 0) secrets.add(object, matches);
    return matches.length > 0;
  }

  /** The first bytes decide; where they were copied from the first bytes of the base, it is what that was. */
  #contentOf({ at, length, pieces }: PackObject, base: Known | undefined): Content {
    const { bytes, unpacker } = this.#how.memory;
    if (base !== undefined && pieces > 0 && unpacker.segments[2] === 0 && base.length >= HEAD) {
      if ((unpacker.segments[1] ?? 0) >= HEAD) return base.content;
    }
    return sniff(bytes.subarray(at, at + Math.min(length, HEAD)));
  }

  #hits(object: PackObject, base: Known | undefined): SpanHits | undefined {
    const { scanner, origin, memory, sight } = this.#how;
    const { at, length, pieces } = object;
    const span = { at: at - origin, length };
    if (base === undefined || pieces <= 0) return scanner.scan(span);
    const { unpacker } = memory;
    const most = length * MOST_CHANGED;
    const rangeCount = unpacker.changedRanges(at, length, base.length, sight.ahead, sight.behind, most);
    if (rangeCount < 0) return scanner.scan(span);
    return scanner.rescan(span, {
      base: base.hits,
      baseLength: base.length,
      pieces: unpacker.segments,
      pieceCount: this.#piecesWith(base.hits, pieces),
      ranges: unpacker.ranges,
      rangeCount,
    });
  }

  /** Leaves only the pieces in which something of the base stands. */
  #piecesWith(hits: SpanHits, pieces: number): number {
    const { unpacker } = this.#how.memory;
    const { marks } = unpacker;
    if (hits.length === 0 || hits.length > marks.length) return pieces;
    // What stands at -1 belongs to the first piece.
    hits.forEach(({ position }, index) => {
      marks[index] = Math.max(0, position);
    });
    return unpacker.keepMarked(hits.length);
  }
}
