/** What the engine keeps of a rule's source, whatever kind of detector it has. */
import type { CheckName } from "../../engine/checks/index.ts";
import type { PackRule } from "../../engine/pack.ts";
import type { Requirements } from "../../engine/require.ts";
import type { Remediation } from "../../types.ts";
import { hasWholeNames } from "../detector.ts";
import type { RuleFileSource, RuleSource } from "../schema.ts";

/** What a detector is compiled to. */
type Shape = Pick<
  PackRule,
  | "source"
  | "ignoreCase"
  | "window"
  | "multiline"
  | "continued"
  | "settles"
  | "keywords"
  | "prefixes"
  | "words"
  | "everyday"
>;

/** The rule with its detector as the engine runs it. */
export function packRule(file: RuleFileSource, rule: RuleSource, shape: Shape): PackRule {
  const { checksum, structure, ...require } = rule.require ?? {};
  return {
    id: rule.id,
    title: rule.title,
    provider: file.provider,
    providerName: file.name,
    severity: rule.severity,
    confidence: rule.confidence ?? (rule.values === undefined ? "high" : "medium"),
    generic: rule.generic === true,
    remediation: remediation(file, rule),
    aliases: file.aliases ?? [],
    require: demands(rule, require as Requirements),
    ...shape,
    ...(rule.judged === true ? { judged: true } : {}),
    ...(rule.assignment === true ? { assigned: true } : {}),
    ...(hasWholeNames(rule) ? { wholeNames: true } : {}),
    ...(rule.description === undefined ? {} : { description: rule.description }),
    ...(rule.privilege === undefined ? {} : { privilege: rule.privilege }),
    ...(rule.environments === undefined ? {} : { environments: rule.environments }),
    ...(rule.paths === undefined ? {} : { paths: rule.paths }),
    ...(checksum === undefined ? {} : { checksum: checksum as CheckName }),
    ...(structure === undefined ? {} : { structure: structure as CheckName }),
  };
}

/** The kernel looks for the digit behind a word of context, and would not find letters that do without one. */
function demands(rule: RuleSource, require: Requirements): Requirements {
  return require.digit === true && rule.context !== undefined ? { ...require, digit: "always" } : require;
}

function remediation(file: RuleFileSource, rule: RuleSource): Remediation {
  const docsUrl = rule.references?.[0] ?? file.docs;
  const publishable = rule.severity === "info" || rule.privilege === "publishable";
  return {
    summary: publishable
      ? "Made to be published; see that it is restricted to your sites and quotas."
      : "Revoke it, then read the new one from an environment variable or a secret manager.",
    ...(file.revoke?.url === undefined ? {} : { revokeUrl: file.revoke.url }),
    ...(docsUrl === undefined ? {} : { docsUrl }),
    steps: file.revoke?.steps ?? [],
    ...(file.revoke?.command === undefined || publishable ? {} : { command: file.revoke.command }),
    ...(rule.narrower === undefined ? {} : { narrower: rule.narrower }),
  };
}
