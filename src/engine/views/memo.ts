/**
 * What was read at spots of objects, for other objects with the same bytes round a spot: versions of a file have the same escapes and literals
 * over and over. In memory only, of a fixed number of spots; what was not asked for a while is forgotten.
 */
import { moved, type Span, type SpanHit } from "../span.ts";
import { LOOK_BEHIND, VIEW_ZONE } from "./spots.ts";

/** Spots that are remembered for sure; at most twice as many are. */
const REMEMBERED = 4096;
/** Bytes from a spot on by which it is found. */
const KEY = 48;
/** More bytes round a spot are not kept. */
const MOST = 4096;
/** Spots that begin with the same bytes. */
const ALIKE = 6;

interface Remembered {
  hit: SpanHit;
  /** The bytes that decide about it, with how many of them stand before the spot. */
  bytes: Buffer;
  before: number;
  /** The object begins with them, or ends. */
  isFirst: boolean;
  isLast: boolean;
}

/** What was found at spots, by the bytes round them. */
export class ViewMemo {
  #recent: Map<string, Remembered[]> = new Map();
  #older: Map<string, Remembered[]> = new Map();
  #count = 0;

  /** What the hit would be; undefined where it has to be found out. */
  find(data: Buffer, object: Span, anchor: number, position: number): SpanHit | undefined {
    const key = keyOf(data, object, anchor, position);
    const known = this.#recent.get(key)?.find((one) => isSame(one, data, object, position));
    if (known !== undefined) return moved(known.hit, position - known.hit.position);
    const older = this.#older.get(key)?.find((one) => isSame(one, data, object, position));
    if (older === undefined) return undefined;
    this.#keep(key, older);
    return moved(older.hit, position - older.hit.position);
  }

  /** @param hit What was found out. */
  add(data: Buffer, object: Span, hit: SpanHit): void {
    const { anchor, position, length } = hit;
    const from = Math.max(0, position - VIEW_ZONE - LOOK_BEHIND);
    const to = Math.min(object.length, position + length + VIEW_ZONE);
    if (to - from > MOST) return;
    this.#keep(keyOf(data, object, anchor, position), {
      hit,
      bytes: Buffer.from(data.subarray(object.at + from, object.at + to)),
      before: position - from,
      isFirst: from === 0,
      isLast: to === object.length,
    });
  }

  #keep(key: string, one: Remembered): void {
    if (this.#count >= REMEMBERED) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#count = 0;
    }
    const alike = this.#recent.get(key);
    if (alike === undefined) this.#recent.set(key, [one]);
    else if (alike.length < ALIKE) alike.push(one);
    else return;
    this.#count++;
  }
}

function keyOf(data: Buffer, { at, length }: Span, anchor: number, position: number): string {
  return `${anchor}${data.toString("latin1", at + position, at + Math.min(length, position + KEY))}`;
}

function isSame(
  { bytes, before, isFirst, isLast }: Remembered,
  data: Buffer,
  { at, length }: Span,
  position: number,
): boolean {
  const from = position - before;
  const to = from + bytes.length;
  if (from < 0 || to > length || (isFirst && from !== 0) || (isLast && to !== length)) return false;
  return bytes.compare(data, at + from, at + to) === 0;
}
