/** From what a request wants to the rules in force. */
import type { Pack, PackRule } from "../engine/pack.ts";
import type { RuleFile } from "../rules/schema.ts";
import { PRACTICE_IDS, type RuleInfo } from "../types.ts";
import { loadBuiltInPack, withUserRules } from "./pack.ts";
import { isPractice } from "./practices.ts";
import { NoRuleError, UnknownRuleError } from "./rule-errors.ts";

/** Which rules a request wants. */
interface RuleChoice {
  onlyRules?: readonly string[];
  disabledRules?: readonly string[];
  ruleFiles?: readonly RuleFile[];
  inlineAllow?: boolean;
}

/** Rules in force for a request. */
export interface Rules {
  pack: Pack;
  custom: boolean;
  enabled: Uint8Array;
  infos: RuleInfo[];
}

/**
 * @throws ConfigError for a rule of the user's that can't be compiled.
 * @throws UnknownRuleError
 * @throws NoRuleError
 */
export async function selectRules(request: RuleChoice): Promise<Rules> {
  const { onlyRules = [], disabledRules = [], ruleFiles = [] } = request;
  const pack = await withUserRules(loadBuiltInPack(), ruleFiles);
  const named = [...onlyRules, ...disabledRules];
  if (named.length > 0) checkIds(named, pack);
  // Practices look at what all rules find.
  const only = new Set(onlyRules.filter((id) => !isPractice(id)));
  const off = new Set(disabledRules);
  const isOn = ({ id, marker }: PackRule): boolean =>
    marker === true ? request.inlineAllow !== false : (only.size === 0 || only.has(id)) && !off.has(id);
  const enabled = Uint8Array.from(pack.rules, (rule) => (isOn(rule) ? 1 : 0));
  if (!pack.rules.some((rule) => rule.marker !== true && isOn(rule))) throw new NoRuleError();
  return {
    pack,
    custom: ruleFiles.length > 0,
    enabled,
    infos: pack.rules.filter((rule, i) => enabled[i] === 1 && rule.marker !== true),
  };
}

/** @throws UnknownRuleError */
function checkIds(ids: readonly string[], pack: Pack): void {
  const known = pack.rules.filter((rule) => rule.marker !== true).map((rule) => rule.id);
  for (const id of ids) {
    if (!known.includes(id) && !isPractice(id)) throw new UnknownRuleError(id, [...known, ...PRACTICE_IDS]);
  }
}
