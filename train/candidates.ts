/**
 * Writes the candidates of a tree with their features, and what the other rules find there, for train/train.py.
 *
 *   node scripts/run.mjs train/candidates.ts ROOT OUT
 *
 * OUT.json: {features, rows: [[file, line, lineEnd, at, length]…], findings: [[file, line, lineEnd, rule]…]}; OUT.f32: the features, row by
 * row. Files are named relative to ROOT. No value is written.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKernel } from "../src/engine/kernel.ts";
import type { Candidate } from "../src/engine/learned/candidate.ts";
import { createFeatures, FEATURES } from "../src/engine/learned/features.ts";
import { isWorthALook } from "../src/engine/learned/judge.ts";
import { decodeLanguage } from "../src/engine/learned/language.ts";
import { partsOf } from "../src/engine/learned/parts.ts";
import type { Match } from "../src/engine/match.ts";
import { Scanner } from "../src/engine/scanner.ts";
import { verdict } from "../src/judge/score.ts";
import { decodeTables } from "../src/engine/pack.ts";
import { unpackPack, type PackedPack } from "../src/engine/packed.ts";

const BUFFER = 16 * 1024 * 1024;

function* filesOf(directory: string, prefix = ""): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const name = prefix + entry.name;
    if (entry.isDirectory()) yield* filesOf(join(directory, entry.name), `${name}/`);
    else if (entry.isFile()) yield name;
  }
}

const [root = ".", out = "candidates"] = process.argv.slice(2);
/** A file that the build made. */
const readAsset = (name: string): Buffer => readFileSync(join(import.meta.dirname, "../dist", name));
const pack = unpackPack(
  JSON.parse(readAsset("pack.json").toString()) as PackedPack,
  { text: () => readAsset("rules.txt"), anchors: () => readAsset("anchors.bin") },
  decodeTables(readAsset("pack.bin")),
);
const featuresOf = createFeatures(decodeLanguage(readAsset("language.bin")));
let seen: Candidate[] = [];
const scanner = new Scanner(
  pack,
  createKernel(readAsset("kernel.wasm"), pack.tables, BUFFER),
  (candidate) => {
    if (!isWorthALook(candidate)) return undefined;
    seen.push(candidate);
    return { score: 0.01, confidence: "low", reasons: [] };
  },
);
const rows: [string, number, number, number, number][] = [];
const vectors: Float32Array[] = [];
const findings: [string, number, number, string][] = [];

function lineAt(data: Buffer, offset: number): number {
  let line = 1;
  for (let at = data.indexOf(10); at !== -1 && at < offset; at = data.indexOf(10, at + 1)) line++;
  return line;
}

function take(file: string, data: Buffer): void {
  seen = [];
  scanner.begin({ path: file.slice(file.lastIndexOf("/") + 1), unit: "utf-8" });
  data.copy(scanner.space());
  const matches: Match[] = scanner.advance(data.length, true);
  const others = matches.filter((match) => match.opinion === undefined);
  for (const match of others) {
    const rule = pack.rules[match.rule];
    if (rule === undefined || verdict(match, rule).confidence === "low") continue;
    findings.push([file, match.startLine, match.endLine, rule.id]);
  }
  for (const candidate of new Map(
    seen.map((one) => [`${one.at}:${one.secret.length}:${one.nameAt}`, one]),
  ).values()) {
    const line = lineAt(data, candidate.at);
    rows.push([file, line, line, candidate.at, candidate.secret.length]);
    vectors.push(featuresOf(partsOf(candidate)));
  }
}

for (const file of filesOf(root)) {
  const data = readFileSync(join(root, file));
  if (data.length < BUFFER - 1024 && !data.subarray(0, 4000).includes(0)) take(file, data);
}
writeFileSync(`${out}.json`, JSON.stringify({ features: FEATURES.map(({ name }) => name), rows, findings }));
writeFileSync(`${out}.f32`, Buffer.concat(vectors.map((vector) => new Uint8Array(vector.buffer))));
process.stdout.write(
  `${rows.length} candidates with ${FEATURES.length} features, ${findings.length} other findings\n`,
);
