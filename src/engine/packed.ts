/**
 * A pack as files: what every start reads, what is asked of few rules, and of few anchors. The tables are one of their own (see
 * `encodeTables`).
 */
import { claimsOf, packClaims } from "./claimed.ts";
import { TextWriter, type Place } from "./late-text.ts";
import type { Pack, PackTables } from "./pack.ts";
import { packAnchors, unpackAnchors } from "./packed-anchors.ts";
import { packRules, unpackRules, type PackedRules } from "./packed-rules.ts";
import { createWordTable, packWords } from "./words.ts";

/** A pack without its tables as the build writes it: short, since every start reads it. */
export interface PackedPack {
  hash: string;
  rules: PackedRules;
  /** How many there are. */
  anchors: number;
  /** Where in the text stands what is made of all rules. */
  claims: Place;
  words: Place;
}

/** What the build writes: text and anchors are read when something is asked that stands there. */
export interface PackFiles {
  pack: PackedPack;
  text: string;
  anchors: Uint8Array;
}

/** The files of a pack; without its tables. `unpackPack` is the way back. */
export function packPack({ hash, rules, anchors }: Pack): PackFiles {
  const writer = new TextWriter();
  const pack = {
    hash,
    rules: packRules(rules, writer),
    anchors: anchors.length,
    claims: packClaims(claimsOf(rules), writer),
    words: packWords(createWordTable(rules), writer),
  };
  return { pack, text: writer.text, anchors: packAnchors(anchors) };
}

/** Where the files are. Each is read once, when something is first asked that stands there. */
export interface PackReaders {
  text: () => Buffer;
  anchors: () => Uint8Array;
}

/** The pack of the files that `packPack` made. Reads none of them: `read` is called when something is first asked that stands there. */
export function unpackPack(
  { hash, rules, anchors, claims, words }: PackedPack,
  read: PackReaders,
  tables: PackTables,
): Pack {
  let known: Buffer | undefined;
  const text = (): Buffer => (known ??= read.text());
  return {
    hash,
    rules: unpackRules(rules, text),
    anchors: unpackAnchors(anchors, read.anchors),
    tables,
    prepared: { text, claims, words },
  };
}
