/** The files that a plan comes to, as text. */
import { stringify } from "yaml";
import type { RuleSource } from "../rules/schema.ts";
import { ALLOW_WORD } from "../types.ts";
import type { Plan } from "./plan.ts";

/** Where rules of a set-up that was moved go, relative to the configuration. */
export const RULES_FILE = "keyscan-rules/moved.yaml";

/** `keyscan.config.yaml`. */
export function configText({ allow, disableRule, exclude, rules, found }: Plan): string {
  const values = {
    ...(rules.length === 0 ? {} : { rules: [RULES_FILE] }),
    ...(exclude.length === 0 ? {} : { exclude }),
    ...(disableRule.length === 0 ? {} : { disableRule }),
    ...(allow.length === 0 ? {} : { allow }),
  };
  const isEmpty = Object.keys(values).length === 0;
  // Of what only calls another scanner nothing comes.
  const files = isEmpty ? [] : [...new Set(found.map(({ file }) => file))];
  const from = files.length === 0 ? [] : [`# Carried over from ${files.join(", ")} by keyscan init.`];
  const head = [
    "# yaml-language-server: $schema=./node_modules/@keyscan/cli/schema/config.schema.json",
    ...from,
  ];
  const body = isEmpty ? "# All options: keyscan --help\n" : stringify(values, { lineWidth: 0 });
  return `${head.join("\n")}\n${body}`;
}

/** A file of rules of the user's own. */
export function rulesText(rules: readonly RuleSource[]): string {
  const file = {
    provider: "own",
    name: "Own rules",
    revoke: { steps: ["Revoke the key where it was issued, and deploy the new one."] },
    rules,
  };
  const head = `# Rules carried over by keyscan init; their examples are made up.\n# ${ALLOW_WORD}-start -- examples of rules\n`;
  return head + stringify(file, { lineWidth: 0 });
}
