/**
 * How far one may see from the beginning of an anchor whether it is of any consequence: what the prefilter looks at, and what decides about
 * a match of most rules. Who scans pieces of a text rather than the whole needs to know.
 */
import { BEFORE_RUN, BEHIND_VALUE } from "./composed.ts";
import { IN_COLUMN, LAST_START } from "./runs.ts";
import { LOOKBEHIND } from "./confirm.ts";
import {
  ANCHOR_BYTES,
  ANCHOR_PROGRAM,
  isComposed,
  isMember,
  type Pack,
  type PackAnchor,
  type PackTables,
} from "./pack.ts";
import { LOOK_AHEAD, LOOK_BEHIND } from "./views/spots.ts";

/** Bytes behind an anchor that may have to be a long word for it to be looked at. */
const LONG_WORD = 20;
/** Longest sequence of an anchor. */
const LONGEST_ANCHOR = 32;
/** Bytes that the prefilter looks through behind the word of an assignment before the value begins. */
const BEFORE_VALUE = 174;
/** What has to follow an anchor further on than this is told by the bytes up to it rather than by the distance. */
const NEAR = 210;
/** Runs of bytes are followed as far as this by the prefilter, and by who works out the ranges. */
const LONGEST_RUN = 512;

/** Furthest that a match may begin before an anchor for the anchor to be found again rather than carried over. */
const NEAR_BACK = 24;

/** How far it may be seen from where an anchor begins whether it is of any consequence. */
export interface Sight {
  /** Bytes before it. */
  behind: number;
  /** Bytes behind it. */
  ahead: number;
  /** A 1 for each byte whose runs, up to LONGEST_RUN of them, decide about an anchor that lies `ahead` bytes before their beginning. */
  runSet: Uint8Array;
}

/**
 * True where all bytes that decide what matches at an anchor are in sight of it.
 *
 * @param ahead As in `Sight`.
 */
export function isInSight(
  { rules }: Pick<Pack, "rules">,
  { rule, minBack, maxBack }: PackAnchor,
  ahead: number,
): boolean {
  const { window = Infinity, judged } = rules[rule] ?? {};
  return maxBack <= NEAR_BACK && window - minBack <= ahead && judged !== true;
}

/** The same for every value run: all that decides about the longest value that can begin in one. */
export function areRunsInSight({ rules }: Pick<Pack, "rules">, { ahead, behind }: Sight): boolean {
  const longest = rules.reduce((most, rule) => (isComposed(rule) ? Math.max(most, rule.window) : most), 0);
  return BEFORE_RUN + 1 <= behind && LAST_START + longest + BEHIND_VALUE <= ahead;
}

/**
 * The tables for who scans pieces of a text: programs that may look back further than one sees are left out. Where such a one says that
 * nothing matches, bytes out of sight may change that. Ahead the kernel is told how far programs may look.
 */
export function tablesInSight(pack: Pick<Pack, "anchors" | "tables">): PackTables {
  const { behind } = sightOf(pack.tables);
  // Not `slice`: of a Buffer that is no copy.
  const anchors = new Uint8Array(pack.tables.anchors);
  const view = new DataView(anchors.buffer);
  let index = 0;
  for (const { maxBack } of pack.anchors) {
    if (maxBack + LOOKBEHIND > behind) view.setUint32(index * ANCHOR_BYTES + ANCHOR_PROGRAM, 0, true);
    index++;
  }
  return { ...pack.tables, anchors };
}

const sights = new WeakMap<Uint8Array, Sight>();

/** @param tables Their anchors say what has to follow each (layout: pack.ts). */
export function sightOf(tables: PackTables): Sight {
  let sight = sights.get(tables.anchors);
  if (sight === undefined) sights.set(tables.anchors, (sight = workOut(tables)));
  return sight;
}

function workOut({ anchors, sets }: PackTables): Sight {
  const view = new DataView(anchors.buffer, anchors.byteOffset, anchors.byteLength);
  const numbers = new Set<number>();
  let ahead = 0;
  for (let at = 0; at < anchors.length; at += ANCHOR_BYTES) {
    const kind = view.getUint8(at);
    const within = view.getUint16(at + 6, true);
    const isTail = kind === 3;
    const isRun = !isTail || (within > NEAR && within < LONGEST_RUN);
    if (kind !== 0 && isRun) numbers.add(view.getUint16(at + 4, true));
    if (isTail) ahead = Math.max(ahead, view.getUint8(at + 1) + (isRun ? 0 : within));
    else if (kind !== 0) ahead = Math.max(ahead, (kind & 3) === 1 ? within : BEFORE_VALUE);
  }
  const runSet = new Uint8Array(256);
  for (const number of numbers) {
    for (let byte = 0; byte < 256; byte++) runSet[byte] = (runSet[byte] ?? 0) | isMember(sets, number, byte);
  }
  return {
    behind: Math.max(LOOKBEHIND + NEAR_BACK, IN_COLUMN + 4, LOOK_BEHIND),
    ahead: Math.max(ahead + LONGEST_ANCHOR + LONG_WORD, LOOK_AHEAD),
    runSet,
  };
}
