/**
 * The model: gradient-boosted decision trees, read from a file that train/pack.ts writes. A tree is a list of nodes in preorder:
 * the left child follows its parent, the right one is named. Deterministic: the same candidate has the same score everywhere.
 *
 * File, little-endian: "KSM1", u32 length of the header, header (JSON, padded to 8 bytes), then per node: f32 thresholds (of
 * leaves: their value), f32 means (what the training rows that came by were worth), u16 right children, u8 features.
 */

/** What the header of the file says. */
export interface ModelHeader {
  /** Names of the features, in the order of the numbers in the nodes. */
  features: string[];
  /** First node of each tree. */
  trees: number[];
  nodes: number;
  /** Probabilities from which on a candidate is worth a word, is reported (medium confidence), is nearly certain (high). */
  cutoffs: { low: number; medium: number; high: number };
}

/** A model as it is asked. The arrays have an element a node, all trees one behind the other. */
export interface Model extends ModelHeader {
  thresholds: Float32Array;
  means: Float32Array;
  /** Relative to the first node of the tree. */
  rights: Uint16Array;
  splits: Uint8Array;
  /** What the trees behind each one can add, at most; the build puts it into the header. */
  rest: Float64Array;
}

/** In place of a feature's number: the node is a leaf. */
export const LEAF = 255;
const MAGIC = 0x314d534b;

/** The file, as the head of this page describes it. What is worked out of the nodes goes into the header where it is given. */
export function encodeModel(model: Omit<Model, "rest"> & { rest?: Float64Array }): Uint8Array {
  const { thresholds, means, rights, splits, rest, ...header } = model;
  const json = JSON.stringify(rest === undefined ? header : { ...header, rest: [...rest] });
  const text = Buffer.from(json.padEnd(json.length + 8));
  const length = text.length & ~7;
  const head = Buffer.alloc(8);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(length, 4);
  const parts = [thresholds, means, rights, splits].map(
    (part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
  );
  return Buffer.concat([head, text.subarray(0, length), ...parts]);
}

/** @throws Error where the bytes are not what `encodeModel` wrote. */
export function decodeModel(file: Uint8Array): Model {
  // Typed arrays need aligned memory, and the file is little-endian as all machines are that Node runs on.
  const bytes = new Uint8Array(file);
  const view = new DataView(bytes.buffer);
  const damaged = new Error("generic.model is damaged: reinstall keyscan");
  if (bytes.length < 8 || view.getUint32(0, true) !== MAGIC) throw damaged;
  const length = view.getUint32(4, true);
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString()) as ModelHeader & {
    rest?: number[];
  };
  const { nodes, trees } = header;
  let at = 8 + length;
  if (bytes.length !== at + nodes * 11) throw damaged;
  const thresholds = new Float32Array(bytes.buffer, at, nodes);
  const means = new Float32Array(bytes.buffer, (at += nodes * 4), nodes);
  const rights = new Uint16Array(bytes.buffer, (at += nodes * 4), nodes);
  const splits = bytes.subarray((at += nodes * 2), at + nodes);
  const rest = header.rest === undefined ? restOf(trees, splits, thresholds) : Float64Array.from(header.rest);
  return { ...header, thresholds, means, rights, splits, rest };
}

/** Log-odds that the candidate with these features is a secret. */
export function logOdds(model: Model, features: Float32Array): number {
  let sum = 0;
  for (let tree = 0; tree < model.trees.length; tree++) sum += leafOf(model, tree, features);
  return sum;
}

/** What a tree adds. */
function leafOf({ thresholds, rights, splits, trees }: Model, tree: number, features: Float32Array): number {
  const root = trees[tree] ?? 0;
  let node = root;
  for (let split = splits[node] ?? LEAF; split !== LEAF; split = splits[node] ?? LEAF) {
    node = (features[split] ?? 0) <= (thresholds[node] ?? 0) ? node + 1 : root + (rights[node] ?? 0);
  }
  return thresholds[node] ?? 0;
}

/** Log-odds with 0 and with 1 for a feature that is not known yet. */
export interface EitherOdds {
  no: number;
  yes: number;
}

/**
 * Undefined where both are below `least`: the trees that can't change that are not asked.
 *
 * @param asking By tree, 1 where it asks for the feature (`treesThatAsk`): few do, and only these are gone through twice.
 */
export function eitherOdds(
  model: Model,
  features: Float32Array,
  feature: number,
  { asking, least }: { asking: Uint8Array; least: number },
): EitherOdds | undefined {
  const { trees, rest } = model;
  let no = 0;
  let yes = 0;
  for (let tree = 0; tree < trees.length; tree++) {
    features[feature] = 0;
    const leaf = leafOf(model, tree, features);
    no += leaf;
    features[feature] = 1;
    yes += asking[tree] === 1 ? leafOf(model, tree, features) : leaf;
    const most = rest[tree] ?? 0;
    if (no + most < least && yes + most < least) return undefined;
  }
  return { no, yes };
}

/** 1 for each tree that asks for a feature. */
export function treesThatAsk({ trees, splits }: Model, feature: number): Uint8Array {
  return Uint8Array.from(trees, (root, tree) =>
    Number(splits.subarray(root, trees[tree + 1]).includes(feature)),
  );
}

/** What the trees behind each one can add to the log-odds at most, and a bit more: sums are rounded. */
function restOf(trees: readonly number[], splits: Uint8Array, thresholds: Float32Array): Float64Array {
  const rest = new Float64Array(trees.length);
  for (let tree = trees.length - 1; tree > 0; tree--) {
    let most = -Infinity;
    for (let node = trees[tree] ?? 0; node < (trees[tree + 1] ?? splits.length); node++)
      if (splits[node] === LEAF) most = Math.max(most, thresholds[node] ?? 0);
    rest[tree - 1] = (rest[tree] ?? 0) + most + 1e-9;
  }
  return rest;
}

/** The probability (0 to 1) of log-odds to the base e. */
export function probability(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

/** What each feature adds to the log-odds: the steps of the means along the paths that the candidate takes. */
export function contributions(model: Model, features: Float32Array): Float64Array {
  const { thresholds, means, rights, splits } = model;
  const sums = new Float64Array(model.features.length);
  for (const root of model.trees) {
    let node = root;
    for (let split = splits[node] ?? LEAF; split !== LEAF; split = splits[node] ?? LEAF) {
      const next = (features[split] ?? 0) <= (thresholds[node] ?? 0) ? node + 1 : root + (rights[node] ?? 0);
      sums[split] = (sums[split] ?? 0) + (means[next] ?? 0) - (means[node] ?? 0);
      node = next;
    }
  }
  return sums;
}
