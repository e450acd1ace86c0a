/** Rule packs for tests: the built-in one as rules/ says it now, and small ones made of a few fields. */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Pack } from "../../src/engine/pack.ts";
import { compilePack } from "../../src/rules/compile/compile.ts";
import { compileBuiltIn } from "../../src/rules/compile/extend.ts";
import { readRuleFiles } from "../../src/rules/load.ts";
import type { RuleFileSource, RuleSource } from "../../src/rules/schema.ts";
import { loadBuiltInPack } from "../../src/scan/pack.ts";

const rulesDir = fileURLToPath(new URL("../../rules", import.meta.url));

export interface BuiltIn {
  pack: Pack;
  files: readonly RuleFileSource[];
}

/** The built-in rules: the pack that the build left where it is up to date, else compiled anew. */
export async function builtInRules(): Promise<BuiltIn> {
  const names = readdirSync(rulesDir, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".yaml"),
  );
  const paths = names.sort().map((name) => join(rulesDir, name));
  const read = await readRuleFiles(paths, rulesDir);
  const files = read.map((file) => file.source);
  const hash = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
  const built = loadBuiltInPack();
  return { pack: built.hash === hash ? built : compileBuiltIn(read, hash), files };
}

/** The fields of a rule that a test is about. */
export type RuleFields = Partial<RuleSource> & Pick<RuleSource, "id">;

/** A rule file of one provider, the fields that don't matter filled in. */
export function ruleFile(...rules: readonly RuleFields[]): RuleFileSource {
  const rest = { title: "A key", severity: "high" } as const;
  return {
    provider: "acme",
    name: "Acme",
    revoke: { steps: ["Revoke it."] },
    rules: rules.map((rule) => ({ ...rest, examples: [], counterExamples: [], ...rule })),
  };
}

/** @throws RuleCompileError */
export function smallPack(...rules: readonly RuleFields[]): Pack {
  return compilePack([ruleFile(...rules)], "test");
}
