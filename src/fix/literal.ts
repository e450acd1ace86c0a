/** A string literal with the holes in it, as the writers of languages need it: what opens it, its pieces, what closes it. */
import type { Node } from "./parser.ts";
import type { Hole, Range } from "./types.ts";

export interface Literal {
  /** Prefix and opening quote. */
  open: string;
  close: string;
  /** Text as it stands in the literal, escapes and all, and holes; no empty texts. */
  pieces: (string | Hole)[];
}

/**
 * @param range The literal in the text.
 * @param open Length of what opens it; `close` of what closes it.
 * @returns Undefined where a hole is not wholly inside.
 */
export function cutLiteral(
  text: string,
  range: Range,
  [open, close]: readonly [open: number, close: number],
  holes: readonly Hole[],
): Literal | undefined {
  const inner: Range = { start: range.start + open, end: range.end - close };
  const pieces: (string | Hole)[] = [];
  let at = inner.start;
  for (const hole of holes) {
    if (hole.start < at || hole.end > inner.end) return undefined;
    if (hole.start > at) pieces.push(text.slice(at, hole.start));
    pieces.push(hole);
    at = hole.end;
  }
  if (at < inner.end) pieces.push(text.slice(at, inner.end));
  return { open: text.slice(range.start, inner.start), close: text.slice(inner.end, range.end), pieces };
}

/** The one hole that is all of the literal. */
export function wholeOf({ pieces }: Literal): Hole | undefined {
  const [piece] = pieces;
  return pieces.length === 1 && typeof piece === "object" ? piece : undefined;
}

/** Parents in which a sum would come apart without brackets. */
const BINDING =
  /binary|unary|boolean|comparison|not_|conditional|ternary|cast|await|operator|selector|member|access|method|attribute|subscript|index/;

/** The literal as a sum of literals and look-ups, in brackets where the code round it would take hold of one term. */
export function joined(
  node: Node,
  { open, close, pieces }: Literal,
  operator: string,
  lookup: (variable: string) => string,
): string {
  const terms = pieces.map((piece) =>
    typeof piece === "string" ? open + piece + close : lookup(piece.variable),
  );
  const sum = terms.join(` ${operator} `);
  return terms.length > 1 && BINDING.test(node.parent?.type ?? "") ? `(${sum})` : sum;
}
