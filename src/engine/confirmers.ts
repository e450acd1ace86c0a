/** What confirming the hits of a stream keeps: patterns once they are made, and what was asked last. */
import { claimsOf, unpackClaims, type Claims } from "./claimed.ts";
import { isCode } from "./learned/code-file.ts";
import type { Judge, Opinion } from "./learned/opinion.ts";
import type { Pack, PackRule } from "./pack.ts";
import type { StreamOptions } from "./stream.ts";
import { createWordTable, unpackWords, type WordTable } from "./words.ts";

type AllowsRule = NonNullable<StreamOptions["allowed"]>;

export interface Confirmer {
  rules: readonly PackRule[];
  patterns: (RegExp | undefined)[];
  /** Of composed rules: values with something stuck to their end. */
  longer: (RegExp | undefined)[];
  /** The same patterns with the `d` flag, which is slow: run for matches only. */
  indexed: (RegExp | undefined)[];
  /** Rules that begin with value runs, by index. */
  composed: readonly number[];
  /** Whether any of them is allowed, by what allows rules. */
  taking: Map<AllowsRule, boolean>;
  /** All of them by flags and source: many rules share the form of their values. */
  compiled: Map<string, RegExp>;
  /** By rule whose anchors stand at a varying distance: stream offsets between which every start has been tried for good. */
  tried: Map<number, { from: number; to: number }>;
  /** Shared by the confirmers of one pack. Claims are made when a general detector first matches, words when composed rules are first asked. */
  made: { claims?: Claims; words?: WordTable };
  prepared: Pack["prepared"];
  /** By rule, once it has been looked at: whether its pattern names anything besides the secret. */
  parted: (boolean | undefined)[];
  /** The learned model; without one every candidate is taken at its rule's word. */
  judge: Judge | undefined;
  /** There is one, and the stream is code: what is plainly an expression is no candidate. */
  code: boolean;
  /** The candidate judged last: rules often meet on the same value. */
  last: { start: number; at: number; end: number; opinion: Opinion | undefined } | undefined;
}

function composedOf(rules: readonly PackRule[]): number[] {
  const composed: number[] = [];
  for (let rule = 0; rule < rules.length; rule++) if (rules[rule]?.words !== undefined) composed.push(rule);
  return composed;
}

/** A confirmer for one thread. Patterns are compiled when they are first asked for. */
export function createConfirmer(
  pack: Pick<Confirmer, "rules"> & { prepared?: Pack["prepared"] | undefined },
  judge?: Judge,
  composed: readonly number[] = composedOf(pack.rules),
): Confirmer {
  const { rules } = pack;
  // Filled, since V8 takes lists with large gaps for dictionaries.
  const blank: readonly undefined[] = Array.from({ length: rules.length });
  const byRule = <T>(): (T | undefined)[] => [...blank];
  return {
    rules,
    patterns: byRule(),
    longer: byRule(),
    indexed: byRule(),
    parted: byRule(),
    composed,
    taking: new Map(),
    compiled: new Map(),
    made: {},
    prepared: pack.prepared,
    tried: new Map(),
    judge,
    code: false,
    last: undefined,
  };
}

/** One for another stream, which shares all that is costly to make. */
export function anotherConfirmer(confirmer: Confirmer): Confirmer {
  // Made as the other one is: what a spread makes has another shape, and all that confirms would be compiled for both.
  const another = createConfirmer(confirmer, confirmer.judge, confirmer.composed);
  return Object.assign(another, confirmer, { tried: new Map(), last: undefined });
}

/** Another stream begins; `path`: the base name of its file. */
export function forget(confirmer: Confirmer, path: string): void {
  if (confirmer.tried.size > 0) confirmer.tried.clear();
  confirmer.last = undefined;
  confirmer.code = confirmer.judge !== undefined && isCode(path);
}

/** Whether any rule that begins with value runs is allowed: there are hundreds, so they are asked once for all streams with the same ones. */
export function takesRuns({ composed, taking }: Confirmer, allowed: AllowsRule | undefined): boolean {
  if (allowed === undefined) return composed.length > 0;
  let takes = taking.get(allowed);
  if (takes === undefined) taking.set(allowed, (takes = composed.some((rule) => allowed(rule))));
  return takes;
}

/** To be called where a function that allows rules says something else from now on. */
export function allowedChanged({ taking }: Confirmer): void {
  taking.clear();
}

/** What general detectors leave to the rules of this pack. */
export function claimsIn({ made, prepared, rules }: Confirmer): Claims {
  return (made.claims ??=
    prepared === undefined ? claimsOf(rules) : unpackClaims(prepared.text(), prepared.claims));
}

/** The words of composed rules. */
export function wordsIn({ made, prepared, rules }: Confirmer): WordTable {
  return (made.words ??=
    prepared === undefined ? createWordTable(rules) : unpackWords(prepared.text(), prepared.words));
}

/** The expression, made once; to be run from a place that is set before. */
export function compiled(confirmer: Confirmer, source: string, flags: string): RegExp {
  const key = `${flags} ${source}`;
  let made = confirmer.compiled.get(key);
  if (made === undefined) confirmer.compiled.set(key, (made = new RegExp(source, flags)));
  return made;
}
