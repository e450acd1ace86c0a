/** What is put in the place of which match, and how often that was done. */
import type { Match } from "../../engine/match.ts";
import type { PackRule } from "../../engine/pack.ts";
import { verdict } from "../../judge/score.ts";
import type { Tokens } from "../../judge/token.ts";
import { CONFIDENCES, type Confidence, type Severity } from "../../types.ts";

/** A stretch of a stream, in characters as the engine counts them, and what takes its place. */
export interface Region {
  from: number;
  to: number;
  token: string;
  /** Index in the pack's rules. */
  rule: number;
}

/** What one rule's secrets came to. */
export interface RuleCount {
  ruleId: string;
  title: string;
  severity: Severity;
  /** Places replaced. */
  replaced: number;
  /** Different secrets; beyond MOST_SECRETS of all rules no more are told apart. */
  secrets: number;
}

/** Secrets that are told apart in the counts, of all rules together: a bound on memory. */
const MOST_SECRETS = 100_000;

/** Decides which matches are replaced, by what, and counts them by rule. */
export class Replacements {
  readonly #rules: readonly PackRule[];
  readonly #tokens: Tokens;
  readonly #least: number;
  readonly #counts: Map<number, { replaced: number; secrets: number }> = new Map();
  readonly #seen: Set<string> = new Set();

  constructor(rules: readonly PackRule[], tokens: Tokens, minConfidence: Confidence) {
    this.#rules = rules;
    this.#tokens = tokens;
    this.#least = CONFIDENCES.indexOf(minConfidence);
  }

  /** Those of the matches that are sure enough. */
  regions(matches: readonly Match[]): Region[] {
    return matches.flatMap((match) => {
      const rule = this.#rules[match.rule];
      if (rule === undefined) return [];
      if (CONFIDENCES.indexOf(verdict(match, rule).confidence) > this.#least) return [];
      const token = this.#tokens.of(match, rule);
      return [{ from: match.secretStart, to: match.secretEnd, token, rule: match.rule }];
    });
  }

  /** Told of each region that was replaced. */
  count({ rule, token }: Region): void {
    const counts = this.#counts.get(rule) ?? { replaced: 0, secrets: 0 };
    this.#counts.set(rule, counts);
    counts.replaced++;
    if (this.#seen.has(token) || this.#seen.size >= MOST_SECRETS) return;
    this.#seen.add(token);
    counts.secrets++;
  }

  /** True where there were more different secrets than are told apart. */
  get isFull(): boolean {
    return this.#seen.size >= MOST_SECRETS;
  }

  /** Most frequent first. */
  get counts(): RuleCount[] {
    return [...this.#counts]
      .flatMap(([index, count]) => {
        const rule = this.#rules[index];
        return rule === undefined
          ? []
          : [{ ruleId: rule.id, title: rule.title, severity: rule.severity, ...count }];
      })
      .toSorted((a, b) => b.replaced - a.replaced || (a.ruleId < b.ruleId ? -1 : 1));
  }
}

/** Regions in rising order, those that overlap made one, which has the token of the longest. */
export function joined(regions: readonly Region[]): Region[] {
  const all: Region[] = [];
  let longest = 0;
  for (const region of regions.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = all.at(-1);
    const length = region.to - region.from;
    if (last === undefined || region.from >= last.to) {
      all.push({ ...region });
      longest = length;
      continue;
    }
    last.to = Math.max(last.to, region.to);
    if (length <= longest) continue;
    longest = length;
    last.token = region.token;
    last.rule = region.rule;
  }
  return all;
}
