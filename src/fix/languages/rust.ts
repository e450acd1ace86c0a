/**
 * Rust: `std::env::var("X").expect(…)`, a String where a `&str` stood. It is put where a borrowed String does as well: values of
 * `let`, arguments of functions and macros, receivers of methods, comparisons. Constants, statics and the rest are left to people.
 */
import { wholeOf, type Literal } from "../literal.ts";
import type { Node } from "../parser.ts";
import { isField, over, treeLanguage, within, type Writer } from "../tree-source.ts";
import type { Edit, Language, Refusal } from "../types.ts";

const CONSTANT: Refusal = {
  refused: "is a constant or static, whose value the compiler has to know",
  advice:
    'write static X: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| std::env::var("X").expect("X is not set")), or a function that returns a String',
};
const PATTERN: Refusal = {
  refused: "stands where only a constant may stand (a pattern, an attribute, the format of a macro)",
  advice: "compare or pass it as a value read by std::env::var",
};
const BORROWED: Refusal = {
  refused: "stands where a &'static str may be needed",
  advice: "make that a String, then read it with std::env::var",
};
const BYTES: Refusal = {
  refused: "stands in a byte string",
  advice: "read it with std::env::var and call into_bytes()",
};

/** What takes the literal: by value, or borrowed. */
function takes(node: Node): "value" | "borrow" | undefined {
  const parent = node.parent?.type ?? "";
  if (isField(node, "field_expression", "value") || parent === "token_tree") return "value";
  if (parent === "binary_expression") return "value";
  if (isField(node, "let_declaration", "value")) return "borrow";
  // Some, Ok and tuple structs keep what they are given.
  const callee =
    parent === "arguments" ? node.parent?.parent?.childForFieldName("function")?.text : undefined;
  return callee !== undefined && !/(?:^|::)[A-Z]\w*$/.test(callee) ? "borrow" : undefined;
}

function refuse(node: Node): Refusal | undefined {
  if (within(node, ["const_item", "static_item"]) !== undefined) return CONSTANT;
  const isPattern = within(node, ["match_pattern", "attribute_item", "inner_attribute_item"]) !== undefined;
  if (isPattern || node.parent?.type.endsWith("pattern") === true) return PATTERN;
  if (node.parent?.type === "token_tree" && isFormat(node)) return PATTERN;
  if (/^b|^c/.test(node.text)) return BYTES;
  return takes(node) === undefined ? BORROWED : undefined;
}

/** The first argument of a macro is its format, or something else that it wants to see itself. */
function isFormat(node: Node): boolean {
  return node.parent?.firstNamedChild?.equals(node) === true;
}

function expression({ open, close, pieces }: Literal): string {
  const read = (variable: string): string => `std::env::var("${variable}").expect("${variable} is not set")`;
  const whole = wholeOf({ open, close, pieces });
  if (whole !== undefined) return read(whole.variable);
  const format = pieces.map((piece) =>
    typeof piece === "object" ? "{}" : piece.replaceAll(/[{}]/g, "$&$&"),
  );
  const holes = pieces.filter((piece) => typeof piece === "object");
  return `format!(${open}${format.join("")}${close}, ${holes.map(({ variable }) => read(variable)).join(", ")})`;
}

/** `r#"` and `"#`. */
function quotes(node: Node): readonly [number, number] {
  const [open = "", hashes = ""] = /^[a-z]*(#*)"/.exec(node.text) ?? [];
  return [open.length, hashes.length + 1];
}

const WRITER: Writer = {
  replace(node: Node, literal: Literal): Edit[] {
    const made = expression(literal);
    return [over(node, takes(node) === "borrow" ? `&${made}` : made)];
  },
};

/** How `keyscan fix` rewrites Rust. */
export const rust: Language = treeLanguage({
  title: "Rust",
  grammar: () => "rust",
  comments: ["line_comment", "block_comment"],
  literals: ["string_literal", "raw_string_literal"],
  inserts: [],
  refuse,
  quotes,
  begin: () => WRITER,
});
