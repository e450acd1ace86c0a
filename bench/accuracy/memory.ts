/**
 * The last committed result (`bench/accuracy.json`): figures, and what was missed or reported wrongly as sorted 32-bit hashes of
 * its place. Nothing of the data is in it.
 */
import { createHash } from "node:crypto";

/** A finding that is missing, or one too many. `what` is for people, `id` for comparing. */
export interface Mistake {
  id: string;
  what: string;
}

export interface Result {
  figures: Record<string, number>;
  /** Base64 of the hashes, 4 bytes each, by set. */
  mistakes: Record<string, string>;
}

function hashOf(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE(0);
}

/** The mistakes as they are kept. */
export function remembered(mistakes: readonly Mistake[]): string {
  const hashes = [...new Set(mistakes.map(({ id }) => hashOf(id)))].sort((a, b) => a - b);
  const bytes = Buffer.alloc(hashes.length * 4);
  for (const [i, hash] of hashes.entries()) bytes.writeUInt32BE(hash, i * 4);
  return bytes.toString("base64");
}

/** Mistakes that were not made before, and how many of those made before are gone. */
export function compared(mistakes: readonly Mistake[], before: string): { fresh: Mistake[]; mended: number } {
  const bytes = Buffer.from(before, "base64");
  const known = new Set<number>();
  for (let at = 0; at + 4 <= bytes.length; at += 4) known.add(bytes.readUInt32BE(at));
  const now = new Set(mistakes.map(({ id }) => hashOf(id)));
  return {
    fresh: mistakes.filter(({ id }) => !known.has(hashOf(id))),
    mended: [...known].filter((hash) => !now.has(hash)).length,
  };
}
