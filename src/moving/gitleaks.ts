/** Set-ups of gitleaks and betterleaks: `.gitleaks.toml` (rules, allowlists) and `.gitleaksignore`. */
import { createHash } from "node:crypto";
import { parse } from "smol-toml";
import { fileError } from "../config/error.ts";
import type { AllowSource } from "../config/options.ts";
import { compilePack, RuleCompileError } from "../rules/compile/compile.ts";
import type { RuleSource } from "../rules/schema.ts";
import type { RuleInfo } from "../types.ts";
import { allowPattern, translateLoosely } from "./foreign-pattern.ts";
import { asTable, asTables, asText, asTexts, emptyPlan, type Loose, type Plan } from "./plan.ts";
import { ownRules } from "./rule-names.ts";
import { samplesOf } from "./rule-sample.ts";

interface Context {
  file: string;
  infos: readonly RuleInfo[];
  plan: Plan;
}

/**
 * @param infos The built-in rules.
 * @throws ConfigError for what is no TOML.
 */
export function readGitleaks(text: string, file: string, infos: readonly RuleInfo[]): Plan {
  const plan = emptyPlan();
  plan.found.push({ scanner: "gitleaks", file });
  // Gitleaks does not look into it either; keys may stand in its expressions.
  plan.exclude.push(`/${file}`);
  const context: Context = { file, infos, plan };
  const document = parseToml(text, file);
  for (const list of allowlistsOf(document, ["allowlist", "allowlists"])) {
    const targets = asTexts(list["targetRules"]);
    takeAllowlist(list, targets.length === 0 ? undefined : rulesFor(targets, context), context);
  }
  const extend = asTable(document["extend"]);
  for (const id of asTexts(extend["disabledRules"])) disable(id, context);
  if (asText(extend["path"]) !== undefined || asText(extend["url"]) !== undefined) {
    plan.notes.push(`${file}: what it extends was not read; run keyscan init on that file as well`);
  }
  for (const rule of asTables(document["rules"])) takeRule(rule, context);
  return plan;
}

function parseToml(text: string, file: string): Loose {
  try {
    return asTable(parse(text));
  } catch (error) {
    const { line, column } = error as { line?: number; column?: number };
    const place = line === undefined ? "" : ` (line ${line}, column ${column ?? 1})`;
    throw fileError(file, { message: `is no TOML${place}`, hint: "gitleaks could not read it either" });
  }
}

function allowlistsOf(table: Loose, keys: readonly string[]): Loose[] {
  return keys.flatMap((key) =>
    Array.isArray(table[key]) ? asTables(table[key]) : [table[key]].filter(Boolean).map(asTable),
  );
}

/** Ids of ours; those that say nothing are told of. */
function rulesFor(ids: readonly string[], { infos, plan, file }: Context): string[] {
  return ids.flatMap((id) => {
    const own = plan.rules.some((rule) => rule.id === ruleId(id)) ? [ruleId(id)] : ownRules(id, infos);
    if (own.length === 0)
      plan.notes.push(`${file}: no rule of keyscan answers to "${shown(id)}"; its allowlist was left out`);
    return own;
  });
}

function disable(id: string, { infos, plan, file }: Context): void {
  const own = ownRules(id, infos);
  if (own.length === 0)
    plan.notes.push(`${file}: no rule of keyscan answers to the disabled rule "${shown(id)}"`);
  else plan.disableRule.push(...own);
}

function shown(text: string): string {
  return text.replaceAll(/[^\w. -]/g, "?").slice(0, 60);
}

/** @param rules Undefined: all rules. None: nothing can be said. */
function takeAllowlist(list: Loose, rules: readonly string[] | undefined, context: Context): void {
  if (rules?.length === 0) return;
  const { plan, file } = context;
  const reason = asText(list["description"]) ?? `from ${file}`;
  const common = { ...(rules === undefined ? {} : { rules: [...new Set(rules)] }), reason };
  const target = { match: "match", line: "line" }[String(list["regexTarget"])] as
    | "match"
    | "line"
    | undefined;
  const paths = patterns(asTexts(list["paths"]), context);
  const values = patterns(withoutSecrets(asTexts(list["regexes"]), target, context), context);
  const stopwords = asTexts(list["stopwords"]);
  const fields: Partial<AllowSource>[] = [
    ...(paths.length === 0 ? [] : [{ pathPatterns: paths }]),
    ...(values.length === 0 ? [] : [{ values, ...(target === undefined ? {} : { in: target }) }]),
    ...(stopwords.length === 0 ? [] : [{ stopwords }]),
  ];
  const commits = asTexts(list["commits"]);
  const isAnd = String(list["condition"] ?? "").toUpperCase() === "AND";
  if (commits.length > 0) {
    const rest = isAnd
      ? "so its other conditions were left out, too"
      : "its other conditions were carried over";
    plan.notes.push(
      `${file}: ${commits.length} allowed commits can't be carried over, ${rest}; keyscan baseline create takes in what is left`,
    );
    if (isAnd) return;
  }
  if (isAnd) {
    const wanted = [asTexts(list["paths"]), asTexts(list["regexes"]), stopwords].filter(
      (texts) => texts.length > 0,
    );
    // Where a condition is missing the rest would accept more than was meant.
    if (fields.length === wanted.length && fields.length > 0)
      plan.allow.push(Object.assign({ ...common }, ...fields) as AllowSource);
  } else plan.allow.push(...fields.map((field) => ({ ...common, ...field })));
}

/** An expression may be a secret, word for word: it goes into the baseline, where it can't be read. */
function withoutSecrets(
  texts: readonly string[],
  target: AllowSource["in"],
  { plan, file }: Context,
): readonly string[] {
  if (target !== undefined) return texts;
  return texts.filter((text) => {
    const literal = text.replace(/^\^/, "").replace(/\$$/, "");
    if (!/^[\w-]{20,}$/.test(literal) || !/\d/.test(literal) || !/[A-Za-z]/.test(literal)) return true;
    plan.known.push({ from: file, sha1: createHash("sha1").update(literal).digest("hex") });
    return false;
  });
}

function patterns(texts: readonly string[], { plan, file }: Context): string[] {
  return texts.flatMap((text) => {
    const result = allowPattern(text);
    if ("pattern" in result) return [result.pattern];
    plan.notes.push(
      `${file}: the expression ${JSON.stringify(text.slice(0, 80))} was left out: ${result.problem}`,
    );
    return [];
  });
}

function ruleId(id: string): string {
  return id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 90);
}

function takeRule(table: Loose, context: Context): void {
  const { plan, file, infos } = context;
  const id = asText(table["id"]);
  if (id === undefined) return;
  const lists = allowlistsOf(table, ["allowlist", "allowlists"]);
  const regex = asText(table["regex"]);
  if (regex === undefined) {
    if (asText(table["path"]) !== undefined)
      plan.notes.push(`${file}: the rule "${shown(id)}" looks at paths only, and was left out`);
    else if (lists.length > 0)
      for (const list of lists) takeAllowlist(list, rulesFor([id], context), context);
    return;
  }
  const isTaken = infos.some((rule) => rule.id === ruleId(id));
  const made = makeRule(table, isTaken ? `gitleaks-${ruleId(id)}` : ruleId(id), regex);
  if ("problem" in made) {
    plan.notes.push(`${file}: the rule "${shown(id)}" was left out: ${made.problem}`);
    return;
  }
  plan.rules.push(made);
  if (asText(table["path"]) !== undefined) {
    plan.notes.push(
      `${file}: the rule "${shown(id)}" is for certain paths there, and for all files here; see \`paths\` of rules`,
    );
  }
  for (const list of lists) takeAllowlist(list, [made.id, ...ownRules(id, infos)], context);
}

function makeRule(table: Loose, id: string, regex: string): RuleSource | { problem: string } {
  const translated = translateLoosely(regex);
  if (translated === undefined) return { problem: "its expression uses what JavaScript's don't have" };
  const pattern = namedGroup(translated.source, Number(table["secretGroup"] ?? 0));
  const entropy = Number(table["entropy"] ?? 0);
  const rule: RuleSource = {
    id,
    title: (asText(table["description"]) ?? id).slice(0, 120),
    severity: "high",
    confidence: "medium",
    pattern,
    ...(translated.ignoreCase ? { ignoreCase: true } : {}),
    ...(entropy > 0 ? { require: { entropy: Math.min(entropy, 8) } } : {}),
    examples: [],
    counterExamples: ["No key stands here.", `${id} is the name of a rule.`],
  };
  try {
    compilePack([{ provider: "own", name: "Own rules", rules: [rule] }], "");
    const examples = samplesOf(pattern, translated.ignoreCase, 2);
    if (examples.length < 2) return { problem: "no example could be made for it; write it by hand" };
    return { ...rule, examples };
  } catch (error) {
    if (error instanceof RuleCompileError) return { problem: error.message };
    throw error;
  }
}

/** The nth group (from 1) becomes the one that is the secret; 0: the first, as here. */
function namedGroup(source: string, group: number): string {
  if (group < 2 || source.includes("(?<secret>")) return source;
  let nth = 0;
  return source.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?<(?![=!])/gs, (part) => {
    if (part !== "(" && part !== "(?<") return part;
    nth++;
    return nth === group && part === "(" ? "(?<secret>" : part;
  });
}

/** `[commit:]path:rule:line`, a line each (gitleaks' fingerprints). */
export function readGitleaksIgnore(text: string, file: string): Plan {
  const plan = emptyPlan();
  plan.found.push({ scanner: "gitleaks", file });
  for (const line of text.split(/\r?\n/)) {
    const entry = line.replace(/\s*#.*$/, "").trim();
    if (entry === "") continue;
    const found = /^(?:[0-9a-f]{40}:)?(.+):[^:]+:(\d+)$/.exec(entry);
    if (found === null)
      plan.notes.push(`${file}: ${JSON.stringify(entry.slice(0, 80))} is no fingerprint of gitleaks`);
    else plan.known.push({ from: file, path: found[1]?.replaceAll("\\", "/") ?? "", line: Number(found[2]) });
  }
  return plan;
}
