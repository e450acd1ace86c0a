/**
 * Unpacks the objects of a pack, each once, a base before its deltas, and shows them where they stand in memory. Depth first, so that
 * only the bases of the object at hand are kept; a base whose last delta is being unpacked makes room for it.
 */
import { ID_DELTA, OFFSET_DELTA } from "./entry.ts";
import { LOST, NONE, type Forest } from "./forest.ts";
import type { PackMemory } from "./memory.ts";
import type { PackFile } from "./pack-file.ts";
import { problemText, SLACK } from "./unpacker.ts";

/** An object in memory. One and the same is used for all. */
export interface PackObject {
  /** Number of its entry in the forest. */
  entry: number;
  /** COMMIT, TREE, BLOB or TAG. */
  type: number;
  /** Address and length of its bytes. The byte before belongs to it too and is a newline. */
  at: number;
  length: number;
  /** Pieces in the unpacker's `segments`, 0 for a whole object; -1: too many were needed. */
  pieces: number;
}

export interface Visitor<State> {
  /**
   * Looks at an object; what it returns is handed on to the deltas of the object.
   *
   * @param base Of the object that it is a delta of; undefined for a whole object, and where the base was not looked at.
   */
  visit(object: PackObject, base: State | undefined): State;
  /** An entry that could not be unpacked; `message` is undefined where the cause lies in another one or in the limits of memory. */
  fail(entry: number, message: string | undefined): void;
}

interface Frame<State> {
  entry: number;
  type: number;
  nextChild: number;
  /** Memory from here on is its own: its object stands somewhere behind. */
  floor: number;
  at: number;
  length: number;
  state: State | undefined;
}

export class PackWalk<State> {
  readonly #forest: Forest;
  readonly #file: PackFile;
  readonly #memory: PackMemory;
  readonly #visitor: Visitor<State>;
  /** As `neededEntries` says. */
  readonly #needed: Uint8Array;
  readonly #stack: Frame<State>[] = [];
  #depth = 0;
  readonly #object: PackObject = { entry: 0, type: 0, at: 0, length: 0, pieces: 0 };

  constructor(
    pack: { forest: Forest; file: PackFile; needed: Uint8Array },
    memory: PackMemory,
    visitor: Visitor<State>,
  ) {
    this.#forest = pack.forest;
    this.#file = pack.file;
    this.#memory = memory;
    this.#visitor = visitor;
    this.#needed = pack.needed;
  }

  /** Tells of the entries that no root leads to: their base is missing, damaged, or a delta of themselves. */
  failLost(): void {
    const { bases, count } = this.#forest;
    const reached = new Uint8Array(count);
    const reach = (entry: number): boolean => {
      const path: number[] = [];
      let at = entry;
      // 1: on this path, 2: a root leads to it, 3: none does.
      while (at >= 0 && reached[at] === 0) {
        reached[at] = 1;
        path.push(at);
        at = bases[at] ?? LOST;
      }
      const isReached = at >= 0 ? reached[at] === 2 : at === NONE;
      for (const each of path) reached[each] = isReached ? 2 : 3;
      return isReached;
    };
    for (let entry = 0; entry < count; entry++) {
      if (!reach(entry) && this.#isWanted(entry)) this.#visitor.fail(entry, undefined);
    }
  }

  /** True for a whole object that is wanted, or is needed for others that are. */
  isRoot(entry: number): boolean {
    return this.#forest.bases[entry] === NONE && (this.#needed[entry] ?? 0) !== 0;
  }

  /** Visits an object that is whole, and all that are deltas of it or of its deltas. */
  family(root: number): void {
    this.#depth = 0;
    this.#enter(root, undefined);
    while (this.#depth > 0) {
      const frame = this.#stack[this.#depth - 1] as Frame<State>;
      const child = frame.nextChild;
      if (child === NONE) {
        this.#depth--;
        continue;
      }
      frame.nextChild = this.#nextNeeded(this.#forest.nextChild[child] ?? NONE);
      this.#enter(child, frame);
    }
  }

  #isWanted(entry: number): boolean {
    return this.#needed[entry] === WANTED;
  }

  #nextNeeded(child: number): number {
    let next = child;
    while (next !== NONE && this.#needed[next] === 0) next = this.#forest.nextChild[next] ?? NONE;
    return next;
  }

  /** Unpacks an entry, shows it, and puts it on the stack if others are deltas of it. */
  #enter(entry: number, base: Frame<State> | undefined): void {
    const failure = base === undefined ? this.#unpackWhole(entry) : this.#unpackDelta(entry, base);
    if (failure !== undefined) {
      this.#failFamily(entry, failure);
      return;
    }
    const object = this.#object;
    object.entry = entry;
    const state = this.#isWanted(entry) ? this.#visitor.visit(object, base?.state) : undefined;
    const firstChild = this.#nextNeeded(this.#forest.firstChild[entry] ?? NONE);
    const floor = this.#floorAbove(base);
    // The base was kept for this delta alone: its place on the stack is free, and its memory once this one is unpacked.
    if (base?.nextChild === NONE) this.#depth--;
    if (firstChild === NONE) return;
    const frame = this.#stack[this.#depth] ?? this.#grow();
    this.#depth++;
    frame.entry = entry;
    frame.type = object.type;
    frame.nextChild = firstChild;
    frame.floor = floor;
    frame.at = object.at;
    frame.length = object.length;
    frame.state = state;
  }

  /** Frames are used again and again. */
  #grow(): Frame<State> {
    const frame = { entry: 0, type: 0, nextChild: NONE, floor: 0, at: 0, length: 0, state: undefined };
    this.#stack.push(frame);
    return frame;
  }

  /** Where memory begins that the object at hand may keep. */
  #floorAbove(base: Frame<State> | undefined): number {
    if (base === undefined) return this.#memory.from;
    return base.nextChild === NONE ? base.floor : base.at + base.length + SLACK;
  }

  /**
   * An address for an object of that many bytes, below the given limit; undefined where there is no room.
   */
  #place(size: number, base: Frame<State> | undefined, limit: number): number | undefined {
    const need = size + SLACK + 1;
    const isLast = base?.nextChild === NONE;
    if (base !== undefined && isLast && base.floor + need < base.at) return base.floor + 1;
    const top = base === undefined ? this.#memory.from : base.at + base.length + SLACK;
    if (top + need <= limit) return top + 1;
    if (base === undefined || !this.#compact()) return undefined;
    return base.at + base.length + SLACK + need <= limit ? base.at + base.length + SLACK + 1 : undefined;
  }

  /** Moves what is on the stack together; false where nothing is gained. */
  #compact(): boolean {
    let free = this.#memory.from;
    let gained = false;
    for (const frame of this.#stack.slice(0, this.#depth)) {
      frame.floor = free;
      if (frame.at > free + 1) {
        this.#memory.bytes.copyWithin(free, frame.at - 1, frame.at + frame.length);
        frame.at = free + 1;
        gained = true;
      }
      free = frame.at + frame.length + SLACK;
    }
    return gained;
  }

  /** Bytes of an entry and what may be read behind them, as they are set aside at the upper end of the memory. */
  #spare(entry: number): { length: number; at: number } {
    const { offsets } = this.#forest;
    const length = (offsets[entry + 1] ?? 0) - (offsets[entry] ?? 0);
    return { length, at: this.#memory.to - length - 128 };
  }

  /** Says why it could not: a message, or "memory". */
  #unpackWhole(entry: number): string | undefined {
    const { length, at: spare } = this.#spare(entry);
    if (spare < this.#memory.from) return "memory";
    const { types, sizes, heads, offsets } = this.#forest;
    const type = types[entry] ?? 0;
    const size = sizes[entry] ?? 0;
    const headLength = heads[entry] ?? 0;
    if (type === 0 || type === OFFSET_DELTA || type === ID_DELTA) return "damaged entry";
    const at = this.#place(size, undefined, spare);
    if (at === undefined) return "memory";
    const stream = this.#file.view(offsets[entry] ?? 0, length, spare);
    this.#memory.bytes[at - 1] = 0x0a;
    const status = this.#memory.unpacker.inflate(stream + headLength, length - headLength, at, size);
    if (status < 0) return problemText(status);
    const object = this.#object;
    object.type = type;
    object.at = at;
    object.length = size;
    object.pieces = 0;
    return undefined;
  }

  #unpackDelta(entry: number, base: Frame<State>): string | undefined {
    const { unpacker } = this.#memory;
    const { length, at: spare } = this.#spare(entry);
    if (spare < base.at + base.length + SLACK) return "memory";
    const { sizes, heads, offsets } = this.#forest;
    const deltaSize = sizes[entry] ?? 0;
    const headLength = heads[entry] ?? 0;
    const stream = this.#file.view(offsets[entry] ?? 0, length, spare);
    const delta = spare - deltaSize - SLACK;
    if (delta < base.at + base.length + SLACK) return "memory";
    const status = unpacker.inflate(stream + headLength, length - headLength, delta, deltaSize);
    if (status < 0) return problemText(status);
    const size = unpacker.resultSize(delta, deltaSize) >>> 0;
    const at = this.#place(size, base, delta);
    if (at === undefined) return size === 0xffff_ffff ? "delta does not fit its base" : "memory";
    const applied = unpacker.applyDelta(base.at, base.length, delta, deltaSize, at, size);
    if (applied < 0) return problemText(applied);
    this.#memory.bytes[at - 1] = 0x0a;
    const object = this.#object;
    object.type = base.type;
    object.at = at;
    object.length = size;
    object.pieces = unpacker.segmentCount();
    return undefined;
  }

  /** The entry and all that depend on it are left to others. */
  #failFamily(root: number, failure: string): void {
    const waiting = [root];
    for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
      const message = entry === root && failure !== "memory" ? failure : undefined;
      if (this.#isWanted(entry) || message !== undefined) this.#visitor.fail(entry, message);
      for (
        let child = this.#nextNeeded(this.#forest.firstChild[entry] ?? NONE);
        child !== NONE;
        child = this.#nextNeeded(this.#forest.nextChild[child] ?? NONE)
      )
        waiting.push(child);
    }
  }
}

/** What `neededEntries` says of a wanted entry. */
export const WANTED = 2;

/** Of each entry: 2 where it is wanted, 1 where it is a base of such, 0 for all others, which are not unpacked. */
export function neededEntries({ bases, count }: Forest, isWanted: (entry: number) => boolean): Uint8Array {
  const needed = new Uint8Array(count);
  for (let entry = 0; entry < count; entry++) {
    if (!isWanted(entry)) continue;
    for (let at = bases[entry] ?? LOST; at >= 0 && needed[at] === 0; at = bases[at] ?? LOST) needed[at] = 1;
    needed[entry] = WANTED;
  }
  return needed;
}
