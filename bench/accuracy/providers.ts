/** The rule cases by provider: how many there are, what is missed and what is a false alarm, at low confidence and by default. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

interface Case {
  id: string;
  provider: string;
  expect: boolean;
  conflict?: boolean;
  component?: boolean;
}

/** A case that keyscan got wrong. */
type Wrong = Pick<Case, "id" | "expect">;

export interface ProviderScore {
  provider: string;
  /** Cases with a secret, and how many of them are found. */
  of: number;
  low: number;
  usual: number;
  /** Cases without one, and how many of them are reported all the same. */
  negatives: number;
  lowAlarms: number;
  usualAlarms: number;
}

/** Those in which most is missed at low confidence come first; a case counts once, however many suites have it. */
export function scoreProviders(
  root: string,
  low: readonly Wrong[],
  usual: readonly Wrong[],
): ProviderScore[] {
  const wrong = { low: idsOf(low), usual: idsOf(usual) };
  const scores = new Map<string, ProviderScore>();
  for (const { id, provider, expect } of casesOf(root)) {
    const score = scores.get(provider) ?? { ...empty(), provider };
    scores.set(provider, score);
    const [isLowWrong, isUsualWrong] = [Number(wrong.low.has(id)), Number(wrong.usual.has(id))];
    if (expect) {
      score.of++;
      score.low += 1 - isLowWrong;
      score.usual += 1 - isUsualWrong;
    } else {
      score.negatives++;
      score.lowAlarms += isLowWrong;
      score.usualAlarms += isUsualWrong;
    }
  }
  const missed = ({ of, low: found }: ProviderScore): number => of - found;
  return [...scores.values()].sort(
    (a, b) => missed(b) - missed(a) || b.lowAlarms - a.lowAlarms || (a.provider < b.provider ? -1 : 1),
  );
}

/** The sum of all. */
export function sumOf(scores: readonly ProviderScore[]): ProviderScore {
  const sum = { ...empty(), provider: `all ${scores.length}` };
  for (const score of scores) {
    sum.of += score.of;
    sum.low += score.low;
    sum.usual += score.usual;
    sum.negatives += score.negatives;
    sum.lowAlarms += score.lowAlarms;
    sum.usualAlarms += score.usualAlarms;
  }
  return sum;
}

const empty = (): Omit<ProviderScore, "provider"> => ({
  ...{ of: 0, low: 0, usual: 0, negatives: 0, lowAlarms: 0, usualAlarms: 0 },
});

/** The ids that the mistakes remember have more to them than the case's. */
const idsOf = (cases: readonly Wrong[]): Set<string> =>
  new Set(cases.map(({ id }) => id.replace(/:(?:true|false)$/, "")));

/** The cases that the scorer counts. */
function casesOf(root: string): Case[] {
  const text = gunzipSync(readFileSync(join(root, "data/rulecases-dev.jsonl.gz"))).toString();
  const cases = text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Case]));
  return cases.filter(({ conflict, component }) => conflict !== true && component !== true);
}
