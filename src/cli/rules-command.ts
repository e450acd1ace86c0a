/** `keyscan rules list | show ID`: the rules in force. */
import type { Argv, CommandModule } from "yargs";
import { suggest } from "../config/suggest.ts";
import { loadBuiltInPack } from "../scan/pack.ts";
import { UsageError } from "./usage-error.ts";

function list(): void {
  const { rules } = loadBuiltInPack();
  const width = Math.max(...rules.map((rule) => rule.id.length));
  const lines = rules.map(
    (rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.title}`,
  );
  process.stdout.write(`${lines.join("\n")}\n`);
}

function show(id: string): void {
  const { rules } = loadBuiltInPack();
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) {
    const near = suggest(
      id,
      rules.map((candidate) => candidate.id),
    );
    throw new UsageError(
      `there is no rule "${id}" (${near === undefined ? "see keyscan rules list" : `did you mean "${near}"?`})`,
    );
  }
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
  const lines = rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name.padEnd(11)}${value}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

export const rulesCommand: CommandModule = {
  command: "rules <action> [id]",
  describe: "List the built-in rules, or show one",
  builder: (program: Argv) =>
    program
      .positional("action", { choices: ["list", "show"] as const, describe: "list, or show one" })
      .positional("id", { type: "string", describe: "Rule id" }),
  handler(argv) {
    if (argv["action"] === "list") return list();
    if (typeof argv["id"] !== "string")
      throw new UsageError("keyscan rules show needs the id of a rule");
    return show(argv["id"]);
  },
};
