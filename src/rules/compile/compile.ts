/** Compiles rule sources into a pack: checks each pattern, finds its anchors, writes the prefilter's tables. */
import type { CheckName } from "../../engine/checks/index.ts";
import type { Pack, PackAnchor, PackRule } from "../../engine/pack.ts";
import type { Requirements } from "../../engine/require.ts";
import type { Remediation } from "../../types.ts";
import { DEFAULT_WITHIN, detectorPattern } from "../detector.ts";
import type { RuleFileSource, RuleSource } from "../schema.ts";
import { findAnchors, type Anchor } from "./anchors.ts";
import { bytesOf, overlaps, setOf } from "./byte-set.ts";
import { MAX_STEPS, MAX_WINDOW, matchCost } from "./cost.ts";
import { alphabet, parsePattern, PatternError, width, type Tree } from "./pattern-tree.ts";
import { buildTables, sortBySite, type TableAnchor, type ValueCheck } from "./tables.ts";

/** Lookaheads and word boundaries at the end of a match see at most this many bytes more. */
const LOOKAHEAD = 64;
/** An anchor that stands oftener than this in ordinary text is refused: the rule would be tried everywhere. */
const MAX_FREQUENCY = 4e-3;

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

const NEWLINES = setOf(0x0a, 0x0d);

interface CompiledRule {
  rule: PackRule;
  anchors: (TableAnchor & PackAnchor)[];
}

/** @throws RuleCompileError for the first rule that can't be compiled. */
export function compilePack(files: readonly RuleFileSource[], hash: string): Pack {
  const rules: PackRule[] = [];
  const unsorted: (TableAnchor & PackAnchor)[] = [];
  for (const file of files) {
    for (const source of file.rules) {
      const compiled = compileRule(file, source, rules.length);
      rules.push(compiled.rule);
      unsorted.push(...compiled.anchors);
    }
  }
  const anchors = sortBySite(unsorted);
  return {
    hash,
    rules,
    anchors: anchors.map(({ rule, minBack, maxBack, length }) => ({
      rule,
      minBack,
      maxBack,
      length,
    })),
    tables: buildTables(anchors),
  };
}

interface ParsedRule {
  tree: Tree;
  /** What its anchors come from: for context rules the words alone, since a value's check begins right behind them. */
  head: Tree;
  source: string;
  ignoreCase: boolean;
  field: keyof RuleSource;
}

function parseRule(rule: RuleSource): ParsedRule {
  const field = rule.pattern === undefined ? "value" : "pattern";
  const { source, ignoreCase, head } = detectorPattern(rule);
  try {
    const tree = parsePattern(source, ignoreCase);
    return { tree, head: head === undefined ? tree : parsePattern(head, false), source, ignoreCase, field };
  } catch (error) {
    if (error instanceof PatternError) throw new RuleCompileError(rule.id, field, error.message);
    throw error;
  }
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

function compileRule(file: RuleFileSource, source: RuleSource, index: number): CompiledRule {
  const parsed = parseRule(source);
  const { tree, source: pattern, ignoreCase, field } = parsed;
  const steps = matchCost(tree);
  if (!(steps <= MAX_STEPS)) {
    const size = Number.isFinite(steps) ? `${Math.round(steps)} steps` : "unbounded";
    throw new RuleCompileError(
      source.id,
      field,
      `may take too long on hostile text (${size} for one attempt, at most ${MAX_STEPS}); bound its repeats, ` +
        "or keep what follows a repeat from starting with the same characters",
    );
  }
  const found = anchorsOf(source, parsed);
  checkKeywords(source, found);
  const check = valueCheck(source);
  const multiline = overlaps(alphabet(tree), NEWLINES);
  return {
    rule: packRule(file, source, {
      source: pattern,
      ignoreCase,
      window: Math.min(width(tree).max + LOOKAHEAD, MAX_WINDOW),
      multiline,
      keywords: literalsOf(found),
      settles: !multiline || (check !== undefined && !overlaps(check.alphabet, NEWLINES)),
    }),
    anchors: found.map(({ sequence, gram, minBack, maxBack }) => ({
      sequence,
      gram,
      minBack,
      maxBack,
      length: sequence.length,
      rule: index,
      ...(check === undefined ? {} : { check }),
    })),
  };
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

function valueCheck(rule: RuleSource): ValueCheck | undefined {
  if (rule.context === undefined || rule.value === undefined) return undefined;
  const tree = parsePattern(rule.value, false);
  return {
    kind: rule.assignment === true ? "assigned" : "near",
    alphabet: alphabet(tree),
    length: Math.min(width(tree).min, 500),
    digit: rule.require?.digit === true,
    within: rule.within ?? DEFAULT_WITHIN,
  };
}

type Shape = Pick<
  PackRule,
  "source" | "ignoreCase" | "window" | "multiline" | "settles" | "keywords"
>;

function packRule(file: RuleFileSource, rule: RuleSource, shape: Shape): PackRule {
  const { checksum, structure, ...require } = rule.require ?? {};
  return {
    id: rule.id,
    title: rule.title,
    provider: file.provider,
    providerName: file.name,
    severity: rule.severity,
    confidence: rule.confidence ?? "high",
    generic: rule.generic === true,
    remediation: remediation(file, rule),
    aliases: file.aliases ?? [],
    require: require as Requirements,
    ...shape,
    ...(rule.description === undefined ? {} : { description: rule.description }),
    ...(rule.privilege === undefined ? {} : { privilege: rule.privilege }),
    ...(rule.environments === undefined ? {} : { environments: rule.environments }),
    ...(rule.paths === undefined ? {} : { paths: rule.paths }),
    ...(checksum === undefined ? {} : { checksum: checksum as CheckName }),
    ...(structure === undefined ? {} : { structure: structure as CheckName }),
  };
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
  };
}
