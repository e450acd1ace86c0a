/** `keyscan rules list | show ID | test FILE…`: the rules in force, and whether those of a file find their examples. */
import { resolve } from "node:path";
import { count } from "../report/amounts.ts";
import { ExitCode } from "../scan/exit-code.ts";
import { isPractice } from "../scan/practices.ts";
import { loadBuiltInPack, withUserRules } from "../scan/pack.ts";
import type { PackRules, RuleFiles } from "../scan/rule-test.ts";
import type { GivenOptions } from "./invocation.ts";
import { print } from "./stdout.ts";
import { unknownRule } from "./unknown-rule.ts";
import { didYouMean, UsageError } from "./usage-error.ts";

const ACTIONS = ["list", "show", "test"] as const;

/** @throws UsageError, ConfigError */
export async function rulesCommand(operands: readonly string[], options: GivenOptions): Promise<ExitCode> {
  const [action, ...rest] = operands;
  if (action === undefined)
    throw new UsageError("rules needs list, show or test (keyscan rules list has all ids)");
  if (action === "test") return test([...((options["rules"] as string[] | undefined) ?? []), ...rest]);
  if (action !== "list" && action !== "show") {
    const not = `${JSON.stringify(action)}${didYouMean(action, ACTIONS)}`;
    throw new UsageError(`rules has list, show and test, not ${not}`);
  }
  const [id] = rest;
  if (action === "show" && id === undefined) throw new UsageError("rules show needs the id of a rule");
  if (rest.length > (action === "show" ? 1 : 0))
    throw new UsageError(`rules ${action} has one argument too many`);
  const practice = id === undefined ? undefined : await practiceText(id);
  if (practice !== undefined) {
    print(practice);
    return ExitCode.Clean;
  }
  const rules = await rulesWith((options["rules"] as string[] | undefined) ?? []);
  print(id === undefined ? list(rules) : show(rules, id));
  return ExitCode.Clean;
}

async function read(files: readonly string[]): Promise<RuleFiles> {
  const { readRuleFiles } = await import("../rules/load.ts");
  const cwd = process.cwd();
  return readRuleFiles(
    files.map((file) => resolve(cwd, file)),
    cwd,
  );
}

/** The built-in rules and those of the user's files. */
async function rulesWith(files: readonly string[]): Promise<PackRules> {
  const pack = loadBuiltInPack();
  const { rules } = files.length === 0 ? pack : await withUserRules(pack, await read(files));
  return rules.filter((rule) => rule.marker !== true);
}

/** 0 where every example is found and no counter-example, else 1. */
async function test(files: readonly string[]): Promise<ExitCode> {
  if (files.length === 0) throw new UsageError("rules test needs a file with rules");
  const { testRuleFiles } = await import("../scan/rule-test.ts");
  const { rules, examples, failures, remarks } = await testRuleFiles(await read(files));
  const failed = failures.map(({ rule, kind, number, seed }) => {
    const what = kind === "example" ? "is not found" : "is found";
    return `${rule}: ${kind} ${number} ${what}, filled with seed ${seed}`;
  });
  const others = remarks
    .filter(({ rule, number }) => !failures.some((one) => one.rule === rule && one.number === number))
    .map(({ rule, number, by }) =>
      by.length === 0
        ? `${rule}: example ${number} is found, but not reported: beside the other rules it does not count as a secret`
        : `${rule}: example ${number} is found, and reported as ${by.join(", ")}`,
    );
  const lines = [...failed, ...others];
  const verdict =
    failures.length === 0 ? "all as they should be" : `${failures.length} not as they should be`;
  print(`${[...lines, `${count(rules, "rule")}, ${count(examples, "example")}: ${verdict}`].join("\n")}\n`);
  return failures.length === 0 ? ExitCode.Clean : ExitCode.Findings;
}

function list(rules: PackRules): string {
  const width = Math.max(...rules.map((rule) => rule.id.length));
  const lines = rules.map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.title}`);
  return `${lines.join("\n")}\n`;
}

/** What there is to say of a practice of key hygiene; undefined where the id is none's. */
async function practiceText(id: string): Promise<string | undefined> {
  if (!isPractice(id)) return undefined;
  const { PRACTICES } = await import("../hygiene/index.ts");
  const { title, severity, explain } = PRACTICES.find((practice) => practice.id === id) ?? {};
  const rows = Object.entries({ rule: id, title, severity, about: explain });
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${value}\n`]))
    .join("");
}

function show(rules: PackRules, id: string): string {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined)
    throw unknownRule(
      id,
      rules.map((candidate) => candidate.id),
    );
  const rows: [string, string | undefined][] = [
    ["rule", rule.id],
    ["title", rule.title],
    ["provider", rule.providerName],
    ["severity", rule.severity],
    ["confidence", rule.confidence],
    ["privilege", rule.privilege],
    ["about", rule.description],
    ["pattern", rule.source],
    ["contains", rule.keywords.join(", ") || undefined],
    ["checksum", rule.checksum ?? rule.structure],
    ["files", rule.paths?.join(", ")],
    ["revoke", rule.remediation.revokeUrl],
    ["docs", rule.remediation.docsUrl],
    ...rule.remediation.steps.map((step, i): [string, string] => [`step ${i + 1}`, step]),
  ];
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${value}`]));
  return `${lines.join("\n")}\n`;
}
