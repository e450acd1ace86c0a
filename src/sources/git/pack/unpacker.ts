/**
 * The WebAssembly side of the pack reader (wasm/unpack.ts): inflates, applies deltas, reads trees, all in one memory, that of the caller.
 * Addresses are byte offsets in that memory.
 */
import { randomBytes } from "node:crypto";

/** Why a stream or a delta can't be unpacked, by the number that WebAssembly gives. */
const PROBLEMS: Record<number, string> = {
  [-1]: "not a zlib stream",
  [-2]: "damaged zlib stream",
  [-3]: "zlib stream cut off",
  [-4]: "unpacks to another size than it says",
  [-5]: "checksum of the unpacked data is wrong",
  [-6]: "delta does not fit its base",
  [-7]: "damaged tree",
};

/** The text for a negative result. */
export function problemText(code: number): string {
  return PROBLEMS[code] ?? "damaged";
}

/** Bytes behind an object that are written to while it is unpacked, and behind a stream that are read. */
export const SLACK = 320;
/** `segments` says of a piece that it was not copied. */
export const INSERTED = 0xffff_ffff;
/** Pieces of a delta that are noted; one with more is told of as having none. */
const SEGMENTS = 65_536;
/** Pairs that `readTree` tells of at a time. */
const ROOM = 4096;

interface Exports {
  init(at: number, segments: number, pairSlots: number): number;
  runSetAt(): number;
  packRunSet(): void;
  segmentsAt(): number;
  rangesAt(): number;
  marksAt(): number;
  freshAt(): number;
  markedAt(): number;
  freshPairs(): number;
  markedPairs(): number;
  seedTree(high: number, low: number): void;
  inflate(from: number, length: number, target: number, size: number): number;
  resultSize(delta: number, length: number): number;
  applyDelta(
    base: number,
    baseLength: number,
    delta: number,
    length: number,
    target: number,
    wanted: number,
  ): number;
  segmentCount(): number;
  changedRanges(data: number, length: number, baseLength: number, before: number, after: number): number;
  readTree(tree: number, length: number, idBytes: number, from: number): number;
  seedVain(high: number, low: number): void;
  isVain(at: number, length: number, what: number, where: number): number;
  noteVain(): void;
}

export interface Unpacker {
  /** Bytes of the memory that it keeps for itself, from where it was put. */
  readonly size: number;
  /** Triples of the last delta: place in the result, length, place in the base or INSERTED. */
  readonly segments: Uint32Array;
  /**
   * Unpacks a zlib stream of exactly `size` bytes. SLACK bytes behind `target + size` are overwritten.
   *
   * @returns Bytes of the stream; negative where it is damaged.
   */
  inflate(from: number, length: number, target: number, size: number): number;
  /** Size of what the delta makes, 0xffffffff where it says none. */
  resultSize(delta: number, length: number): number;
  /** Applies a delta; SLACK bytes behind the result are overwritten. Negative where it is damaged. */
  applyDelta(
    base: number,
    baseLength: number,
    delta: number,
    length: number,
    target: number,
    wanted: number,
  ): number;
  /** Number of triples in `segments`; -1 where there were too many. */
  segmentCount(): number;
  /** Says of which bytes runs are followed back by `changedRanges`: a 1 for each. */
  followRuns(runSet: Uint8Array): void;
  /** Pairs of the last `changedRanges`: from, and behind the last. */
  readonly ranges: Uint32Array;
  /**
   * Which bytes of the last delta's result (at `data`) somebody has to look at again who knows its base: all that are new, and all from
   * which new ones can be seen. A byte sees `after` bytes before it, and behind it what lies within `before` bytes and the run of bytes of
   * such a set (`followRuns`), up to 512 of them, that begins there. A range may be empty: then what stands before its first byte is new.
   *
   * @returns Number of pairs in `ranges`; -1 where the pieces were too many.
   */
  changedRanges(data: number, length: number, baseLength: number, before: number, after: number): number;
  /**
   * Reads a tree. Each distinct entry (mode, name, id) has a number; entries that were not seen before are told of in full, those that
   * were marked by their number.
   *
   * @returns Negative where the tree is damaged.
   */
  readTree(tree: number, length: number, idBytes: number, reader: TreeReader): number;
  /**
   * True where `noteVain` was told of the same before: these bytes, looked at for the same thing (two numbers, whatever they mean). It
   * forgets.
   */
  isVain(at: number, length: number, what: number, where: number): boolean;
  /** Notes that what `isVain` was asked last has turned out to be in vain. */
  noteVain(): void;
}

export interface TreeReader {
  /**
   * An entry not seen before. Addresses are those of the mode, the name and the id.
   *
   * @returns True to be told of it again.
   */
  fresh(number: number, at: number, nameAt: number, idAt: number): boolean;
  /** An entry that was to be told of. */
  marked(number: number): void;
}

/** `fresh` tells of an entry that has no number: there were too many. */
export const NO_NUMBER = 0xffff_ffff;

export interface UnpackerOptions {
  /** Where the unpacker may keep its tables, in a memory that does not grow any more. */
  at: number;
  /** Distinct tree entries that are expected. */
  treeEntries: number;
}

/** @param wasm The compiled module (dist/unpack.wasm). */
export function createUnpacker(
  wasm: Uint8Array,
  memory: WebAssembly.Memory,
  { at, treeEntries }: UnpackerOptions,
): Unpacker {
  const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as unknown as Exports;
  const start = (at + 15) & ~15;
  const reserved = exports.init(start, SEGMENTS, slotsFor(treeEntries));
  const [high = 0, low = 0] = new Uint32Array(randomBytes(8).buffer.slice(0, 8));
  exports.seedTree(high, low);
  exports.seedVain(low, high);
  const { inflate, resultSize, applyDelta, segmentCount, changedRanges } = exports;
  return {
    size: start - at + reserved,
    segments: new Uint32Array(memory.buffer, exports.segmentsAt(), SEGMENTS * 3),
    followRuns(runSet) {
      new Uint8Array(memory.buffer, exports.runSetAt(), 256).set(runSet);
      exports.packRunSet();
    },
    ranges: new Uint32Array(memory.buffer, exports.rangesAt(), (SEGMENTS + 1) * 2),
    inflate,
    resultSize,
    applyDelta,
    segmentCount,
    changedRanges,
    readTree: treeReading(exports, memory),
    isVain: (from, length, what, where) => exports.isVain(from, length, what, where) === 1,
    noteVain: exports.noteVain,
  };
}

/** A power of two; more entries than that are told of again and again. */
function slotsFor(entries: number): number {
  return 2 ** Math.min(22, Math.max(12, Math.ceil(Math.log2(entries * 1.5 + 1))));
}

function treeReading(exports: Exports, memory: WebAssembly.Memory): Unpacker["readTree"] {
  const marks = new Uint8Array(memory.buffer, exports.marksAt());
  const fresh = new Uint32Array(memory.buffer, exports.freshAt(), ROOM * 4);
  const marked = new Uint32Array(memory.buffer, exports.markedAt(), ROOM);
  return (tree, length, idBytes, reader) => {
    for (let at = 0; at < length;) {
      at = exports.readTree(tree, length, idBytes, at);
      const freshCount = exports.freshPairs();
      const markedCount = exports.markedPairs();
      for (let i = 0; i < markedCount; i++) reader.marked(marked[i] ?? 0);
      for (let i = 0; i < freshCount * 4; i += 4) {
        const number = fresh[i] ?? 0;
        const isMarked = reader.fresh(number, fresh[i + 1] ?? 0, fresh[i + 2] ?? 0, fresh[i + 3] ?? 0);
        if (isMarked && number !== NO_NUMBER) marks[number] = 1;
      }
      if (at < 0) return at;
    }
    return 0;
  };
}
