/** Runs the prefilter kernel: owns the WebAssembly memory, the pack's tables in it and the buffer that sources read into. */
import { ANCHOR_BYTES, type PackTables } from "./pack.ts";
import type { OnRun } from "./runs.ts";
import { VIEW_CAPACITY, type OnSpot, type SignRange } from "./views/spots.ts";

interface KernelExports {
  memory: WebAssembly.Memory;
  setTables(
    ...addresses: [
      anyBits: number,
      longBits: number,
      behindBits: number,
      moreBits: number,
      multiplier: number,
      wordBits: number,
    ]
  ): void;
  setLists(
    ...addresses: [
      slots: number,
      slotCount: number,
      lists: number,
      sites: number,
      anchors: number,
      sequences: number,
      sets: number,
      programs: number,
    ]
  ): void;
  setSight(bytes: number): void;
  setBuffers(
    ...addresses: [
      positions: number,
      candidates: number,
      longCandidates: number,
      found: number,
      hits: number,
      hitCapacity: number,
    ]
  ): void;
  setRuns(longMap: number, blockRuns: number, runs: number, texts: number, capacity: number): void;
  setSpots(at: number, capacity: number): void;
  firstFree(): number;
  resultsAt(): number;
  begin(
    data: number,
    low: number,
    code: number,
    ...signs: [low: number, from: number, to: number, end: number]
  ): void;
  scan(data: number, low: number, from: number, end: number, eof: number): void;
  findSigns(data: number, low: number, from: number, to: number, end: number): number;
  signsUntil(): number;
  countNewlines(at: number, length: number): number;
}

/** What the last call of `scan` left in its results, by index; candidates are counted until they are taken. */
const HITS = 0;
const RESUME = 1;
const RUNS = 2;
const TEXTS = 3;
const SIGNS = 4;
const CANDIDATES = 5;
const RESULTS = 6;

/** Signs that are wanted beside what is scanned: `to` is not behind the end of that. */
export interface Signs {
  range: SignRange;
  onSign: OnSpot;
}

/** Bytes [from, end) of the data; `eof`: nothing follows. */
export interface ScanRange {
  from: number;
  end: number;
  eof: boolean;
  /** Names that are assigned without quotes are no candidates of the judge: the file is code. */
  code?: boolean;
}

/** The kernel, or its twin in plain TypeScript (reference.ts). Positions are byte offsets in `data`. */
export interface Prefilter {
  /** The kernel's memory; `data` lies in it. */
  readonly memory?: WebAssembly.Memory;
  /** The input: write at most `data.length` bytes here, then scan. */
  readonly data: Uint8Array;
  /**
   * Finds anchors that begin in [from, end) and lie wholly before `end`. Calls `onHit` with
   * nearly rising positions. Nothing is written behind `end`, and what is read there makes no difference.
   *
   * Calls `onRun` in rising order for the value runs (see runs.ts) that end in [from, end), or at `end` if nothing follows; they may
   * begin before `from`. Calls `onText` in rising order for runs that begin with text in base64 or hexadecimal (see views/spots.ts).
   * Finds `signs` as `findSigns` does: together it takes half of the time.
   */
  scan(
    range: ScanRange,
    onHit: (anchor: number, position: number) => void,
    onRun?: OnRun,
    onText?: OnSpot,
    signs?: Signs,
  ): void;
  /** Finds the escapes and joined literals that begin in [from, to); what stands at or behind `end` makes no difference. */
  findSigns(range: SignRange, onSign: OnSpot): void;
  /** The same kernel for another, small text: not to be used while this one calls back. */
  inner(): Prefilter;
  countNewlines(from: number, to: number): number;
  /** Positions that reached the exact table since the last call: a work counter. */
  takeCandidates(): number;
}

const PAGE = 65_536;
const BLOCK = 16_384;
/** Hits that fit into the hit buffer, at least. */
const HIT_CAPACITY = 8192;
const RUN_CAPACITY = 4096;
const SPOT_CAPACITY = 4096;
/** Bytes before the input that are no text: names before values are looked at without asking where it begins. */
const BEFORE = 32;
/** Readable bytes behind the input. */
const GUARD = 160;

interface Layout {
  buffers: Record<
    | "positions"
    | "candidates"
    | "longCandidates"
    | "found"
    | "longMap"
    | "blockRuns"
    | "hits"
    | "hitCapacity"
    | "runs"
    | "texts"
    | "spots",
    number
  >;
  tablesAt: Map<Uint8Array, number>;
  dataAt: number;
  innerAt: number;
  /** Bytes in all. */
  size: number;
}

/** What lies where in the memory. */
function layOut(tables: PackTables, capacity: number, firstFree: number): Layout {
  let end = (firstFree + 15) & ~15;
  const place = (bytes: number): number => {
    const at = end;
    end = (end + bytes + 15) & ~15;
    return at;
  };
  // The hits of one position are handed over together: each anchor may be among them twice, by either of its grams.
  const hitCapacity = Math.max(HIT_CAPACITY, (tables.anchors.length / ANCHOR_BYTES) * 2);
  const buffers = {
    positions: place(BLOCK * 2 + 64),
    candidates: place(BLOCK * 4 + 64),
    longCandidates: place(BLOCK * 16 + 64),
    found: place(BLOCK * 32 + 64),
    longMap: place(BLOCK / 8 + 64),
    blockRuns: place(BLOCK),
    hits: place(hitCapacity * 8),
    hitCapacity,
    runs: place(RUN_CAPACITY * 8),
    texts: place(RUN_CAPACITY * 8),
    spots: place(SPOT_CAPACITY * 8),
  };
  const parts: Uint8Array[] = Object.values(tables);
  const tablesAt = new Map(parts.map((part) => [part, place(part.length)]));
  place(BEFORE);
  const innerAt = place(VIEW_CAPACITY + GUARD);
  place(BEFORE);
  const dataAt = place(capacity + GUARD);
  return { buffers, tablesAt, dataAt, innerAt, size: end };
}

function handOver(kernel: KernelExports, tables: PackTables, at: (part: Uint8Array) => number): void {
  const { params } = tables;
  kernel.setTables(
    at(tables.anyBits),
    at(tables.longBits),
    at(tables.behindBits),
    at(tables.moreBits),
    new DataView(params.buffer, params.byteOffset).getUint32(0, true),
    at(tables.wordBits),
  );
  kernel.setLists(
    at(tables.slots),
    tables.slots.length / 4,
    at(tables.lists),
    at(tables.sites),
    at(tables.anchors),
    at(tables.sequences),
    at(tables.sets),
    at(tables.programs),
  );
}

/**
 * @param wasm The compiled kernel (dist/kernel.wasm).
 * @param capacity Size of the input buffer, bytes.
 * @param sight For who scans pieces of texts that lie one behind the other: bytes from the beginning of an anchor on that decide whether it
 *   is told of. All there are by default.
 */
export function createKernel(
  wasm: Uint8Array,
  tables: PackTables,
  capacity: number,
  sight?: number,
): Prefilter {
  const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
  const kernel = new WebAssembly.Instance(module, {}).exports as unknown as KernelExports;
  const { buffers, tablesAt, dataAt, innerAt, size } = layOut(tables, capacity, kernel.firstFree());
  kernel.memory.grow(Math.ceil((size - kernel.memory.buffer.byteLength) / PAGE));
  for (const [part, at] of tablesAt) new Uint8Array(kernel.memory.buffer).set(part, at);
  handOver(kernel, tables, (part) => tablesAt.get(part) ?? 0);
  if (sight !== undefined) kernel.setSight(sight);
  const { positions, candidates, longCandidates, found, longMap, blockRuns } = buffers;
  const { hits, hitCapacity, runs, texts, spots } = buffers;
  kernel.setBuffers(positions, candidates, longCandidates, found, hits, hitCapacity);
  kernel.setRuns(longMap, blockRuns, runs, texts, RUN_CAPACITY);
  kernel.setSpots(spots, SPOT_CAPACITY);
  return prefilterOf(kernel, buffers, { dataAt, capacity }, innerAt);
}

function prefilterOf(
  kernel: KernelExports,
  buffers: Layout["buffers"],
  { dataAt, capacity }: { dataAt: number; capacity: number },
  innerAt: number,
): Prefilter {
  const { buffer } = kernel.memory;
  const hits = new Uint32Array(buffer, buffers.hits, buffers.hitCapacity * 2);
  const runs = new Uint32Array(buffer, buffers.runs, RUN_CAPACITY * 2);
  const texts = new Uint32Array(buffer, buffers.texts, RUN_CAPACITY * 2);
  const spots = new Uint32Array(buffer, buffers.spots, SPOT_CAPACITY * 2);
  const results = new Uint32Array(buffer, kernel.resultsAt(), RESULTS);
  const findSigns: Prefilter["findSigns"] = ({ low = 0, from, to, end }, onSign) => {
    let position = from;
    while (position < to) {
      const count = kernel.findSigns(dataAt, low, position, to, end);
      position = kernel.signsUntil();
      each(spots, count, onSign);
    }
  };
  return {
    memory: kernel.memory,
    data: new Uint8Array(buffer, dataAt, capacity),
    scan({ from, end, eof, code = false }, onHit, onRun, onText, signs) {
      const { low = 0, from: signsFrom, to: signsTo, end: signsEnd } = signs?.range ?? NO_SIGNS;
      if (signs !== undefined && signsFrom < from)
        findSigns({ low, from: signsFrom, to: Math.min(from, signsTo), end: signsEnd }, signs.onSign);
      kernel.begin(dataAt, from, code ? 1 : 0, low, Math.max(from, signsFrom), signsTo, signsEnd);
      let position = from;
      while (position < end) {
        kernel.scan(dataAt, from, position, end, eof ? 1 : 0);
        position = results[RESUME] ?? end;
        each(hits, results[HITS], onHit);
        each(runs, results[RUNS], onRun);
        each(texts, results[TEXTS], onText);
        each(spots, results[SIGNS], signs?.onSign);
      }
    },
    findSigns,
    inner: () => prefilterOf(kernel, buffers, { dataAt: innerAt, capacity: VIEW_CAPACITY }, innerAt),
    countNewlines: (from, to) => kernel.countNewlines(dataAt + from, to - from),
    takeCandidates() {
      const count = results[CANDIDATES] ?? 0;
      results[CANDIDATES] = 0;
      return count;
    },
  };
}

const NO_SIGNS: SignRange = { from: 0, to: 0, end: 0 };

/** Calls back with each of `count` pairs. */
function each(pairs: Uint32Array, count: number = 0, call?: (one: number, other: number) => void): void {
  if (call === undefined) return;
  for (let i = 0; i < count * 2; i += 2) call(pairs[i] ?? 0, pairs[i + 1] ?? 0);
}
