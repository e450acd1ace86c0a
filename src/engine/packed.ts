/** A pack as two files: what every start reads, and what is asked of few rules. The tables are a third one (see `encodeTables`). */
import { claimsOf, packClaims } from "./claimed.ts";
import { TextWriter, type Place } from "./late-text.ts";
import type { Pack, PackAnchor, PackTables } from "./pack.ts";
import { packRules, unpackRules, type PackedRules } from "./packed-rules.ts";
import { createWordTable, packWords } from "./words.ts";

/** A pack without its tables as the build writes it: short, since every start reads it. */
export interface PackedPack {
  hash: string;
  rules: PackedRules;
  /** Rule, minBack, maxBack and length of each anchor, one after the other. */
  anchors: number[];
  /** Where in the text stands what is made of all rules. */
  claims: Place;
  words: Place;
}

/** @returns What the build writes into two files: the text is read when something is asked that stands there. */
export function packPack({ hash, rules, anchors }: Pack): { pack: PackedPack; text: string } {
  const writer = new TextWriter();
  const pack = {
    hash,
    rules: packRules(rules, writer),
    anchors: anchors.flatMap(({ rule, minBack, maxBack, length }) => [rule, minBack, maxBack, length]),
    claims: packClaims(claimsOf(rules), writer),
    words: packWords(createWordTable(rules), writer),
  };
  return { pack, text: writer.text };
}

function unpackAnchors(numbers: readonly number[]): PackAnchor[] {
  const anchors: PackAnchor[] = [];
  for (let i = 0; i < numbers.length; i += 4)
    anchors.push({
      rule: numbers[i] ?? 0,
      minBack: numbers[i + 1] ?? 0,
      maxBack: numbers[i + 2] ?? 0,
      length: numbers[i + 3] ?? 0,
    });
  return anchors;
}

/** @param read Reads the text. Called once, when it is first asked for. */
export function unpackPack(
  { hash, rules, anchors, claims, words }: PackedPack,
  read: () => Buffer,
  tables: PackTables,
): Pack {
  let known: Buffer | undefined;
  const text = (): Buffer => (known ??= read());
  return {
    hash,
    rules: unpackRules(rules, text),
    anchors: unpackAnchors(anchors),
    tables,
    prepared: { text, claims, words },
  };
}
