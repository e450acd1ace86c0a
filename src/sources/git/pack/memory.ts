/** Who has which part of the memory that objects are unpacked in. */
import { createUnpacker, type Unpacker } from "./unpacker.ts";

export interface PackMemory {
  unpacker: Unpacker;
  /** All of the memory: an address is an index. */
  bytes: Buffer;
  /** The part in which blocks of pack files are kept. */
  blocks: { at: number; size: number };
  /** The part for objects. */
  from: number;
  to: number;
}

/** For each worker: more would hardly be read twice. */
const BLOCK_BYTES = 32 * 1024 * 1024;

export interface MemoryOptions {
  /** The part of the memory that may be used, which must not grow any more: 8 MB at least. Objects can be as large as half of it. */
  from: number;
  to: number;
  /** Distinct tree entries that are expected; none by default. */
  treeEntries?: number;
}

/** @param wasm The compiled module (dist/unpack.wasm). */
export function layOut(
  wasm: Uint8Array,
  memory: WebAssembly.Memory,
  { from, to, treeEntries = 0 }: MemoryOptions,
): PackMemory {
  const unpacker = createUnpacker(wasm, memory, { at: from, treeEntries });
  const at = from + unpacker.size;
  const size = Math.min(BLOCK_BYTES, Math.floor((to - at) / 4));
  return { unpacker, bytes: Buffer.from(memory.buffer), blocks: { at, size }, from: at + size, to };
}
