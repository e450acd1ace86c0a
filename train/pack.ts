/**
 * Writes model/generic.model from what train/train.py wrote.
 *
 *   node scripts/run.mjs train/pack.ts model.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeModel, LEAF, type ModelHeader } from "../src/engine/learned/model.ts";

/** A tree as LightGBM dumps it. */
interface Node {
  leaf_value?: number;
  split_feature?: number;
  threshold?: number;
  internal_value?: number;
  left_child?: Node;
  right_child?: Node;
}

interface Trained {
  features: string[];
  cutoffs: ModelHeader["cutoffs"];
  trees: Node[];
}

interface Row {
  threshold: number;
  mean: number;
  right: number;
  split: number;
}

/** Appends a tree in preorder. `root` is its first node. */
function append(rows: Row[], node: Node, root: number): void {
  if (node.left_child === undefined || node.right_child === undefined) {
    const value = node.leaf_value ?? 0;
    rows.push({ threshold: value, mean: value, right: 0, split: LEAF });
    return;
  }
  const row = {
    threshold: node.threshold ?? 0,
    mean: node.internal_value ?? 0,
    right: 0,
    split: node.split_feature ?? 0,
  };
  rows.push(row);
  append(rows, node.left_child, root);
  row.right = rows.length - root;
  append(rows, node.right_child, root);
}

const [file = "model.json"] = process.argv.slice(2);
const { features, cutoffs, trees } = JSON.parse(readFileSync(file, "utf8")) as Trained;
const rows: Row[] = [];
const roots: number[] = [];
for (const tree of trees) {
  roots.push(rows.length);
  append(rows, tree, rows.length);
}
const bytes = encodeModel({
  features,
  trees: roots,
  nodes: rows.length,
  cutoffs,
  thresholds: Float32Array.from(rows, (row) => row.threshold),
  means: Float32Array.from(rows, (row) => row.mean),
  rights: Uint16Array.from(rows, (row) => row.right),
  splits: Uint8Array.from(rows, (row) => row.split),
});
writeFileSync(join(import.meta.dirname, "../model/generic.model"), bytes);
process.stdout.write(`${trees.length} trees, ${rows.length} nodes, ${(bytes.length / 1024).toFixed(0)} KB\n`);
