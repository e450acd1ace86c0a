/** Compiles rule sources into a pack: checks each pattern, finds its anchors, writes the prefilter's tables. */
import { LOOKBEHIND } from "../../engine/confirm.ts";
import { SEEN_AFTER } from "../../engine/learned/candidate.ts";
import type { Pack, PackRule } from "../../engine/pack.ts";
import { detectorPattern, hasWholeNames } from "../detector.ts";
import type { RuleFileSource, RuleSource } from "../schema.ts";
import { findAnchors, type Anchor } from "./anchors.ts";
import { bytesOf } from "./byte-set.ts";
import { MAX_STEPS, MAX_WINDOW, matchCost } from "./cost.ts";
import { tokenRun, type Run, type Tail } from "./follow.ts";
import {
  alphabet,
  lookBack,
  parsePattern,
  PatternError,
  reach,
  isContinued,
  spansLines,
  width,
  type Tree,
} from "./pattern-tree.ts";
import { programOf } from "./program.ts";
import { composedRule } from "./composed.ts";
import { packRule } from "./pack-rule.ts";
import { literalPrefixes } from "./sequences.ts";
import { shareSites, type FoundAnchor } from "./share.ts";
import { buildTables, sortBySite, type TableAnchor, type ValueCheck } from "./tables.ts";

/** An anchor that stands oftener than this in ordinary text is refused: the rule would be tried everywhere. */
const MAX_FREQUENCY = 1e-2;

/** A rule that can't be compiled. `field` is the key of the rule that has to change. */
export class RuleCompileError extends Error {
  override name = "RuleCompileError";
  readonly ruleId: string;
  readonly field: keyof RuleSource;
  constructor(ruleId: string, field: keyof RuleSource, message: string) {
    super(message);
    this.ruleId = ruleId;
    this.field = field;
  }
}

interface CompiledRule {
  rule: PackRule;
  anchors: FoundAnchor[];
}

/** @throws RuleCompileError for the first rule that can't be compiled. */
export function compilePack(files: readonly RuleFileSource[], hash: string): Pack {
  const rules: PackRule[] = [];
  const unsorted: FoundAnchor[] = [];
  for (const file of files) {
    for (const source of file.rules) {
      const compiled = compileRule(file, source, rules.length);
      rules.push(compiled.rule);
      unsorted.push(...compiled.anchors);
    }
  }
  const anchors = sortBySite(shareSites(unsorted));
  return {
    hash,
    rules,
    anchors: anchors.map(({ rule, minBack, maxBack, length }) => ({
      rule,
      minBack,
      maxBack,
      length,
    })),
    tables: buildTables(anchors, contextWords(rules)),
  };
}

/** The words of composed rules. */
export function contextWords(rules: readonly PackRule[]): { word: string; everyday: boolean }[] {
  return rules.flatMap(({ words = [], everyday = [] }) => [
    ...words.map((word) => ({ word, everyday: false })),
    ...everyday.map((word) => ({ word, everyday: true })),
  ]);
}

interface ParsedRule {
  tree: Tree;
  /** What its anchors come from: for context rules the words alone, since a value's check begins right behind them. */
  head: Tree;
  /** What may stand between the words and the value of a context rule. */
  bridge?: Tree;
  source: string;
  ignoreCase: boolean;
  field: keyof RuleSource;
}

function parsed(rule: RuleSource, field: keyof RuleSource, source: string, ignoreCase = false): Tree {
  try {
    return parsePattern(source, ignoreCase);
  } catch (error) {
    if (error instanceof PatternError) throw new RuleCompileError(rule.id, field, error.message);
    throw error;
  }
}

function parseRule(rule: RuleSource): ParsedRule {
  const field = rule.pattern === undefined ? "value" : "pattern";
  const { source, ignoreCase, head, bridge } = detectorPattern(rule);
  const tree = parsed(rule, field, source, ignoreCase);
  if (head === undefined || bridge === undefined) return { tree, head: tree, source, ignoreCase, field };
  return {
    tree,
    head: parsePattern(head, false),
    bridge: parsePattern(bridge, false),
    source,
    ignoreCase,
    field,
  };
}

function anchorsOf(rule: RuleSource, { head, field }: ParsedRule): Anchor[] {
  const anchors = findAnchors(head);
  const fail = (message: string): never => {
    throw new RuleCompileError(rule.id, rule.context === undefined ? field : "context", message);
  };
  if (anchors === undefined) {
    return fail(
      "no text of at least 4 characters that each match must contain; add a literal, or use `context` words",
    );
  }
  const frequency = anchors.reduce((sum, anchor) => sum + anchor.frequency, 0);
  if (frequency > MAX_FREQUENCY && rule.assignment !== true) {
    return fail(
      `its literals are too common (about one in ${Math.round(1 / frequency)} bytes of ordinary text)`,
    );
  }
  return anchors;
}

/** @throws RuleCompileError where hostile text could make a pattern of the rule take too long. */
function checkTime(rule: RuleSource, { tree, field }: ParsedRule): void {
  const refuse = (what: string, steps: number): string => {
    const size = Number.isFinite(steps) ? `${Math.round(steps)} steps` : "unbounded";
    return (
      `${what}may take too long on hostile text (${size} for one attempt, at most ${MAX_STEPS}); bound its repeats, ` +
      "or keep what follows a repeat from starting with the same characters"
    );
  };
  const steps = matchCost(tree);
  if (!(steps <= MAX_STEPS)) throw new RuleCompileError(rule.id, field, refuse("", steps));
  const secret = rule.value === undefined ? tree : parsed(rule, "value", rule.value);
  const longest = Math.min(width(secret).max, MAX_WINDOW);
  for (const not of rule.require?.not ?? []) {
    const tried = matchCost(parsed(rule, "require", not), longest);
    if (!(tried <= MAX_STEPS))
      throw new RuleCompileError(rule.id, "require", refuse(`\`not\` pattern ${not} `, tried));
  }
}

function compileRule(file: RuleFileSource, source: RuleSource, index: number): CompiledRule {
  if (source.values !== undefined) {
    const rule = composedRule(file, source, source.values);
    checkTime(source, {
      tree: parsed(source, "values", rule.source),
      head: parsePattern(rule.source, false),
      source: rule.source,
      ignoreCase: false,
      field: "values",
    });
    return { rule, anchors: [] };
  }
  const detector = parseRule(source);
  const { tree, source: pattern, ignoreCase, field } = detector;
  checkTime(source, detector);
  if (lookBack(tree) > LOOKBEHIND) {
    throw new RuleCompileError(
      source.id,
      field,
      `looks back further than ${LOOKBEHIND} bytes; bound its lookbehind`,
    );
  }
  const found = anchorsOf(source, detector);
  checkKeywords(source, found);
  const checkFor = valueCheck(source, detector);
  const multiline = spansLines(tree);
  // Where a pattern sees less than it could, what it does there is its own affair.
  const program = reach(tree) > MAX_WINDOW ? undefined : programOf(tree);
  return {
    rule: packRule(file, source, {
      source: pattern,
      ignoreCase,
      window: Math.min(reach(tree) + (source.judged === true ? SEEN_AFTER : 0), MAX_WINDOW),
      multiline,
      ...(multiline && isContinued(tree) ? { continued: true } : {}),
      keywords: literalsOf(found),
      prefixes: source.context === undefined ? literalPrefixes(tree) : [],
      settles: !multiline || (source.value !== undefined && !spansLines(parsePattern(source.value, false))),
    }),
    anchors: found.map(({ sequence, entry, gram, minBack, maxBack, rest, tail, tails, run }) => ({
      sequence,
      entry,
      gram,
      minBack,
      maxBack,
      length: sequence.length,
      rule: index,
      ...anchorCheck(checkFor?.(rest), tail, run),
      ...(program === undefined ? {} : { program }),
      ...(tails === undefined ? {} : { tails }),
    })),
  };
}

function anchorCheck(
  value: ValueCheck | undefined,
  tail: Tail | undefined,
  run: Run | undefined,
): Pick<TableAnchor, "check"> {
  if (value !== undefined) return { check: value };
  if (run !== undefined) return { check: { kind: "near", digit: false, ...run } };
  return tail === undefined ? {} : { check: { kind: "tail", ...tail } };
}

function checkKeywords(rule: RuleSource, anchors: readonly Anchor[]): void {
  const keywords = (rule.keywords ?? []).map((keyword) => keyword.toLowerCase());
  if (keywords.length === 0) return;
  for (const anchor of anchors) {
    const text = literalText(anchor).toLowerCase();
    if (!keywords.some((keyword) => text.includes(keyword))) {
      throw new RuleCompileError(
        rule.id,
        "keywords",
        `a match need not contain any of them: it can begin with ${JSON.stringify(longestLiteral(anchor))}; ` +
          "leave `keywords` out to have them derived",
      );
    }
  }
}

/** The anchor as text, `\0` for each byte that is not fixed but for its case. */
function literalText(anchor: Anchor): string {
  return anchor.sequence
    .map((set) => {
      const chars = bytesOf(set).map((byte) => String.fromCharCode(byte));
      const lower = new Set(chars.map((char) => char.toLowerCase()));
      return lower.size === 1 && chars.length <= 2 ? (chars.at(-1) ?? "\0") : "\0";
    })
    .join("");
}

/** Literals of which each match has one (where its anchors have any). */
function literalsOf(anchors: readonly Anchor[]): string[] {
  return [...new Set(anchors.map(longestLiteral))].filter((literal) => literal.length > 2);
}

function longestLiteral(anchor: Anchor): string {
  return literalText(anchor)
    .split("\0")
    .reduce((a, b) => (b.length > a.length ? b : a), "");
}

/** The check behind a context word, given how many bytes of the word may stand behind the anchor. */
function valueCheck(rule: RuleSource, { bridge }: ParsedRule): ((rest: number) => ValueCheck) | undefined {
  if (bridge === undefined || rule.value === undefined) return undefined;
  const value = parsePattern(rule.value, false);
  const common = {
    alphabet: alphabet(value),
    length: Math.min(width(value).min, 500),
    digit: rule.require?.digit === true,
    tokens: tokenRun(value),
    ...(hasWholeNames(rule) ? { wholeNames: true } : {}),
  };
  return (rest) => {
    // The kernel looks for the operator of an assignment right behind the word only.
    const assigned = rule.assignment === true && rest === 0;
    const kind = rule.judged === true ? "judged" : "assigned";
    return { kind: assigned ? kind : "near", ...common, within: rest + width(bridge).max };
  };
}
