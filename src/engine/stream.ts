/** What a scanner is told of a stream, and what it counts. */
import type { ByteUnit } from "./position.ts";

/** How much work was done; the same on every machine. */
export interface Counters {
  bytes: number;
  candidates: number;
  hits: number;
  regexRuns: number;
  matches: number;
}

export interface StreamOptions {
  /** Base name, for rules that are for certain files. */
  path: string;
  unit: ByteUnit;
  /** Report a match as soon as its line is complete, although an overlapping one of a later line could still beat it. */
  live?: boolean;
  /** Look into what is encoded; true where left out. */
  decode?: boolean;
  /** Rules that may match, by index in the pack; all where left out. */
  allowed?: ((rule: number) => boolean) | undefined;
}
