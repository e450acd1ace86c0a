/**
 * Rules as the build writes them and every start reads them: a column for each field, which takes half as long to parse as an object for
 * each rule, and makes rules of one shape. What is only told of a rule stands in a file of its own, read when it is first asked for.
 */
import type { RuleInfo } from "../types.ts";
import type { PackRule } from "./pack.ts";

type Field = Exclude<keyof PackRule, keyof Told>;
type Told = Pick<RuleInfo, "remediation" | "description">;

/** What a field is where a rule does not say; nothing for those that are not here. */
const USUAL: Partial<Pick<PackRule, Field>> = {
  confidence: "high",
  generic: false,
  ignoreCase: false,
  multiline: false,
  settles: true,
  aliases: [],
  prefixes: [],
  require: {},
};

/** Told apart so that the compiler sees that none is missing. */
const FIELDS = Object.keys({
  id: 1,
  title: 1,
  provider: 1,
  providerName: 1,
  severity: 1,
  confidence: 1,
  privilege: 1,
  environments: 1,
  generic: 1,
  source: 1,
  ignoreCase: 1,
  window: 1,
  multiline: 1,
  settles: 1,
  aliases: 1,
  prefixes: 1,
  keywords: 1,
  require: 1,
  judged: 1,
  assigned: 1,
  wholeNames: 1,
  checksum: 1,
  structure: 1,
  words: 1,
  everyday: 1,
  paths: 1,
  marker: 1,
} satisfies Record<Field, 1>) as Field[];

/** The values of a field: of all rules; of the rules at `at` alone; or, by `of`, for each rule the index of its value. */
interface Column {
  values: unknown[];
  at?: number[];
  of?: number[];
}

/** Of each field, the values by rule. */
type Columns = Readonly<Record<Field, readonly unknown[]>>;

export interface PackedRules {
  count: number;
  columns: Partial<Record<Field, Column>>;
}

/** What is told of rules. */
export interface RuleWords {
  /** What is the same for all rules of a provider stands once. */
  remediations: RuleInfo["remediation"][];
  /** By rule. */
  remediation: number[];
  descriptions: Record<number, string>;
}

export function packRules(rules: readonly PackRule[]): PackedRules {
  const columns: PackedRules["columns"] = {};
  for (const field of FIELDS) {
    const values = rules.map((rule) => unlessUsual(rule, field));
    if (values.some((value) => value !== undefined)) columns[field] = shortest(values);
  }
  return { count: rules.length, columns };
}

function unlessUsual(rule: PackRule, field: Field): unknown {
  const usual = field === "keywords" ? usualKeywords(rule) : USUAL[field];
  return JSON.stringify(rule[field]) === JSON.stringify(usual) ? undefined : rule[field];
}

/** The keywords of a rule that has none of its own: for composed rules, their words. */
function usualKeywords({ words = [], everyday = [] }: Pick<PackRule, "words" | "everyday">): string[] {
  return [...words, ...everyday];
}

function shortest(values: readonly unknown[]): Column {
  const at = values.flatMap((value, rule) => (value === undefined ? [] : [rule]));
  const texts = values.map((value) => JSON.stringify(value));
  const different = [...new Set(texts)].filter((text) => text !== undefined);
  const columns: Column[] = [
    { values: at.map((rule) => values[rule]), at },
    {
      values: different.map((text) => JSON.parse(text) as unknown),
      of: texts.map((text) => different.indexOf(text)),
    },
  ];
  if (at.length === values.length) columns.push({ values: [...values] });
  return columns.reduce((best, one) =>
    JSON.stringify(one).length < JSON.stringify(best).length ? one : best,
  );
}

export function ruleWords(rules: readonly PackRule[]): RuleWords {
  const texts = rules.map(({ remediation }) => JSON.stringify(remediation));
  const different = [...new Set(texts)];
  return {
    remediations: different.map((text) => JSON.parse(text) as RuleInfo["remediation"]),
    remediation: texts.map((text) => different.indexOf(text)),
    descriptions: Object.fromEntries(
      rules.flatMap(({ description }, rule) => (description === undefined ? [] : [[rule, description]])),
    ),
  };
}

/** @param read Called once, when it is first asked for. */
export function unpackRules({ count, columns }: PackedRules, read: () => RuleWords): PackRule[] {
  let known: RuleWords | undefined;
  const words = (): RuleWords => (known ??= read());
  const blank: readonly unknown[] = Array.from({ length: count });
  const entries = FIELDS.map((field) => [field, expanded(columns[field], blank, USUAL[field])] as const);
  const all = Object.fromEntries(entries) as unknown as Columns;
  const rules: PackRule[] = [];
  for (let index = 0; index < count; index++)
    rules.push(new UnpackedRule(all, index, words) as unknown as PackRule);
  return rules;
}

/** @param blank As many values as there are rules. */
function expanded(column: Column | undefined, blank: readonly unknown[], usual: unknown): readonly unknown[] {
  if (column === undefined) return usual === undefined ? blank : blank.slice().fill(usual);
  const { values, at, of } = column;
  if (of !== undefined) return of.map((index) => (index === -1 ? usual : values[index]));
  if (at === undefined) return values;
  const all = blank.slice().fill(usual);
  for (let i = 0; i < at.length; i++) all[at[i] ?? 0] = values[i];
  return all;
}

/** All of one shape, since the engine looks at rules all the time. Spelled out: in a loop, V8 would make dictionaries of them. */
class UnpackedRule {
  readonly #index: number;
  readonly #words: () => RuleWords;
  declare readonly id: unknown;
  declare readonly title: unknown;
  declare readonly provider: unknown;
  declare readonly providerName: unknown;
  declare readonly severity: unknown;
  declare readonly confidence: unknown;
  declare readonly privilege: unknown;
  declare readonly environments: unknown;
  declare readonly generic: unknown;
  declare readonly source: unknown;
  declare readonly ignoreCase: unknown;
  declare readonly window: unknown;
  declare readonly multiline: unknown;
  declare readonly settles: unknown;
  declare readonly aliases: unknown;
  declare readonly prefixes: unknown;
  declare readonly require: unknown;
  declare readonly judged: unknown;
  declare readonly assigned: unknown;
  declare readonly wholeNames: unknown;
  declare readonly checksum: unknown;
  declare readonly structure: unknown;
  declare readonly words: unknown;
  declare readonly everyday: unknown;
  declare readonly paths: unknown;
  declare readonly marker: unknown;
  declare readonly keywords: unknown;

  constructor(of: Columns, index: number, words: () => RuleWords) {
    this.#index = index;
    this.#words = words;
    this.id = of.id[index];
    this.title = of.title[index];
    this.provider = of.provider[index];
    this.providerName = of.providerName[index];
    this.severity = of.severity[index];
    this.confidence = of.confidence[index];
    this.privilege = of.privilege[index];
    this.environments = of.environments[index];
    this.generic = of.generic[index];
    this.source = of.source[index];
    this.ignoreCase = of.ignoreCase[index];
    this.window = of.window[index];
    this.multiline = of.multiline[index];
    this.settles = of.settles[index];
    this.aliases = of.aliases[index];
    this.prefixes = of.prefixes[index];
    this.require = of.require[index];
    this.judged = of.judged[index];
    this.assigned = of.assigned[index];
    this.wholeNames = of.wholeNames[index];
    this.checksum = of.checksum[index];
    this.structure = of.structure[index];
    this.words = of.words[index];
    this.everyday = of.everyday[index];
    this.paths = of.paths[index];
    this.marker = of.marker[index];
    this.keywords =
      of.keywords[index] ?? usualKeywords(this as unknown as Pick<PackRule, "words" | "everyday">);
  }

  get remediation(): RuleInfo["remediation"] {
    const { remediations, remediation } = this.#words();
    return remediations[remediation[this.#index] ?? 0] ?? { summary: "", steps: [] };
  }

  get description(): string | undefined {
    return this.#words().descriptions[this.#index];
  }
}

/** The rule with all that is told of it as an object that can be copied and sent to other threads. */
export function wholeRule(rule: PackRule): PackRule {
  const { remediation, description } = rule;
  const fields = Object.entries({ ...rule, remediation, description });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as PackRule;
}
