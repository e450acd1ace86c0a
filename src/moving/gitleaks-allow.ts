/** Allowlists of gitleaks: as entries of `allow`, those that speak of commits as findings to be looked for. */
import type { AllowSource } from "../config/options.ts";
import { allowPatterns } from "./foreign-pattern.ts";
import { isSecret, sha1Of, withoutSecrets } from "./literal-secret.ts";
import { asText, asTexts, type Loose, type Plan } from "./plan.ts";

/** What an entry of `allow` takes at most (src/config/options.ts). */
const LIMITS = { patterns: 1000, stopwords: 10_000, stopword: 200 } as const;

type Conditions = Pick<AllowSource, "pathPatterns" | "values" | "in" | "stopwords">;

interface Target {
  file: string;
  plan: Plan;
}

/** @param rules Ids of ours. Undefined: all rules. None: nothing can be said. */
export function takeAllowlist(list: Loose, rules: readonly string[] | undefined, target: Target): void {
  if (rules?.length === 0) return;
  const { plan, file } = target;
  const reason = asText(list["description"]) ?? `from ${file}`;
  const common = { ...(rules === undefined ? {} : { rules: [...new Set(rules)] }), reason };
  const isAnd = /^(?:and|&&)$/i.test(String(list["condition"] ?? ""));
  const commits = asTexts(list["commits"]).map((commit) => commit.trim().toLowerCase());
  const { conditions, isWhole } = conditionsOf(list, target, isAnd);
  if (!isAnd) {
    plan.allow.push(...conditions.map((condition) => ({ ...common, ...condition })));
    if (commits.length > 0) takeCommits(commits, common.rules, {}, target);
    return;
  }
  // Where a condition is missing the rest would accept more than was meant.
  if (!isWhole) return;
  const all = Object.assign({}, ...conditions) as Conditions;
  if (commits.length > 0) takeCommits(commits, common.rules, all, target);
  else if (conditions.length > 0) takeTogether(all, common, target);
}

/** Conditions that must all hold. Expressions that are secrets, word for word, go into the baseline. */
function takeTogether(
  all: Conditions,
  common: Pick<AllowSource, "rules" | "reason">,
  { plan, file }: Target,
): void {
  const { values, in: _in, ...others } = all;
  const secrets = (values ?? []).filter(isSecret);
  plan.known.push(...secrets.map((text) => ({ from: file, sha1: sha1Of(text), ...others })));
  const rest = values?.filter((text) => !secrets.includes(text));
  if (rest === undefined) plan.allow.push({ ...common, ...all });
  else if (rest.length > 0) plan.allow.push({ ...common, ...all, values: rest });
}

/** Each of a kind, and whether all were carried over. */
function conditionsOf(
  list: Loose,
  target: Target,
  isAnd: boolean,
): { conditions: Conditions[]; isWhole: boolean } {
  const where = { match: "match", line: "line" }[String(list["regexTarget"])] as "match" | "line" | undefined;
  const regexes = asTexts(list["regexes"]);
  const texts = { paths: asTexts(list["paths"]), stopwords: asTexts(list["stopwords"]) };
  const paths = allowPatterns(texts.paths, target);
  const values = allowPatterns(isAnd ? regexes : withoutSecrets(regexes, target), target);
  const stopwords = texts.stopwords.filter((word) => word !== "" && word.length <= LIMITS.stopword);
  const within = where === undefined ? {} : { in: where };
  const conditions: Conditions[] = [
    ...parts(paths, LIMITS.patterns).map((part) => ({ pathPatterns: part })),
    ...parts(values, LIMITS.patterns).map((part) => ({ values: part, ...within })),
    ...parts(stopwords, LIMITS.stopwords).map((part) => ({ stopwords: part })),
  ];
  const wanted = [texts.paths, regexes, texts.stopwords].filter(({ length }) => length > 0).length;
  return { conditions, isWhole: conditions.length === wanted };
}

function parts(texts: readonly string[], most: number): string[][] {
  const count = Math.ceil(texts.length / most);
  return Array.from({ length: count }, (_, index) => texts.slice(index * most, (index + 1) * most));
}

/** What a commit brought is known: a scan looks for it, and the baseline takes it in. */
function takeCommits(
  commits: readonly string[],
  rules: readonly string[] | undefined,
  { pathPatterns, values, in: where, stopwords }: Conditions,
  { plan, file }: Target,
): void {
  if (where !== undefined && values !== undefined) {
    plan.notes.push(
      `${file}: an allowlist of commits and of what stands on their lines was left out; keyscan baseline create takes in what is left`,
    );
    return;
  }
  const conditions = {
    ...(rules === undefined ? {} : { rules }),
    ...(pathPatterns === undefined ? {} : { pathPatterns }),
    ...(values === undefined ? {} : { values }),
    ...(stopwords === undefined ? {} : { stopwords }),
  };
  for (const commit of commits) plan.known.push({ from: file, commit, ...conditions });
}
