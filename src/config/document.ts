/** A configuration or rule file as plain data of which every value and key has a known place. */
import { Buffer } from "node:buffer";
import { ConfigError, fieldName, fileError, type ConfigProblem, type Path } from "./error.ts";
import { parseJson } from "./json.ts";
import type { ShapeOf } from "./shape.ts";
import type { DataChild, DataNode, Parsed, TextProblem } from "./tree.ts";
import { validate, type FieldProblem } from "./validate.ts";
import { parseYaml } from "./yaml.ts";

/** Both from 1; the column in UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
}

export interface ParsedDocument {
  /** The file's name as errors show it. */
  readonly file: string;
  readonly data: unknown;
  /** Where the value (or its key) stands; for a path that does not exist, its nearest ancestor. */
  position(path: Path, of?: "key" | "value"): Position;
}

/** Bytes of UTF-8. */
export const MAX_DOCUMENT_SIZE: number = 1024 * 1024;

/** File names that `parseDocument` takes. */
const DOCUMENT_NAME: RegExp = /\.(?:ya?ml|json)$/i;

/**
 * Reads YAML (`.yaml`, `.yml`) or strict JSON (`.json`) as plain data. `file` tells the format and names the file in
 * errors. A byte order mark is skipped.
 *
 * @throws ConfigError on syntax errors and on what is refused: duplicate keys, tags, directives, several documents,
 * many aliases, tabs as indentation, deep nesting, more than 1 MB, other file names.
 */
export async function parseDocument(text: string, file: string): Promise<ParsedDocument> {
  if (!DOCUMENT_NAME.test(file)) {
    throw fileError(file, { message: "the file name must end in .yaml, .yml or .json" });
  }
  if (Buffer.byteLength(text) > MAX_DOCUMENT_SIZE) {
    throw fileError(file, { message: "the file is larger than 1 MB", hint: "split it" });
  }
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const parsed: Parsed = /\.json$/i.test(file) ? parseJson(source) : await parseYaml(source);
  const lines = lineStarts(source);
  if ("problems" in parsed) throw syntaxError(file, lines, parsed.problems);
  const { root } = parsed;
  return {
    file,
    data: root.value,
    position: (path, of = "value") => positionAt(lines, offsetOf(root, path, of)),
  };
}

/**
 * The document's data, checked.
 *
 * @throws ConfigError with every problem of the document in the order of the file
 */
export function checkDocument<T>(document: ParsedDocument, shape: ShapeOf<T>): T {
  const problems = validate(shape, document.data);
  if (problems.length > 0) throw documentError(document, problems);
  return document.data as T;
}

/** Problems of fields as an error with places. */
export function documentError(document: ParsedDocument, problems: readonly FieldProblem[]): ConfigError {
  return new ConfigError(problems.map((problem) => placeProblem(document, problem)).sort(inFileOrder));
}

/** One problem of a field with its place. */
export function placeProblem(document: ParsedDocument, problem: FieldProblem): ConfigProblem {
  const { path, at, message, hint } = problem;
  return {
    file: document.file,
    ...document.position(path, at),
    ...(path.length > 0 ? { field: fieldName(path) } : {}),
    message,
    ...(hint === undefined ? {} : { hint }),
  };
}

function inFileOrder(a: ConfigProblem, b: ConfigProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function syntaxError(file: string, lines: readonly number[], problems: readonly TextProblem[]): ConfigError {
  return new ConfigError(
    problems
      .map(({ offset, ...complaint }) => ({ file, ...positionAt(lines, offset), ...complaint }))
      .sort(inFileOrder),
  );
}

/** Offsets at which lines start; a line ends with LF, CR LF or a CR of its own. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

function positionAt(lines: readonly number[], offset: number): Position {
  let low = 0;
  let high = lines.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}

function offsetOf(root: DataNode, path: Path, of: "key" | "value"): number {
  let child: DataChild = { keyStart: root.start, node: root };
  for (const part of path) {
    const next = child.node.children?.get(part);
    // A field that is missing is reported at the start of what it is missing from.
    if (next === undefined) return child.node.start;
    child = next;
  }
  return of === "key" ? child.keyStart : child.node.start;
}
