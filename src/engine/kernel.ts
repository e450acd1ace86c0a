/** Runs the prefilter kernel: owns the WebAssembly memory, the pack's tables in it and the buffer that sources read into. */
import type { PackTables } from "./pack.ts";
import { findRuns, type OnRun } from "./runs.ts";

interface KernelExports {
  memory: WebAssembly.Memory;
  init(
    bits: number,
    moreBits: number,
    slots: number,
    slotCount: number,
    lists: number,
    sites: number,
    anchors: number,
    sequences: number,
    sets: number,
    candidates: number,
    hits: number,
    hitCapacity: number,
  ): void;
  scan(data: number, low: number, from: number, end: number, eof: number): number;
  resume(): number;
  takeCandidates(): number;
  countNewlines(at: number, length: number): number;
}

/** The kernel, or its twin in plain TypeScript (reference.ts). Positions are byte offsets in `data`. */
export interface Prefilter {
  /** The kernel's memory; `data` lies in it. */
  readonly memory?: WebAssembly.Memory;
  /** The input: write at most `data.length` bytes here, then scan. */
  readonly data: Uint8Array;
  /**
   * Finds anchors that begin in [from, end) and lie wholly before `end`. Calls `onHit` with
   * nearly rising positions. `eof`: nothing follows `end`. Value runs that end in the range go to `onRun` (see runs.ts).
   */
  scan(
    range: { from: number; end: number; eof: boolean },
    onHit: (anchor: number, position: number) => void,
    onRun?: OnRun,
  ): void;
  /** As `scan`, but what stands behind `end` is left as it is: at least 16 bytes. Anchors cut off there may be missing. */
  scanInside(
    range: { from: number; end: number; eof: boolean },
    onHit: (anchor: number, position: number) => void,
  ): void;
  countNewlines(from: number, to: number): number;
  /** Positions that reached the exact table since the last call: a work counter. */
  takeCandidates(): number;
}

const PAGE = 65_536;
const FIRST_FREE = 4096;
const CANDIDATE_BYTES = (32_768 / 2 + 16) * 4;
/** Hits that fit into the hit buffer, at least. */
const HIT_CAPACITY = 8192;
/** Readable bytes behind the input. */
const GUARD = 64;

/**
 * @param wasm The compiled kernel (dist/kernel.wasm).
 * @param capacity Size of the input buffer, bytes.
 */
export function createKernel(wasm: Uint8Array, tables: PackTables, capacity: number): Prefilter {
  const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
  const kernel = new WebAssembly.Instance(module, {}).exports as unknown as KernelExports;
  let next = FIRST_FREE;
  const place = (bytes: number): number => {
    const at = next;
    next = (next + bytes + 15) & ~15;
    return at;
  };
  const { bits, moreBits, slots, lists, sites, anchors, sequences, sets } = tables;
  const parts = [bits, moreBits, slots, lists, sites, anchors, sequences, sets];
  const places = parts.map((part) => place(part.length));
  const candidates = place(CANDIDATE_BYTES);
  // The hits of one position are handed over together: each anchor may be among them twice, by either of its grams.
  const hitCapacity = Math.max(HIT_CAPACITY, (anchors.length / 8) * 2);
  const hitsAt = place(hitCapacity * 8);
  const dataAt = place(capacity + GUARD);
  kernel.memory.grow(Math.ceil((next - kernel.memory.buffer.byteLength) / PAGE));
  const buffer = kernel.memory.buffer;
  parts.forEach((part, i) => new Uint8Array(buffer).set(part, places[i]));
  const at = (part: Uint8Array): number => places[parts.indexOf(part)] ?? 0;
  kernel.init(
    at(bits),
    at(moreBits),
    at(slots),
    slots.length / 4,
    at(lists),
    at(sites),
    at(anchors),
    at(sequences),
    at(sets),
    candidates,
    hitsAt,
    hitCapacity,
  );
  const hits = new Uint32Array(buffer, hitsAt, hitCapacity * 2);
  const data = new Uint8Array(buffer, dataAt, capacity);
  const tail = new Uint8Array(buffer, dataAt, capacity + GUARD);
  const scanInside: Prefilter["scanInside"] = ({ from, end, eof }, onHit) => {
    let position = from;
    while (position < end) {
      const count = kernel.scan(dataAt, from, position, end, eof ? 1 : 0);
      position = kernel.resume();
      for (let i = 0; i < count * 2; i += 2) onHit(hits[i] ?? 0, hits[i + 1] ?? 0);
    }
  };
  return {
    memory: kernel.memory,
    data,
    scan(range, onHit, onRun) {
      tail.fill(0, range.end, range.end + 16);
      scanInside(range, onHit);
      if (onRun !== undefined) findRuns(data, range, onRun);
    },
    scanInside,
    countNewlines: (from, to) => kernel.countNewlines(dataAt + from, to - from),
    takeCandidates: () => kernel.takeCandidates(),
  };
}
