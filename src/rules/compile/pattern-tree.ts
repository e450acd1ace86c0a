/**
 * A regular expression as a small tree of byte sets: what the analyses of a pattern (anchors, time bound, width) need.
 * Parsed by @eslint-community/regexpp, so the syntax is exactly JavaScript's.
 */
import { RegExpParser, type AST } from "@eslint-community/regexpp";
import {
  complement,
  digitSet,
  emptySet,
  foldCase,
  fullSet,
  isSubset,
  overlaps,
  setOf,
  spaceSet,
  union,
  wordSet,
  type ByteSet,
} from "./byte-set.ts";

const NEWLINES = setOf(0x0a, 0x0d);
const BACKSLASH = setOf(0x5c);

export type Tree =
  | { kind: "set"; set: ByteSet }
  | { kind: "cat"; items: Tree[] }
  | { kind: "alt"; options: Tree[] }
  | { kind: "repeat"; item: Tree; min: number; max: number }
  | { kind: "look"; ahead: boolean; negate: boolean; item: Tree }
  | { kind: "edge"; edge: "start" | "end" | "word" | "not-word" };

/** A pattern with a syntax error, or with a construct that can not be run in linear time. */
export class PatternError extends Error {
  override name = "PatternError";
}

/** @throws PatternError on a syntax error or a construct that can't be run in linear time (backreferences). */
export function parsePattern(source: string, ignoreCase: boolean): Tree {
  let pattern: AST.Pattern;
  try {
    pattern = new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source);
  } catch (error) {
    throw new PatternError(error instanceof Error ? error.message : String(error));
  }
  return alternatives(pattern.alternatives, ignoreCase);
}

function alternatives(list: AST.Alternative[], fold: boolean): Tree {
  const options = list.map((alternative) => {
    const items = alternative.elements.map((element) => elementTree(element, fold));
    return items.length === 1 && items[0] !== undefined ? items[0] : ({ kind: "cat", items } as const);
  });
  return options.length === 1 && options[0] !== undefined ? options[0] : { kind: "alt", options };
}

function elementTree(element: AST.Element, fold: boolean): Tree {
  switch (element.type) {
    case "Character":
    case "CharacterSet":
    case "CharacterClass":
      return { kind: "set", set: members(element, fold) };
    case "Group":
    case "CapturingGroup":
      return alternatives(element.alternatives, fold);
    case "Quantifier":
      return {
        kind: "repeat",
        item: elementTree(element.element, fold),
        min: element.min,
        max: element.max,
      };
    case "Assertion":
      return assertionTree(element, fold);
    default:
      throw new PatternError(
        `${element.raw}: this construct can't be checked for linear time; write it without`,
      );
  }
}

function assertionTree(assertion: AST.Assertion, fold: boolean): Tree {
  if (assertion.kind === "word") return { kind: "edge", edge: assertion.negate ? "not-word" : "word" };
  if (assertion.kind !== "lookahead" && assertion.kind !== "lookbehind") {
    return { kind: "edge", edge: assertion.kind };
  }
  return {
    kind: "look",
    ahead: assertion.kind === "lookahead",
    negate: assertion.negate,
    item: alternatives(assertion.alternatives, fold),
  };
}

/** @param fold Whether the other case of a member is a member too. */
function members(node: AST.Element | AST.CharacterClassElement, fold: boolean): ByteSet {
  switch (node.type) {
    case "Character":
      return fold ? foldCase(setOf(node.value)) : setOf(node.value);
    case "CharacterClassRange": {
      const set = emptySet();
      set.fill(1, Math.min(node.min.value, 256), Math.min(node.max.value + 1, 256));
      return fold ? foldCase(set) : set;
    }
    case "CharacterSet":
      return characterSet(node);
    case "CharacterClass": {
      let set = emptySet();
      for (const part of node.elements) set = union(set, members(part, fold));
      return node.negate ? complement(set) : set;
    }
    default:
      throw new PatternError(`${node.raw}: unsupported inside a character class`);
  }
}

function characterSet(node: AST.CharacterSet): ByteSet {
  switch (node.kind) {
    case "any":
      return complement(setOf(0x0a, 0x0d));
    case "digit":
      return node.negate ? complement(digitSet()) : digitSet();
    case "word":
      return node.negate ? complement(wordSet()) : wordSet();
    case "space":
      return node.negate ? complement(spaceSet()) : spaceSet();
    default:
      return fullSet();
  }
}

/** Least and greatest number of bytes that a match of the tree has; `max` may be Infinity. */
export function width(tree: Tree): { min: number; max: number } {
  switch (tree.kind) {
    case "set":
      return { min: 1, max: 1 };
    case "cat": {
      const parts = tree.items.map(width);
      return {
        min: parts.reduce((sum, part) => sum + part.min, 0),
        max: parts.reduce((sum, part) => sum + part.max, 0),
      };
    }
    case "alt": {
      const parts = tree.options.map(width);
      return {
        min: Math.min(...parts.map((p) => p.min)),
        max: Math.max(...parts.map((p) => p.max)),
      };
    }
    case "repeat": {
      const part = width(tree.item);
      return {
        min: part.min * tree.min,
        max: part.max === 0 || tree.max === 0 ? 0 : part.max * tree.max,
      };
    }
    default:
      return { min: 0, max: 0 };
  }
}

/** Every byte that a match can consume. */
export function alphabet(tree: Tree): ByteSet {
  switch (tree.kind) {
    case "set":
      return tree.set;
    case "cat":
      return tree.items.map(alphabet).reduce(union, emptySet());
    case "alt":
      return tree.options.map(alphabet).reduce(union, emptySet());
    case "repeat":
      return alphabet(tree.item);
    default:
      return emptySet();
  }
}

/** Greatest number of bytes, counted from where the tree begins, that decide whether it matches: what it looks ahead to included. */
export function reach(tree: Tree): number {
  switch (tree.kind) {
    case "set":
      return 1;
    case "cat": {
      let before = 0;
      let furthest = 0;
      for (const item of tree.items) {
        furthest = Math.max(furthest, before + reach(item));
        before += width(item).max;
      }
      return furthest;
    }
    case "alt":
      return tree.options.reduce((most, option) => Math.max(most, reach(option)), 0);
    case "repeat": {
      if (tree.max === 0) return 0;
      const before = width({ ...tree, max: tree.max - 1 }).max;
      return before + reach(tree.item);
    }
    case "look":
      return tree.ahead ? reach(tree.item) : 0;
    default:
      return tree.edge === "start" ? 0 : 1;
  }
}

/** Greatest number of bytes before its beginning that the tree looks back at. */
export function lookBack(tree: Tree): number {
  switch (tree.kind) {
    case "set":
      return 0;
    case "cat":
      return tree.items.reduce((most, item) => Math.max(most, lookBack(item)), 0);
    case "alt":
      return tree.options.reduce((most, option) => Math.max(most, lookBack(option)), 0);
    case "repeat":
      return lookBack(tree.item);
    case "look":
      return (tree.ahead ? 0 : width(tree.item).max) + lookBack(tree.item);
    default:
      return 1;
  }
}

/** True where the bytes that decide about a match can lie on a line after the one that it begins on. */
export function spansLines(tree: Tree): boolean {
  if (overlaps(alphabet(tree), NEWLINES)) return true;
  switch (tree.kind) {
    case "cat":
      return tree.items.some(spansLines);
    case "alt":
      return tree.options.some(spansLines);
    case "repeat":
      return spansLines(tree.item);
    case "look":
      // The newline itself belongs to the line.
      return tree.ahead && reach(tree.item) > 1 && overlaps(alphabet(tree.item), NEWLINES);
    default:
      return false;
  }
}

/** True where it spans lines only behind a newline with a backslash before it; besides, a match may end with a newline. */
export function isContinued(tree: Tree): boolean {
  const items = sequenceOf(tree);
  const last = items.at(-1);
  const isEnd = last !== undefined && reach(last) <= 1 && (last.kind === "set" || last.kind === "alt");
  return !spansLines(withoutEscapes({ kind: "cat", items: isEnd ? items.slice(0, -1) : items }));
}

/** The tree without bytes that follow a backslash. */
function withoutEscapes(tree: Tree): Tree {
  switch (tree.kind) {
    case "cat": {
      const items = sequenceOf(tree);
      const rest = items.filter((item, i) => item.kind !== "set" || !isBackslash(items[i - 1]));
      return { kind: "cat", items: rest.map(withoutEscapes) };
    }
    case "alt":
      return { kind: "alt", options: tree.options.map(withoutEscapes) };
    case "repeat":
      return { ...tree, item: withoutEscapes(tree.item) };
    default:
      return tree;
  }
}

function isBackslash(tree: Tree | undefined): boolean {
  return tree?.kind === "set" && isSubset(tree.set, BACKSLASH) && overlaps(tree.set, BACKSLASH);
}

/** The tree's parts in order, with groups of one option flattened. */
export function sequenceOf(tree: Tree): Tree[] {
  return tree.kind === "cat" ? tree.items.flatMap(sequenceOf) : [tree];
}
