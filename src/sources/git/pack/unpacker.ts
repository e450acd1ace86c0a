/**
 * The WebAssembly side of the pack reader (wasm/unpack.ts): inflates, applies deltas, reads trees, all in one memory, that of the caller.
 * Addresses are byte offsets in that memory.
 */

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
const NAME_SLOTS = 131_072;
const NAME_BYTES = 262_144;
const FULL = -8;

interface Exports {
  init(at: number, segments: number, nameSlots: number, nameBytes: number): number;
  runSetAt(): number;
  segmentsAt(): number;
  rangesAt(): number;
  namesAt(): number;
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
  readTree(tree: number, length: number, idBytes: number, segments: number, count: number): number;
  takeNames(): number;
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
  /** Bytes whose runs are followed back by `changedRanges`: a 1 for each. */
  readonly runSet: Uint8Array;
  /** Pairs of the last `changedRanges`: from, and behind the last. */
  readonly ranges: Uint32Array;
  /**
   * Which bytes of the last delta's result (at `data`) somebody has to look at again who knows its base: all that are new, and all from
   * which new ones can be seen. A byte sees `after` bytes before it, and behind it what lies within `before` bytes and the run of bytes of
   * `runSet`, up to 512 of them, that begins there. A range may be empty: then what stands before its first byte is new.
   *
   * @returns Number of pairs in `ranges`; -1 where the pieces were too many.
   */
  changedRanges(data: number, length: number, baseLength: number, before: number, after: number): number;
  /**
   * Gathers the names of a tree that were not seen before.
   *
   * @param pieces Of the last delta, when the tree is its result: only what is new is looked at; 0: all.
   * @param onNames Told of new names, each with a newline behind it.
   * @returns Negative where the tree is damaged.
   */
  readTree(
    tree: number,
    length: number,
    pieces: number,
    idBytes: number,
    onNames: (names: Buffer) => void,
  ): number;
}

/**
 * @param wasm The compiled module (dist/unpack.wasm).
 * @param memory Must not grow any more.
 * @param at Where the unpacker may keep its tables.
 */
export function createUnpacker(wasm: Uint8Array, memory: WebAssembly.Memory, at: number): Unpacker {
  const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as unknown as Exports;
  const start = (at + 15) & ~15;
  const reserved = exports.init(start, SEGMENTS, NAME_SLOTS, NAME_BYTES);
  const { inflate, resultSize, applyDelta, segmentCount, changedRanges } = exports;
  const segmentsAt = exports.segmentsAt();
  const names = Buffer.from(memory.buffer, exports.namesAt(), NAME_BYTES);
  return {
    size: start - at + reserved,
    segments: new Uint32Array(memory.buffer, segmentsAt, SEGMENTS * 3),
    runSet: new Uint8Array(memory.buffer, exports.runSetAt(), 256),
    ranges: new Uint32Array(memory.buffer, exports.rangesAt(), (SEGMENTS + 1) * 2),
    changedRanges,
    inflate,
    resultSize,
    applyDelta,
    segmentCount,
    readTree(tree, length, pieces, idBytes, onNames) {
      for (;;) {
        const found = exports.readTree(tree, length, idBytes, segmentsAt, pieces);
        const taken = found === 0 ? 0 : exports.takeNames();
        if (taken > 0) onNames(names.subarray(0, taken));
        // Names of more than the whole room are none that a file system has: nothing was taken, nothing will be.
        if (found !== FULL || taken === 0) return found;
      }
    },
  };
}
