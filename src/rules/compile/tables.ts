/** Writes the prefilter's tables (layout: src/engine/pack.ts) from the anchors of all rules. */
import { ANCHOR_BYTES, ANCHOR_PROGRAM, SITE_BYTES, wordsOf, type PackTables } from "../../engine/pack.ts";
import { RUN_LEAST } from "../../engine/runs.ts";
import { wordBits } from "../../engine/word-bits.ts";
import type { Entry } from "./anchors.ts";
import { bytesOf, foldedBytes, fromBitmap, fullSet, type ByteSet } from "./byte-set.ts";
import type { Tail } from "./follow.ts";
import { buildBits, buildMoreBits, buildSlots, type ListEntry } from "./grams.ts";
import type { Word } from "./program.ts";
import { ProgramTable, readProgram, SetTable } from "./set-table.ts";

/** What the prefilter checks behind an anchor before it lets a regular expression run. */
export type AnchorCheck = ValueCheck | ({ kind: "tail" } & Tail);

/** A value must be able to follow a context word. */
export interface ValueCheck {
  kind: "near" | "assigned" | "judged";
  /** Every byte that a value can have. */
  alphabet: ByteSet;
  /** Least length of a value, bytes. */
  length: number;
  digit: boolean;
  /** Token characters in a row that every value has near its beginning. */
  tokens?: number;
  /** A word that is a value itself assigns nothing. */
  wholeNames?: boolean;
  /** Bytes that may stand between the word and the value (`near` only). */
  within: number;
}

export interface TableAnchor {
  sequence: readonly ByteSet[];
  entry: Entry;
  gram: number;
  check?: AnchorCheck;
  /** What is tried where a match may begin: so far before the sequence. */
  program?: readonly Word[];
  minBack?: number;
  maxBack?: number;
}

/** So many bytes of a sequence are compared at once, by the bits that never vary. */
const FIRST_BYTES = 8;

/** Puts anchors that compare the same sequence side by side, as sites want them. */
export function sortBySite<T extends TableAnchor>(anchors: readonly T[]): T[] {
  const sets = new SetTable();
  const order = new Map<string, number>();
  const keyed = anchors.map((anchor) => {
    const key = siteKey(anchor, sets);
    if (!order.has(key)) order.set(key, order.size);
    return { anchor, place: order.get(key) ?? 0 };
  });
  return keyed.toSorted((a, b) => a.place - b.place).map(({ anchor }) => anchor);
}

function siteKey(anchor: TableAnchor, sets: SetTable): string {
  return `${anchor.entry}:${anchor.gram}:${anchor.sequence.map((set) => sets.number(set)).join()}`;
}

/** The code of an entry in a site. */
const ENTRIES: readonly Entry[] = ["any", "long", "behind"];

/**
 * @param anchors Neighbours with the same sequence share a site; `sortBySite` makes them neighbours.
 * @param words The words of composed rules.
 */
export function buildTables(
  anchors: readonly TableAnchor[],
  words: readonly { word: string; everyday: boolean }[],
): PackTables {
  const sets = new SetTable();
  const sequences: number[] = [];
  const sites: Site[] = [];
  const programs = new ProgramTable();
  const checks = new Uint8Array(anchors.length * ANCHOR_BYTES);
  const byEntry = ENTRIES.map(() => new Map<number, ListEntry[]>());
  let lastKey = "";
  anchors.forEach((anchor, index) => {
    const view = new DataView(checks.buffer, index * ANCHOR_BYTES);
    writeCheck(view, anchor.check, sets);
    writeAttempt(view, anchor, (program) => programs.place(program, sets));
    const key = siteKey(anchor, sets);
    const last = sites.at(-1);
    if (key === lastKey && last !== undefined) {
      last.anchors++;
      return;
    }
    lastKey = key;
    const own = byEntry[ENTRIES.indexOf(anchor.entry)] ?? new Map<number, ListEntry[]>();
    const fixed = fixedBits(anchor.sequence);
    for (const shift of anchor.entry === "any" ? [0, 1] : [0]) {
      for (const gram of gramsAt(anchor, anchor.gram + shift)) {
        addEntry(own, gram, { site: sites.length, back: anchor.gram + shift, ...fixed });
      }
    }
    sites.push({ anchor, sequenceAt: sequences.length * 2, first: index, anchors: 1 });
    for (const set of anchor.sequence) sequences.push(sets.number(set));
  });
  const gramsOf = (entry: Entry): Iterable<number> => byEntry[ENTRIES.indexOf(entry)]?.keys() ?? [];
  return {
    anyBits: buildBits(gramsOf("any"), 19),
    longBits: buildBits(gramsOf("long"), 17),
    behindBits: buildBits(gramsOf("behind"), 17),
    ...buildMoreBits(new Set(byEntry.flatMap((own) => [...own.keys()]))),
    ...buildSlots(byEntry),
    sites: writeSites(sites),
    anchors: checks,
    sequences: new Uint8Array(Uint16Array.from(sequences).buffer),
    sets: sets.bytes(),
    programs: programs.bytes(),
    wordBits: wordBits(words),
  };
}

interface Site {
  anchor: TableAnchor;
  sequenceAt: number;
  first: number;
  anchors: number;
}

function writeSites(sites: readonly Site[]): Uint8Array {
  const bytes = new Uint8Array(sites.length * SITE_BYTES);
  sites.forEach(({ anchor, sequenceAt, first, anchors }, index) => {
    const view = new DataView(bytes.buffer, index * SITE_BYTES);
    view.setUint32(0, sequenceAt, true);
    view.setUint8(4, anchor.sequence.length);
    view.setUint8(5, anchor.gram);
    view.setUint8(6, ENTRIES.indexOf(anchor.entry));
    view.setUint32(8, first, true);
    view.setUint32(12, anchors, true);
    view.setUint8(7, anchor.sequence.findLastIndex((set) => bytesOf(set).length < 256) + 1);
  });
  return bytes;
}

/** The bits that the first bytes of a sequence have in every match, which bits these are, and of which bytes they don't tell all. */
function fixedBits(sequence: readonly ByteSet[]): Pick<ListEntry, "bits" | "mask" | "open"> {
  const bits = new Uint8Array(FIRST_BYTES);
  const mask = new Uint8Array(FIRST_BYTES);
  let open = 0;
  sequence.slice(0, FIRST_BYTES).forEach((set, at) => {
    const members = bytesOf(set);
    const all = members.reduce((a, b) => a & b, 0xff);
    const any = members.reduce((a, b) => a | b, 0);
    bits[at] = all;
    const fixed = ~(all ^ any) & 0xff;
    mask[at] = fixed;
    if (members.length !== 2 ** (8 - bitCount(fixed))) open |= 1 << at;
  });
  return { bits, mask, open };
}

function bitCount(byte: number): number {
  return byte === 0 ? 0 : (byte & 1) + bitCount(byte >> 1);
}

/** How a check is told in its first byte; +4 where a value has a digit. */
const KINDS = { near: 1, assigned: 2, judged: 2 | 8 } as const;
/** Its value is a long run of token characters, or a part of one. */
const IS_LONG = 32;

const isLongValue = ({ alphabet, length }: ValueCheck): boolean =>
  length >= RUN_LEAST && bytesOf(alphabet).every((byte) => /[\w-]/.test(String.fromCharCode(byte)));

function writeCheck(view: DataView, check: AnchorCheck | undefined, sets: SetTable): void {
  if (check === undefined) return;
  if (check.kind === "tail") {
    view.setUint8(0, 3);
    view.setUint8(1, check.offset);
    view.setUint16(2, sets.number(check.until), true);
    view.setUint16(4, sets.number(check.through), true);
    view.setUint16(6, check.within, true);
    return;
  }
  const flags =
    (check.digit ? 4 : 0) | (check.wholeNames === true ? 16 : 0) | (isLongValue(check) ? IS_LONG : 0);
  view.setUint8(0, KINDS[check.kind] | flags);
  if (check.kind === "near" && !isLongValue(check) && (check.tokens ?? 0) >= RUN_LEAST)
    view.setUint8(1, check.tokens ?? 0);
  view.setUint16(2, check.length, true);
  view.setUint16(4, sets.number(check.alphabet), true);
  view.setUint16(6, check.within, true);
}

function writeAttempt(
  view: DataView,
  { program, minBack = 0, maxBack = 0 }: TableAnchor,
  place: (program: readonly Word[]) => number,
): void {
  if (program !== undefined) view.setUint32(ANCHOR_PROGRAM, place(program), true);
  view.setInt16(12, minBack, true);
  view.setInt16(14, maxBack, true);
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The anchors that tables were built from, in the same order. */
export function decodeAnchors(tables: PackTables): TableAnchor[] {
  const sites = viewOf(tables.sites);
  const checks = viewOf(tables.anchors);
  const numbers = viewOf(tables.sequences);
  const sets = Array.from({ length: tables.sets.length / 32 }, (_, i) =>
    fromBitmap(tables.sets.subarray(32 * i)),
  );
  const set = (number: number): ByteSet => sets[number] ?? fullSet();
  const words = wordsOf(tables.programs);
  const programs = new Map<number, Word[]>();
  const program = (place: number): Word[] => {
    const known = programs.get(place) ?? readProgram(words, place, set);
    programs.set(place, known);
    return known;
  };
  return Array.from({ length: tables.sites.length / SITE_BYTES }, (_, index) => {
    const at = index * SITE_BYTES;
    const sequenceAt = sites.getUint32(at, true);
    const length = sites.getUint8(at + 4);
    const site = {
      sequence: Array.from({ length }, (_unused, k) => set(numbers.getUint16(sequenceAt + 2 * k, true))),
      gram: sites.getUint8(at + 5),
      entry: ENTRIES[sites.getUint8(at + 6)] ?? "any",
    };
    const first = sites.getUint32(at + 8, true);
    return Array.from({ length: sites.getUint32(at + 12, true) }, (_unused, k) => {
      const anchorAt = (first + k) * ANCHOR_BYTES;
      const check = readCheck(checks, anchorAt, set);
      const place = checks.getUint32(anchorAt + ANCHOR_PROGRAM, true);
      return {
        ...site,
        ...(check === undefined ? {} : { check }),
        ...(place === 0 ? {} : { program: program(place) }),
        minBack: checks.getInt16(anchorAt + 12, true),
        maxBack: checks.getInt16(anchorAt + 14, true),
      };
    });
  }).flat();
}

function readCheck(view: DataView, at: number, set: (number: number) => ByteSet): AnchorCheck | undefined {
  const kind = view.getUint8(at) & 3;
  const within = view.getUint16(at + 6, true);
  if (kind === 0) return undefined;
  if (kind === 3) {
    const until = set(view.getUint16(at + 2, true));
    return {
      kind: "tail",
      offset: view.getUint8(at + 1),
      until,
      through: set(view.getUint16(at + 4, true)),
      within,
    };
  }
  return {
    kind: kind === 1 ? "near" : (view.getUint8(at) & KINDS.judged) === KINDS.judged ? "judged" : "assigned",
    digit: (view.getUint8(at) & 4) !== 0,
    ...((view.getUint8(at) & 16) === 0 ? {} : { wholeNames: true }),
    ...(view.getUint8(at + 1) === 0 ? {} : { tokens: view.getUint8(at + 1) }),
    length: view.getUint16(at + 2, true),
    alphabet: set(view.getUint16(at + 4, true)),
    within,
  };
}

/** Every folded 4-byte value that can stand at `offset` of the sequence; behind its end any byte can. */
function gramsAt(anchor: TableAnchor, offset: number): number[] {
  let partial = [0];
  for (let i = 0; i < 4; i++) {
    const members = foldedBytes(anchor.sequence[offset + i] ?? fullSet());
    partial = partial.flatMap((low) => members.map((byte) => (low | (byte << (8 * i))) >>> 0));
  }
  return partial;
}

function addEntry(grams: Map<number, ListEntry[]>, gram: number, entry: ListEntry): void {
  const list = grams.get(gram);
  if (list === undefined) grams.set(gram, [entry]);
  else list.push(entry);
}
