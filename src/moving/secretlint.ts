/** Set-ups of secretlint: `.secretlintrc` in JSON or YAML, `.secretlintignore`. */
import { parseDocument } from "../config/document.ts";
import type { RuleInfo } from "../types.ts";
import { allowPatterns, literalPattern } from "./foreign-pattern.ts";
import { asTable, asTables, asText, asTexts, emptyPlan, type Loose, type Plan } from "./plan.ts";
import { GitleaksRules, type FindsIn } from "./gitleaks-rules.ts";
import { withoutSecrets } from "./literal-secret.ts";
import { ownRules } from "./rule-names.ts";

interface Target {
  file: string;
  infos: readonly RuleInfo[];
  plan: Plan;
  /** Makes rules of the user's own patterns. */
  made: GitleaksRules;
}

/** Fields of a rule that have no equal, and what there is instead. */
const LEFT: readonly (readonly [field: string, instead: string])[] = [
  ["allowMessageIds", "`disableRule` leaves out rules; keyscan rules list names them"],
  ["severity", "rules have severities of their own; `failOn` says which fail a scan"],
];

/** @throws ConfigError for what can't be parsed. */
export async function readSecretlint(
  text: string,
  file: string,
  { infos, finds }: { infos: readonly RuleInfo[]; finds: FindsIn },
): Promise<Plan> {
  const plan = emptyPlan();
  plan.found.push({ scanner: "secretlint", file });
  // The name tells the format; one without an ending is JSON or YAML, and all JSON is YAML.
  const named = /\.(?:json|ya?ml)$/.test(file) ? file : `${file}.yaml`;
  const { data } = await parseDocument(text, named);
  const made = new GitleaksRules(infos, finds, { plan, file });
  for (const rule of asTables(asTable(data)["rules"])) await takeRule(rule, { file, infos, plan, made });
  made.tell();
  return plan;
}

async function takeRule(rule: Loose, target: Target): Promise<void> {
  const { infos } = target;
  const id = asText(rule["id"]) ?? "";
  const name = id.replace(/^.*secretlint-rule-/, "");
  for (const inner of asTables(rule["rules"])) await takeRule(inner, target);
  if (name.startsWith("preset-") || name === "filter-comments") return;
  if (name === "pattern") await takePatterns(rule, target);
  else takeOptions(rule, { id, rules: ownRules(name, infos) }, target);
}

function takeOptions(
  rule: Loose,
  { id, rules }: { id: string; rules: readonly string[] },
  { file, plan }: Target,
): void {
  const note = (text: string): unknown => plan.notes.push(`${file}: ${text}`);
  if (rules.length === 0) {
    note(`no rule of keyscan answers to ${id}${rule["disabled"] === true ? ", which is disabled" : ""}`);
    return;
  }
  if (rule["disabled"] === true) {
    plan.disableRule.push(...rules);
    return;
  }
  for (const [field, instead] of LEFT)
    if (rule[field] !== undefined) note(`\`${field}\` of ${id} was left out: ${instead}`);
  const allows = asTexts(asTable(rule["options"])["allows"]).map(patternIn);
  const values = allowPatterns(withoutSecrets(allows, { plan, file }), { plan, file });
  if (values.length > 0) plan.allow.push({ rules: [...rules], values, reason: `from ${file}` });
}

/** Rules of the user's own. */
async function takePatterns(rule: Loose, { file, plan, made }: Target): Promise<void> {
  if (rule["disabled"] === true) return;
  for (const entry of asTables(asTable(rule["options"])["patterns"])) {
    const texts = [...asTexts(entry["pattern"]), ...asTexts(entry["patterns"])];
    const name = asText(entry["name"]) ?? "pattern";
    for (const text of texts) await made.take({ id: name, description: name, regex: patternIn(text) });
    if (asTexts(entry["allows"]).length > 0)
      plan.notes.push(`${file}: what the pattern ${JSON.stringify(name)} allows was left out; see \`allow\``);
  }
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
