/**
 * The words of HCL, the language of Terraform, as far as strings, comments and blocks go. There is no parser for it that could
 * be bundled, so this is what proves a result: all strings, here-documents, comments and brackets are closed, in order.
 */
import type { Range } from "../types.ts";

/** A string; its range has the quotes, or the marks of a here-document. */
export interface HclString extends Range {
  kind: "quoted" | "heredoc";
  /** Header of the outermost block that it stands in, such as `variable "x"`; "" where it stands in none. */
  block: string;
  /** Brackets of all kinds that are open there. */
  depth: number;
}

/** What `readHcl` found. Offsets are UTF-16 code units. */
export interface Hcl {
  strings: HclString[];
  comments: Range[];
  /** Nothing is left open. */
  isClosed: boolean;
}

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };

/** Units of a block's header, at most. */
const MAX_HEADER = 300;

interface State {
  text: string;
  at: number;
  result: Hcl;
  /** The brackets that are open; `block`: as of a string in it. */
  open: { closing: string; block: string }[];
}

/** Reads a whole file; it stops where something is left open, and says so. */
export function readHcl(text: string): Hcl {
  const state: State = { text, at: 0, result: { strings: [], comments: [], isClosed: true }, open: [] };
  while (state.at < text.length && state.result.isClosed) step(state);
  if (state.open.length > 0) state.result.isClosed = false;
  return state.result;
}

function step(state: State): void {
  const { text, at, result } = state;
  const comment = /#[^\n]*|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
  comment.lastIndex = at;
  const [remark] = comment.exec(text) ?? [];
  if (remark !== undefined) {
    if (remark.startsWith("/*") && !remark.endsWith("*/")) result.isClosed = false;
    result.comments.push({ start: at, end: at + remark.length });
    state.at += remark.length;
    return;
  }
  if (text[at] === '"') quoted(state);
  else if (text.startsWith("<<", at)) heredoc(state);
  else bracket(state);
}

function blockOf({ open }: State): string {
  return open.at(-1)?.block ?? "";
}

function bracket(state: State): void {
  const { text, at, open } = state;
  const character = text[at] ?? "";
  const closing = CLOSING[character];
  state.at += 1;
  if (closing !== undefined) {
    const before = text.slice(Math.max(0, at - MAX_HEADER), at);
    const line = before.slice(before.lastIndexOf("\n") + 1).trim();
    const header = character === "{" && !line.includes("=") ? line : "";
    open.push({ closing, block: blockOf(state) || header });
  } else if ("}])".includes(character) && open.pop()?.closing !== character) state.result.isClosed = false;
}

/** A string ends at the first quote that is neither escaped nor within `${ … }`. */
function quoted(state: State): void {
  const { text, at: start } = state;
  const end = endOfQuoted(text, start);
  if (end === undefined) state.result.isClosed = false;
  else
    state.result.strings.push({
      kind: "quoted",
      start,
      end,
      block: blockOf(state),
      depth: state.open.length,
    });
  state.at = end ?? text.length;
}

function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\n") return undefined;
    if (character === "\\") at += 1;
    else if (character === '"') return at + 1;
    else if (/^[$%]\{/.test(text.slice(at, at + 2)) && text[at - 1] !== character) {
      const end = endOfInsert(text, at + 2);
      if (end === undefined) return undefined;
      at = end - 1;
    }
  }
  return undefined;
}

function endOfInsert(text: string, start: number): number | undefined {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (character === '"') {
      const end = endOfQuoted(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    }
  }
  return undefined;
}

function heredoc(state: State): void {
  const { text, at: start } = state;
  const begin = /<<-?([A-Za-z_][\w-]*)\r?\n/y;
  begin.lastIndex = start;
  const match = begin.exec(text);
  if (match === null) {
    state.at += 2;
    return;
  }
  const from = start + match[0].length;
  const close = new RegExp(`^[ \\t]*${match[1] ?? ""}[ \\t]*\\r?$`, "gm");
  close.lastIndex = from;
  const end = close.exec(text)?.index;
  if (end === undefined) state.result.isClosed = false;
  else
    state.result.strings.push({
      kind: "heredoc",
      start: from,
      end,
      block: blockOf(state),
      depth: state.open.length,
    });
  const lineEnd = end === undefined ? -1 : text.indexOf("\n", end);
  state.at = lineEnd < 0 ? text.length : lineEnd;
}
