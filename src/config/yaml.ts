/**
 * YAML 1.2 core schema, plain data only, with the place of every key and value. The text may be hostile, so tags,
 * directives, several documents and deep nesting are refused on the token tree, before anything recursive runs over
 * it, and aliases are counted. The parser is loaded on first use: most runs have no YAML file.
 */
import type * as Yaml from "yaml";
import { listNode, mapNode, MAX_DEPTH, scalarNode } from "./tree.ts";
import type { DataNode, MapEntry, Parsed, TextProblem } from "./tree.ts";
import { syntaxProblem } from "./yaml-syntax.ts";

const MAX_ALIASES = 100;

/** Values in a document; what an alias stands for counts at each use. */
const MAX_VALUES = 200_000;

/** Refusals reported of one kind: a hostile file could have a hundred thousand. */
const MAX_REPORTED = 10;

/** `uniqueKeys` is off because its time grows with the square of the keys; `mapNode` finds them instead. */
const OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
  stringKeys: true,
  prettyErrors: false,
  logLevel: "silent",
} as const;

/** Reads one YAML document; an empty one is null. */
export async function parseYaml(text: string): Promise<Parsed> {
  // Its CommonJS form has nothing but a default export once it is bundled.
  const { default: yaml } = await import("yaml");
  const problems: TextProblem[] = [];
  const tokens = readTokens(yaml, text, problems);
  if (problems.length > 0) return { problems };
  const [document] = new yaml.Composer(OPTIONS).compose(tokens, true, text.length);
  // What follows the first syntax error is mostly its consequence.
  const first = document?.errors.toSorted((a, b) => a.pos[0] - b.pos[0])[0];
  if (first !== undefined) return { problems: [syntaxProblem(first, text)] };
  const state: Conversion = { yaml, problems, anchors: new Map(), aliases: 0, values: 0 };
  const root = convert(state, document?.contents ?? null, 0);
  return problems.length > 0 ? { problems } : { root };
}

/** The token tree; what is refused or broken in it goes to `problems`. */
function readTokens(yaml: typeof Yaml.default, text: string, problems: TextProblem[]): Yaml.CST.Token[] {
  const tokens: Yaml.CST.Token[] = [];
  let documents = 0;
  for (const token of new yaml.Parser().parse(text)) {
    if (token.type === "error") {
      problems.push(syntaxProblem({ code: "UNEXPECTED_TOKEN", message: "", pos: [token.offset] }, text));
      break;
    }
    if (token.type === "directive") {
      const hint = "remove this line; it is read as YAML 1.2";
      problems.push({ offset: token.offset, message: "YAML directives are not allowed", hint });
      break;
    }
    if (token.type === "document" && ++documents > 1) {
      const hint = 'remove the "---" or "..." and what follows';
      problems.push({ offset: token.offset, message: "a second document begins here", hint });
      break;
    }
    if (token.type === "document") inspect(token, problems);
    tokens.push(token);
  }
  return tokens;
}

/** Refuses tags and deep nesting. Iterative: the depth of the tree is not known yet. */
function inspect(document: Yaml.CST.Document, problems: TextProblem[]): void {
  const open = [{ token: document as Yaml.CST.Token, depth: 0 }];
  let tags = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (token.type === "tag" && tags++ < MAX_REPORTED) {
      const hint = 'put a text that starts with "!" in quotes';
      problems.push({ offset: token.offset, message: "YAML tags are not allowed", hint });
    }
    if (isUnclosed(token)) {
      problems.push({ offset: token.offset, message: "the closing quote of this text is missing" });
    }
    if (depth > MAX_DEPTH) {
      problems.push({ offset: token.offset, message: `nested more than ${MAX_DEPTH} levels deep` });
      return;
    }
    // The stack gives back last what is put on it first: reversed, to meet the tokens in the order of the text.
    for (const child of children(token).reverse()) {
      open.push({ token: child, depth: "items" in child ? depth + 1 : depth });
    }
  }
}

/** The parser would report the end of the file; the place to look at is where the text starts. */
function isUnclosed(token: Yaml.CST.Token): boolean {
  if (token.type !== "double-quoted-scalar" && token.type !== "single-quoted-scalar") return false;
  return token.source.length < 2 || token.source.at(-1) !== token.source[0];
}

function children(token: Yaml.CST.Token): Yaml.CST.Token[] {
  const found: (Yaml.CST.Token | null | undefined)[] = [];
  if (token.type === "document") found.push(...token.start, token.value);
  if ("items" in token) {
    for (const { start, key, sep, value } of token.items) {
      found.push(...start, key, ...(sep ?? []), value);
    }
  }
  return found.filter((child) => child !== null && child !== undefined);
}

interface Conversion {
  yaml: typeof Yaml.default;
  problems: TextProblem[];
  /** Anchors whose node is complete, so that no node can hold itself. */
  anchors: Map<string, DataNode>;
  aliases: number;
  values: number;
}

/** `emptyStart` is the place of a value that isn't written (`key:` with nothing behind it). */
function convert(state: Conversion, node: Yaml.ParsedNode | null, emptyStart: number): DataNode {
  const { yaml } = state;
  if (node === null) return scalarNode(emptyStart, null);
  const start = node.range[0];
  if (yaml.isAlias(node)) return resolveAlias(state, node.source, start);
  let converted: DataNode;
  if (yaml.isMap(node)) {
    const entries = node.items.map((pair) => convertPair(state, pair));
    converted = mapNode(start, entries, state.problems);
  } else if (yaml.isSeq(node)) {
    converted = listNode(
      start,
      node.items.map((item) => convert(state, item, start)),
    );
  } else {
    converted = scalarNode(node.range[1] === start ? emptyStart : start, node.value);
  }
  state.values++;
  if (node.anchor !== undefined) state.anchors.set(node.anchor, converted);
  return converted;
}

function convertPair(state: Conversion, pair: Yaml.Pair<Yaml.ParsedNode, Yaml.ParsedNode | null>): MapEntry {
  const keyStart = pair.key.range[0];
  // `stringKeys` made every other kind of key a syntax error.
  const key = state.yaml.isScalar(pair.key) ? String(pair.key.value) : "";
  if (key === "<<") {
    const hint = "write the fields out";
    state.problems.push({ offset: keyStart, message: "YAML merge keys are not allowed", hint });
  }
  return { key, keyStart, node: convert(state, pair.value, keyStart) };
}

function resolveAlias(state: Conversion, anchor: string, start: number): DataNode {
  const target = state.anchors.get(anchor);
  state.aliases++;
  state.values += target?.size ?? 0;
  if (target === undefined) {
    const message = "an alias (*) without an anchor (&) before it";
    const hint = 'put a text that starts with "*" in quotes';
    if (state.aliases <= MAX_REPORTED) state.problems.push({ offset: start, message, hint });
  } else if (state.aliases > MAX_ALIASES || state.values > MAX_VALUES) {
    const message = `more than ${MAX_ALIASES} aliases, or aliases that repeat too much`;
    if (state.problems.length === 0) {
      state.problems.push({ offset: start, message, hint: "write the values out" });
    }
  } else {
    return target;
  }
  return scalarNode(start, null);
}
