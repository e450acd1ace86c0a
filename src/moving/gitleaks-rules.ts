/**
 * Rules of a gitleaks configuration. What keyscan's own rules find as well is left to them; the others become rules of the
 * user's, as far as they can be said.
 */
import { ConfigError } from "../config/error.ts";
import { compilePack, RuleCompileError } from "../rules/compile/compile.ts";
import { ruleFilesOfObject } from "../rules/load.ts";
import type { RuleSource } from "../rules/schema.ts";
import type { RuleInfo } from "../types.ts";
import { bounded, translateLoosely } from "./foreign-pattern.ts";
import { takeAllowlist } from "./gitleaks-allow.ts";
import { allowlistsOf } from "./gitleaks-toml.ts";
import { namesOf } from "./path-names.ts";
import { asLongText, asTables, asText, asTexts, type Loose, type Plan } from "./plan.ts";
import { ownRules } from "./rule-names.ts";
import { samplesOf } from "./rule-sample.ts";

/** True where keyscan's own rules find a secret in the text. */
export type FindsIn = (text: string) => boolean;

/** Samples of a rule that keyscan's own rules must find, so that they take its place. */
const SAMPLES = 4;
/** Names that a note lists. */
const NAMED = 8;

/** Takes rules of gitleaks one by one, and puts what becomes of them into the plan. */
export class GitleaksRules {
  readonly #infos: readonly RuleInfo[];
  readonly #finds: FindsIn;
  readonly #plan: Plan;
  readonly #file: string;
  /** From an id of gitleaks to the rule that was made of it. */
  readonly #made: Map<string, string> = new Map();
  /** Rules whose work keyscan's own do. */
  readonly #covered: string[] = [];

  constructor(infos: readonly RuleInfo[], finds: FindsIn, { plan, file }: { plan: Plan; file: string }) {
    this.#infos = infos;
    this.#finds = finds;
    this.#plan = plan;
    this.#file = file;
  }

  /** Rules of keyscan's own that look for what this one looks for. */
  builtIn(id: string): string[] {
    return ownRules(id, this.#infos);
  }

  /** Ids of ours that answer to one of theirs; where there is none, it is told. */
  answering(id: string, file: string): string[] {
    const made = this.#made.get(id);
    const all = [...(made === undefined ? [] : [made]), ...this.builtIn(id)];
    if (all.length === 0)
      this.#plan.notes.push(
        `${file}: no rule of keyscan answers to "${shownId(id)}"; its allowlist was left out`,
      );
    return all;
  }

  async take(table: Loose): Promise<void> {
    const id = asText(table["id"]);
    if (id === undefined) return;
    const regex = asLongText(table["regex"]);
    if (regex !== undefined) await this.#takePattern(id, regex, table);
    else if (asText(table["path"]) !== undefined) {
      this.#note(
        `the rule "${shownId(id)}" reports files by their names, whatever is in them; keyscan reports secrets`,
      );
      return;
    }
    for (const list of allowlistsOf(table))
      takeAllowlist(list, this.answering(id, this.#file), { plan: this.#plan, file: this.#file });
  }

  async #takePattern(id: string, regex: string, table: Loose): Promise<void> {
    if (table["skipReport"] === true || asTables(table["required"]).length > 0) {
      this.#note(`the rule "${shownId(id)}" works together with others, and was left out`);
      return;
    }
    const made = await makeRule(table, this.#freeId(id), regex);
    const hasOwn = this.builtIn(id).length > 0;
    if ("problem" in made) {
      if (hasOwn) this.#covered.push(id);
      else this.#note(`the rule "${shownId(id)}" was left out: ${made.problem}`);
      return;
    }
    if (made.samples.every((sample) => this.#finds(sample))) {
      this.#covered.push(id);
      return;
    }
    this.#plan.rules.push(made.rule);
    this.#made.set(id, made.rule.id);
    this.#tellLosses(id, table, made);
  }

  /** An id that no rule has yet. */
  #freeId(id: string): string {
    const taken = new Set([...this.#infos, ...this.#plan.rules].map((rule) => rule.id));
    const plain = ruleId(id) || "rule";
    const wanted = taken.has(plain) ? `gitleaks-${plain}` : plain;
    for (let number = 2, next = wanted; ; next = `${wanted}-${number++}`) if (!taken.has(next)) return next;
  }

  /** What a rule asks for there and not here. */
  #tellLosses(id: string, table: Loose, { rule, samples }: MadeRule): void {
    if (asText(table["path"]) !== undefined && rule.paths === undefined)
      this.#note(
        `the rule "${shownId(id)}" is for certain paths there, and for all files here; see \`paths\` of rules`,
      );
    const keywords = asTexts(table["keywords"]).map((word) => word.toLowerCase());
    const isImplied = samples.every((sample) => keywords.some((word) => sample.toLowerCase().includes(word)));
    if (keywords.length > 0 && !isImplied)
      this.#note(
        `the rule "${shownId(id)}" wants one of its keywords somewhere in the file there, and does without here; see \`context\` of rules`,
      );
  }

  /** To be called at the end. */
  tell(): void {
    if (this.#covered.length === 0) return;
    const names = this.#covered.slice(0, NAMED).map(shownId).join(", ");
    const more = this.#covered.length > NAMED ? ` and ${this.#covered.length - NAMED} more` : "";
    this.#note(`left to keyscan's own rules, which look for the same: ${names}${more}`);
  }

  #note(text: string): void {
    this.#plan.notes.push(`${this.#file}: ${text}`);
  }
}

/** An id of a file that nobody has checked, for a note. */
export function shownId(text: string): string {
  return text.replaceAll(/[^\w./ -]/g, "?").slice(0, 60);
}

function ruleId(id: string): string {
  return id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 90);
}

interface MadeRule {
  rule: RuleSource;
  /** Texts in which it finds something. */
  samples: string[];
}

async function makeRule(table: Loose, id: string, regex: string): Promise<MadeRule | { problem: string }> {
  const translated = translateLoosely(regex);
  if (translated === undefined) return { problem: "its expression uses what JavaScript's don't have" };
  const { ignoreCase } = translated;
  const pattern = namedGroup(translated.source, Number(table["secretGroup"] ?? 0));
  const entropy = Number(table["entropy"] ?? 0);
  const paths = namesOf(asText(table["path"]) ?? "");
  const rule: RuleSource = {
    id,
    title: (asText(table["description"]) ?? id).slice(0, 120),
    severity: "high",
    confidence: "medium",
    ...(paths === undefined ? {} : { paths }),
    pattern,
    ...(ignoreCase ? { ignoreCase: true } : {}),
    ...(entropy > 0 ? { require: { entropy: Math.min(entropy, 8) } } : {}),
    examples: [],
    counterExamples: ["No key stands here.", `${id} is the name of a rule.`],
  };
  let problem = compiles(rule);
  if (problem !== undefined) {
    // Repeats that end somewhere cost less, and find what is of a sensible length.
    const shorter = { ...rule, pattern: bounded(pattern) };
    if (compiles(shorter) === undefined) [problem, rule.pattern] = [undefined, shorter.pattern];
  }
  if (problem !== undefined) return { problem };
  const samples = samplesOf(rule.pattern ?? "", ignoreCase, SAMPLES);
  if (samples.length < 2) return { problem: "no example could be made for it; write it by hand" };
  const whole = { ...rule, examples: samples.slice(0, 2) };
  const complaint = await complaintOf(whole);
  return complaint === undefined ? { rule: whole, samples } : { problem: complaint };
}

/** What a file with the rule would be refused for. */
async function complaintOf(rule: RuleSource): Promise<string | undefined> {
  try {
    await ruleFilesOfObject({ ...OWN, revoke: { steps: ["Revoke it."] }, rules: [rule] }, "rule.json");
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems[0]?.message ?? error.message;
  }
}

const OWN = { provider: "own", name: "Own rules" } as const;

/** What is wrong with a rule; undefined where it can be used. */
function compiles(rule: RuleSource): string | undefined {
  try {
    compilePack([{ ...OWN, rules: [rule] }], "");
    return undefined;
  } catch (error) {
    if (error instanceof RuleCompileError) return error.message;
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
