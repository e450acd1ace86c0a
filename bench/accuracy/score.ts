/** Runs keyscan on the labelled data and the data's own scorers on what it finds. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mistake } from "./memory.ts";

export interface Data {
  /** Folder with data/ and bench/. */
  root: string;
  /** Scratch folder. */
  scratch: string;
  keyscan: string;
}

/** @throws Error with what the command said. */
function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 1024 * 1024 * 1024,
  });
  if (error !== undefined || status === null || status > 1)
    throw new Error(`${command} ${args[0] ?? ""} failed: ${error?.message ?? stderr.slice(-2000)}`);
  return stdout;
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

export interface CaseScore {
  recall: Record<string, number>;
  alarm: Record<string, number>;
  mean_recall: number;
  min_recall: number;
  alarm_all: number;
  cases: number;
}

interface CaseMiss {
  id: string;
  source: string;
  rule: string;
  provider: string;
  expect: boolean;
}

/** Scores the rule cases with one least confidence. */
export function scoreCases(
  { root, scratch, keyscan }: Data,
  confidence: string,
): { score: CaseScore; mistakes: (Mistake & CaseMiss)[] } {
  const misses = join(scratch, `misses-${confidence}.jsonl`);
  const command = `${keyscan} {dir} --show-secrets --format jsonl --no-progress --min-confidence ${confidence}`;
  const out = run("python3", [
    join(root, "bench/rulecases.py"),
    join(root, "data/rulecases-dev.jsonl.gz"),
    ...["--cmd", command, "--json", "--misses", misses],
  ]);
  const mistakes = lines(readFileSync(misses, "utf8")).map((line) => {
    const miss = JSON.parse(line) as CaseMiss;
    const what = `${miss.expect ? "not found" : "alarm"}: ${miss.provider} (${miss.source}, ${miss.rule}, ${miss.id})`;
    return { ...miss, what, id: `${miss.id}:${miss.expect}` };
  });
  return { score: JSON.parse(out) as CaseScore, mistakes };
}

export interface LabelledScore {
  precision_labelled: number;
  recall: number;
  f1_labelled: number;
  precision_any: number;
  f1_any: number;
  categories: Record<string, { hit: number; of: number; recall: number }>;
  rules_fp_top: [string, number][];
}

interface ReportLine {
  type: string;
  ruleId?: string;
  location?: { path: string; startLine: number; endLine: number };
}

/** Scores the labelled repositories with default settings. One secret in several places counts in each. */
export function scoreLabelled({ root, scratch, keyscan }: Data): {
  score: LabelledScore;
  mistakes: Mistake[];
} {
  const folder = join(scratch, "creddata-dev");
  if (!existsSync(folder)) {
    mkdirSync(scratch, { recursive: true });
    run("tar", ["--zstd", "-xf", join(root, "data/creddata-dev.tar.zst"), "-C", scratch]);
  }
  const [program = "", ...words] = keyscan.split(" ");
  const report = run(program, [...words, join(folder, "data"), "--format", "jsonl", "--no-progress"]);
  const findings = lines(report).flatMap((line) => {
    const { type, location, ruleId } = JSON.parse(line) as ReportLine;
    if (location === undefined || type === "part") return [];
    const { path, startLine, endLine } = location;
    return [JSON.stringify({ file: path, line: startLine, line_end: endLine, rule: ruleId })];
  });
  const file = join(scratch, "findings.jsonl");
  const dump = join(scratch, "dump.jsonl");
  writeFileSync(file, findings.join("\n"));
  const scorer = [
    join(root, "bench/creddata_score.py"),
    file,
    "--root",
    folder,
    "--core",
    "--json",
    "--dump",
    dump,
  ];
  const score = JSON.parse(run("python3", scorer)) as LabelledScore;
  const mistakes = lines(readFileSync(dump, "utf8")).map((line) => {
    const { kind, file: path, line: at, category, rule } = JSON.parse(line) as Record<string, string>;
    const id = `${kind}:${path}:${at}`;
    return { id, what: `${kind === "FN" ? "not found" : "false"}: ${path}:${at} (${category ?? rule})` };
  });
  return { score, mistakes };
}
