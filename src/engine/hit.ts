/** A place of a stream that waits for the pattern of its rule, and how far round it the scanner has to look. */
import { VALUE_BEFORE } from "./composed.ts";
import type { Pack, PackAnchor, PackRule } from "./pack.ts";
import { RUN_MOST } from "./runs.ts";

export interface Hit {
  /** By index in the pack; RUN: no anchor but a value run. */
  anchor: number;
  /** Stream offset. */
  position: number;
  /** Length of a value run. */
  length: number;
}

/** In place of the number of an anchor: the hit is a value run. */
export const RUN = -1;

/** Bytes kept before the first waiting hit, for lookbehinds and code frames. */
export const KEEP_BEFORE = 1024;
/** Anchors cut off by the end of the data (at most 24 bytes) are looked for again from here. */
export const RESCAN = 32;
/** Furthest a secret can begin before the end of its anchor or of its value run. */
export const MAX_BACK: number = RUN_MOST + VALUE_BEFORE;

/** How far before the end of its anchor a match that spans lines can begin, bytes. */
export function backOverLines({ anchors, rules }: Pack): number {
  let most = 0;
  for (const { rule, maxBack, length } of anchors)
    if (maxBack + length > most && rules[rule]?.multiline === true) most = maxBack + length;
  return most;
}

/** How far before a hit a secret can begin that it leads to, bytes. */
function backOf({ anchor }: Hit, { anchors }: Pack): number {
  return anchor === RUN ? VALUE_BEFORE : (anchors.at(anchor)?.maxBack ?? 0);
}

/** No secret that hits lead to begins before this stream offset, which is `least` at most. */
export function earliest(hits: readonly Hit[], pack: Pack, least: number): number {
  return hits.reduce((from, hit) => Math.min(from, hit.position - backOf(hit, pack)), least);
}

/** Whether all bytes are there that decide about a hit: `end` and `lineEnd` (behind the last whole line) are stream offsets. */
export function isKnown(
  { position }: Hit,
  { minBack }: PackAnchor,
  { window, multiline }: PackRule,
  { end, lineEnd }: { end: number; lineEnd: number },
): boolean {
  const lastStart = position - minBack;
  return lastStart + window <= end || (!multiline && Math.max(position, lastStart) < lineEnd);
}
