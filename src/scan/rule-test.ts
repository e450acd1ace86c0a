/** Runs the examples of rule files through the whole engine, as the tests of the built-in rules do. */
import { fillTemplate } from "../rules/template.ts";
import { allowedChanged } from "../engine/confirmers.ts";
import type { Pack } from "../engine/pack.ts";
import type { RuleFile, RuleSource } from "../rules/schema.ts";
import { Collector } from "./collect.ts";
import { createJob, emptyResult, type Job } from "./job.ts";
import { loadBuiltInPack, withReplacements } from "./pack.ts";

/** The rules of a pack. */
export type PackRules = Pack["rules"];
export type RuleFiles = RuleFile[];

/** With which each template is filled. */
const SEEDS: readonly number[] = [1, 2, 3, 4, 5];

/** An example in which the rule by itself finds nothing, or a counter-example in which it does. */
export interface RuleFailure {
  rule: string;
  kind: "example" | "counter-example";
  /** The template, from 1. */
  number: number;
  seed: number;
}

/** An example that is reported under the name of another provider's rule. */
export interface RuleRemark {
  rule: string;
  /** The template, from 1. */
  number: number;
  /** The rules that report it; none where it is not reported at all, since something else speaks against it. */
  by: string[];
}

export interface RuleTest {
  rules: number;
  examples: number;
  failures: RuleFailure[];
  remarks: RuleRemark[];
}

/**
 * Rules may be built-in ones: those of the files take their place.
 *
 * @throws ConfigError for rules that can't be compiled.
 */
export async function testRuleFiles(files: readonly RuleFile[]): Promise<RuleTest> {
  const bench = await createBench(files);
  const result: RuleTest = { rules: 0, examples: 0, failures: [], remarks: [] };
  for (const { source } of files) {
    for (const rule of source.rules) {
      result.rules++;
      result.examples += rule.examples.length + rule.counterExamples.length;
      const failures = failuresOf(bench, rule);
      result.failures.push(...failures);
      result.remarks.push(...remarksOf(bench, rule, source.provider));
    }
  }
  return result;
}

interface Bench {
  /** Rules that find something in the text. */
  alone(text: string, rule: RuleSource): string[];
  together(text: string, rule: RuleSource): string[];
  providerOf(id: string): string | undefined;
}

async function createBench(files: readonly RuleFile[]): Promise<Bench> {
  const { pack, enabled } = await withReplacements(loadBuiltInPack(), files);
  const all = createJob(pack, { enabled, showSecrets: false });
  // One job for the rules one by one.
  const only = new Uint8Array(pack.rules.length);
  const one = createJob(pack, { enabled: only, showSecrets: false });
  const numbers = new Map(pack.rules.map(({ id }, index) => [id, index]));
  return {
    alone(text, rule) {
      only.fill(0);
      only[numbers.get(rule.id) ?? -1] = 1;
      allowedChanged(one.scanner.confirmer);
      return rulesIn(one, text, pathFor(rule));
    },
    together: (text, rule) => rulesIn(all, text, pathFor(rule)),
    providerOf: (id) => pack.rules[numbers.get(id) ?? -1]?.provider,
  };
}

function pathFor({ paths }: RuleSource): string {
  return (paths?.[0] ?? "example.txt").replace(/^\*/, "example");
}

/** Tells of texts (latin-1) whether the built-in rules find something in them, at any confidence. The engine starts at the first. */
export function finder(): (text: string) => boolean {
  let job: Job | undefined;
  return (text) => {
    job ??= builtInJob();
    return rulesIn(job, text, "example.txt").length > 0;
  };
}

function builtInJob(): Job {
  const pack = loadBuiltInPack();
  return createJob(pack, { enabled: new Uint8Array(pack.rules.length).fill(1), showSecrets: false });
}

function failuresOf(bench: Bench, rule: RuleSource): RuleFailure[] {
  const failed = (kind: RuleFailure["kind"], templates: readonly string[]): RuleFailure[] =>
    templates.flatMap((template, index) => {
      const isWrong = (seed: number): boolean =>
        bench.alone(fillTemplate(template, seed), rule).includes(rule.id) !== (kind === "example");
      const [seed, ...more] = SEEDS.filter(isWrong);
      // Random values without a form of their own may happen to look like something else, once.
      if (seed === undefined || (rule.values !== undefined && more.length === 0)) return [];
      return [{ rule: rule.id, kind, number: index + 1, seed }];
    });
  return [...failed("example", rule.examples), ...failed("counter-example", rule.counterExamples)];
}

/** Rules of the same provider may take over from each other. */
function remarksOf(bench: Bench, rule: RuleSource, provider: string): RuleRemark[] {
  return rule.examples.flatMap((template, index) => {
    const by = bench.together(fillTemplate(template, 1), rule);
    if (by.some((id) => bench.providerOf(id) === provider)) return [];
    return [{ rule: rule.id, number: index + 1, by }];
  });
}

/** Ids of the rules that find something in the text, at any confidence. */
function rulesIn(job: Job, text: string, path: string): string[] {
  const collector = new Collector({}, "low");
  const result = emptyResult();
  job.text(Buffer.from(text, "latin1"), path, result);
  collector.add(result);
  return [...new Set(collector.findings.map(({ ruleId }) => ruleId))];
}
