/**
 * Makes model/language.bin (the letter triples and common words that the learned model knows) of source text.
 *
 *   node scripts/run.mjs train/language.ts DIR…
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LANGUAGE_SIZE, STEPS, symbolOf, tripleAt, wordHash } from "../src/engine/learned/language.ts";

/** A word has to stand in so many files, and so many words are taken. */
const LEAST_FILES = 6;
const MOST_WORDS = 14_000;
const LARGEST = 400_000;

function* files(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.isFile() && /\.(?:md|rst|txt|py|ts|js|mjs|d\.ts|json|yaml|yml|html)$/.test(entry.name))
      if (statSync(path).size < LARGEST) yield path;
  }
}

/** The words of identifiers and prose, lower case. Words with a run of four rare letters are left to the table. */
function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const [run] of text.matchAll(/[A-Za-z]{3,40}/g))
    for (const word of run.split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/))
      if (word.length >= 3 && word.length <= 14) words.add(word.toLowerCase());
  return words;
}

const counts = new Map<string, number>();
for (const root of process.argv.slice(2)) {
  for (const path of files(root)) {
    const text = readFileSync(path, "utf8");
    if (text.length / (text.split("\n").length || 1) > 200) continue;
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
}
const common = [...counts]
  .filter(([word, count]) => count >= LEAST_FILES && /[aeiouy]/.test(word))
  .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  .slice(0, MOST_WORDS);

const seen = new Float64Array(27 ** 3);
for (const [word, count] of common) {
  let a = 0;
  let b = 0;
  for (const letter of word) {
    const c = symbolOf(letter.charCodeAt(0));
    seen[tripleAt(a, b, c)] = (seen[tripleAt(a, b, c)] ?? 0) + Math.log2(1 + count);
    a = b;
    b = c;
  }
}
const out = new Uint8Array(LANGUAGE_SIZE);
for (let pair = 0; pair < 27 * 27; pair++) {
  const row = Array.from({ length: 26 }, (_, i) => (seen[pair * 27 + i + 1] ?? 0) + 0.3);
  const total = row.reduce((sum, n) => sum + n, 0);
  for (const [i, n] of row.entries())
    out[pair * 27 + i + 1] = Math.min(255, Math.round(STEPS * -Math.log2(n / total)));
}
for (const [word] of common) {
  const hash = wordHash(word, 0, word.length);
  out[27 ** 3 + (hash >> 3)] = (out[27 ** 3 + (hash >> 3)] ?? 0) | (1 << (hash & 7));
}
writeFileSync(join(import.meta.dirname, "../model/language.bin"), out);
process.stdout.write(`${counts.size} words, ${common.length} taken\n`);
