/** Set-ups of gitleaks and betterleaks: `.gitleaks.toml` (rules, allowlists) and `.gitleaksignore`. */
import type { RuleInfo } from "../types.ts";
import { takeAllowlist } from "./gitleaks-allow.ts";
import { GitleaksRules, shownId, type FindsIn } from "./gitleaks-rules.ts";
import { readTables, type ReadFile } from "./gitleaks-toml.ts";
import { asTexts, emptyPlan, type KnownPlace, type Plan } from "./plan.ts";

export interface GitleaksRequest {
  text: string;
  /** From the root. */
  file: string;
  /** The built-in rules. */
  infos: readonly RuleInfo[];
  /** Reads what it extends. */
  read: ReadFile;
  finds: FindsIn;
}

/** Gitleaks itself has some two hundred. */
const MAX_RULES = 1000;

/** @throws ConfigError for what is no TOML. */
export async function readGitleaks({ text, file, infos, read, finds }: GitleaksRequest): Promise<Plan> {
  const plan = emptyPlan();
  const tables = readTables(text, file, read);
  for (const name of [file, ...tables.extended]) {
    plan.found.push({ scanner: "gitleaks", file: name });
    // Gitleaks does not look into it either; keys may stand in its expressions.
    plan.exclude.push(`/${name}`);
  }
  for (const name of tables.missing)
    plan.notes.push(
      `${file}: extends ${shownId(name)}, which is no file of this tree that can be read; what it says was left out`,
    );
  const rules = new GitleaksRules(infos, finds, { plan, file });
  for (const table of tables.rules.slice(0, MAX_RULES)) await rules.take(table);
  if (tables.rules.length > MAX_RULES)
    plan.notes.push(
      `${file}: has ${tables.rules.length} rules; those after the first ${MAX_RULES} were left out`,
    );
  rules.tell();
  for (const id of tables.disabled) disable(id, rules, { plan, file });
  for (const list of tables.allowlists) takeAllowlist(list, targetsOf(list, rules, file), { plan, file });
  if (tables.rules.length > 0 && !tables.usesDefault)
    plan.notes.push(
      `${file}: gitleaks looks with the rules of this file alone; keyscan's own stay in force as well (\`rule\` in the configuration names those that shall)`,
    );
  return plan;
}

/** Undefined where it names no rules and speaks of all. */
function targetsOf(
  list: Readonly<Record<string, unknown>>,
  rules: GitleaksRules,
  file: string,
): string[] | undefined {
  const targets = asTexts(list["targetRules"]);
  return targets.length === 0 ? undefined : targets.flatMap((id) => rules.answering(id, file));
}

function disable(id: string, rules: GitleaksRules, { plan, file }: { plan: Plan; file: string }): void {
  const own = rules.builtIn(id);
  if (own.length === 0)
    plan.notes.push(`${file}: no rule of keyscan answers to the disabled rule "${shownId(id)}"`);
  else plan.disableRule.push(...own);
}

/** `[commit:]path:rule:line`, a line each (gitleaks' fingerprints). */
export function readGitleaksIgnore(text: string, file: string): Plan {
  const plan = emptyPlan();
  plan.found.push({ scanner: "gitleaks", file });
  for (const line of text.split(/\r?\n/)) {
    const comment = line.search(/(?:^|\s)#/);
    const entry = (comment === -1 ? line : line.slice(0, comment)).trim();
    if (entry === "") continue;
    const place = fingerprinted(entry);
    if (place === undefined)
      plan.notes.push(`${file}: ${JSON.stringify(entry.slice(0, 80))} is no fingerprint of gitleaks`);
    else plan.known.push({ from: file, ...place });
  }
  return plan;
}

function fingerprinted(entry: string): Omit<KnownPlace, "from"> | undefined {
  const parts = entry.split(":");
  const [first = ""] = parts;
  const commit = /^[0-9a-f]{40}$/.test(first) && parts.length > 3 ? parts.shift() : undefined;
  const line = parts.pop() ?? "";
  const rule = parts.pop() ?? "";
  const path = parts.join(":").replaceAll("\\", "/");
  if (!/^\d{1,9}$/.test(line) || rule === "" || path === "") return undefined;
  return { path, line: Number(line), ...(commit === undefined ? {} : { commit }) };
}
