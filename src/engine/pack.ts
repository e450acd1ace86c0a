/**
 * The compiled rule set: what the build writes (`dist/pack.json`, `dist/pack.bin`, `dist/anchors.bin`) and the engine runs on.
 * Data only; src/rules/compile makes it.
 */
import type { RuleInfo } from "../types.ts";
import type { CheckName } from "./checks/index.ts";
import type { Place } from "./late-text.ts";
import type { Requirements } from "./require.ts";

/** A rule as the engine needs it. */
export interface PackRule extends RuleInfo {
  /** The regular expression, for latin-1 text, without flags. */
  source: string;
  ignoreCase: boolean;
  /** Bytes from the start of a match that decide about it, lookahead included. */
  window: number;
  /** True where a match or what it looks ahead to can lie behind the end of a line. */
  multiline: boolean;
  /** True where that is so only behind a newline with a backslash before it; besides, a match may end with a newline. */
  continued?: boolean;
  /** True where a match that ends before the end of a line stays as it is, whatever follows. */
  settles: boolean;
  /** Other names that the provider goes by in variables. */
  aliases: string[];
  /** Fixed beginnings of its secrets, where they have any. */
  prefixes: string[];
  /** Literals of which each match has one; for words like "contains …". */
  keywords: string[];
  require: Requirements;
  /** Its matches are candidates, of which the learned model has to believe (src/engine/learned/). */
  judged?: boolean;
  /** Its words stand in names, to which the value is assigned. */
  assigned?: boolean;
  /** None of these words has a part of its own, so that one which is a value itself assigns nothing (value-name.ts). */
  wholeNames?: boolean;
  checksum?: CheckName;
  structure?: CheckName;
  /**
   * A composed rule: it has no anchors, its pattern is that of the value alone, and one of these words must stand near before it.
   * Those of `everyday` are ordinary words too.
   */
  words?: string[];
  everyday?: string[];
  /** Base names (`.npmrc`) or endings (`*.tfvars`) of the files that the rule is for. */
  paths?: string[];
  /** What it finds is no secret but a comment that accepts one; it has no place in lists of rules. */
  marker?: true;
}

/** A rule without anchors: a word near a value (composed.ts). */
export function isComposed(rule: PackRule): boolean {
  return rule.words !== undefined;
}

/** Where a match begins that has this anchor: between `maxBack` and `minBack` bytes before it (-1: one byte behind its start). */
export interface PackAnchor {
  rule: number;
  minBack: number;
  maxBack: number;
  /** Bytes of its sequence. */
  length: number;
}

/** Anchors by number: a list of them, or one that makes each when it is asked for (packed-anchors.ts). */
export interface Anchors extends Iterable<PackAnchor> {
  readonly length: number;
  at(index: number): PackAnchor | undefined;
}

/** Binary tables of the prefilter, all little-endian. */
export interface PackTables {
  /**
   * A hash of each gram (4 bytes of text, letters as lower case: bit 5 of every byte is set, and digits are 0x3e or 0x3f) of the anchors with an
   * entry (see `Entry` in src/rules/compile/anchors.ts), the upper bits of its product with a number: for `any` 2^19 bits; for `long` and
   * `behind` 2^17.
   */
  anyBits: Uint8Array;
  longBits: Uint8Array;
  behindBits: Uint8Array;
  /** 2^19 bits: another hash of each gram, whatever its entry: the upper bits of that product with another number. */
  moreBits: Uint8Array;
  /** u32: the other number. */
  params: Uint8Array;
  /** 2^18 + 2^12 bits: how the words of composed rules begin (src/engine/word-bits.ts). */
  wordBits: Uint8Array;
  /**
   * A power of two of u32, found by the upper bits of a gram's product (of which bit 29 + entry is changed, so that each entry has lists
   * of its own), linear probing: the
   * product's lower 15 bits, a bit that says that a gram was put behind this one, and in the upper half the index of its list + 1; 0:
   * empty.
   */
  slots: Uint8Array;
  /**
   * 24 bytes: u32 site | offset of the gram in its sequence << 24 (the last of a list has bit 31 set), u32 which of the first eight bytes
   * have to be compared by their sets (a bit each), u64 and u64: the bits
   * that the first eight bytes of the sequence have in every match, and which bits these are. A list of several begins with one that is
   * no site, but says what all of them ask for.
   */
  lists: Uint8Array;
  /**
   * A site is a sequence to compare, shared by anchors of any number of rules. 16 bytes: u32 offset of the sequence (bytes), u8
   * length, u8 place of its gram, u8 entry (0 any, 1 long, 2 behind; the first has a second gram a byte further on), u8
   * where what any byte fits begins at its end, u32 first anchor, u32 number of anchors.
   */
  sites: Uint8Array;
  /**
   * 16 bytes an anchor. The first eight by the kind of its check (first byte; +4 where a value has a digit): 0 none. 1 value near, 2 value
   * assigned (+8: what is assigned will be judged, and glance.ts says what must follow; +16: nothing is by a word that is a value itself; +32: values are long and of
   * token characters alone): u8 token characters in a row that a value near has near its beginning, 0 where these are few, u16 least length of the
   * value, u16 set of the value's bytes, u16 bytes that may stand between.
   * 3 tail: u8 distance from the start of the sequence, u16 set that must come, u16 set that may come before, u16 at most so many.
   * Then: u32 place of its program, 0 where it has none, i16 and i16 how far before the sequence it is tried, at least and at most.
   */
  anchors: Uint8Array;
  /** u16 set numbers. */
  sequences: Uint8Array;
  /**
   * 32 bytes a set: a bit for each of its members. Byte `(b & 15) | (b >> 7 << 4)`, bit `(b >> 4) & 7` stands for member b: so sixteen
   * bytes at a time can be looked up.
   */
  sets: Uint8Array;
  /** u16 words of programs (src/engine/program.ts), each behind its length. Places count words. */
  programs: Uint8Array;
}

/** 1 where a byte is a member of a set of the tables, else 0. */
export function isMember(sets: Uint8Array, set: number, byte: number): number {
  return ((sets[set * 32 + ((byte & 15) | ((byte >> 7) << 4))] ?? 0) >> ((byte >> 4) & 7)) & 1;
}

/** Bytes of a site, and of an anchor. */
export const SITE_BYTES = 16;
export const ANCHOR_BYTES = 16;
/** Place of an anchor's program in its record. */
export const ANCHOR_PROGRAM = 8;

/** A section of the tables that consists of u16, wherever it lies. */
export function wordsOf(section: Uint8Array): Uint16Array {
  return new Uint16Array(new Uint8Array(section).buffer);
}

/** All rules, ready to scan with: what the compiler makes, and what is read of the files of the build. */
export interface Pack {
  /** Identifies the rules, 16 hex digits. */
  hash: string;
  rules: PackRule[];
  anchors: Anchors;
  tables: PackTables;
  /** Where what is made of all rules stands as the build has made it; left out with rules of the user's. */
  prepared?: { text: () => Buffer; claims: Place; words: Place };
}

/** Sections of the binary file, in order. */
const SECTIONS = [
  "anyBits",
  "longBits",
  "behindBits",
  "moreBits",
  "params",
  "wordBits",
  "slots",
  "lists",
  "sites",
  "anchors",
  "sequences",
  "sets",
  "programs",
] as const;
const MAGIC = 0x344b534b;
const HEADER = 4 + 4 * SECTIONS.length;

/** The tables as one file: magic, section lengths, sections (each padded to 8 bytes). */
export function encodeTables(tables: PackTables): Uint8Array {
  const lengths = SECTIONS.map((name) => tables[name].length);
  const padded = lengths.map((length) => (length + 7) & ~7);
  const out = new Uint8Array(HEADER + padded.reduce((sum, n) => sum + n, 0));
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  lengths.forEach((length, i) => view.setUint32(4 + 4 * i, length, true));
  let at = HEADER;
  SECTIONS.forEach((name, i) => {
    out.set(tables[name], at);
    at += padded[i] ?? 0;
  });
  return out;
}

/** @throws Error where the bytes are not what `encodeTables` wrote. */
export function decodeTables(bytes: Uint8Array): PackTables {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC)
    throw new Error("pack.bin is damaged: reinstall keyscan");
  let at = HEADER;
  const sections = SECTIONS.map((name, i) => {
    const length = view.getUint32(4 + 4 * i, true);
    const section = bytes.subarray(at, at + length);
    at += (length + 7) & ~7;
    if (section.length !== length) throw new Error("pack.bin is cut off: reinstall keyscan");
    return [name, section] as const;
  });
  return Object.fromEntries(sections) as unknown as PackTables;
}
