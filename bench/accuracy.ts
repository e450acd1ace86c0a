/**
 * How exact keyscan is on labelled data, beside other scanners, and what a change gains and loses.
 *
 *   npm run accuracy -- --data DIR [--write] [--only cases|labelled] [--show N] [--providers]
 *
 * `--providers` gives the whole table of providers instead of its worst rows.
 * DIR holds data/rulecases-dev.jsonl.gz, data/creddata-dev.tar.zst and their scorers in bench/. Needs python3, tar and zstd.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compared, remembered, type Mistake, type Result } from "./accuracy/memory.ts";
import { PEERS } from "./accuracy/peers.ts";
import { scoreProviders, sumOf, type ProviderScore } from "./accuracy/providers.ts";
import {
  scoreCases,
  scoreLabelled,
  type CaseScore,
  type Data,
  type LabelledScore,
} from "./accuracy/score.ts";

const root = dirname(import.meta.dirname);
const memory = join(root, "bench/accuracy.json");
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`.padStart(8);

function saySuites(low: CaseScore, usual: CaseScore): void {
  say(`\nRule cases (${low.cases}): found, by suite; at low confidence and by default`);
  for (const [suite, recall] of Object.entries(low.recall))
    say(
      `  ${suite.padEnd(24)}${percent(recall)}${percent(usual.recall[suite] ?? 0)}   alarms${percent(low.alarm[suite] ?? 0)}`,
    );
  say(
    `  ${"mean over suites".padEnd(24)}${percent(low.mean_recall)}${percent(usual.mean_recall)}   alarms${percent(low.alarm_all)}${percent(usual.alarm_all)}`,
  );
  for (const { tool, cases } of PEERS)
    say(
      `  ${tool.padEnd(24)}${percent(cases.recall / 100)}${" ".repeat(8)}   alarms${percent(cases.alarms / 100)}`,
    );
}

/** Rows of the table of providers unless all are asked for. */
const WORST = 20;

function sayProviders(scores: readonly ProviderScore[], all: boolean): void {
  say(
    "\nRule cases by provider: found at low confidence, by default, of; alarms at low confidence, by default, of",
  );
  const row = (score: ProviderScore): void => {
    const { provider, of, low, usual, negatives, lowAlarms, usualAlarms } = score;
    const counts = [low, usual, of, lowAlarms, usualAlarms, negatives];
    const share = of === 0 ? "" : percent(low / of);
    say(
      `  ${provider.padEnd(24)}${share.padStart(8)}${counts.map((count) => String(count).padStart(8)).join("")}`,
    );
  };
  for (const score of all ? scores : scores.slice(0, WORST)) row(score);
  if (!all) say(`  … ${Math.max(0, scores.length - WORST)} more (--providers)`);
  row(sumOf(scores));
}

function sayLabelled(score: LabelledScore): void {
  say("\nLabelled repositories, default settings: precision, recall, F1; F1 with any false finding");
  const line = (tool: string, figures: readonly number[]): void =>
    say(`  ${tool.padEnd(24)}${figures.map((figure) => figure.toFixed(3).padStart(8)).join("")}`);
  line("keyscan", [score.precision_labelled, score.recall, score.f1_labelled, score.f1_any]);
  for (const { tool, labelled } of PEERS)
    line(tool, [labelled.precision, labelled.recall, labelled.f1, labelled.any]);
  say("  keyscan's model was trained on these repositories: train/train.py has the figures for unseen ones");
  for (const [category, { hit, of, recall }] of Object.entries(score.categories))
    if (of >= 10) say(`  ${category.padEnd(40)}${percent(recall)}  ${hit} of ${of}`);
  say(
    `  rules with false findings: ${score.rules_fp_top.map(([rule, count]) => `${rule} ${count}`).join(", ")}`,
  );
}

function sayChange(
  name: string,
  mistakes: readonly Mistake[],
  before: string | undefined,
  show: number,
): void {
  if (before === undefined) return;
  const { fresh, mended } = compared(mistakes, before);
  say(`\n${name}, against the last committed result: ${mended} mistakes mended, ${fresh.length} new`);
  for (const { what } of fresh.slice(0, show)) say(`  ${what}`);
  if (fresh.length > show) say(`  … ${fresh.length - show} more (--show)`);
}

interface Wish {
  only: string | undefined;
  show: number;
  allProviders: boolean;
}

function measure(data: Data, { only, show, allProviders }: Wish, last: Result | undefined): Result {
  const result: Result = { figures: { ...last?.figures }, mistakes: { ...last?.mistakes } };
  if (only !== "labelled") {
    const { score: low, mistakes } = scoreCases(data, "low");
    const { score: usual, mistakes: usualMistakes } = scoreCases(data, "medium");
    saySuites(low, usual);
    sayProviders(scoreProviders(data.root, mistakes, usualMistakes), allProviders);
    sayChange("Rule cases", mistakes, last?.mistakes["cases"], show);
    result.mistakes["cases"] = remembered(mistakes);
    Object.assign(result.figures, { casesMeanRecall: low.mean_recall, casesLeastRecall: low.min_recall });
    Object.assign(result.figures, { casesAlarms: low.alarm_all, casesDefaultMeanRecall: usual.mean_recall });
  }
  if (only !== "cases") {
    const { score, mistakes } = scoreLabelled(data);
    sayLabelled(score);
    sayChange("Labelled repositories", mistakes, last?.mistakes["labelled"], show);
    result.mistakes["labelled"] = remembered(mistakes);
    Object.assign(result.figures, { precision: score.precision_labelled, recall: score.recall });
    Object.assign(result.figures, { f1: score.f1_labelled, f1Any: score.f1_any });
  }
  return result;
}

function main(): void {
  const given = process.argv.slice(2);
  const { values } = parseArgs({
    args: given[0] === "--" ? given.slice(1) : given,
    options: {
      data: { type: "string" },
      write: { type: "boolean", default: false },
      only: { type: "string" },
      show: { type: "string", default: "20" },
      providers: { type: "boolean", default: false },
      keyscan: { type: "string", default: `${process.execPath} ${join(root, "dist/cli.cjs")}` },
    },
  });
  const { data = "", only, keyscan } = values;
  if (
    data === "" ||
    !existsSync(join(data, "bench/rulecases.py")) ||
    (only !== undefined && !["cases", "labelled"].includes(only))
  ) {
    process.stderr.write(
      "usage: npm run accuracy -- --data DIR [--write] [--only cases|labelled] [--show N] [--providers]\nDIR holds data/ and bench/ with the labelled sets and their scorers.\n",
    );
    process.exitCode = 2;
    return;
  }
  const scratch = mkdtempSync(join(tmpdir(), "keyscan-accuracy-"));
  try {
    const wish = { only, show: Number(values.show), allProviders: values.providers };
    const last = existsSync(memory) ? (JSON.parse(readFileSync(memory, "utf8")) as Result) : undefined;
    const result = measure({ root: resolve(data), scratch, keyscan }, wish, last);
    if (values.write) writeFileSync(memory, `${JSON.stringify(result, undefined, 2)}\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main();
