/** A pack as two files: what every start reads, and what is told of rules. The tables are a third one (see `encodeTables`). */
import type { Pack, PackAnchor, PackTables } from "./pack.ts";
import { packRules, ruleWords, unpackRules, type PackedRules, type RuleWords } from "./packed-rules.ts";

/** A pack without its tables as the build writes it: short, since every start reads it. */
export interface PackedPack {
  hash: string;
  rules: PackedRules;
  /** Rule, minBack, maxBack and length of each anchor, one after the other. */
  anchors: number[];
}

/** @returns What the build writes into two files: the second is read when something is told of a rule. */
export function packPack({ hash, rules, anchors }: Pack): { pack: PackedPack; words: RuleWords } {
  return {
    pack: {
      hash,
      rules: packRules(rules),
      anchors: anchors.flatMap(({ rule, minBack, maxBack, length }) => [rule, minBack, maxBack, length]),
    },
    words: ruleWords(rules),
  };
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

/** @param words Called once, when it is first asked for. */
export function unpackPack(
  { hash, rules, anchors }: PackedPack,
  words: () => RuleWords,
  tables: PackTables,
): Pack {
  return { hash, rules: unpackRules(rules, words), anchors: unpackAnchors(anchors), tables };
}
