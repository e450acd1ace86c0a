/** Shell scripts: `"${X:?}"`, which ends the script with a message where X is not set or empty. */
import type { Literal } from "../literal.ts";
import type { Node } from "../parser.ts";
import { over, treeLanguage, type Writer } from "../tree-source.ts";
import type { Edit, Language, Refusal } from "../types.ts";

const RAW_HEREDOC: Refusal = {
  refused: "stands in a here-document in which nothing is expanded",
  advice:
    "write its mark without quotes (and a backslash before each other $ or `), or read the value another way",
};
const PATTERN: Refusal = {
  refused: "stands in a regular expression or a name",
  advice: "put it into a variable by hand",
};

function refuse(node: Node): Refusal | undefined {
  if (node.type === "regex" || node.parent?.type === "command_name") return PATTERN;
  if (node.type !== "heredoc_body") return undefined;
  const mark = node.parent?.namedChildren.find((child) => child?.type === "heredoc_start")?.text ?? "";
  return /["'\\]/.test(mark) ? RAW_HEREDOC : undefined;
}

function expand(variable: string): string {
  return `\${${variable}:?}`;
}

const WRITER: Writer = {
  replace(node: Node, { open, close, pieces }: Literal): Edit[] {
    const isOpen = node.type === "string" || node.type === "heredoc_body";
    const inner = pieces.map((piece) => {
      if (typeof piece === "object") return isOpen ? expand(piece.variable) : `"${expand(piece.variable)}"`;
      return isOpen ? piece : open + piece + close;
    });
    return [over(node, isOpen ? open + inner.join("") + close : inner.join(""))];
  },
};

function quotes(node: Node): readonly [number, number] {
  if (node.type === "string" || node.type === "raw_string") return [1, 1];
  return node.type === "ansi_c_string" ? [2, 1] : [0, 0];
}

/** How `keyscan fix` rewrites shell scripts. */
export const shell: Language = treeLanguage({
  title: "shell",
  grammar: () => "bash",
  comments: ["comment"],
  literals: ["string", "raw_string", "ansi_c_string", "word", "heredoc_body", "regex"],
  inserts: ["simple_expansion", "expansion", "command_substitution", "arithmetic_expansion"],
  refuse,
  quotes,
  begin: () => WRITER,
});
