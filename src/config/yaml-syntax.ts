/**
 * YAML syntax errors in words for people who write rules and settings, not parsers. The parser's own messages quote
 * the text, which may hold a secret, so only those without a quotation are passed on.
 */
import type { YAMLParseError } from "yaml";
import type { Complaint } from "./shape.ts";
import type { TextProblem } from "./tree.ts";

type SyntaxError = Pick<YAMLParseError, "code" | "message"> & {
  pos: readonly [number, ...number[]];
};

const QUOTE_IT = "put a text with special characters in single quotes";

const NO_NESTING: Complaint = {
  message: "a mapping or list can't begin here",
  hint: 'check the indentation and commas; put a text with ": " in single quotes',
};

const COMPLAINTS: Readonly<Partial<Record<YAMLParseError["code"], Complaint>>> = {
  BAD_DQ_ESCAPE: {
    message: "not an escape sequence of double-quoted YAML text",
    hint: "use single quotes, in which a backslash is a backslash",
  },
  UNEXPECTED_TOKEN: { message: "unexpected text here", hint: QUOTE_IT },
  BLOCK_AS_IMPLICIT_KEY: NO_NESTING,
  BLOCK_IN_FLOW: NO_NESTING,
  NON_STRING_KEY: { message: "a key must be a plain text", hint: QUOTE_IT },
  MULTILINE_IMPLICIT_KEY: { message: 'a key must be followed by ":" on the same line' },
};

/** The parser's error as a problem at the same place. */
export function syntaxProblem(error: SyntaxError, text: string): TextProblem {
  const offset = error.pos[0];
  if (error.code === "TAB_AS_INDENT" || (isIndentation(error) && startsWithTab(text, offset))) {
    return { offset, message: "a tab is used for indentation", hint: "use spaces" };
  }
  if (isIndentation(error)) return { offset, message: ownWords(error.message) };
  if (error.code === "BAD_SCALAR_START") {
    const char = /[%@`|>]/.exec(text.slice(offset, offset + 1))?.[0] ?? "this character";
    return { offset, message: `a text without quotes can't start with ${char}`, hint: QUOTE_IT };
  }
  const complaint = COMPLAINTS[error.code] ?? { message: "not valid YAML", hint: QUOTE_IT };
  return { offset, ...complaint };
}

function isIndentation(error: SyntaxError): boolean {
  return error.code === "BAD_INDENT" || error.code === "MISSING_CHAR";
}

function startsWithTab(text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^ *\t/.test(text.slice(lineStart, offset + 1));
}

/** Better words for the messages of two codes that stand for several mistakes each. */
function ownWords(message: string): string {
  if (message.startsWith("Flow ")) {
    return "a list or mapping in brackets is not closed, or its lines aren't indented";
  }
  if (message.startsWith("Missing closing")) return "the closing quote of a text is missing";
  if (message.startsWith("Implicit map keys")) return '":" and a value are missing after this key';
  if (message.startsWith("All ")) {
    return "the keys or items of one mapping or list must start at the same column";
  }
  return "wrong indentation, or a character is missing here";
}
