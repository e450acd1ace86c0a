/**
 * Strict JSON (RFC 8259) with the place of every key and value. `JSON.parse` tells neither places nor keys that are
 * given twice, and a YAML parser would accept what editors and other tools refuse.
 */
import { listNode, mapNode, MAX_DEPTH, scalarNode } from "./tree.ts";
import type { DataNode, MapEntry, Parsed, TextProblem } from "./tree.ts";

class JsonProblem extends Error {
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(offset: number, message: string, hint?: string) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}

interface Reader {
  text: string;
  at: number;
  depth: number;
  /** Problems that don't stop the reading, such as a key given twice. */
  problems: TextProblem[];
}

/** Reads one JSON text; the first syntax error ends it. */
export function parseJson(text: string): Parsed {
  const reader: Reader = { text, at: 0, depth: 0, problems: [] };
  try {
    const root = readValue(reader);
    skipSpace(reader);
    if (reader.at < text.length) {
      throw new JsonProblem(reader.at, "the data ended before this text", "remove it");
    }
    return reader.problems.length > 0 ? { problems: reader.problems } : { root };
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const { offset, message, hint } = error;
    const problem = { offset, message, ...(hint === undefined ? {} : { hint }) };
    return { problems: [...reader.problems, problem] };
  }
}

function readValue(reader: Reader): DataNode {
  skipSpace(reader);
  const start = reader.at;
  switch (reader.text[start]) {
    case "{":
      return nested(reader, () => readObject(reader));
    case "[":
      return nested(reader, () => readArray(reader));
    case '"':
      return scalarNode(start, readString(reader));
    default:
      return scalarNode(start, readLiteral(reader));
  }
}

function nested(reader: Reader, read: () => DataNode): DataNode {
  reader.depth++;
  if (reader.depth > MAX_DEPTH) {
    throw new JsonProblem(reader.at, `nested more than ${MAX_DEPTH} levels deep`);
  }
  const node = read();
  reader.depth--;
  return node;
}

function readObject(reader: Reader): DataNode {
  const start = reader.at;
  const entries: MapEntry[] = [];
  readItems(reader, "}", () => {
    const keyStart = reader.at;
    if (reader.text[keyStart] !== '"') throw unexpected(reader, "a key in double quotes");
    const key = readString(reader);
    skipSpace(reader);
    if (reader.text[reader.at] !== ":") throw unexpected(reader, '":"');
    reader.at++;
    entries.push({ key, keyStart, node: readValue(reader) });
  });
  return mapNode(start, entries, reader.problems);
}

function readArray(reader: Reader): DataNode {
  const start = reader.at;
  const items: DataNode[] = [];
  readItems(reader, "]", () => items.push(readValue(reader)));
  return listNode(start, items);
}

/** Reads from the opening bracket to the closing one; `read` stands at each item's first character. */
function readItems(reader: Reader, close: string, read: () => void): void {
  reader.at++;
  skipSpace(reader);
  if (reader.text[reader.at] === close) {
    reader.at++;
    return;
  }
  for (;;) {
    read();
    skipSpace(reader);
    const next = reader.text[reader.at];
    if (next !== "," && next !== close) throw unexpected(reader, `"," or "${close}"`);
    const comma = reader.at++;
    if (next === close) return;
    skipSpace(reader);
    if (reader.text[reader.at] === close) {
      throw new JsonProblem(comma, "a comma stands before the closing bracket", "remove it");
    }
  }
}

function readString(reader: Reader): string {
  const start = reader.at++;
  for (;;) {
    const char = reader.text[reader.at];
    if (char === '"') break;
    if (char === undefined) throw new JsonProblem(start, "this text has no closing quote");
    if (char < " ") {
      const hint = "write it as an escape such as \\n or \\t";
      throw new JsonProblem(reader.at, "a line break or control character stands in a text", hint);
    }
    reader.at += char === "\\" ? escapeLength(reader) : 1;
  }
  reader.at++;
  return JSON.parse(reader.text.slice(start, reader.at)) as string;
}

/** Code units of the escape at the reader's place. */
function escapeLength(reader: Reader): number {
  const escape = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
  escape.lastIndex = reader.at;
  const match = escape.exec(reader.text);
  if (match === null) {
    throw new JsonProblem(reader.at, "not a JSON escape", "write \\\\ for a backslash");
  }
  return match[0].length;
}

const LITERALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function readLiteral(reader: Reader): unknown {
  const word = /[-+.\w]+/y;
  word.lastIndex = reader.at;
  const found = word.exec(reader.text)?.[0];
  if (found === undefined) throw unexpected(reader, "a value");
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][-+]?\d+)?$/.test(found);
  if (!isNumber && /^[-+.\d]/.test(found)) {
    throw new JsonProblem(reader.at, "not a number as JSON writes it");
  }
  if (!isNumber && !LITERALS.has(found)) throw unexpected(reader, "a value");
  reader.at += found.length;
  return isNumber ? Number(found) : LITERALS.get(found);
}

function skipSpace(reader: Reader): void {
  const space = /[ \t\r\n]*/y;
  space.lastIndex = reader.at;
  reader.at += space.exec(reader.text)?.[0].length ?? 0;
}

function unexpected(reader: Reader, wanted: string): JsonProblem {
  const next = reader.text[reader.at];
  if (next === undefined) return new JsonProblem(reader.at, `the file ends where ${wanted} should be`);
  let hint: string | undefined;
  if (next === "/" || next === "#") hint = "JSON has no comments; a .yaml file may have them";
  else if (/['A-Za-z_]/.test(next)) hint = "texts and keys stand in double quotes";
  return new JsonProblem(reader.at, `${wanted} should be here`, hint);
}
