/** `keyscan rules list | show ID`: the built-in rules. */
import { suggest } from "../config/suggest.ts";
import { loadBuiltInPack } from "../scan/pack.ts";
import { UsageError } from "./usage-error.ts";

/**
 * @returns The text to print.
 * @throws UsageError
 */
export function rulesCommand(operands: readonly string[]): string {
  const [action, id, ...more] = operands;
  if (action === undefined) throw new UsageError("rules needs list or show (keyscan rules list has all ids)");
  if (action === "list" && id === undefined) return list();
  if (action === "show" && id === undefined) throw new UsageError("rules show needs the id of a rule");
  if (action === "show" && id !== undefined && more.length === 0) return show(id);
  if (action === "list" || action === "show")
    throw new UsageError(`rules ${action} has one argument too many`);
  const near = suggest(action, ["list", "show"]);
  const hint = near === undefined ? "" : ` (did you mean "${near}"?)`;
  throw new UsageError(`rules has list and show, not ${JSON.stringify(action)}${hint}`);
}

function namedRules(): ReturnType<typeof loadBuiltInPack>["rules"] {
  return loadBuiltInPack().rules.filter((rule) => rule.marker !== true);
}

function list(): string {
  const rules = namedRules();
  const width = Math.max(...rules.map((rule) => rule.id.length));
  const lines = rules.map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.title}`);
  return `${lines.join("\n")}\n`;
}

function show(id: string): string {
  const rules = namedRules();
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

/** For a rule that was named on the command line and does not exist. */
export function unknownRule(id: string, known: readonly string[]): UsageError {
  const near = suggest(id, known);
  const hint = near === undefined ? "see keyscan rules list" : `did you mean "${near}"?`;
  return new UsageError(`there is no rule ${JSON.stringify(id)} (${hint})`);
}
