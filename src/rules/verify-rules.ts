/** How keys are verified, by rule: apart from the pack, since no scan needs it. */
import type { VerifySource } from "../types.ts";
import type { RuleFile } from "./schema.ts";

/** By rule id. */
export function verifyRules(files: readonly RuleFile[]): Record<string, VerifySource> {
  const rules = files.flatMap(({ source }) => source.rules);
  return Object.fromEntries(rules.flatMap(({ id, verify }) => (verify === undefined ? [] : [[id, verify]])));
}
