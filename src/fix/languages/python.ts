/** Python: `os.environ["X"]`, with `import os`; literals with more in them become f-strings, bytes are added up. */
import { lineEndingOf } from "../edits.ts";
import { joined, wholeOf, type Literal } from "../literal.ts";
import type { Node } from "../parser.ts";
import { over, quotesOf, treeLanguage, within, type Writer } from "../tree-source.ts";
import type { Edit, Language, Refusal } from "../types.ts";

const CONSTANT: Refusal = {
  refused: "stands where only a constant may stand (a pattern or a type)",
  advice: "move the value out of there, then read it from os.environ",
};
const JOINED_BYTES: Refusal = {
  refused: "stands in bytes that are several literals side by side",
  advice: "put a + between them",
};

function refuse(node: Node): Refusal | undefined {
  return within(node, ["case_pattern", "type"]) === undefined ? undefined : CONSTANT;
}

/** A text that is a statement of its own: nobody reads it but people. */
function isRemark(node: Node): boolean {
  const outer = node.parent?.type === "concatenated_string" ? node.parent : node;
  return outer.parent?.type === "expression_statement";
}

/** `os.environ.get("X", "…")`, `os.getenv("X", "…")`: the call, and X. */
function fallback(node: Node): { whole: Node; name: string } | undefined {
  const call = node.parent?.type === "argument_list" ? node.parent.parent : null;
  const match = /^(?:os\.)?(?:environ\.get|getenv)\(\s*["'](\w+)["']\s*,/.exec(call?.text ?? "");
  const args = node.parent?.namedChildren ?? [];
  const isSecond = args.length === 2 && args[1]?.equals(node) === true;
  const name = match?.[1];
  return call !== null && call !== undefined && name !== undefined && isSecond
    ? { whole: call, name }
    : undefined;
}

/** The name that the module `os` has here, and the edit that imports it. */
interface Os {
  name: string;
  edit?: Edit;
}

function findOs(root: Node, text: string): Os {
  const statements = root.namedChildren.filter((node) => node !== null && node.type !== "comment") as Node[];
  for (const statement of statements) {
    if (statement.type !== "import_statement") continue;
    for (const part of statement.namedChildren) {
      if (part?.type === "dotted_name" && /^os(?:\.|$)/.test(part.text)) return { name: "os" };
      const alias = part?.type === "aliased_import" ? part.childForFieldName("alias")?.text : undefined;
      if (alias !== undefined && part?.childForFieldName("name")?.text === "os") return { name: alias };
    }
  }
  const isTaken = root.descendantsOfType("identifier").some((node) => node?.text === "os" && isOther(node));
  const name = isTaken ? "_os" : "os";
  return { name, edit: importEdit(statements, text, isTaken ? "import os as _os" : "import os") };
}

/** True where something else than the module may be called os: no `os.x`, and no import of the module itself. */
function isOther(node: Node): boolean {
  const parent = node.parent?.type;
  if (parent === "attribute") return false;
  const statement = within(node, ["import_statement", "import_from_statement"]);
  if (statement === undefined) return true;
  // A function that imports it has it from that line on only.
  if (statement.type === "import_statement" && parent !== "aliased_import") return true;
  const isModule = statement.childForFieldName("module_name")?.equals(node.parent ?? node) === true;
  return !isModule;
}

/** Before the first import, or what comes first; docstring and `__future__` stay in front. */
function importEdit(statements: readonly Node[], text: string, line: string): Edit {
  const isImport = ({ type }: Node): boolean =>
    type === "import_statement" || type === "import_from_statement";
  const rest = statements.filter(
    (node, index) =>
      node.type !== "future_import_statement" && !(index === 0 && node.firstNamedChild?.type === "string"),
  );
  const first = rest.find(isImport) ?? rest[0];
  const ending = lineEndingOf(text);
  if (first === undefined) return { start: text.length, end: text.length, text: `${ending}${line}${ending}` };
  const at = first.startIndex;
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  if (text.slice(lineStart, at).trim() !== "") return { start: at, end: at, text: `${line}; ` };
  const gap = isImport(first) ? "" : ending;
  return { start: lineStart, end: lineStart, text: `${line}${ending}${gap}` };
}

/** Braces doubled, as f-strings want it; those of `\N{…}` belong to the escape. */
function braced(text: string, isRaw: boolean): string {
  const pattern = isRaw ? /[{}]/g : /\\N\{[^}]*\}|\\[^{}]|[{}]/g;
  return text.replaceAll(pattern, (part) => (part.length > 1 ? part : part + part));
}

/** Braces in a literal that becomes an f-string. */
const MAX_BRACES = 8;

function expression(node: Node, literal: Literal, os: string): string | Refusal {
  const [, prefix = "", quote = ""] = /^([A-Za-z]*)(.*)$/s.exec(literal.open) ?? [];
  const mark = quote.startsWith("'") ? "'" : '"';
  const other = mark === "'" ? '"' : "'";
  const kind = prefix.toLowerCase();
  const isPart = node.parent?.type === "concatenated_string";
  if (kind.includes("b")) {
    if (isPart) return JOINED_BYTES;
    return joined(node, literal, "+", (variable) => `${os}.environ[${mark}${variable}${mark}].encode()`);
  }
  const whole = wholeOf(literal);
  if (whole !== undefined && !isPart) return `${os}.environ[${mark}${whole.variable}${mark}]`;
  // Within an f-string a further one would need a third kind of quote; doubling many braces would spoil a page or style sheet.
  const isNested = within(node, ["interpolation"]) !== undefined;
  const braces = literal.pieces.join("").split(/[{}]/).length - 1;
  if (isNested || (braces > MAX_BRACES && !kind.includes("f") && !isPart))
    return joined(node, literal, "+", (variable) => `${os}.environ[${mark}${variable}${mark}]`);
  const isFormat = kind.includes("f");
  const pieces = literal.pieces.map((piece) => {
    if (typeof piece === "object") return `{${os}.environ[${other}${piece.variable}${other}]}`;
    return isFormat ? piece : braced(piece, kind.includes("r"));
  });
  const opened = isFormat ? prefix : `f${prefix.replaceAll(/[uU]/g, "")}`;
  return opened + quote + pieces.join("") + literal.close;
}

function begin(root: Node, text: string): Writer {
  const { name, edit } = findOs(root, text);
  return {
    replace(node, literal) {
      const made = expression(node, literal, name);
      if (typeof made !== "string") return made;
      const other = fallback(node);
      if (other !== undefined && wholeOf(literal)?.variable === other.name) return [over(other.whole, made)];
      return [over(node, made)];
    },
    finish: () => (edit === undefined ? [] : [edit]),
  };
}

/** How `keyscan fix` rewrites Python. */
export const python: Language = treeLanguage({
  title: "Python",
  grammar: () => "python",
  comments: ["comment"],
  literals: ["string"],
  inserts: ["interpolation"],
  refuse,
  isRemark,
  name: (node) => fallback(node)?.name,
  quotes: quotesOf,
  begin,
});
