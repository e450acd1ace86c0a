/** Which of keyscan's rules look for what a rule of another scanner looks for. */
import type { RuleInfo } from "../types.ts";
import { SAME_RULES } from "./same-rules.ts";

/** Names of other scanners' rules that begin with no provider of ours. */
const PROVIDERS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:private-key|privatekey|private key)/, ["privatekey"]],
  [/^(?:gcp|google)/, ["google"]],
  [/^(?:jwt|json web token)/, ["jwt"]],
  [/^(?:vault|hashicorp-vault)/, ["hashicorpvault"]],
  [/^(?:hashicorp-tf|terraform)/, ["terraform"]],
  [/^(?:new-relic|newrelic)/, ["newrelic"]],
  [/^(?:microsoft-teams)/, ["msteams"]],
  [/^database-connection-string/, ["database-url", "mongodb"]],
];

/** Words that tell no kind of key from another. */
const COMMON: ReadonlySet<string> = new Set(["access", "amazon", "api", "key", "secret", "token"]);
/** Words of theirs that are longer here. */
const LONGER: Readonly<Record<string, string>> = {
  pat: "personal",
  ptt: "trigger",
  pub: "public",
  rrt: "registration",
};

/** Rules that know no provider. */
const GENERIC = /^(?:generic|keyword|secret keyword|base64 high entropy|hex high entropy)/;

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/**
 * Ids of rules; empty where none is known. Of a provider's rules those whose names say what this one says; all of them for a name that
 * says no more than the provider; none where it says something that no name of several does.
 *
 * @param name An id of gitleaks, or the part of a secretlint rule's name that tells it.
 */
export function ownRules(name: string, rules: readonly RuleInfo[]): string[] {
  const lower = name.toLowerCase();
  const same = SAME_RULES[lower] ?? [lower];
  const known = rules.filter(({ id }) => same.includes(id)).map(({ id }) => id);
  if (known.length > 0) return known;
  if (GENERIC.test(lower)) return rules.filter((rule) => rule.generic).map((rule) => rule.id);
  const ofProviders = (providers: readonly string[], rest: string): string[] =>
    nearest(
      wordsOf(rest),
      rules.filter((rule) => providers.includes(rule.provider)).map((rule) => rule.id),
    );
  const special = PROVIDERS.find(([pattern]) => pattern.test(lower));
  if (special !== undefined) return ofProviders(special[1], lower.replace(special[0], ""));
  const makers = rules.filter((rule) => !rule.generic).map((rule) => rule.provider);
  const best = [...new Set(makers)]
    .filter((provider) => plain(lower).startsWith(plain(provider)))
    .toSorted((a, b) => b.length - a.length)[0];
  return best === undefined ? [] : ofProviders([best], afterName(lower, plain(best).length));
}

/** What stands behind so many letters and digits. */
function afterName(text: string, length: number): string {
  let end = 0;
  for (let left = length; left > 0; end++) if (/[a-z0-9]/.test(text[end] ?? "")) left--;
  return text.slice(end);
}

function wordsOf(text: string): string[] {
  return text
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => LONGER[word] ?? word);
}

/** The ids that have all of the words; else those that have most of the words that tell something; all for a name without such words. */
function nearest(words: readonly string[], ids: readonly string[]): string[] {
  const shared = (id: string, wanted: readonly string[]): number => {
    const own = new Set(id.split("-"));
    return wanted.filter((word) => own.has(word)).length;
  };
  const whole = ids.filter((id) => shared(id, words) === words.length);
  if (whole.length > 0) return whole;
  // An id is no secret: who does without the one does not do without the other.
  if (words.at(-1) === "id") return [];
  const telling = words.filter((word) => !COMMON.has(word));
  const most = Math.max(0, ...ids.map((id) => shared(id, telling)));
  // It tells of a kind of key that none of several rules names: they may be of something else.
  if (most === 0 && telling.length > 0 && ids.length > 1) return [];
  return ids.filter((id) => shared(id, telling) === most);
}
