/** Who has which part of the memory that objects are unpacked in. */
import { createUnpacker, type Unpacker } from "./unpacker.ts";

export interface PackMemory {
  unpacker: Unpacker;
  /** All of the memory: an address is an index. */
  bytes: Buffer;
  /** The part in which blocks of pack files are kept, and the file that they are of. */
  blocks: { at: number; size: number; owner?: object };
  /** The part for objects. */
  from: number;
  to: number;
}

/** A larger pack is read in parts, and some of it more than once. */
const MOST_BLOCK_BYTES = 96 * 1024 * 1024;
const LEAST_BLOCK_BYTES = 1024 * 1024;

export interface MemoryOptions {
  /** The part of the memory that may be used, which must not grow any more: 8 MB at least. Objects can be as large as half of it. */
  from: number;
  to: number;
  /** Distinct tree entries that are expected; none by default. */
  treeEntries?: number;
  /** Bytes of the largest pack file; unknown by default. */
  packBytes?: number;
}

/** @param wasm The compiled module (dist/unpack.wasm). */
export function layOut(
  wasm: Uint8Array,
  memory: WebAssembly.Memory,
  { from, to, treeEntries = 0, packBytes = Infinity }: MemoryOptions,
): PackMemory {
  const unpacker = createUnpacker(wasm, memory, {
    at: from,
    treeEntries: Math.min(treeEntries, Math.floor((to - from) / 64)),
  });
  const at = from + unpacker.size;
  const wanted = Math.max(LEAST_BLOCK_BYTES, Math.min(MOST_BLOCK_BYTES, packBytes * 1.01));
  const size = Math.min(Math.ceil(wanted), Math.floor((to - at) / 3));
  return { unpacker, bytes: Buffer.from(memory.buffer), blocks: { at, size }, from: at + size, to };
}
