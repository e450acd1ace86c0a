/** Reads rule files and configurations from text and gives their problems as `line:column: field: message (hint)`. */
import { checkDocument, parseDocument } from "../../src/config/document.ts";
import { ConfigError } from "../../src/config/error.ts";
import { configShape } from "../../src/config/options.ts";
import { validateRuleFile } from "../../src/rules/schema.ts";

export const CHECKS: readonly string[] = ["crc32-base62", "jwt"];

/** The error's lines without the file name; an empty list where nothing is wrong. */
export async function problemLines(work: () => unknown): Promise<string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split("\n").map((line) => line.replace(/^[^:]*:/, ""));
  }
}

export function syntaxProblems(text: string, file = "a.yaml"): Promise<string[]> {
  return problemLines(() => parseDocument(text, file));
}

export function ruleProblems(text: string): Promise<string[]> {
  return problemLines(async () => validateRuleFile(await parseDocument(text, "a.yaml"), CHECKS));
}

export function configProblems(text: string): Promise<string[]> {
  return problemLines(async () => checkDocument(await parseDocument(text, "a.yaml"), configShape));
}

/** A rule file with one rule: `lines` from line 5 on, indented by four spaces, after those that every rule needs. */
export function ruleFile(...lines: string[]): string {
  const head = ["provider: acme", "name: Acme", "rules:", "  - { id: acme-key, title: Key, severity: high,"];
  const tail = ["    examples: [a, b], counterExamples: [c, d] }", ""];
  return [...head, ...lines.map((line) => `    ${line},`), ...tail].join("\n");
}
