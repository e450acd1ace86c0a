/**
 * The prefilter in plain TypeScript: compares every anchor's sequence at every position, without hashing or skipping.
 * Slow and simple on purpose; the tests hold the WebAssembly kernel to it. Reads only the anchors of the tables.
 */
import { mayAssign } from "./glance.ts";
import type { Prefilter } from "./kernel.ts";
import { ANCHOR_BYTES, SITE_BYTES, wordsOf, type PackTables } from "./pack.ts";
import { mayMatch } from "./program.ts";
import { canBeValue, firstWord, lastStart, RUN_LEAST, RUN_MOST, type OnRun } from "./runs.ts";
import { signsIn, textAt, VIEW_CAPACITY, type OnSpot } from "./views/spots.ts";
import { mayHaveWord } from "./word-bits.ts";

interface ReferenceAnchor {
  index: number;
  sequence: Uint8Array[];
  /** Place of its gram in the sequence, and the code of its entry. */
  gram: number;
  entry: number;
  check:
    | {
        kind: number;
        judged: boolean;
        wholeNames: boolean;
        digit: boolean;
        length: number;
        alphabet: Uint8Array;
        within: number;
      }
    | undefined;
  /** Its program's words, and how far before the sequence it is tried. */
  program: { words: Uint16Array; minBack: number; maxBack: number } | undefined;
  tail: { offset: number; through: Uint8Array; until: Uint8Array; within: number } | undefined;
}

interface Range {
  data: Uint8Array;
  end: number;
  eof: boolean;
  code: boolean;
}

const has = (set: Uint8Array, byte: number): boolean =>
  ((set[(byte & 15) | ((byte >> 7) << 4)] ?? 0) & (1 << ((byte >> 4) & 7))) !== 0;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function readAnchors(tables: PackTables): ReferenceAnchor[] {
  const sites = viewOf(tables.sites);
  const checks = viewOf(tables.anchors);
  const numbers = viewOf(tables.sequences);
  const set = (number: number): Uint8Array => tables.sets.subarray(number * 32, number * 32 + 32);
  const readCheck = (at: number): ReferenceAnchor["check"] => {
    const kind = checks.getUint8(at);
    if (kind === 0 || kind === 3) return undefined;
    return {
      kind: kind & 3,
      judged: (kind & 8) !== 0,
      wholeNames: (kind & 16) !== 0,
      digit: (kind & 4) !== 0,
      length: checks.getUint16(at + 2, true),
      alphabet: set(checks.getUint16(at + 4, true)),
      within: checks.getUint16(at + 6, true),
    };
  };
  const readTail = (at: number): ReferenceAnchor["tail"] => {
    if (checks.getUint8(at) !== 3) return undefined;
    return {
      offset: checks.getUint8(at + 1),
      until: set(checks.getUint16(at + 2, true)),
      through: set(checks.getUint16(at + 4, true)),
      within: checks.getUint16(at + 6, true),
    };
  };
  const words = wordsOf(tables.programs);
  const readAttempt = (at: number): ReferenceAnchor["program"] => {
    const place = checks.getUint32(at + 8, true);
    if (place === 0) return undefined;
    const [minBack, maxBack] = [checks.getInt16(at + 12, true), checks.getInt16(at + 14, true)];
    return { words: words.subarray(place), minBack, maxBack };
  };
  return Array.from({ length: tables.sites.length / SITE_BYTES }, (_, site) => {
    const at = site * SITE_BYTES;
    const sequence = Array.from({ length: sites.getUint8(at + 4) }, (_unused, k) =>
      set(numbers.getUint16(sites.getUint32(at, true) + 2 * k, true)),
    );
    const first = sites.getUint32(at + 8, true);
    return Array.from({ length: sites.getUint32(at + 12, true) }, (_unused, k) => ({
      index: first + k,
      sequence,
      gram: sites.getUint8(at + 5),
      entry: sites.getUint8(at + 6),
      check: readCheck((first + k) * ANCHOR_BYTES),
      tail: readTail((first + k) * ANCHOR_BYTES),
      program: readAttempt((first + k) * ANCHOR_BYTES),
    }));
  }).flat();
}

/** Length of the run of members of `set` that contains position `i` and begins no earlier than `least`; whether it has a digit. */
function run(
  range: Range,
  i: number,
  least: number,
  set: Uint8Array,
): { length: number; digit: boolean; open: boolean } {
  let from = i;
  while (from > least && has(set, range.data[from - 1] ?? 0)) from--;
  let to = i;
  while (to < range.end && to - i < 512 && has(set, range.data[to] ?? 0)) to++;
  const text = range.data.subarray(from, to);
  const digit = text.some((byte) => byte >= 0x30 && byte <= 0x39);
  return { length: to - from, digit, open: to - from >= 512 || (to >= range.end && !range.eof) };
}

function fits(range: Range, i: number, least: number, check: NonNullable<ReferenceAnchor["check"]>): boolean {
  const found = run(range, i, least, check.alphabet);
  return found.open || (found.length >= check.length && (found.digit || !check.digit));
}

function near(range: Range, from: number, check: NonNullable<ReferenceAnchor["check"]>): boolean {
  for (let i = from; i <= from + check.within; i++) {
    if (i >= range.end) return !range.eof;
    const first = i === from || !has(check.alphabet, range.data[i - 1] ?? 0);
    if (first && has(check.alphabet, range.data[i] ?? 0) && fits(range, i, i, check)) return true;
  }
  return false;
}

const NAME = /[\w.$-]/;
const OPERATOR = /[=:?|,(>]/;
const CLOSER = /["'`\\\])]/;
const BRIDGE = /[\w.$\- \t:<>[\]*&]/;
const BETWEEN = /[=:?|,(>\t\n\r "'`\\[{@]/;

/** As src/engine/value-name.ts says; a name may be one byte longer there, since it may begin a byte earlier. */
function isValueItself(range: Range, start: number): boolean {
  const char = (i: number): string => (i < range.end ? String.fromCharCode(range.data[i] ?? 0) : "");
  let name = NAME.test(char(start)) ? start : start + 1;
  while (name > Math.max(0, start - 59) && NAME.test(char(name - 1))) name--;
  let end = name;
  while (end < name + 59 && NAME.test(char(end))) end++;
  return char(name - 1) === "=" && /[ \t]/.test(char(end)) && NAME.test(char(end + 1));
}

function isAssigned(range: Range, from: number, check: NonNullable<ReferenceAnchor["check"]>): boolean {
  const char = (i: number): string => String.fromCharCode(range.data[i] ?? 0);
  let name = from;
  while (name < from + 40 && name < range.end && NAME.test(char(name))) name++;
  let closed = name;
  while (closed < name + 6 && closed < range.end && CLOSER.test(char(closed))) closed++;
  for (let i = closed; i < name + 64; i++) {
    if (i >= range.end) return !range.eof;
    if (OPERATOR.test(char(i))) {
      let value = i + 1;
      while (value < i + 65 && value < range.end && BETWEEN.test(char(value))) value++;
      if (fits(range, value, i + 1, check)) return true;
    }
    if (!BRIDGE.test(char(i))) return false;
  }
  return false;
}

/** `start` and `from`: where the word begins and ends. */
function assigned(
  range: Range,
  start: number,
  from: number,
  check: NonNullable<ReferenceAnchor["check"]>,
): boolean {
  if (check.wholeNames && isValueItself(range, start)) return false;
  if (check.judged && !mayAssign(range.data, from, range.end, check.digit, range.code)) return false;
  return isAssigned(range, from, check);
}

function tailFollows(range: Range, start: number, tail: NonNullable<ReferenceAnchor["tail"]>): boolean {
  const from = start + tail.offset;
  for (let i = from; i <= from + tail.within; i++) {
    if (i >= range.end) return !range.eof;
    if (has(tail.until, range.data[i] ?? 0)) return true;
    if (!has(tail.through, range.data[i] ?? 0)) return false;
  }
  return false;
}

const ALNUM = /[0-9A-Za-z]/;
const TOKEN = /[\w-]/;

/** As src/rules/compile/boundary.ts says. */
function isBoundary(range: Range, at: number): boolean {
  const char = (i: number): string => (i < 0 ? "" : String.fromCharCode(range.data[i] ?? 0));
  return (
    !ALNUM.test(char(at - 1)) || /[mnrt]/.test(char(at - 1)) || char(at - 2) === "\\" || char(at - 3) === "%"
  );
}

function isLong(range: Range, at: number): boolean {
  for (let i = at; i < at + RUN_LEAST; i++) {
    if (i >= range.end) return !range.eof;
    if (!TOKEN.test(String.fromCharCode(range.data[i] ?? 0))) return false;
  }
  return true;
}

/** Whether anchors with this entry are looked for where their gram stands. */
function isEntry(range: Range, entry: number, at: number): boolean {
  if (entry === 0) return true;
  const word = entry === 2 ? at + 4 : at;
  return isBoundary(range, word) && isLong(range, word);
}

function matches(range: Range, anchor: ReferenceAnchor, start: number, sets: Uint8Array): boolean {
  if (start + anchor.sequence.length > range.end) return false;
  if (!anchor.sequence.every((set, k) => has(set, range.data[start + k] ?? 0))) return false;
  if (!isEntry(range, anchor.entry, start + anchor.gram)) return false;
  return mayFollow(range, anchor, start) && mayBe(range, anchor, start, sets);
}

/** Whether its pattern may match there. */
function mayBe({ data, end }: Range, { program }: ReferenceAnchor, start: number, sets: Uint8Array): boolean {
  if (program === undefined) return true;
  const isIn = (set: number, byte: number): boolean => has(sets.subarray(set * 32), byte);
  const starts = { from: start - program.maxBack, to: start - program.minBack };
  return mayMatch({ words: program.words, has: isIn }, data, end, starts);
}

function mayFollow(range: Range, anchor: ReferenceAnchor, start: number): boolean {
  if (anchor.tail !== undefined) return tailFollows(range, start, anchor.tail);
  if (anchor.check === undefined) return true;
  const from = start + anchor.sequence.length;
  return anchor.check.kind === 1
    ? near(range, from, anchor.check)
    : assigned(range, start, from, anchor.check);
}

/** Value runs that end in the range, with the beginning of a word before or in them. */
function everyRun({ data, end, eof }: Range, from: number, words: Uint8Array, onRun: OnRun): void {
  const text = Buffer.from(data.buffer, data.byteOffset, end).toString("latin1");
  for (const { 0: found, index } of text.matchAll(/[0-9A-Za-z_-]+/g)) {
    const { length } = found;
    const stop = index + length;
    if (stop < from || (stop >= end && !eof)) continue;
    if (length < RUN_LEAST || length > RUN_MOST || !/[0-9]/.test(found)) continue;
    if (!canBeValue(data, index, length)) continue;
    if (mayHaveWord(words, data, firstWord(data, index), lastStart(data, index, length)))
      onRun(index, length);
  }
}

/** Long runs that begin in the range and say text. */
function everyText({ data, end }: Range, from: number, onText: OnSpot): void {
  const text = Buffer.from(data.buffer, data.byteOffset, end).toString("latin1");
  for (const { index } of text.matchAll(/(?<![\w-])[\w-]{15,}/g)) {
    const spot = index < Math.max(1, from) ? undefined : textAt(text, index);
    if (spot !== undefined) onText(spot.position, spot.kind);
  }
}

/** The same contract as `createKernel`; hits come in rising positions, rules in rising order. */
export function createReference(tables: PackTables, capacity: number): Prefilter {
  const anchors = readAnchors(tables);
  const data = new Uint8Array(capacity);
  const findSigns: Prefilter["findSigns"] = (range, onSign) =>
    signsIn(Buffer.from(data.buffer, data.byteOffset, range.end).toString("latin1"), range, onSign);
  return {
    data,
    scan({ from, end, eof, code = false }, onHit, onRun, onText, signs) {
      const range = { data, end, eof, code };
      for (let position = from; position < end; position++) {
        for (const anchor of anchors) {
          if (matches(range, anchor, position, tables.sets)) onHit(anchor.index, position);
        }
      }
      if (onRun !== undefined) everyRun(range, from, tables.wordBits, onRun);
      if (onText !== undefined) everyText(range, from, onText);
      if (signs !== undefined) findSigns(signs.range, signs.onSign);
    },
    findSigns,
    inner: () => createReference(tables, VIEW_CAPACITY),
    countNewlines: (from, to) => data.subarray(from, to).reduce((n, byte) => n + (byte === 0x0a ? 1 : 0), 0),
    takeCandidates: () => 0,
  };
}
