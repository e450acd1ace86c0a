/**
 * Texts that wake a rule up without completing it: the literal beginnings of its pattern and its keywords. Repeated a million
 * times they are what a slow expression is slowest on.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { RegExpParser, type AST } from "@eslint-community/regexpp";
import { parse } from "yaml";

const MAX_PER_PATTERN = 8;
const MAX_PER_CLASS = 4;

/**
 * Literal beginnings of all rules in `folder/*.yaml`, each once, in order of first sight.
 * @throws the errors of node:fs; rules whose pattern can't be parsed give their keywords only
 */
export function rulePrefixes(folder: string): string[] {
  const prefixes = new Set<string>();
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  for (const file of files.toSorted()) {
    const content = parse(readFileSync(join(folder, file), "utf8")) as { rules?: unknown } | null;
    if (!Array.isArray(content?.rules)) continue;
    for (const rule of content.rules as { pattern?: unknown; keywords?: unknown }[]) {
      if (typeof rule.pattern === "string")
        for (const text of literalPrefixes(rule.pattern)) prefixes.add(text);
      if (Array.isArray(rule.keywords)) for (const word of rule.keywords) prefixes.add(String(word));
    }
  }
  prefixes.delete("");
  return [...prefixes];
}

/** What a match of the pattern can begin with, as far as it is literal; at most 8 texts, none for a pattern in no known syntax. */
export function literalPrefixes(pattern: string): string[] {
  try {
    const ast = new RegExpParser().parsePattern(pattern);
    return beginnings(ast.alternatives)
      .texts.filter((text) => text !== "")
      .slice(0, MAX_PER_PATTERN);
  } catch {
    return [];
  }
}

interface Beginnings {
  texts: string[];
  /** False when something not literal follows, so nothing may be appended. */
  complete: boolean;
}

function beginnings(alternatives: readonly AST.Alternative[]): Beginnings {
  const all = alternatives.map(beginningOf);
  return { texts: all.flatMap((b) => b.texts), complete: all.every((b) => b.complete) };
}

function beginningOf(alternative: AST.Alternative): Beginnings {
  let texts = [""];
  for (const element of alternative.elements) {
    const next = elementBeginning(element);
    texts = texts.flatMap((text) => next.texts.map((more) => text + more)).slice(0, MAX_PER_PATTERN);
    if (!next.complete) return { texts, complete: false };
  }
  return { texts, complete: true };
}

function elementBeginning(element: AST.Element): Beginnings {
  switch (element.type) {
    case "Character":
      return { texts: [String.fromCodePoint(element.value)], complete: true };
    case "Group":
    case "CapturingGroup":
      return beginnings(element.alternatives);
    case "Assertion":
      return { texts: [""], complete: true };
    case "CharacterClass":
      return classBeginning(element);
    case "Quantifier": {
      if (element.min === 0) return { texts: [""], complete: false };
      const once = elementBeginning(element.element);
      return {
        texts: once.texts,
        complete: once.complete && element.min === 1 && element.max === 1,
      };
    }
    default:
      return { texts: [""], complete: false };
  }
}

/** A class of a few single characters is an alternation; a wider one ends the literal part. */
function classBeginning(set: AST.CharacterClass): Beginnings {
  const texts = set.elements.flatMap((e) => (e.type === "Character" ? [String.fromCodePoint(e.value)] : []));
  const narrow =
    !set.negate && texts.length === set.elements.length && texts.length > 0 && texts.length <= MAX_PER_CLASS;
  return narrow ? { texts, complete: true } : { texts: [""], complete: false };
}
