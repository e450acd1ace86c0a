/** Java: `System.getenv("X")`. What has to be a constant of the compiler can't be read, and is left to people. */
import { joined, wholeOf, type Literal } from "../literal.ts";
import type { Node } from "../parser.ts";
import { onceATree, over, treeLanguage, within, type Writer } from "../tree-source.ts";
import type { Edit, Language, Refusal } from "../types.ts";

const CONSTANT: Refusal = {
  refused: "stands where only a constant may stand (an annotation or a case)",
  advice: 'annotations of Spring read variables as "${X}"; elsewhere read it with System.getenv in a method',
};
const USED: Refusal = {
  refused: "is a constant that an annotation or a case needs",
  advice: "read it with System.getenv where it is used",
};
const BLOCK: Refusal = {
  refused: "stands in a text block",
  advice: 'write "%s" in its place and add .formatted(System.getenv("X"))',
};
const CONSTANT_PLACES = ["annotation", "switch_label"];

function refuse(node: Node): Refusal | undefined {
  if (within(node, CONSTANT_PLACES) !== undefined) return CONSTANT;
  const field = within(node, ["field_declaration", "constant_declaration", "local_variable_declaration"]);
  const declarator = within(node, ["variable_declarator"]);
  const name = declarator?.childForFieldName("name")?.text;
  if (field === undefined || name === undefined || !/\bfinal\b|^constant/.test(`${field.type} ${field.text}`))
    return undefined;
  const word = new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b`);
  return constantTexts(node).some((text) => word.test(text)) ? USED : undefined;
}

const constantTexts = onceATree((root: Node) =>
  root.descendantsOfType(CONSTANT_PLACES).flatMap((place) => (place === null ? [] : [place.text])),
);

const WRITER: Writer = {
  replace(node: Node, literal: Literal): Edit[] | Refusal {
    const read = (variable: string): string => `System.getenv("${variable}")`;
    if (!literal.open.includes('"""')) return [over(node, joined(node, literal, "+", read))];
    const pieces = literal.pieces.filter((piece) => typeof piece === "object" || piece.trim() !== "");
    const whole = wholeOf({ ...literal, pieces });
    return whole === undefined ? BLOCK : [over(node, read(whole.variable))];
  },
};

/** How `keyscan fix` rewrites Java. */
export const java: Language = treeLanguage({
  title: "Java",
  grammar: () => "java",
  comments: ["line_comment", "block_comment"],
  literals: ["string_literal"],
  inserts: ["template_expression", "string_interpolation"],
  refuse,
  begin: () => WRITER,
});
