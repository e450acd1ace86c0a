/** A memory of its own for tests of the unpacker. */
import { readAsset } from "../../../../src/scan/pack.ts";
import { layOut, type PackMemory } from "../../../../src/sources/git/pack/memory.ts";

/** @param size Bytes, a multiple of 64 KB. */
export function createMemory(size: number = 32 * 1024 * 1024): PackMemory {
  const memory = new WebAssembly.Memory({ initial: size / 65_536 });
  return layOut(readAsset("unpack.wasm"), memory, { from: 1024, to: size, names: 100 });
}
