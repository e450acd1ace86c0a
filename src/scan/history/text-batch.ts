/**
 * Texts of commits and tags from packs. They are short and there are many: they lie one behind the other, and are scanned together; the few in
 * which something stands are scanned by themselves. Commits come as the reader of packs tells of them, many at a time.
 */
import type { SpanScanner } from "../../engine/span-scan.ts";
import type { Unpacker } from "../../sources/git/pack/unpacker.ts";
import type { PackObject } from "../../sources/git/pack/walk.ts";
import { findInText, linkTag, type TextFinding } from "./contents.ts";
import type { HistoryState } from "./state.ts";

export interface TextBatchOptions {
  /** The memory in which objects lie. */
  bytes: Buffer;
  unpacker: Unpacker;
  scanner: SpanScanner;
  /** Address of the scanner's data. */
  origin: number;
  /** The part of the memory for texts. */
  room: { at: number; size: number };
}

interface Text {
  object: number;
  /** Index in the scanner's data of its first byte; the byte before is a newline. */
  at: number;
  length: number;
}

const NEWLINE = 0x0a;
/** Bytes that the scanner may look at behind a text. */
const BEHIND = 256;
/** The part of the room that is for tags. */
const TAGS = 1 / 4;

/** Gathers texts of one pack and scans them when its room is full. */
export class TextBatch {
  readonly findings: TextFinding[] = [];
  readonly #state: HistoryState;
  readonly #how: TextBatchOptions;
  readonly #commits: { from: number; to: number };
  readonly #tags: { at: number; size: number };
  #waiting: Text[] = [];
  #end: number;

  constructor(state: HistoryState, how: TextBatchOptions) {
    this.#state = state;
    this.#how = how;
    const { room, unpacker } = how;
    const size = Math.floor(room.size * TAGS);
    this.#tags = { at: room.at + room.size - size, size };
    this.#end = this.#tags.at;
    this.#commits = { from: room.at, to: this.#tags.at };
    unpacker.hooks.takeCommits = (words) => this.#take(words);
    unpacker.calls.startCommits(room.at, room.size - size);
  }

  /** Takes a tag, which may be overwritten afterwards. */
  tag({ at, length }: PackObject, object: number): void {
    const { bytes, origin } = this.#how;
    linkTag(this.#state, object, bytes.subarray(at, at + length));
    const need = length + 1 + BEHIND;
    if (need > this.#tags.size) {
      this.#report("tag", { object, at: at - origin, length });
      return;
    }
    if (this.#end + need > this.#tags.at + this.#tags.size) this.#flushTags();
    bytes[this.#end] = NEWLINE;
    bytes.copyWithin(this.#end + 1, at, at + length);
    this.#waiting.push({ object, at: this.#end + 1 - origin, length });
    this.#end += length + 1;
  }

  /** Scans what waits. */
  flush(): void {
    this.#how.unpacker.calls.flushCommits();
    this.#flushTags();
  }

  #flushTags(): void {
    for (const text of this.#how.scanner.withMatches(this.#waiting)) this.#report("tag", text);
    this.#waiting = [];
    this.#end = this.#tags.at;
  }

  /** Commits, as wasm/commit.ts lists them. */
  #take(words: number): void {
    const { unpacker, origin } = this.#how;
    const list = unpacker.commitList;
    const { graph } = this.#state;
    const texts: Text[] = [];
    for (let at = 0; at < words * 4;) {
      const object = list.getInt32(at, true);
      const parents: number[] = [];
      const count = list.getUint32(at + 24, true);
      for (let i = 0; i < count; i++) parents.push(list.getInt32(at + 28 + 4 * i, true));
      graph.add(object, { tree: list.getInt32(at + 4, true), parents, time: list.getFloat64(at + 8, true) });
      texts.push({
        object,
        at: list.getUint32(at + 16, true) - origin,
        length: list.getUint32(at + 20, true),
      });
      at += 28 + 4 * count;
    }
    const [first] = texts;
    // One that is too long for the room comes alone, and stands where it was unpacked.
    const isInRoom = first !== undefined && this.#isInRoom(first.at + origin);
    const found = isInRoom ? this.#how.scanner.withMatches(texts) : texts;
    for (const text of found) this.#report("commit", text);
  }

  #isInRoom(address: number): boolean {
    return address >= this.#commits.from && address < this.#commits.to;
  }

  /** Few have anything in them; those are scanned in the general way, which knows lines and columns. */
  #report(kind: "commit" | "tag", { object, at, length }: Text): void {
    const from = at + this.#how.origin;
    const text = Buffer.from(this.#how.bytes.subarray(from, from + length));
    const oid = this.#state.table.hex(object);
    this.findings.push(...findInText(this.#state, kind, { object, oid, text }));
  }
}
