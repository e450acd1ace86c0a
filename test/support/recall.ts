/** A memory of what was looked at in vain, as the pack reader has one: exact, and slow. */
import type { Prefilter } from "../../src/engine/kernel.ts";
import type { Recall } from "../../src/engine/span-zone.ts";

/** Remembers everything, byte by byte. */
export function exactRecall({ memory }: Prefilter): Recall {
  const bytes = Buffer.from(memory?.buffer ?? new ArrayBuffer(0));
  const vain = new Set<string>();
  let asked = "";
  return {
    isVain(at, length, what, where) {
      asked = `${what} ${where} ${bytes.toString("latin1", at, at + length)}`;
      return vain.has(asked);
    },
    noteVain: () => vain.add(asked),
  };
}
