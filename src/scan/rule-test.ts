/** Runs the examples of rule files through the whole engine, as the tests of the built-in rules do. */
import { fillTemplate } from "../rules/template.ts";
import type { Pack } from "../engine/pack.ts";
import type { RuleFile, RuleSource } from "../rules/schema.ts";
import { Collector } from "./collect.ts";
import { createJob, emptyResult, type Job } from "./job.ts";
import { loadBuiltInPack, withUserRules } from "./pack.ts";

/** The rules of a pack. */
export type PackRules = Pack["rules"];
export type RuleFiles = RuleFile[];

/** How often each template is filled. */
const SEEDS = 5;

/** An example that is not found, or a counter-example that is. */
export interface RuleFailure {
  rule: string;
  kind: "example" | "counter-example";
  /** The template, from 1. */
  number: number;
  seed: number;
  /** Rules that found something in it. */
  found: string[];
}

export interface RuleTest {
  rules: number;
  examples: number;
  failures: RuleFailure[];
}

/** @throws ConfigError for rules that can't be compiled. */
export async function testRuleFiles(files: readonly RuleFile[]): Promise<RuleTest> {
  const pack = await withUserRules(loadBuiltInPack(), files);
  const job = createJob(pack, { enabled: new Uint8Array(pack.rules.length).fill(1), showSecrets: false });
  const result: RuleTest = { rules: 0, examples: 0, failures: [] };
  for (const rule of files.flatMap(({ source }) => source.rules)) {
    result.rules++;
    result.examples += rule.examples.length + rule.counterExamples.length;
    result.failures.push(...failuresOf(job, rule));
  }
  return result;
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

function failuresOf(job: Job, rule: RuleSource): RuleFailure[] {
  const path = (rule.paths?.[0] ?? "example.txt").replace(/^\*/, "example");
  const failures: RuleFailure[] = [];
  const test = (kind: RuleFailure["kind"], templates: readonly string[]): void => {
    for (const [index, template] of templates.entries()) {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const found = rulesIn(job, fillTemplate(template, seed), path);
        if (found.includes(rule.id) === (kind === "example")) continue;
        failures.push({ rule: rule.id, kind, number: index + 1, seed, found });
        break;
      }
    }
  };
  test("example", rule.examples);
  test("counter-example", rule.counterExamples);
  return failures;
}

/** Ids of the rules that find something in the text, at any confidence. */
function rulesIn(job: Job, text: string, path: string): string[] {
  const collector = new Collector({}, "low");
  const result = emptyResult();
  job.text(Buffer.from(text, "latin1"), path, result);
  collector.add(result);
  return [...new Set(collector.findings.map(({ ruleId }) => ruleId))];
}
