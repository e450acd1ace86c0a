/** Go: `os.Getenv("X")`, with `import "os"`; a constant becomes a variable, for no constant can be read at run time. */
import { lineEndingOf } from "../edits.ts";
import { joined, type Literal } from "../literal.ts";
import type { Node } from "../parser.ts";
import { onceATree, over, treeLanguage, within, type Writer } from "../tree-source.ts";
import type { Edit, Language, Refusal } from "../types.ts";

const CONSTANT: Refusal = {
  refused: "stands where only a constant may stand (an import, or the tag of a field)",
  advice: "move the value out of there, then read it with os.Getenv",
};
const GROUP: Refusal = {
  refused: "is a constant of a group that can't be taken apart",
  advice: "declare it with var, outside of the group",
};
const USED: Refusal = {
  refused: "is a constant that another constant is made of",
  advice: "make variables of both",
};
const NO_OS: Refusal = {
  refused: "stands in a file in which os is another thing",
  advice: "rename that, so that the package os can be imported",
};

function refuse(node: Node): Refusal | undefined {
  const isTag = node.parent?.type === "field_declaration";
  if (isTag || within(node, ["import_spec"]) !== undefined) return CONSTANT;
  const spec = within(node, ["const_spec"]);
  return spec === undefined ? undefined : constantProblem(spec);
}

function constantProblem(spec: Node): Refusal | undefined {
  const declaration = spec.parent;
  const name = spec.childForFieldName("name")?.text;
  if (declaration === null || name === undefined || spec.childrenForFieldName("name").length !== 1)
    return GROUP;
  const next = spec.nextNamedSibling;
  // A constant without a value repeats the one before it.
  if (next?.type === "const_spec" && next.childForFieldName("value") === null) return GROUP;
  if (specsOf(declaration).length > 1 && !isAloneOnItsLines(spec)) return GROUP;
  const word = new RegExp(`\\b${name}\\b`);
  const isUsed = constantValues(spec).some(({ id, text }) => id !== spec.id && word.test(text));
  return isUsed ? USED : undefined;
}

const constantValues = onceATree((root: Node) =>
  root
    .descendantsOfType("const_spec")
    .flatMap((spec) =>
      spec === null ? [] : [{ id: spec.id, text: spec.childForFieldName("value")?.text ?? "" }],
    ),
);

function specsOf(declaration: Node): Node[] {
  return declaration.namedChildren.filter((child) => child?.type === "const_spec") as Node[];
}

function isAloneOnItsLines(spec: Node): boolean {
  const { text, startIndex } = spec.tree.rootNode;
  const [start, end] = linesOf(spec, text, startIndex);
  const around =
    text.slice(start, spec.startIndex - startIndex) + text.slice(spec.endIndex - startIndex, end);
  return around.trim() === "";
}

/** From the start of its first line to the start of the line behind its last. */
function linesOf(node: Node, text: string, base: number): [number, number] {
  const start = text.lastIndexOf("\n", node.startIndex - base - 1) + 1;
  const newline = text.indexOf("\n", node.endIndex - base);
  return [start, newline < 0 ? text.length : newline + 1];
}

/** The file has its own name for the package, or an edit brings it. */
interface Os {
  call: string;
  edit?: Edit;
}

function findOs(root: Node, text: string): Os | Refusal {
  const specs = root.descendantsOfType("import_spec").filter((spec) => spec !== null);
  for (const spec of specs) {
    const alias = spec.childForFieldName("name")?.text;
    if (spec.childForFieldName("path")?.text !== '"os"' || alias === "_") continue;
    if (alias === ".") return { call: "Getenv" };
    return { call: `${alias ?? "os"}.Getenv` };
  }
  const isTaken = root.descendantsOfType("identifier").some((node) => node?.text === "os");
  return isTaken ? NO_OS : { call: "os.Getenv", edit: importEdit(root, specs, text) };
}

function importEdit(root: Node, specs: readonly Node[], text: string): Edit {
  const ending = lineEndingOf(text);
  const list = specs.find((spec) => spec.parent?.type === "import_spec_list")?.parent;
  if (list !== undefined && list !== null) {
    // In the order of names that gofmt keeps, within the first run of lines.
    const run = firstRun(list);
    const later = run.find((spec) => (spec.childForFieldName("path")?.text ?? "") > '"os"');
    const [at, isBefore] =
      later === undefined ? [run.at(-1)?.endIndex ?? list.startIndex + 1, false] : [later.startIndex, true];
    const indent = indentAt(text, run[0]?.startIndex ?? list.startIndex) || "\t";
    return { start: at, end: at, text: isBefore ? `"os"${ending}${indent}` : `${ending}${indent}"os"` };
  }
  const last = root.namedChildren.findLast((node) => node?.type === "import_declaration");
  const clause = last ?? root.namedChildren.find((node) => node?.type === "package_clause");
  const at = clause?.endIndex ?? 0;
  return { start: at, end: at, text: `${ending}${last === undefined ? ending : ""}import "os"` };
}

/** White space at the start of the line. */
function indentAt(text: string, at: number): string {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, at))?.[0] ?? "";
}

function firstRun(list: Node): Node[] {
  const run: Node[] = [];
  for (const spec of list.namedChildren) {
    const before = run.at(-1);
    if (spec?.type !== "import_spec") continue;
    if (before !== undefined && spec.startPosition.row > before.endPosition.row + 1) break;
    run.push(spec);
  }
  return run;
}

/** The constant's declaration as one of a variable. */
function asVariable(spec: Node, text: string, value: string, literal: Node): Edit[] {
  const group = spec.parent;
  if (group === null) return [];
  const keyword = group.child(0);
  if (specsOf(group).length === 1 && keyword !== null) return [over(keyword, "var"), over(literal, value)];
  const ending = lineEndingOf(text);
  const [start, end] = linesOf(spec, text, 0);
  const changed =
    text.slice(spec.startIndex, literal.startIndex) + value + text.slice(literal.endIndex, spec.endIndex);
  const indent = indentAt(text, group.startIndex);
  const declared = `${ending}${ending}${indent}var ${changed.replaceAll(/[ \t]+=/g, " =")}`;
  return [
    { start, end, text: "" },
    { start: group.endIndex, end: group.endIndex, text: declared },
  ];
}

function begin(root: Node, text: string): Writer | Refusal {
  const os = findOs(root, text);
  if ("refused" in os) return os;
  return {
    replace(node: Node, literal: Literal): Edit[] {
      const made = joined(node, literal, "+", (variable) => `${os.call}("${variable}")`);
      const spec = within(node, ["const_spec"]);
      return spec === undefined ? [over(node, made)] : asVariable(spec, text, made, node);
    },
    finish: () => (os.edit === undefined ? [] : [os.edit]),
  };
}

/** How `keyscan fix` rewrites Go. */
export const go: Language = treeLanguage({
  title: "Go",
  grammar: () => "go",
  comments: ["comment"],
  literals: ["interpreted_string_literal", "raw_string_literal"],
  inserts: [],
  refuse,
  begin,
});
