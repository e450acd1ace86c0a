/** Set-ups of secretlint: `.secretlintrc` in JSON or YAML, `.secretlintignore`. */
import { parseDocument } from "../config/document.ts";
import type { RuleInfo } from "../types.ts";
import { allowPatterns, literalPattern } from "./foreign-pattern.ts";
import { asTable, asTables, asText, asTexts, emptyPlan, type Loose, type Plan } from "./plan.ts";
import { ownRules } from "./rule-names.ts";

/** @throws ConfigError for what can't be parsed. */
export async function readSecretlint(text: string, file: string, infos: readonly RuleInfo[]): Promise<Plan> {
  const plan = emptyPlan();
  plan.found.push({ scanner: "secretlint", file });
  // The name tells the format; one without an ending is JSON or YAML, and all JSON is YAML.
  const named = /\.(?:json|ya?ml)$/.test(file) ? file : `${file}.yaml`;
  const { data } = await parseDocument(text, named);
  for (const rule of asTables(asTable(data)["rules"])) takeRule(rule, { file, infos, plan });
  return plan;
}

function takeRule(rule: Loose, context: { file: string; infos: readonly RuleInfo[]; plan: Plan }): void {
  const { file, infos, plan } = context;
  const id = asText(rule["id"]) ?? "";
  const name = id.replace(/^.*secretlint-rule-/, "");
  for (const inner of asTables(rule["rules"])) takeRule(inner, context);
  if (name.startsWith("preset-") || name === "filter-comments") return;
  const rules = ownRules(name, infos);
  const allows = asTexts(asTable(rule["options"])["allows"]);
  if (rule["disabled"] === true) {
    if (rules.length === 0)
      plan.notes.push(`${file}: no rule of keyscan answers to ${id}, which is disabled`);
    plan.disableRule.push(...rules);
  }
  if (allows.length === 0) return;
  const values = allowPatterns(allows.map(patternIn), context);
  if (rules.length === 0)
    plan.notes.push(`${file}: no rule of keyscan answers to ${id}; what it allows was left out`);
  else if (values.length > 0) plan.allow.push({ rules, values, reason: `from ${file}` });
}

/** An entry of `allows`: an expression between slashes, or a text that is to be found as it stands. */
function patternIn(text: string): string {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  if (source === undefined) return literalPattern(text);
  return flags?.includes("i") === true ? `(?i)${source}` : source;
}

/** The syntax is gitignore's, as in `exclude`. */
export function readSecretlintIgnore(text: string, file: string): Plan {
  const plan = emptyPlan();
  plan.found.push({ scanner: "secretlint", file });
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  plan.exclude.push(...lines.filter((line) => line !== "" && !line.startsWith("#")));
  return plan;
}
