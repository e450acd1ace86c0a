/**
 * What the YAML and the JSON reader produce: plain data together with the place of every value and key.
 * All offsets are UTF-16 code units from the start of the text.
 */
import { quoteWord } from "./error.ts";
import type { Complaint } from "./shape.ts";

/** Nesting that no honest document needs; keeps every recursion over a document shallow. */
export const MAX_DEPTH = 40;

/** A value and its place. */
export interface DataNode {
  start: number;
  /** Plain data: null, boolean, number, string, arrays and objects of these. */
  value: unknown;
  children?: ReadonlyMap<string | number, DataChild>;
  /** Number of values in this subtree, itself included. */
  size: number;
}

/** A value in a map or list, with the place of its key. */
export interface DataChild {
  /** Where the key starts; for list items the same as the value. */
  keyStart: number;
  node: DataNode;
}

/** What is wrong at an offset. */
export interface TextProblem extends Complaint {
  offset: number;
}

/** What a reader returns: a document, or all that is wrong with it. */
export type Parsed = { root: DataNode } | { problems: TextProblem[] };

/** A key of a map as it stands in the text; others may be equal. */
export interface MapEntry {
  key: string;
  keyStart: number;
  node: DataNode;
}

/** A node for a value without parts. `start`: UTF-16 offset in the document. */
export function scalarNode(start: number, value: unknown): DataNode {
  return { start, value, size: 1 };
}

/** A node for a list, with its items by index. `start`: UTF-16 offset in the document. */
export function listNode(start: number, items: readonly DataNode[]): DataNode {
  const children = new Map<number, DataChild>();
  let size = 1;
  for (const [index, node] of items.entries()) {
    children.set(index, { keyStart: node.start, node });
    size += node.size;
  }
  return { start, value: items.map((item) => item.value), children, size };
}

/** Problems of the keys (given twice, dangerous) go to `problems`; the first of two equal keys is kept. */
export function mapNode(start: number, entries: readonly MapEntry[], problems: TextProblem[]): DataNode {
  const children = new Map<string, DataChild>();
  const value: Record<string, unknown> = {};
  let size = 1;
  for (const { key, keyStart, node } of entries) {
    if (key === "__proto__") {
      problems.push({ offset: keyStart, message: `the key "__proto__" is not allowed` });
    } else if (children.has(key)) {
      const hint = "remove one of the two";
      problems.push({
        offset: keyStart,
        message: `the key ${quoteWord(key)} is given twice`,
        hint,
      });
    } else {
      children.set(key, { keyStart, node });
      value[key] = node.value;
    }
    size += node.size;
  }
  return { start, value, children, size };
}
