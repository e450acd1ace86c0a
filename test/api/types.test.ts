/** The published types, seen by a strict consumer: what is meant to compile does, what is not does not, and so do the examples. */
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tree, write } from "../cli/scratch.ts";
import { blocksOf, readDocument, ROOT } from "../docs/markdown.ts";

const CONSUMER = `
import {
  ConfigError, defineConfig, defineRule, ExitCode, exitCode, loadRules, NoRuleError, PathNotFoundError, scan, scanText, UnknownRuleError,
} from "@keyscan/cli";
import type {
  ConfigSource, FailOn, Finding, Occurrence, RuleFileSource, RuleInfo, ScanOptions, ScanSummary, Severity, TextOptions,
} from "@keyscan/cli";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(value: T): T => value;

export const checks = [
  is<Same<ReturnType<typeof scan>, AsyncGenerator<Finding>>>(true),
  is<Same<ReturnType<typeof scanText>, Finding[]>>(true),
  is<Same<ReturnType<typeof loadRules>, RuleInfo[]>>(true),
  is<Same<Severity, "critical" | "high" | "medium" | "low" | "info">>(true),
  is<Same<FailOn, Severity | "none">>(true),
  is<Same<(typeof ExitCode)["Incomplete"], 3>>(true),
  is<Same<ReturnType<typeof exitCode>, 0 | 1 | 2 | 3 | 130>>(true),
  is<Same<Finding["occurrences"], Occurrence[]>>(true),
];

export const options: ScanOptions = {
  paths: ["."], signal: new AbortController().signal, rules: ["rules.yaml"], minConfidence: "low",
  onSummary: (summary: ScanSummary) => summary.errors.map((error) => error.code),
};
export const text: TextOptions = { path: "x" };
export const errors: (typeof Error)[] = [ConfigError, PathNotFoundError] as unknown as (typeof Error)[];
export const none: Error = new NoRuleError();
export const unknown: string = new UnknownRuleError("a", ["b"]).rule;
export const config: ConfigSource = defineConfig({ failOn: "none", report: ["json=x.json"] });
export const rule: RuleFileSource = defineRule({
  provider: "a", name: "A", revoke: { steps: ["Revoke it."] },
  rules: [{ id: "a-b", title: "A", severity: "low", pattern: "a", examples: [], counterExamples: [] }],
});

// @ts-expect-error: there is no such option
export const wrongOption: ScanOptions = { pathes: ["."] };
// @ts-expect-error: no secret without being asked for
export const value: string = ({} as Finding).secret.value;
// @ts-expect-error: no such severity
defineConfig({ failOn: "severe" });
// @ts-expect-error: a rule needs a pattern
defineRule({ provider: "a", name: "A", revoke: { steps: [] }, rules: [{ id: "a-b", title: "A", severity: "low" }] });
// @ts-expect-error: scanText is synchronous
scanText("").then(() => {});
// @ts-expect-error: internal
export const known: ScanOptions = { known: {} };
// @ts-expect-error: nothing below the package is for import
import "@keyscan/cli/dist/worker.js";
`;

const examples = ["docs/api.md", "README.md"].flatMap((document) =>
  blocksOf(readDocument(document)).filter(({ language }) => language === "ts"),
);

it("compile for a strict consumer, in both ways of finding packages", { timeout: 120_000 }, () => {
  expect(examples.length).toBeGreaterThan(5);
  const files = Object.fromEntries(examples.map((block, index) => [`example-${index}.ts`, block.text]));
  const folder = tree({ ...files, "consumer.ts": CONSUMER, "package.json": '{"type": "module"}' });
  mkdirSync(join(folder, "node_modules/@keyscan"), { recursive: true });
  symlinkSync(ROOT, join(folder, "node_modules/@keyscan/cli"));
  symlinkSync(join(ROOT, "node_modules/@types"), join(folder, "node_modules/@types"));
  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    const compilerOptions = {
      ...{ module, moduleResolution, types: ["node"], target: "es2022", lib: ["es2023"] },
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      ...{ skipLibCheck: false, noEmit: true },
    };
    write(folder, "tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    const tsc = spawnSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "."], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(tsc.stdout).toBe("");
    expect(tsc.status).toBe(0);
  }
});
