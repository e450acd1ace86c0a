/**
 * A pattern as a program for the prefilter's kernel, which tries it where an anchor stands: most anchors stand where their pattern does
 * not match, and the kernel tells that a hundred times as fast as a regular expression that JavaScript calls.
 *
 * A program lets through all that its pattern matches, and little else: a repeat of something long may go on for ever, and what must not
 * stand somewhere is left out where that can't be told exactly. `Op` says what there is; src/engine/program.ts runs it in plain TypeScript.
 */
import { Op } from "../../engine/program.ts";
import { fullSet, overlaps, union, type ByteSet } from "./byte-set.ts";
import { firstBytes } from "./sequences.ts";
import { alphabet, width, type Tree } from "./pattern-tree.ts";

/** A number, or a set of bytes that gets one in the tables. */
export type Word = number | ByteSet;

/** Longest program, words, and what may become of a repeat by writing it out. */
const LONGEST = 4000;
const WRITTEN_OUT = 240;
/** Furthest that is looked back, bytes. */
const FURTHEST = 255;
const WITHOUT_END = 0xffff;
const ANY: ByteSet = fullSet();

/** The program of a pattern; undefined where it would be too long. */
export function programOf(tree: Tree): Word[] | undefined {
  const words = [...emit(tree, ANY), Op.accept];
  return words.length > LONGEST ? undefined : words;
}

/** @param follow The bytes that may come behind a match of the tree; all, where it may end there. */
function emit(tree: Tree, follow: ByteSet): Word[] {
  const one = oneByte(tree);
  if (one !== undefined) return [Op.set, one];
  switch (tree.kind) {
    case "cat":
      return emitAll(tree.items, follow);
    case "alt":
      return emitWays(tree.options, follow);
    case "repeat":
      return emitRepeat(tree, follow);
    case "look":
      return tree.ahead ? emitAhead(tree) : emitBehind(tree);
    case "edge":
      return [EDGES[tree.edge]];
    default:
      return [Op.set, tree.set];
  }
}

const EDGES = { start: Op.lineStart, end: Op.lineEnd, word: Op.edge, "not-word": Op.noEdge };

/** The set of what is one byte in every match. */
function oneByte(tree: Tree): ByteSet | undefined {
  if (tree.kind === "set") return tree.set;
  if (tree.kind !== "alt") return undefined;
  const sets = tree.options.map(oneByte);
  return sets.every((set) => set !== undefined) ? sets.reduce(union) : undefined;
}

function emitAll(items: readonly Tree[], follow: ByteSet): Word[] {
  return items.flatMap((item, at) => emit(item, firstBytes(items.slice(at + 1), follow)));
}

function emitWays(options: readonly Tree[], follow: ByteSet): Word[] {
  const ways = options.map((option) => ({
    begins: firstBytes([option], follow),
    words: emit(option, follow),
  }));
  const last = ways.at(-1)?.words ?? [];
  return ways.slice(0, -1).reduceRight((rest, { begins, words }) => either(begins, words, rest), last);
}

/** Either of two ways. */
function either(begins: ByteSet, words: readonly Word[], rest: readonly Word[]): Word[] {
  return [Op.either, begins, words.length + 5, ...words, Op.jump, rest.length + 2, ...rest];
}

/** One way or none. */
function maybe(begins: ByteSet, words: readonly Word[]): Word[] {
  return [Op.either, begins, words.length + 3, ...words];
}

function emitRepeat({ item, min, max }: Extract<Tree, { kind: "repeat" }>, follow: ByteSet): Word[] {
  const one = oneByte(item);
  if (one !== undefined) return run(one, { min, max }, follow);
  const next = union(firstBytes([item], follow), follow);
  const words = emit(item, next);
  const most = max === Infinity ? min : max;
  const { min: least, max: furthest } = width(item);
  if (furthest === 0) return [];
  const begins = firstBytes([item], follow);
  if (words.length * most <= WRITTEN_OUT && max !== Infinity) {
    let rest: Word[] = [];
    for (let i = min; i < max; i++) rest = maybe(begins, [...words, ...rest]);
    return [...copies(words, min), ...rest];
  }
  // What may be empty would be repeated for ever.
  if (least === 0 || words.length * min > WRITTEN_OUT)
    return run(alphabet(item), { min: least * min, max: furthest * max }, ANY);
  const loop = [...words, Op.jump, 0x10000 - words.length - 3];
  return [...copies(words, min), ...maybe(begins, loop)];
}

const copies = (words: readonly Word[], count: number): Word[] =>
  Array.from({ length: count }, () => words).flat();

function run(set: ByteSet, { min, max }: { min: number; max: number }, follow: ByteSet): Word[] {
  if (max === 0) return [];
  const most = Math.min(max, WITHOUT_END);
  // Where what follows can't stand in the run, only all of it will do.
  if (min === max || !overlaps(set, follow)) return [Op.all, set, Math.min(min, most), most];
  return [Op.run, set, Math.min(min, most), most, follow];
}

function emitAhead({ negate, item }: Extract<Tree, { kind: "look" }>): Word[] {
  if (negate && !isExact(item)) return [];
  const words = [...emit(item, ANY), Op.accept];
  return [negate ? Op.noLook : Op.look, words.length + 2, ...words];
}

function emitBehind({ negate, item }: Extract<Tree, { kind: "look" }>): Word[] {
  const one = oneByte(item);
  if (one !== undefined) return [negate ? Op.notBehind : Op.behind, one];
  if (negate && !isExact(item)) return [];
  const { min, max } = width(item);
  if (max > FURTHEST) return [];
  const words = [...emit(item, ANY), Op.here];
  return [negate ? Op.notBefore : Op.before, firstBytes([item], ANY), min, max, words.length + 5, ...words];
}

/** Whether the program of this matches no more than the tree does. */
function isExact(tree: Tree): boolean {
  switch (tree.kind) {
    case "set":
      return true;
    case "cat":
      return tree.items.every(isExact);
    case "alt":
      return tree.options.every(isExact);
    case "repeat":
      return (
        oneByte(tree.item) !== undefined ||
        (isExact(tree.item) && tree.max <= 8 && emit(tree.item, ANY).length * tree.max <= WRITTEN_OUT)
      );
    case "edge":
      return tree.edge === "word" || tree.edge === "not-word" || tree.edge === "end";
    default:
      return false;
  }
}
