/** Which of keyscan's rules look for what a rule of another scanner looks for. */
import type { RuleInfo } from "../types.ts";

/** Names of other scanners' rules that begin with no provider of ours. */
const PROVIDERS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:private-key|privatekey|private key)/, ["privatekey"]],
  [/^(?:gcp|google)/, ["google"]],
  [/^(?:jwt|json web token)/, ["jwt"]],
  [/^(?:curl-auth|basic-?auth|basic auth)/, ["http-auth", "uri"]],
  [/^(?:vault|hashicorp-vault)/, ["hashicorpvault"]],
  [/^(?:hashicorp-tf|terraform)/, ["terraform"]],
  [/^(?:new-relic|newrelic)/, ["newrelic"]],
  [/^(?:microsoft-teams)/, ["msteams"]],
  [/^database-connection-string/, ["database-url", "mongodb"]],
];

/** Rules that know no provider. */
const GENERIC = /^(?:generic|keyword|secret keyword|base64 high entropy|hex high entropy)/;

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/**
 * Ids of rules; empty where none is known.
 *
 * @param name An id of gitleaks, or the part of a secretlint rule's name that tells it.
 */
export function ownRules(name: string, rules: readonly RuleInfo[]): string[] {
  const lower = name.toLowerCase();
  const ofProviders = (providers: readonly string[]): string[] =>
    rules.filter((rule) => !rule.generic && providers.includes(rule.provider)).map((rule) => rule.id);
  if (rules.some((rule) => rule.id === lower)) return [lower];
  if (GENERIC.test(lower)) return rules.filter((rule) => rule.generic).map((rule) => rule.id);
  const special = PROVIDERS.find(([pattern]) => pattern.test(lower));
  if (special !== undefined) return ofProviders(special[1]);
  const best = [...new Set(rules.map((rule) => rule.provider))]
    .filter((provider) => plain(lower).startsWith(plain(provider)))
    .toSorted((a, b) => b.length - a.length)[0];
  return best === undefined ? [] : ofProviders([best]);
}
