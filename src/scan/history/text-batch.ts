/**
 * Texts of commits and tags from packs. They are short and there are many: they are laid one behind the other, and scanned together; the few in
 * which something may stand are scanned by themselves.
 */
import type { SpanScanner } from "../../engine/span-scan.ts";
import type { SpanHits } from "../../engine/span.ts";
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
    const content = bytes.subarray(at, at + length);
    const isCommit = type === COMMIT;
    (isCommit ? linkCommit : linkTag)(this.#state, object, content);
    const start = isCommit ? commitTextStart(content) : 0;
    const text: Text = {
      object,
      kind: isCommit ? "commit" : "tag",
      at: at + start,
      length: length - start,
    };
    const need = text.length + 1 + BEHIND;
    if (need > room.size) {
      this.#scan(text);
      return;
    }
    if (this.#end + need > room.at + room.size) this.flush();
    bytes[this.#end] = NEWLINE;
    bytes.copyWithin(this.#end + 1, text.at, text.at + text.length);
    this.#waiting.push({ ...text, at: this.#end + 1 });
    this.#end += text.length + 1;
  }

  /** Scans what waits. */
  flush(): void {
    const { scanner, origin, room } = this.#how;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#end = room.at;
    const [first] = waiting;
    const last = waiting.at(-1);
    if (first === undefined || last === undefined) return;
    const hits = scanner.scan({ at: first.at - origin, length: last.at + last.length - first.at });
    if (hits === undefined) for (const text of waiting) this.#scan(text);
    else for (const text of touched(waiting, hits, first.at)) this.#scan(text);
  }

  #scan(text: Text): void {
    const { bytes, scanner, origin } = this.#how;
    const { object, kind, at, length } = text;
    const hits = scanner.scan({ at: at - origin, length });
    if (hits?.every(({ matches }) => matches.length === 0) === true) return;
    // Few have anything in them; those are scanned in the general way, which knows lines and columns.
    const content = Buffer.from(bytes.subarray(at, at + length));
    this.findings.push(
      ...findInText(this.#state, kind, { object, oid: this.#state.table.hex(object), text: content }),
    );
  }
}

/** The texts in which a hit stands, or anything that it matches. */
function touched(texts: readonly Text[], hits: SpanHits, origin: number): Set<Text> {
  const found = new Set<Text>();
  let index = 0;
  for (const { position, length, matches } of hits) {
    let from = position;
    let to = position + length;
    for (const { start, end } of matches) {
      from = Math.min(from, start);
      to = Math.max(to, end);
    }
    while (index > 0 && (texts[index]?.at ?? 0) - origin > from) index--;
    while (index < texts.length && endOf(texts[index]) - origin < from) index++;
    for (let i = index; i < texts.length && (texts[i]?.at ?? 0) - 1 - origin <= to; i++) {
      const text = texts[i];
      if (text !== undefined) found.add(text);
    }
  }
  return found;
}

function endOf(text: Text | undefined): number {
  return text === undefined ? 0 : text.at + text.length;
}
