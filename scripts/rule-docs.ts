/** The rule reference, written from the rules' own data. */
import { wordsOf } from "../src/rules/compile/composed.ts";
import type { RuleFileSource, RuleSource } from "../src/rules/schema.ts";
import { ALLOW_WORD } from "../src/types.ts";

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
function composedPage(files: readonly RuleFileSource[]): string[] {
  const rows = files.flatMap((file) =>
    file.rules.map((rule) => {
      const { words, everyday } = wordsOf(file, rule);
      const values = (rule.values ?? []).map((value) => `\`${cell(value)}\``).join(" ");
      return `| \`${rule.id}\` | ${cell(rule.title)} | ${rule.severity} | ${[...words, ...everyday].map(cell).join(", ")} | ${values} |`;
    }),
  );
  return [
    "# Rules for keys known by their names",
    "",
    `Generated from \`rules/composed/*.yaml\` by the build: ${rows.length} rules of ${files.length} providers. A key is found where`,
    "one of the words stands in its name, or right before it, and it has one of the forms",
    "([how](rules-format.md#form-c-words-and-forms)); the confidence is medium in an assignment to the name of a key, else low.",
    "",
    "| id | finds | severity | words | forms |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ];
}

const hasRules = ({ rules }: RuleFileSource): boolean => rules.length > 0;
const isComposed = ({ values }: RuleSource): boolean => values !== undefined;

/** File name below docs/ → text. */
export function ruleDocs(files: readonly RuleFileSource[]): Record<string, string> {
  const own = files.map((file) => ({ ...file, rules: file.rules.filter((rule) => !isComposed(rule)) }));
  const composed = files.map((file) => ({ ...file, rules: file.rules.filter(isComposed) }));
  const rules = own.flatMap((file) => file.rules.map((rule) => ({ file, rule })));
  const table = rules.map(
    ({ file, rule }) => `| \`${rule.id}\` | ${cell(file.name)} | ${cell(rule.title)} | ${rule.severity} |`,
  );
  const text = [
    "# Rules",
    "",
    // What a rule doesn't take may look like a secret to others, here behind the name of a check.
    `<!-- ${ALLOW_WORD}-start generic-key-assignment -- patterns, copied from the rules -->`,
    "",
    `Generated from \`rules/*.yaml\` by the build: ${rules.length} rules of ${own.filter(hasRules).length} providers. Those for keys`,
    "without a form of their own, which are known by a name near them, are in [composed-rules.md](composed-rules.md).",
    "",
    "| id | provider | finds | severity |",
    "| --- | --- | --- | --- |",
    ...table,
    "",
    ...own.filter(hasRules).flatMap(providerSection),
  ];
  return {
    "rules.md": `${text.join("\n").trimEnd()}\n`,
    "composed-rules.md": `${composedPage(composed.filter(hasRules)).join("\n")}\n`,
  };
}
