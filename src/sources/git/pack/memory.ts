/** Who has which part of the memory that objects are unpacked in. */
import { createUnpacker, type Unpacker } from "./unpacker.ts";

export interface PackMemory {
  unpacker: Unpacker;
  /** All of the memory: an address is an index. */
  bytes: Buffer;
  /** The part in which blocks of pack files are kept, and the file that they are of. */
  blocks: { at: number; size: number; owner?: object };
  /** The part for objects; what is kept for long is taken from its beginning (`takeRoom`). */
  from: number;
  to: number;
}

/** A larger pack is read in parts, and some of it more than once. */
const MOST_WHOLE_BYTES = 96 * 1024 * 1024;
/** What is kept of such a one: twice as much would spare it few readings. */
const MOST_BLOCK_BYTES = 48 * 1024 * 1024;
const LEAST_BLOCK_BYTES = 1024 * 1024;

export interface MemoryOptions {
  /** The part of the memory that may be used, which must not grow any more: 8 MB at least. Objects can be as large as half of it. */
  from: number;
  to: number;
  /** Distinct names of files and folders that are expected; none by default. */
  names?: number;
  /** Bytes of the largest pack file; unknown by default. */
  packBytes?: number;
}

/** @param wasm The compiled module (dist/unpack.wasm). */
export function layOut(
  wasm: Uint8Array,
  memory: WebAssembly.Memory,
  { from, to, names = 0, packBytes = Infinity }: MemoryOptions,
): PackMemory {
  const unpacker = createUnpacker(wasm, memory, { at: from, names });
  const at = from + unpacker.size;
  const whole = Math.max(LEAST_BLOCK_BYTES, Math.ceil(packBytes * 1.01));
  const size = Math.min(whole <= MOST_WHOLE_BYTES ? whole : MOST_BLOCK_BYTES, Math.floor((to - at) / 3));
  return { unpacker, bytes: Buffer.from(memory.buffer), blocks: { at, size }, from: at + size, to };
}

/**
 * Takes bytes for good; the address is a multiple of 8.
 *
 * @throws RangeError where there are no more.
 */
export function takeRoom(memory: PackMemory, bytes: number): number {
  const at = (memory.from + 7) & ~7;
  if (at + bytes > memory.to) throw new RangeError("out of memory for what is told of packs");
  memory.from = at + bytes;
  return at;
}
