/**
 * Texts of commits and tags from packs. They are short and there are many: they are laid one behind the other, and scanned together; the few in
 * which something stands are scanned by themselves.
 */
import type { SpanScanner } from "../../engine/span-scan.ts";
import { commitTextStart } from "../../sources/git/formats.ts";
import { COMMIT } from "../../sources/git/pack/entry.ts";
import type { PackObject } from "../../sources/git/pack/walk.ts";
import { findInText, linkCommit, linkTag, type TextFinding } from "./contents.ts";
import type { HistoryState } from "./state.ts";

export interface TextBatchOptions {
  /** The memory in which objects lie. */
  bytes: Buffer;
  scanner: SpanScanner;
  /** Address of the scanner's data. */
  origin: number;
  /** The part of the memory for texts. */
  room: { at: number; size: number };
}

interface Text {
  object: number;
  kind: "commit" | "tag";
  /** Address of its first byte; the byte before is a newline. */
  at: number;
  length: number;
}

const NEWLINE = 0x0a;
/** Bytes that the scanner may look at behind a text. */
const BEHIND = 256;

export class TextBatch {
  readonly findings: TextFinding[] = [];
  readonly #state: HistoryState;
  readonly #how: TextBatchOptions;
  #waiting: Text[] = [];
  #end: number;

  constructor(state: HistoryState, how: TextBatchOptions) {
    this.#state = state;
    this.#how = how;
    this.#end = how.room.at;
  }

  /** Takes a commit or tag, which may be overwritten afterwards. */
  add({ type, at, length }: PackObject, object: number): void {
    const { bytes, room } = this.#how;
    const end = at + length;
    const isCommit = type === COMMIT;
    if (isCommit) linkCommit(this.#state, object, bytes, at, end);
    else linkTag(this.#state, object, bytes.subarray(at, end));
    const start = isCommit ? commitTextStart(bytes, at, end) : at;
    const kind = isCommit ? "commit" : "tag";
    const need = end - start + 1 + BEHIND;
    if (need > room.size) {
      this.#report({ object, kind, at: start, length: end - start });
      return;
    }
    if (this.#end + need > room.at + room.size) this.flush();
    bytes[this.#end] = NEWLINE;
    bytes.copyWithin(this.#end + 1, start, end);
    this.#waiting.push({ object, kind, at: this.#end + 1, length: end - start });
    this.#end += end - start + 1;
  }

  /** Scans what waits. */
  flush(): void {
    const { scanner, origin, room } = this.#how;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#end = room.at;
    const spans = waiting.map(({ at, length }, index) => ({ at: at - origin, length, index }));
    for (const { index } of scanner.withMatches(spans)) {
      const text = waiting[index];
      if (text !== undefined) this.#report(text);
    }
  }

  /** Few have anything in them; those are scanned in the general way, which knows lines and columns. */
  #report({ object, kind, at, length }: Text): void {
    const text = Buffer.from(this.#how.bytes.subarray(at, at + length));
    const oid = this.#state.table.hex(object);
    this.findings.push(...findInText(this.#state, kind, { object, oid, text }));
  }
}
