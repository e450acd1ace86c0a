/**
 * A bench for rule writers: runs rule files over labelled cases with plain regular expressions, no engine.
 *
 *   node scripts/run.mjs scripts/lab.ts --cases CASES.jsonl.gz --providers a,b [--rules DIR] [--all-rules] [--show 20]
 *
 * Prints recall and alarms a provider and the missed and alarming texts. Cases: one JSON object a line with
 * `provider`, `text_b64`, `secrets_b64`, `expect`. Not part of the product's tests.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { checks } from "../src/engine/checks/index.ts";
import { meets, type Requirements } from "../src/engine/require.ts";
import { compilePack } from "../src/rules/compile/compile.ts";
import { detectorPattern, type DetectorSource } from "../src/rules/detector.ts";
import { fillTemplate } from "../src/rules/template.ts";

interface LabRule extends DetectorSource {
  id: string;
  require?: Requirements & { checksum?: string; structure?: string };
  paths?: string[];
  examples: string[];
  counterExamples: string[];
}
interface Case {
  id: string;
  source: string;
  rule: string;
  provider: string;
  text: string;
  secrets: string[];
  expect: boolean;
  path: string;
}

const { values: options } = parseArgs({
  options: {
    cases: { type: "string" },
    providers: { type: "string", default: "" },
    rules: { type: "string", default: "rules" },
    "all-rules": { type: "boolean", default: false },
    show: { type: "string", default: "12" },
  },
});
const providers = new Set(options.providers.split(",").filter(Boolean));
const latin1 = (base64: string): string => Buffer.from(base64, "base64").toString("latin1");

function loadRules(): { provider: string; rule: LabRule; regExp: RegExp }[] {
  const found = [];
  for (const name of readdirSync(options.rules).filter((n) => n.endsWith(".yaml"))) {
    const file = parse(readFileSync(join(options.rules, name), "utf8")) as {
      provider: string;
      rules: LabRule[];
    };
    if (!options["all-rules"] && providers.size > 0 && !providers.has(file.provider)) continue;
    for (const rule of file.rules) {
      try {
        compilePack([{ ...file, rules: [rule] } as never], "lab");
      } catch (error) {
        console.log(`REFUSED BY THE COMPILER ${rule.id}: ${(error as Error).message}`);
      }
      const { source, ignoreCase } = detectorPattern(rule);
      found.push({
        provider: file.provider,
        rule,
        regExp: new RegExp(source, ignoreCase ? "gimd" : "gmd"),
      });
    }
  }
  return found;
}

function matchesPath(patterns: string[] | undefined, path: string): boolean {
  if (patterns === undefined) return true;
  return patterns.some((p) => (p.startsWith("*") ? path.endsWith(p.slice(1)) : path === p));
}

const rules = loadRules();

function scan(text: string, path: string): { id: string; secret: string }[] {
  const found = [];
  for (const { rule, regExp } of rules) {
    if (!matchesPath(rule.paths, path)) continue;
    regExp.lastIndex = 0;
    for (let match = regExp.exec(text); match !== null; match = regExp.exec(text)) {
      const secret = match.groups?.["secret"] ?? match[1] ?? match[0];
      const structure = rule.require?.structure;
      const shaped =
        structure === undefined || checks[structure as keyof typeof checks](secret) !== "invalid";
      if (shaped && meets(secret, rule.require ?? {})) found.push({ id: rule.id, secret });
      else regExp.lastIndex = match.index + 1;
      if (match[0] === "") regExp.lastIndex++;
    }
  }
  return found;
}

function checkExamples(): void {
  for (const { rule } of rules) {
    const hits = (template: string, seed: number): boolean =>
      scan(fillTemplate(template, seed), rule.paths?.[0]?.replace("*", "x") ?? "f.txt").some(
        (f) => f.id === rule.id,
      );
    for (let seed = 1; seed <= 20; seed++) {
      for (const e of rule.examples)
        if (!hits(e, seed)) console.log(`EXAMPLE NOT FOUND ${rule.id} seed ${seed}: ${e}`);
      for (const e of rule.counterExamples)
        if (hits(e, seed)) console.log(`COUNTER-EXAMPLE FOUND ${rule.id} seed ${seed}: ${e}`);
    }
  }
}

function loadCases(file: string): Case[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").split("\n").filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((c) => !c["conflict"] && !c["component"])
    .map((c) => ({
      id: c["id"] as string,
      source: c["source"] as string,
      rule: c["rule"] as string,
      provider: c["provider"] as string,
      expect: c["expect"] as boolean,
      text: latin1(c["text_b64"] as string),
      secrets: ((c["secrets_b64"] ?? []) as string[]).map(latin1),
      path: ((c["path_hint"] as string | null) ?? "case.txt").split("/").pop() ?? "case.txt",
    }))
    .filter((c) => providers.size === 0 || providers.has(c.provider));
}

function score(cases: Case[]): void {
  const tally = new Map<string, { found: number; positive: number; alarms: number; negative: number }>();
  const wrong: string[] = [];
  for (const c of cases) {
    const row = tally.get(c.provider) ?? { found: 0, positive: 0, alarms: 0, negative: 0 };
    tally.set(c.provider, row);
    const found = scan(c.text, c.path);
    if (c.expect) {
      const ok =
        found.length > 0 &&
        (c.secrets.length === 0 ||
          c.secrets.some((s) => s !== "" && found.some((f) => s.includes(f.secret) || f.secret.includes(s))));
      row.positive++;
      if (ok) row.found++;
      else
        wrong.push(
          `MISS  ${c.provider} ${c.source}:${c.rule} [${c.path}] want ${JSON.stringify(c.secrets)}\n      ${JSON.stringify(c.text.slice(0, 400))}`,
        );
    } else {
      row.negative++;
      if (found.length > 0) {
        row.alarms++;
        wrong.push(
          `ALARM ${c.provider} ${c.source}:${c.rule} by ${found
            .map((f) => `${f.id}=${f.secret}`)
            .join(" ")
            .slice(0, 200)}\n      ${JSON.stringify(c.text.slice(0, 300))}`,
        );
      }
    }
  }
  for (const line of wrong.slice(0, Number(options.show))) console.log(line);
  const total = { found: 0, positive: 0, alarms: 0, negative: 0 };
  for (const [provider, row] of [...tally].toSorted((a, b) => a[0].localeCompare(b[0]))) {
    console.log(
      `${provider.padEnd(20)} recall ${row.found}/${row.positive}  alarms ${row.alarms}/${row.negative}`,
    );
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += row[key];
  }
  console.log(
    `ALL  recall ${total.found}/${total.positive} = ${((100 * total.found) / total.positive).toFixed(1)} %  alarms ${total.alarms}/${total.negative}`,
  );
}

checkExamples();
if (options.cases !== undefined) score(loadCases(options.cases));
