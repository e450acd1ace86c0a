/** Adds the user's rules to a compiled pack, without compiling the pack's own rules again. */
import { createHash } from "node:crypto";
import { placeProblem } from "../../config/document.ts";
import { ConfigError, type ConfigProblem } from "../../config/error.ts";
import type { Pack } from "../../engine/pack.ts";
import { wholeRule } from "../../engine/packed-rules.ts";
import { MARKER_FILE } from "../markers.ts";
import type { RuleFile, RuleFileSource } from "../schema.ts";
import { compilePack, contextWords, RuleCompileError } from "./compile.ts";
import { buildTables, decodeAnchors } from "./tables.ts";

/** The pack that the build writes: these rules, and what finds comments that accept secrets. */
export function compileBuiltIn(files: readonly RuleFile[], hash: string): Pack {
  const pack = compileRuleFiles(files, hash, [MARKER_FILE]);
  const isMarker = (id: string): boolean => MARKER_FILE.rules.some((rule) => rule.id === id);
  return { ...pack, rules: pack.rules.map((rule) => (isMarker(rule.id) ? { ...rule, marker: true } : rule)) };
}

/**
 * @param more Rules of keyscan's own, that stand in no file.
 * @throws ConfigError with the place of every rule that can't be compiled.
 */
function compileRuleFiles(
  files: readonly RuleFile[],
  hash: string,
  more: readonly RuleFileSource[] = [],
): Pack {
  try {
    return compilePack([...files.map((file) => file.source), ...more], hash);
  } catch (error) {
    if (!(error instanceof RuleCompileError)) throw error;
    throw new ConfigError(files.flatMap(compileProblems));
  }
}

/** @throws ConfigError with the place of every rule that can't be compiled. */
export function extendPack(pack: Pack, files: readonly RuleFile[]): Pack {
  const sources = JSON.stringify(files.map((file) => file.source));
  const hash = createHash("sha256").update(pack.hash).update(sources).digest("hex").slice(0, 16);
  const added = compileRuleFiles(files, hash);
  const offset = pack.rules.length;
  const rules = [...pack.rules.map(wholeRule), ...added.rules];
  return {
    hash,
    rules,
    anchors: [
      ...pack.anchors,
      ...[...added.anchors].map((anchor) => ({ ...anchor, rule: anchor.rule + offset })),
    ],
    tables: buildTables([...decodeAnchors(pack.tables), ...decodeAnchors(added.tables)], contextWords(rules)),
  };
}

function compileProblems({ document, source, rulesAt }: RuleFile): ConfigProblem[] {
  return source.rules.flatMap((rule, index) => {
    try {
      compilePack([{ ...source, rules: [rule] }], "");
      return [];
    } catch (error) {
      if (!(error instanceof RuleCompileError)) throw error;
      return [
        placeProblem(document, {
          path: [...rulesAt, index, error.field],
          at: "value",
          message: error.message,
        }),
      ];
    }
  });
}
