/** Feeds bytes to a scanner in pieces and gathers what it finds. */
import { createKernel } from "../../src/engine/kernel.ts";
import { createJudge } from "../../src/engine/learned/judge.ts";
import type { Pack } from "../../src/engine/pack.ts";
import type { Match } from "../../src/engine/match.ts";
import { Scanner } from "../../src/engine/scanner.ts";
import type { StreamOptions } from "../../src/engine/stream.ts";
import { modelFiles, readAsset } from "../../src/scan/pack.ts";

/** The least that a scanner works with. */
export const LEAST_CAPACITY: number = 128 * 1024;

/** A scanner with the built kernel. */
export function createScanner(pack: Pack, capacity: number = LEAST_CAPACITY): Scanner {
  const kernel = createKernel(readAsset("kernel.wasm"), pack.tables, capacity);
  return new Scanner(pack, kernel, createJudge(modelFiles));
}

/** What a scanner gave back and after how many bytes of the stream. */
export interface Delivery {
  after: number;
  matches: Match[];
}

/**
 * One stream from begin to end: without cuts as a file is read, where the last bytes are known to be the last; with cuts as a
 * pipe is, which ends some time after them.
 *
 * @param cuts Offsets at which the bytes are cut, in any order; offsets outside of the bytes count for nothing.
 */
export function deliveries(
  scanner: Scanner,
  bytes: Uint8Array,
  cuts: Iterable<number> = [],
  options: Partial<StreamOptions> = {},
): Delivery[] {
  const inside = [...cuts].filter((cut) => cut > 0 && cut < bytes.length);
  const isFile = inside.length === 0;
  const ends = [...new Set(inside), bytes.length].sort((a, b) => a - b);
  const all: Delivery[] = [];
  scanner.begin({ path: "test.txt", unit: "utf-8", ...options });
  let at = 0;
  for (const end of ends) {
    while (at < end) {
      const space = scanner.space();
      const length = Math.min(space.length, end - at);
      space.set(bytes.subarray(at, at + length));
      at += length;
      all.push({ after: at, matches: scanner.advance(length, isFile && at === bytes.length) });
    }
  }
  if (!isFile || bytes.length === 0) all.push({ after: bytes.length, matches: scanner.advance(0, true) });
  return all.filter(({ matches }) => matches.length > 0);
}

/** All matches of one stream; parameters as of `deliveries`. */
export function scan(
  scanner: Scanner,
  bytes: Uint8Array | string,
  cuts: Iterable<number> = [],
  options: Partial<StreamOptions> = {},
): Match[] {
  const data = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  return deliveries(scanner, data, cuts, options).flatMap(({ matches }) => matches);
}

/** What a match says about its place, without the context, which is cut where the data was. */
export function placeOf(match: Match): Omit<Match, "context" | "secretAt"> {
  const { context: _context, secretAt: _secretAt, ...place } = match;
  return place;
}
