/** The rule reference, written from the rules' own data. */
import { wordsOf } from "../src/rules/compile/composed.ts";
import type { RuleFileSource, RuleSource } from "../src/rules/schema.ts";

/** Text in a Markdown table cell. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Other control characters than newlines would be lost, or change the file's line ends. */
const visible = (text: string): string =>
  text.replace(/[^\P{Cc}\n]/gu, (char) => JSON.stringify(char).slice(1, -1));

function ruleSection(rule: RuleSource): string[] {
  const lines = [
    `### ${rule.title}`,
    "",
    `\`${rule.id}\` · ${rule.severity} · confidence ${rule.confidence ?? "high"}`,
  ];
  if (rule.privilege !== undefined) lines[2] += ` · privilege: ${rule.privilege}`;
  if (rule.description !== undefined) lines.push("", rule.description);
  const demands = Object.entries(rule.require ?? {}).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  if (rule.context !== undefined)
    lines.push("", `Found near: ${rule.context.map((word) => `\`${word}\``).join(", ")}.`);
  if (rule.paths !== undefined)
    lines.push("", `Only in: ${rule.paths.map((path) => `\`${path}\``).join(", ")}.`);
  if (demands.length > 0) lines.push("", `Demands: ${demands.map((demand) => `\`${demand}\``).join(", ")}.`);
  lines.push(
    "",
    "Examples (templates, filled with random text when tested):",
    "",
    "```text",
    ...rule.examples.map(visible),
    "```",
    "",
  );
  for (const reference of rule.references ?? []) lines.push(`<${reference}>`, "");
  return lines;
}

function providerSection(file: RuleFileSource): string[] {
  const lines = [`## ${file.name}`, ""];
  if (file.revoke !== undefined) {
    lines.push(`If one leaked${file.revoke.url === undefined ? "" : ` (<${file.revoke.url}>)`}:`, "");
    lines.push(...file.revoke.steps.map((step, i) => `${i + 1}. ${step}`), "");
  }
  return [...lines, ...file.rules.flatMap(ruleSection)];
}

/** Composed rules: a line each says it all. */
function composedTable(files: readonly RuleFileSource[]): string[] {
  const rows = files.flatMap((file) =>
    file.rules.map((rule) => {
      const { words, everyday } = wordsOf(file, rule);
      const values = (rule.values ?? []).map((value) => `\`${cell(value)}\``).join(" ");
      return `| \`${rule.id}\` | ${cell(rule.title)} | ${rule.severity} | ${[...words, ...everyday].map(cell).join(", ")} | ${values} |`;
    }),
  );
  const intro =
    "Found where one of the words stands in the name of a value of one of the forms, or right before it " +
    "([how](rules-format.md#form-c-words-and-forms)). Confidence medium in an assignment to the name of a key, else low.";
  return [
    "## Keys known by their names",
    "",
    intro,
    "",
    "| id | finds | severity | words | forms |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ];
}

const isComposed = ({ values }: RuleSource): boolean => values !== undefined;

/** File name below docs/ → text. */
export function ruleDocs(files: readonly RuleFileSource[]): Record<string, string> {
  const own = files.map((file) => ({ ...file, rules: file.rules.filter((rule) => !isComposed(rule)) }));
  const composed = files.map((file) => ({ ...file, rules: file.rules.filter(isComposed) }));
  const rules = own.flatMap((file) => file.rules.map((rule) => ({ file, rule })));
  const count = files.reduce((sum, file) => sum + file.rules.length, 0);
  const providers = new Set(files.map((file) => file.provider)).size;
  const table = rules.map(
    ({ file, rule }) => `| \`${rule.id}\` | ${cell(file.name)} | ${cell(rule.title)} | ${rule.severity} |`,
  );
  const text = [
    "# Rules",
    "",
    `Generated from \`rules/\` by the build: ${count} rules of ${providers} providers.`,
    "",
    "| id | provider | finds | severity |",
    "| --- | --- | --- | --- |",
    ...table,
    "",
    ...own.filter((file) => file.rules.length > 0).flatMap(providerSection),
    ...composedTable(composed),
  ];
  return { "rules.md": `${text.join("\n").trimEnd()}\n` };
}
