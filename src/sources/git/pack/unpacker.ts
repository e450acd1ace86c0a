/**
 * The WebAssembly side of the pack reader (wasm/unpack.ts): inflates, applies deltas, walks through packs, reads commits and trees, all in one
 * memory, that of the caller. Addresses are byte offsets in that memory.
 */
import { randomBytes } from "node:crypto";
import { hooked, type Hooks } from "./hooks.ts";

/** Why a stream or a delta can't be unpacked, by the number that WebAssembly gives. */
const PROBLEMS: Record<number, string> = {
  [-1]: "not a zlib stream",
  [-2]: "damaged zlib stream",
  [-3]: "zlib stream cut off",
  [-4]: "unpacks to another size than it says",
  [-5]: "checksum of the unpacked data is wrong",
  [-6]: "delta does not fit its base",
  [-7]: "damaged tree",
  [-8]: "damaged entry",
};

/** The text for a negative result. */
export function problemText(code: number): string {
  return PROBLEMS[code] ?? "damaged";
}

/** The result where there is not enough memory. */
export const NO_MEMORY = -9;
/** Bytes behind an object that are written to while it is unpacked, and behind a stream that are read. */
export const SLACK = 320;
/** `segments` says of a piece that it was not copied. */
export const INSERTED = 0xffff_ffff;
/** Pieces of a delta that are noted; one with more is told of as having none. */
const SEGMENTS = 65_536;
/** Places of a base that can be marked. */
const MARKS = 4096;
/** Trees, and what they hold, that are told of at a time. */
const ROOM = 8192;
/** Words of the list of commits. */
const COMMIT_WORDS = 65_536;

/** What the module does for a walk through a pack; walk.ts, forest.ts and commits and trees in src/scan/history use it. */
export interface Calls {
  /** The arrays of a forest (forest.ts), from an address on. */
  useForest(at: number, count: number): void;
  /** Where the whole pack stands in memory; 0: `view` brings what is needed. */
  usePack(at: number): void;
  /**
   * Sorts entries by their offsets (f64), which stand at `byPlace` in the order of the index, and puts the place of each there to `places`. At
   * `scratch` there are four bytes for each, and 8192.
   */
  sortEntries(byPlace: number, places: number, scratch: number): void;
  /** As `needEntries` of forest.ts: the address of what is wanted by place, of places by entry, of numbers by place. */
  needEntries(wanted: number, places: number, numbers: number): number;
  /** Calls `fail` for each wanted entry that no whole object leads to. At `scratch` there is a byte an entry. */
  failLost(scratch: number): void;
  /** Reads the heads of all entries. At `spare` there are eight bytes for each, and 64. */
  readHeads(end: number, idBytes: number, spare: number): void;
  /** Memory for objects; a bit for each type that is walked through, and that is read rather than shown. */
  startWalk(from: number, to: number, asked: number, readHere: number): void;
  /** Goes on from an entry until that many bytes are done, and gives where to go on. */
  walk(from: number, bytes: number): number;
  /** How much has been read (not shown) since this was asked last: objects, and their bytes. */
  takeReadObjects(): number;
  takeReadBytes(): number;
  /** Bytes of the pack that have been gone through since this was asked last. */
  takeDoneBytes(): number;
  /** The table of all objects, see `ObjectTable.moveTo`. */
  useTable(idsAt: number, slotsAt: number, slotCount: number, shift: number, idBytes: number): void;
  /** Before trees are read: a byte an object, 1 for a blob with secrets; how many pairs and held ones there are already. */
  startTrees(marksAt: number, pairs: number, held: number): void;
  flushTrees(): void;
  /** Before commits are read: where their texts go. */
  startCommits(roomAt: number, length: number): void;
  flushCommits(): void;
}

/** What is the module's as it is. */
type Plain =
  | "inflate"
  | "resultSize"
  | "applyDelta"
  | "segmentCount"
  | "changedRanges"
  | "keepMarked"
  | "noteVain";

interface Exports extends Calls, Pick<Unpacker, Plain> {
  init(at: number, segments: number, nameSlots: number): number;
  runSetAt(): number;
  packRunSet(): void;
  segmentsAt(): number;
  rangesAt(): number;
  shownAt(): number;
  listsAt(): number;
  commitsAt(): number;
  marksAt(): number;
  seedTree(high: number, low: number): void;
  seedVain(high: number, low: number): void;
  isVain(at: number, length: number, what: number, where: number): number;
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
   * @param most Bytes, where a range counts some more than it has.
   * @returns Number of pairs in `ranges`; -1 where the pieces were too many, or the ranges have more bytes.
   */
  changedRanges(
    data: number,
    length: number,
    baseLength: number,
    before: number,
    after: number,
    most: number,
  ): number;
  /** Where places of the base are put for `keepMarked`, in rising order. */
  readonly marks: Uint32Array;
  /**
   * Forgets the triples in `segments` that hold none of so many places in `marks`, but for the first. There are many pieces, and few places of
   * which something is known.
   *
   * @returns Number of triples that are left.
   */
  keepMarked(count: number): number;
  /**
   * True where `noteVain` was told of the same before: these bytes, looked at for the same thing (two numbers, whatever they mean). It
   * forgets.
   */
  isVain(at: number, length: number, what: number, where: number): boolean;
  /** Notes that what `isVain` was asked last has turned out to be in vain. */
  noteVain(): void;
  readonly calls: Calls;
  /** Who walks sets what is asked of it. */
  readonly hooks: Hooks;
  /**
   * The object that `visit` shows: entry, type, address, length, pieces (-1: too many), and where what is known of its base, and of itself, is
   * kept; -1: nowhere.
   */
  readonly shown: Int32Array;
  /** What `takeTrees` tells of: trees; where in the list of all they hold the pairs of each begin; these; names and objects of new pairs. */
  readonly treeLists: readonly [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];
  /** What `takeCommits` tells of. */
  readonly commitList: DataView;
}

export interface UnpackerOptions {
  /** Where the unpacker may keep its tables, in a memory that does not grow any more. */
  at: number;
  /** Distinct names of files and folders that are expected. */
  names: number;
}

/** @param wasm The compiled module (dist/unpack.wasm). */
export function createUnpacker(
  wasm: Uint8Array,
  memory: WebAssembly.Memory,
  { at, names }: UnpackerOptions,
): Unpacker {
  const { buffer } = memory;
  const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
  const { hooks, imports } = hooked();
  const instance = new WebAssembly.Instance(module, { env: { memory, ...imports } });
  const exports = instance.exports as unknown as Exports;
  const start = (at + 15) & ~15;
  const reserved = exports.init(start, SEGMENTS, slotsFor(names));
  const [high = 0, low = 0] = new Uint32Array(randomBytes(8).buffer.slice(0, 8));
  exports.seedTree(high, low);
  exports.seedVain(low, high);
  const { inflate, resultSize, applyDelta, segmentCount, changedRanges, keepMarked, noteVain } = exports;
  const list = (place: number): Int32Array =>
    new Int32Array(buffer, exports.listsAt() + place * ROOM * 4, ROOM);
  return {
    size: start - at + reserved,
    segments: new Uint32Array(buffer, exports.segmentsAt(), SEGMENTS * 3),
    followRuns(runSet) {
      new Uint8Array(buffer, exports.runSetAt(), 256).set(runSet);
      exports.packRunSet();
    },
    ranges: new Uint32Array(buffer, exports.rangesAt(), (SEGMENTS + 1) * 2),
    inflate,
    resultSize,
    applyDelta,
    segmentCount,
    changedRanges,
    marks: new Uint32Array(buffer, exports.marksAt(), MARKS),
    keepMarked,
    isVain: (from, length, what, where) => exports.isVain(from, length, what, where) === 1,
    noteVain,
    calls: exports,
    hooks,
    shown: new Int32Array(buffer, exports.shownAt(), 7),
    treeLists: [list(0), list(1), list(2), list(3), list(4)],
    commitList: new DataView(buffer, exports.commitsAt(), COMMIT_WORDS * 4),
  };
}

/** A power of two; further names are asked about again and again. */
function slotsFor(names: number): number {
  return 2 ** Math.min(17, Math.max(12, Math.ceil(Math.log2(names * 1.5 + 1))));
}
