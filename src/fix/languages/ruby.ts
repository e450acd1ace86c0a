/** Ruby: `ENV.fetch("X")`, which says so where X is not set; interpolated where more stands in the literal. */
import { wholeOf, type Literal } from "../literal.ts";
import type { Node } from "../parser.ts";
import { isField, over, treeLanguage, type Writer } from "../tree-source.ts";
import type { Edit, Language, Refusal } from "../types.ts";

const CONSTANT: Refusal = {
  refused: "stands in a word list, symbol or regular expression",
  advice: "write it as a string, then read it with ENV.fetch",
};
const RAW_HEREDOC: Refusal = {
  refused: "stands in a here-document that interpolates nothing",
  advice: "write its mark without quotes, then read it with ENV.fetch",
};
const RAW: Refusal = {
  refused: "stands in a %q literal with other text",
  advice: "write it in double quotes, then read it with ENV.fetch",
};

function refuse(node: Node): Refusal | undefined {
  if (["bare_string", "bare_symbol", "delimited_symbol", "regex"].includes(node.type)) return CONSTANT;
  const isSymbol = isField(node, "pair", "key") && node.nextSibling?.text === ":";
  if (isSymbol) return CONSTANT;
  return node.type === "heredoc_body" && isRawHeredoc(node) ? RAW_HEREDOC : undefined;
}

function isRawHeredoc(body: Node): boolean {
  const mark = body.lastNamedChild?.text ?? "";
  const marks = body.tree.rootNode
    .descendantsOfType("heredoc_beginning")
    .filter((node) => node !== null && node.startIndex < body.startIndex && node.text.includes(mark));
  return marks.at(-1)?.text.includes("'") === true;
}

function lookup(variable: string, quote = '"'): string {
  return `ENV.fetch(${quote}${variable}${quote})`;
}

/** The text of a single-quoted literal as it has to stand between double quotes. */
function requoted(text: string): string {
  return text.replaceAll(/\\[\\']|["\\]|#(?=[{$@])/g, (part) => {
    if (part === "\\'") return "'";
    return part === "\\\\" ? part : `\\${part}`;
  });
}

function interpolated(
  { open, close, pieces }: Literal,
  textOf: (text: string) => string = (text) => text,
): string {
  const inner = pieces.map((piece) =>
    typeof piece === "string" ? textOf(piece) : `#{${lookup(piece.variable)}}`,
  );
  return open + inner.join("") + close;
}

const WRITER: Writer = {
  replace(node: Node, literal: Literal): Edit[] | Refusal {
    if (node.type !== "string") return [over(node, interpolated(literal))];
    const whole = wholeOf(literal);
    const isPart = node.parent?.type === "chained_string";
    const quote = literal.open === "'" ? "'" : '"';
    if (whole !== undefined && !isPart) return [over(node, lookup(whole.variable, quote))];
    if (literal.open.startsWith("%q")) return RAW;
    if (literal.open !== "'") return [over(node, interpolated(literal))];
    return [over(node, interpolated({ ...literal, open: '"', close: '"' }, requoted))];
  },
};

/** `%Q(`, `"`, a here-document's mark. */
function quotes(node: Node): readonly [number, number] {
  const length = (child: Node | null): number => (child === null ? 0 : child.endIndex - child.startIndex);
  if (node.type === "heredoc_body") return [0, length(node.lastChild)];
  return [length(node.firstChild), length(node.lastChild)];
}

/** How `keyscan fix` rewrites Ruby. */
export const ruby: Language = treeLanguage({
  title: "Ruby",
  grammar: () => "ruby",
  comments: ["comment"],
  literals: ["string", "heredoc_body", "subshell", "bare_string", "bare_symbol", "delimited_symbol", "regex"],
  inserts: ["interpolation"],
  refuse,
  quotes,
  begin: () => WRITER,
});
