/**
 * Rules as the build writes them and every start reads them: a column for each field, which takes half as long to parse as an object for
 * each rule, and makes rules of one shape. What is asked of a rule only where it is hit, or told of, stands in a text of its own: it is
 * read when it is first asked for, and each value is parsed by itself.
 */
import { joinWords, splitWords } from "./joined-words.ts";
import { LateValues, type Place, type TextWriter } from "./late-text.ts";
import type { RuleInfo } from "../types.ts";
import type { PackRule } from "./pack.ts";

/** What a field is where a rule does not say; nothing for those that are not here. */
const USUAL: Partial<PackRule> = {
  confidence: "high",
  generic: false,
  ignoreCase: false,
  multiline: false,
  settles: true,
  aliases: [],
  prefixes: [],
  require: {},
};

/** What is asked of few rules. */
type Late =
  | keyof Pick<RuleInfo, "title" | "provider" | "providerName" | "severity" | "privilege" | "environments">
  | keyof Pick<RuleInfo, "remediation" | "description">
  | keyof Pick<PackRule, "source" | "aliases" | "prefixes" | "keywords" | "require">;
/** What the engine asks of rules that are not hit. */
type Early = Exclude<keyof PackRule, Late>;
type Field = Early | Late;

/** Told apart so that the compiler sees that none is missing. */
const EARLY = Object.keys({
  ...{ id: 1, confidence: 1, generic: 1, ignoreCase: 1, window: 1, multiline: 1, settles: 1, judged: 1 },
  ...{ continued: 1, assigned: 1, wholeNames: 1, checksum: 1, structure: 1, words: 1, everyday: 1 },
  ...{ paths: 1, marker: 1 },
} satisfies Record<Early, 1>) as Early[];
const LATE = Object.keys({
  ...{ title: 1, provider: 1, providerName: 1, severity: 1, privilege: 1, environments: 1, source: 1 },
  ...{ aliases: 1, prefixes: 1, keywords: 1, require: 1, remediation: 1, description: 1 },
} satisfies Record<Late, 1>) as Late[];

/** Fields of which each value is a list of words. */
const WORDS: ReadonlySet<Field> = new Set(["aliases", "prefixes", "keywords"]);

/** The values of a field: of all rules; of the rules at `at` alone; or, by `of`, for each rule the index of its value. */
interface Column {
  values: unknown[];
  at?: number[];
  of?: number[];
}

/** Of each field, the values by rule. */
type Columns = Readonly<Record<Early, readonly unknown[]>>;

/** The part of `pack.json` that rules take. See `unpackRules`. */
export interface PackedRules {
  count: number;
  columns: Partial<Record<Early, Column>>;
  /** Where the values of each field stand in the text. */
  late: Record<Late, Place>;
}

/** Rules as columns. What is asked of few of them goes into `text`; where it stands there is kept with the columns. */
export function packRules(rules: readonly PackRule[], text: TextWriter): PackedRules {
  const columns: PackedRules["columns"] = {};
  for (const field of EARLY) {
    const values = rules.map((rule) => unlessUsual(rule, field));
    if (values.some((value) => value !== undefined)) columns[field] = shortest(values);
  }
  const late = Object.fromEntries(
    LATE.map((field) => {
      const { values, of } = different(rules.map((rule) => unlessUsual(rule, field)));
      const written = WORDS.has(field) ? (values as string[][]).map(joinWords) : values;
      return [field, text.add(written, shortNumbers(of))];
    }),
  ) as PackedRules["late"];
  return { count: rules.length, columns, late };
}

function unlessUsual(rule: PackRule, field: Field): unknown {
  const usual = field === "keywords" ? usualKeywords(rule) : USUAL[field];
  return JSON.stringify(rule[field]) === JSON.stringify(usual) ? undefined : rule[field];
}

/** The keywords of a rule that has none of its own: for composed rules, their words. */
function usualKeywords({ words = [], everyday = [] }: Pick<PackRule, "words" | "everyday">): string[] {
  return [...words, ...everyday];
}

/** Each value once, and of each rule the index of its own: -1 where it has the usual one. */
function different(values: readonly unknown[]): { values: unknown[]; of: number[] } {
  const texts = values.map((value) => JSON.stringify(value));
  const all = [...new Set(texts)].filter((text) => text !== undefined);
  return {
    values: all.map((text) => JSON.parse(text) as unknown),
    of: texts.map((text) => all.indexOf(text)),
  };
}

/** In place of an index, which is told as itself and 2: the usual value; the first of a value, of which the index is the next. */
const USUAL_VALUE = 0;
const NEXT_VALUE = 1;

/** Indexes of values that stand in the order in which they are met first, as numbers that take little room when they are compressed. */
function shortNumbers(of: readonly number[]): number[] {
  let next = 0;
  return of.map((index) => {
    if (index === -1) return USUAL_VALUE;
    if (index !== next) return index + 2;
    next++;
    return NEXT_VALUE;
  });
}

/** The other way round. */
function indexesOf(numbers: readonly number[]): Int16Array {
  const of = new Int16Array(numbers.length);
  let next = 0;
  for (let i = 0; i < of.length; i++) {
    const number = numbers[i] ?? USUAL_VALUE;
    of[i] = number === NEXT_VALUE ? next++ : number === USUAL_VALUE ? -1 : number - 2;
  }
  return of;
}

function shortest(values: readonly unknown[]): Column {
  const at = values.flatMap((value, rule) => (value === undefined ? [] : [rule]));
  const columns: Column[] = [{ values: at.map((rule) => values[rule]), at }, different(values)];
  if (at.length === values.length) columns.push({ values: [...values] });
  return columns.reduce((best, one) =>
    JSON.stringify(one).length < JSON.stringify(best).length ? one : best,
  );
}

/** @param text Read when it is first asked for. */
export function unpackRules({ count, columns, late }: PackedRules, text: () => Buffer): PackRule[] {
  const blank: readonly unknown[] = Array.from({ length: count });
  const early = EARLY.map((field) => [field, expanded(columns[field], blank, USUAL[field])] as const);
  const all = Object.fromEntries(early) as unknown as Columns;
  const fields = Object.fromEntries(
    LATE.map((field) => {
      const parse = WORDS.has(field) ? splitWords : (written: unknown) => written;
      return [field, new LateColumn(late[field], text, USUAL[field], parse)];
    }),
  ) as LateColumns;
  const rules: PackRule[] = [];
  for (let index = 0; index < count; index++)
    rules.push(new UnpackedRule(all, fields, index) as unknown as PackRule);
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

type LateColumns = Readonly<Record<Late, LateColumn>>;

/** The values of a field, each parsed once, when it is first asked for. */
class LateColumn {
  readonly #place: Place;
  readonly #text: () => Buffer;
  readonly #usual: unknown;
  #values: LateValues | undefined;
  /** By rule, the index of its value. */
  #of: Int16Array = new Int16Array(0);
  #known: unknown[] = [];
  readonly #parse: (written: unknown) => unknown;

  constructor(place: Place, text: () => Buffer, usual: unknown, parse: (written: unknown) => unknown) {
    [this.#place, this.#text, this.#usual, this.#parse] = [place, text, usual, parse];
  }

  at(rule: number): unknown {
    const values = (this.#values ??= this.#read());
    const index = this.#of[rule] ?? -1;
    return index === -1 ? this.#usual : (this.#known[index] ??= this.#parse(values.at(index)));
  }

  #read(): LateValues {
    const values = new LateValues(this.#text(), this.#place);
    // Filled, since V8 takes lists with large gaps for dictionaries.
    this.#of = indexesOf(values.numbers);
    this.#known = Array.from({ length: values.length }, () => undefined);
    return values;
  }
}

/** All of one shape, since the engine looks at rules all the time. Spelled out: in a loop, V8 would make dictionaries of them. */
class UnpackedRule {
  readonly #late: LateColumns;
  readonly #index: number;
  readonly id: unknown;
  readonly confidence: unknown;
  readonly generic: unknown;
  readonly ignoreCase: unknown;
  readonly window: unknown;
  readonly multiline: unknown;
  readonly continued: unknown;
  readonly settles: unknown;
  readonly judged: unknown;
  readonly assigned: unknown;
  readonly wholeNames: unknown;
  readonly checksum: unknown;
  readonly structure: unknown;
  readonly words: unknown;
  readonly everyday: unknown;
  readonly paths: unknown;
  readonly marker: unknown;

  constructor(of: Columns, late: LateColumns, index: number) {
    this.#late = late;
    this.#index = index;
    this.id = of.id[index];
    this.confidence = of.confidence[index];
    this.generic = of.generic[index];
    this.ignoreCase = of.ignoreCase[index];
    this.window = of.window[index];
    this.multiline = of.multiline[index];
    this.continued = of.continued[index];
    this.settles = of.settles[index];
    this.judged = of.judged[index];
    this.assigned = of.assigned[index];
    this.wholeNames = of.wholeNames[index];
    this.checksum = of.checksum[index];
    this.structure = of.structure[index];
    this.words = of.words[index];
    this.everyday = of.everyday[index];
    this.paths = of.paths[index];
    this.marker = of.marker[index];
  }

  get title(): unknown {
    return this.#late.title.at(this.#index);
  }

  get provider(): unknown {
    return this.#late.provider.at(this.#index);
  }

  get providerName(): unknown {
    return this.#late.providerName.at(this.#index);
  }

  get severity(): unknown {
    return this.#late.severity.at(this.#index);
  }

  get privilege(): unknown {
    return this.#late.privilege.at(this.#index);
  }

  get environments(): unknown {
    return this.#late.environments.at(this.#index);
  }

  get source(): unknown {
    return this.#late.source.at(this.#index);
  }

  get aliases(): unknown {
    return this.#late.aliases.at(this.#index);
  }

  get prefixes(): unknown {
    return this.#late.prefixes.at(this.#index);
  }

  get keywords(): unknown {
    return (
      this.#late.keywords.at(this.#index) ??
      usualKeywords(this as unknown as Pick<PackRule, "words" | "everyday">)
    );
  }

  get require(): unknown {
    return this.#late.require.at(this.#index);
  }

  get remediation(): unknown {
    return this.#late.remediation.at(this.#index) ?? { summary: "", steps: [] };
  }

  get description(): unknown {
    return this.#late.description.at(this.#index);
  }
}

/** The rule with all that is told of it as an object that can be copied and sent to other threads. */
export function wholeRule(rule: PackRule): PackRule {
  const fields = [...EARLY, ...LATE].map((field: Field) => [field, rule[field]]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as PackRule;
}
