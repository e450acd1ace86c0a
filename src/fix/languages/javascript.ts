/** JavaScript and TypeScript: `process.env.X`; literals with more in them become templates. */
import { wholeOf, type Literal } from "../literal.ts";
import type { Node } from "../parser.ts";
import { isField, over, quotesOf, treeLanguage, within, type Writer } from "../tree-source.ts";
import type { Edit, Language, Refusal } from "../types.ts";
import { clientCode } from "./client-code.ts";

const CONSTANT: Refusal = {
  refused: "stands where only a constant may stand",
  advice: "move the value out of there, then read it from process.env",
};
const TAGGED: Refusal = {
  refused: "stands in a template that a function reads (a tag)",
  advice: "pass process.env in by hand, the way that function wants it",
};
const ESCAPES: Refusal = {
  refused: "stands in a literal with escapes that a template does not know",
  advice: "write the literal without octal escapes or HTML entities",
};

/** Keys, module names, types, members of enums. */
function refuse(node: Node): Refusal | undefined {
  const parent = node.parent?.type ?? "";
  if (node.type === "template_string" && parent === "call_expression") return TAGGED;
  const isKey =
    isField(node, "pair", "key") ||
    isField(node, "import_statement", "source") ||
    isField(node, "export_statement", "source") ||
    isField(node, parent, "name");
  const isConstant = ["literal_type", "template_literal_type", "enum_assignment"].includes(parent);
  return isKey || isConstant || within(node, ["import_attribute"]) !== undefined ? CONSTANT : undefined;
}

/** `process.env.X || "…"`: the whole, and X. */
function fallback(node: Node): { whole: Node; name: string } | undefined {
  const { parent } = node;
  if (parent?.type !== "binary_expression" || !isField(node, "binary_expression", "right")) return undefined;
  const operator = parent.childForFieldName("operator")?.text ?? "";
  const left = parent.childForFieldName("left")?.text ?? "";
  const name = /^process\.env(?:\.(\w+)|\[["'](\w+)["']\])$/.exec(left);
  const variable = name?.[1] ?? name?.[2];
  return variable !== undefined && ["||", "??"].includes(operator)
    ? { whole: parent, name: variable }
    : undefined;
}

/** The text of a literal as it has to stand in a template. */
function templated(text: string): string {
  return text.replaceAll(/\\[^]|`|\$\{/g, (part) => (part.startsWith("\\") ? part : `\\${part}`));
}

function lookup(variable: string, isTyped: boolean, isDeno: boolean): string {
  if (isDeno) return `Deno.env.get("${variable}")${isTyped ? "!" : ""}`;
  // TypeScript has `string | undefined` there, and wants to be told where a string was before.
  return `process.env.${variable}${isTyped ? "!" : ""}`;
}

function writer(text: string, path: string): Writer {
  const isTyped = /\.[cm]?tsx?$/i.test(path);
  const isDeno = /\bDeno\.env\b/.test(text);
  const read = (variable: string): string => lookup(variable, isTyped, isDeno);
  return {
    replace(node, literal): Edit[] | Refusal {
      const made = expression(node, literal, read);
      if (typeof made !== "string") return made;
      const other = fallback(node);
      if (other !== undefined && wholeOf(literal)?.variable === other.name) return [over(other.whole, made)];
      return [over(node, node.parent?.type === "jsx_attribute" ? `{${made}}` : made)];
    },
  };
}

function expression(node: Node, literal: Literal, read: (variable: string) => string): string | Refusal {
  const whole = wholeOf(literal);
  if (whole !== undefined) return read(whole.variable);
  const isTemplate = literal.open === "`";
  const isMarkup = node.parent?.type === "jsx_attribute";
  const texts = literal.pieces.filter((piece) => typeof piece === "string");
  if (
    !isTemplate &&
    texts.some((text) => /\\(?:[1-9]|0[0-9])/.test(text) || (isMarkup && /[\\&]/.test(text)))
  )
    return ESCAPES;
  const pieces = literal.pieces.map((piece) => {
    if (typeof piece === "object") return `\${${read(piece.variable)}}`;
    return isTemplate ? piece : templated(piece);
  });
  return `\`${pieces.join("")}\``;
}

/** How `keyscan fix` rewrites JavaScript and TypeScript, with and without JSX. */
export const javascript: Language = treeLanguage({
  title: "JavaScript",
  grammar: (path) => (/\.[cm]?ts$/i.test(path) ? "typescript" : /\.tsx$/i.test(path) ? "tsx" : "javascript"),
  comments: ["comment", "html_comment"],
  literals: ["string", "template_string"],
  inserts: ["template_substitution"],
  refuse,
  name: (node) => fallback(node)?.name,
  quotes: quotesOf,
  begin: (root, text, path) => clientCode(root, text) ?? writer(text, path),
});
