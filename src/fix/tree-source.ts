/**
 * Texts of languages with a tree-sitter grammar: where a secret stands, what the code calls it, and whether text is valid
 * before and after. What differs from one language to the next is in `src/fix/languages/`.
 */
import { cutLiteral, type Literal } from "./literal.ts";
import { nameInTree } from "./name-in-tree.ts";
import { parse, type GrammarName, type Node } from "./parser.ts";
import { overlaps } from "./edits.ts";
import { isRefusal, type Edit, type Language, type Refusal, type Rewritten } from "./types.ts";
import type { Range, Source, Spot, Use } from "./types.ts";

/** A language by its grammar. */
export interface TreeLanguage {
  title: string;
  grammar(path: string): GrammarName;
  comments: readonly string[];
  /** Node types of string literals. */
  literals: readonly string[];
  /** Node types of code within literals. */
  inserts: readonly string[];
  /** Why nothing can be put in the place of this literal. */
  refuse?(node: Node): Refusal | undefined;
  /** Literals that nobody evaluates, such as docstrings: handled like comments. */
  isRemark?(node: Node): boolean;
  /** What the code calls the value, where the ways of all languages don't find it. */
  name?(node: Node): string | undefined;
  /** Units that open and close the literal. */
  quotes?(node: Node): readonly [number, number];
  /** The file's own state: which names its imports have, and what has to be added. */
  begin(root: Node, text: string, path: string): Writer | Refusal;
}

/** Makes the edits of one file. */
export interface Writer {
  replace(node: Node, literal: Literal): Edit[] | Refusal;
  /** Edits that the others need, such as an import; asked last, only if something was replaced. */
  finish?(): Edit[];
}

const SPREAD: Refusal = {
  refused: "is spread over several literals",
  advice: "put it into one literal, or read it from a file or variable by hand",
};
const NOT_A_LITERAL: Refusal = {
  refused: "is not in a string literal",
  advice: "read it from the environment by hand",
};
const CUT_ACROSS: Refusal = {
  refused: "begins or ends within other code or an escape of its literal",
  advice: "read it from the environment by hand",
};

/** Nodes that are looked through for the reason of a refusal. */
const MAX_LOOKED_AT = 5_000;

/** What is said of a text that the grammar does not know. */
const INVALID = "can't be parsed";

/** A language whose files are parsed by a grammar of tree-sitter. */
export function treeLanguage(language: TreeLanguage): Language {
  return {
    title: language.title,
    proof: "parsed by a grammar before and after",
    async open(text, path) {
      const root = await parse(language.grammar(path), text);
      if (!root.hasError) return new TreeSource(language, root, text, path);
      root.tree.delete();
      return { refused: `${INVALID} as ${language.title}` };
    },
  };
}

class TreeSource implements Source {
  private readonly language: TreeLanguage;
  private readonly root: Node;
  private readonly text: string;
  private readonly path: string;

  constructor(language: TreeLanguage, root: Node, text: string, path: string) {
    this.language = language;
    this.root = root;
    this.text = text;
    this.path = path;
  }

  find(range: Range): Spot | Refusal {
    const node = this.nodeAt(range);
    if (!("startIndex" in node)) return node;
    const spot = { start: node.startIndex, end: node.endIndex };
    const { comments, isRemark, refuse } = this.language;
    if (comments.includes(node.type) || isRemark?.(node) === true) return { kind: "comment", ...spot };
    if (this.isCutAcross(node, range)) return CUT_ACROSS;
    const refused = refuse?.(node);
    if (refused !== undefined) return refused;
    const name = this.language.name?.(node) ?? nameInTree(node);
    return { kind: "literal", ...spot, ...(name === undefined ? {} : { name }) };
  }

  /** The innermost literal or comment round the stretch. */
  private nodeAt({ start, end }: Range): Node | Refusal {
    const { comments, literals, inserts } = this.language;
    const inner = this.root.descendantForIndex(start, end);
    for (let node = inner; node !== null; node = node.parent) {
      if (node.startIndex > start || node.endIndex < end) continue;
      if (comments.includes(node.type) || literals.includes(node.type)) return node;
      if (inserts.includes(node.type)) break;
    }
    const parts = [...comments, ...literals];
    const spread =
      inner !== null &&
      inner.descendantCount < MAX_LOOKED_AT &&
      inner.descendantsOfType(parts).some((part) => part !== null && overlaps(rangeOf(part), { start, end }));
    return spread ? SPREAD : NOT_A_LITERAL;
  }

  private isCutAcross(node: Node, range: Range): boolean {
    return node.namedChildren.some((child) => {
      if (child === null || !overlaps(rangeOf(child), range)) return false;
      if (this.language.inserts.includes(child.type)) return true;
      const isInside = child.startIndex >= range.start && child.endIndex <= range.end;
      return child.type === "escape_sequence" && !isInside;
    });
  }

  close(): void {
    this.root.tree.delete();
  }

  rewrite(uses: readonly Use[]): Rewritten {
    const result: Rewritten = { edits: [], refusals: [], notes: [] };
    const comments = uses.filter(({ spot }) => spot.kind === "comment");
    for (const { holes } of comments) {
      for (const { start, end, variable } of holes) result.edits.push({ start, end, text: `<${variable}>` });
    }
    const literals = uses.filter(({ spot }) => spot.kind === "literal");
    if (literals.length === 0) return result;
    const writer = this.language.begin(this.root, this.text, this.path);
    let replaced = 0;
    for (const use of literals) {
      const edits = isRefusal(writer) ? writer : this.rewriteOne(writer, use);
      if (isRefusal(edits)) result.refusals.push({ use, refusal: edits });
      else {
        replaced += 1;
        result.edits.push(...edits);
      }
    }
    if (replaced > 0 && !isRefusal(writer)) result.edits.push(...(writer.finish?.() ?? []));
    return result;
  }

  private rewriteOne(writer: Writer, { spot, holes }: Use): Edit[] | Refusal {
    const node = this.nodeAt(spot);
    if (!("startIndex" in node)) return node;
    const quotes = (this.language.quotes ?? quotesOf)(node);
    const literal = cutLiteral(this.text, spot, quotes, holes);
    return literal === undefined ? CUT_ACROSS : writer.replace(node, literal);
  }
}

function rangeOf(node: Node): Range {
  return { start: node.startIndex, end: node.endIndex };
}

/** Lengths of what opens and closes an ordinary literal: letters of a prefix, then three quotes or one. */
export function quotesOf(node: Node): readonly [number, number] {
  const [all = "", quote = ""] = /^[A-Za-z@$]*("""|'''|["'`])/.exec(node.text) ?? [];
  return [all.length, quote.length];
}

/** What is the same for all literals of a tree is worked out once a tree. */
export function onceATree<Result>(compute: (root: Node) => Result): (node: Node) => Result {
  const results = new WeakMap<Node["tree"], Result>();
  return ({ tree }) => {
    const known = results.get(tree);
    if (known !== undefined) return known;
    const result = compute(tree.rootNode);
    results.set(tree, result);
    return result;
  };
}

/** An edit that replaces the node. */
export function over(node: Node, text: string): Edit {
  return { start: node.startIndex, end: node.endIndex, text };
}

/** The nearest node round this one, itself included, that is of one of the types. */
export function within(node: Node, types: readonly string[]): Node | undefined {
  for (let at: Node | null = node; at !== null; at = at.parent) if (types.includes(at.type)) return at;
  return undefined;
}

/** True where the node is its parent's child of this field. */
export function isField(node: Node, parent: string, field: string): boolean {
  return node.parent?.type === parent && node.parent.childForFieldName(field)?.equals(node) === true;
}
