/** C#: `System.Environment.GetEnvironmentVariable("X")`; a constant becomes a read-only field or a variable. */
import { joined, wholeOf, type Literal } from "../literal.ts";
import type { Node } from "../parser.ts";
import { onceATree, over, treeLanguage, within, type Writer } from "../tree-source.ts";
import type { Edit, Language, Refusal } from "../types.ts";

const CONSTANT: Refusal = {
  refused: "stands where only a constant may stand (an attribute, a case, a parameter's default)",
  advice: "read it with Environment.GetEnvironmentVariable in a method",
};
const USED: Refusal = {
  refused: "is a constant that another constant, an attribute, a case or a default needs",
  advice: "read it with Environment.GetEnvironmentVariable where it is used",
};
const RAW: Refusal = {
  refused: "stands in a raw string literal with other text",
  advice: "write it as an interpolated string with Environment.GetEnvironmentVariable in it",
};
const CONSTANT_PLACES = [
  "attribute",
  "constant_pattern",
  "case_switch_label",
  "parameter",
  "enum_member_declaration",
];
const DECLARATIONS = ["field_declaration", "local_declaration_statement"];

function refuse(node: Node): Refusal | undefined {
  if (within(node, CONSTANT_PLACES) !== undefined) return CONSTANT;
  const declaration = constantOf(node);
  if (declaration === undefined) return undefined;
  const declarators = declaration.descendantsOfType("variable_declarator");
  const name = declarators[0]?.childForFieldName("name")?.text;
  if (declarators.length !== 1 || name === undefined) return USED;
  const word = new RegExp(`\\b${name}\\b`);
  return constantParts(node).some(({ id, text }) => id !== declaration.id && word.test(text))
    ? USED
    : undefined;
}

const constantParts = onceATree((root: Node) => {
  const constants = root
    .descendantsOfType(DECLARATIONS)
    .filter((other) => other !== null && modifierOf(other) !== undefined);
  const places = [...constants, ...root.descendantsOfType(CONSTANT_PLACES)];
  return places.flatMap((place) => (place === null ? [] : [{ id: place.id, text: constantPart(place) }]));
});

/** What the compiler has to know: of declarations and parameters, what stands behind the `=`. */
function constantPart({ type, text }: Node): string {
  const isNamed = type === "parameter" || DECLARATIONS.includes(type);
  return isNamed ? text.slice(text.includes("=") ? text.indexOf("=") : text.length) : text;
}

/** The declaration of the constant whose value the literal is part of. */
function constantOf(node: Node): Node | undefined {
  const declaration = within(node, [...DECLARATIONS, "block"]);
  return declaration !== undefined && modifierOf(declaration) !== undefined ? declaration : undefined;
}

function modifierOf(declaration: Node): Node | undefined {
  return (
    declaration.namedChildren.find((child) => child?.type === "modifier" && child.text === "const") ??
    undefined
  );
}

/** Without `const`, which is what no value of the environment can be. */
function loosened(node: Node, text: string): Edit[] {
  const declaration = constantOf(node);
  const modifier = declaration === undefined ? undefined : modifierOf(declaration);
  if (declaration === undefined || modifier === undefined) return [];
  if (declaration.type === "field_declaration") return [over(modifier, "static readonly")];
  const gap = /^\s*/.exec(text.slice(modifier.endIndex))?.[0].length ?? 0;
  return [{ start: modifier.startIndex, end: modifier.endIndex + gap, text: "" }];
}

function begin(_root: Node, text: string): Writer {
  return {
    replace(node: Node, literal: Literal): Edit[] | Refusal {
      const read = (variable: string): string => `System.Environment.GetEnvironmentVariable("${variable}")`;
      if (literal.open.includes('"""') && wholeOf(literal) === undefined) return RAW;
      return [over(node, joined(node, literal, "+", read)), ...loosened(node, text)];
    },
  };
}

/** How `keyscan fix` rewrites C#. */
export const csharp: Language = treeLanguage({
  title: "C#",
  grammar: () => "c-sharp",
  comments: ["comment"],
  literals: [
    ...["string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression"],
  ],
  inserts: ["interpolation"],
  refuse,
  begin,
});
