/** One secret, one match: of matches whose secrets overlap, the most telling one stays. */
import { CONFIDENCES, type Confidence } from "../types.ts";
import { isComposed, type PackRule } from "./pack.ts";
import type { ConfirmedPart } from "./confirm.ts";
import type { Match } from "./match.ts";

/** Formats that many providers share: a provider's own rule knows more, such as where to revoke. */
const SHARED: ReadonlySet<string> = new Set(["jwt", "privatekey"]);

/** What decides between matches. */
export type Overlapping = Pick<
  Match,
  "rule" | "checksum" | "decodedFrom" | "confidence" | "opinion" | "start" | "secretStart" | "secretEnd"
> & { parts?: readonly ConfirmedPart[] | undefined };

/** Where the first part of a match begins. */
const beginOf = ({ parts, start, secretStart }: Overlapping): number => {
  const first = parts?.[0];
  return first === undefined ? secretStart : Math.min(secretStart, start + first.at);
};
const lengthOf = ({ text, length = text.length }: ConfirmedPart): number => length;
/** Where the last one ends, a stream offset. */
export const endOf = ({ parts, start, secretEnd }: Overlapping): number => {
  const last = parts?.at(-1);
  return last === undefined ? secretEnd : Math.max(secretEnd, start + last.at + lengthOf(last));
};

const partCount = ({ parts }: Overlapping): number => parts?.length ?? 0;
const depthOf = ({ decodedFrom }: Overlapping): number => decodedFrom?.length ?? 0;
const scoreOf = ({ opinion }: Overlapping): number => opinion?.score ?? 0;

/** Whether a match's secret lies on the secret of another one, or on one of its parts. */
function isBeaten(match: Overlapping, by: Overlapping): boolean {
  const lies = (from: number, to: number): boolean => from < match.secretEnd && match.secretStart < to;
  if (lies(by.secretStart, by.secretEnd)) return true;
  return by.parts?.some((part) => lies(by.start + part.at, by.start + part.at + lengthOf(part))) ?? false;
}

const confidence = (match: Overlapping, rule: PackRule): Confidence => match.confidence ?? rule.confidence;

/**
 * A provider's format, then its word near a value that is assigned to it, then a general detector; a word that merely stands
 * near and a format that is not sure of itself come after that, and last what a general detector is hardly sure of.
 */
function rank(match: Overlapping, rule: PackRule): number {
  const isLow = confidence(match, rule) === "low";
  if (rule.generic) return isLow ? 4 : 2;
  if (isComposed(rule)) return isLow ? 3 : 1;
  // Ids and hashes are known for what they are, and no secrets.
  const isHarmless = rule.severity === "info" || rule.severity === "low";
  return isLow && match.checksum !== "valid" && !isHarmless ? 3 : 0;
}

/** Negative where `a` tells more than `b`. A total order, so that the outcome does not depend on the order of the matches. */
function compare(a: Overlapping, b: Overlapping, rules: readonly PackRule[]): number {
  const ruleA = rules[a.rule];
  const ruleB = rules[b.rule];
  if (ruleA === undefined || ruleB === undefined) return 0;
  return (
    rank(a, ruleA) - rank(b, ruleB) ||
    // What is meant tells more than how it is written.
    depthOf(b) - depthOf(a) ||
    partCount(b) - partCount(a) ||
    Number(SHARED.has(ruleA.provider)) - Number(SHARED.has(ruleB.provider)) ||
    Number(b.checksum === "valid") - Number(a.checksum === "valid") ||
    Number(a.opinion !== undefined) - Number(b.opinion !== undefined) ||
    scoreOf(b) - scoreOf(a) ||
    CONFIDENCES.indexOf(confidence(a, ruleA)) - CONFIDENCES.indexOf(confidence(b, ruleB)) ||
    b.secretEnd - b.secretStart - (a.secretEnd - a.secretStart) ||
    a.secretStart - b.secretStart ||
    a.rule - b.rule ||
    a.start - b.start
  );
}

/**
 * Splits matches into those decided by now and those that a later match can still overlap.
 *
 * @param frontier Every match to come has its secret wholly at or behind this byte offset.
 * @param isNamed Whether the file's name is known. Where it is not, what a rule for certain files matches beats nothing else and is
 *   not beaten: under most names it is no match.
 */
export function resolveOverlaps<M extends Overlapping>(
  matches: readonly M[],
  frontier: number,
  rules: readonly PackRule[],
  isNamed: boolean = true,
): { decided: M[]; open: M[] } {
  const sorted = matches.toSorted((a, b) => beginOf(a) - beginOf(b) || endOf(a) - endOf(b));
  const decided: M[] = [];
  const open: M[] = [];
  let group: M[] = [];
  let groupEnd = -1;
  const close = (): void => {
    if (groupEnd <= frontier) decided.push(...best(group, rules, isNamed));
    else open.push(...group);
    group = [];
  };
  for (const match of sorted) {
    if (beginOf(match) >= groupEnd && group.length > 0) close();
    if (group.length === 0) groupEnd = endOf(match);
    group.push(match);
    groupEnd = Math.max(groupEnd, endOf(match));
  }
  if (group.length > 0) close();
  return { decided, open };
}

/** The matches of a group of overlapping ones that no better one overlaps, by place. */
function best<M extends Overlapping>(group: readonly M[], rules: readonly PackRule[], isNamed: boolean): M[] {
  if (group.length === 1) return [...group];
  const kept: M[] = [];
  const isForAll = ({ rule }: M): boolean => rules[rule]?.paths === undefined;
  const areRivals = (a: M, b: M): boolean => isNamed || a.rule === b.rule || (isForAll(a) && isForAll(b));
  for (const match of group.toSorted((a, b) => compare(a, b, rules))) {
    if (!kept.some((better) => areRivals(match, better) && isBeaten(match, better))) kept.push(match);
  }
  return kept.toSorted((a, b) => a.secretStart - b.secretStart);
}
