/** PHP: `getenv('X')`, or `$_ENV['X']` and `env('X')` where the file reads variables that way. */
import { joined, wholeOf, type Literal } from "../literal.ts";
import type { Node } from "../parser.ts";
import { over, treeLanguage, within, type Writer } from "../tree-source.ts";
import type { Edit, Language, Refusal } from "../types.ts";

const CONSTANT: Refusal = {
  refused:
    "stands where PHP takes constants only (const, a property's or a parameter's default, an attribute)",
  advice: "set it in a constructor, or write define('X', getenv('X'))",
};
const HEREDOC: Refusal = {
  refused: "stands in a here-document",
  advice: "put getenv('X') into a variable, and that into the text",
};
/** Where the value of an expression has to be known to the compiler. */
const CONSTANT_PLACES = [
  ...["const_declaration", "property_declaration", "function_static_declaration", "enum_case"],
  ...["simple_parameter", "property_promotion_parameter", "attribute"],
];

function refuse(node: Node): Refusal | undefined {
  return within(node, CONSTANT_PLACES) === undefined ? undefined : CONSTANT;
}

/** The way in which the file reads variables. */
function wayOf(text: string): (variable: string, quote: string) => string {
  if (/\$_ENV\s*\[/.test(text)) return (variable, quote) => `$_ENV[${quote}${variable}${quote}]`;
  if (/(?<![\w>:$])env\s*\(\s*['"]/.test(text))
    return (variable, quote) => `env(${quote}${variable}${quote})`;
  return (variable, quote) => `getenv(${quote}${variable}${quote})`;
}

function begin(_root: Node, text: string): Writer {
  const way = wayOf(text);
  return {
    replace(node: Node, literal: Literal): Edit[] | Refusal {
      if (node.type === "heredoc" || node.type === "nowdoc") return HEREDOC;
      const quote = literal.open.includes('"') ? '"' : "'";
      const whole = wholeOf(literal);
      const read = (variable: string): string => way(variable, quote);
      return [over(node, whole === undefined ? joined(node, literal, ".", read) : read(whole.variable))];
    },
  };
}

/** How `keyscan fix` rewrites PHP. */
export const php: Language = treeLanguage({
  title: "PHP",
  grammar: () => "php",
  comments: ["comment"],
  literals: ["string", "encapsed_string", "heredoc", "nowdoc"],
  inserts: ["member_access_expression", "subscript_expression", "variable_name"],
  refuse,
  begin,
});
