/**
 * How much work the engine does, in counts that are the same on every machine. A change that raises them has to say why;
 * `npx vitest run test/engine/work.test.ts -u` takes the new ones.
 */
import { describe, expect, it } from "vitest";
import type { Scanner } from "../../src/engine/scanner.ts";
import type { Counters } from "../../src/engine/stream.ts";
import { createRandom, type Random } from "../../src/rules/template-random.ts";
import { builtInRules, smallPack } from "../support/packs.ts";
import { createScanner, scan } from "../support/scanning.ts";

const SIZE = 256 * 1024;

const WORDS =
  "return const value index config request user name list item error token file path default options key data".split(
    " ",
  );
const SIGNS = ["(", ")", ".", ", ", " = ", "; ", " ", " ", "\n", "\n  ", '"', "_"];

function filled(seed: number, unit: (random: Random) => string): string {
  const random = createRandom(seed);
  let text = "";
  while (text.length < SIZE) text += unit(random);
  return text.slice(0, SIZE);
}

const hex = (random: Random, length: number): string =>
  Array.from(random.bytes(length), (byte) => "0123456789abcdef"[byte & 15]).join("");

/** Texts as scanners meet them, made of a seed. */
const FIXTURES: Readonly<Record<string, string>> = {
  source: filled(1, (random) => random.pick(WORDS) + random.pick(SIGNS)),
  log: filled(2, (random) => {
    const path = `/v1/${random.pick(WORDS)}/${random.below(9999)}?page=${random.below(99)}`;
    return `2026-01-02T03:04:05Z INFO ${random.pick(WORDS)} GET ${path} ${hex(random, 16)} 200 ${random.below(999)}ms\n`;
  }),
  "one line": filled(3, (random) => `${random.pick(WORDS)}:${random.below(99)},`),
  base64: filled(4, (random) => `${Buffer.from(random.bytes(57)).toString("base64")}\n`),
  settings: filled(5, (random) => `${random.pick(WORDS).toUpperCase()}_KEY="${hex(random, 32)}"\n`),
  calls: filled(7, (random) => {
    const name = `${random.pick(["api", "auth", "db", "aws"])}${random.pick(["Key", "Token", "Password", "Secret"])}`;
    return `  const ${name} = ${random.pick(["process.env", "config", "await vault"])}.${name}(${random.pick(WORDS)});\n`;
  }),
  // Where a search for the beginning of an address goes over the same text again and again.
  schemes: filled(8, (random) => `${random.pick(WORDS)}://${random.pick(["a:b", "//", "", "x@"])}`),
  secrets: filled(6, (random) => `x = "acme_${hex(random, 32)}"; acmeToken: ${hex(random, 40)}\n`),
};

const PACK = smallPack(
  { id: "prefix", pattern: "\\bacme_[0-9a-f]{32}\\b" },
  { id: "near", context: ["acme-token"], value: "[0-9a-f]{40}" },
  {
    id: "assigned",
    context: ["key", "secret"].map((word) => `${word}-`),
    value: "[0-9a-f]{32}",
    assignment: true,
  },
  { id: "search", pattern: "(?<![a-z])[a-z]{2,20}://[^\\s@]{1,40}@[a-z]" },
  { id: "lines", pattern: "-----BEGIN ACME-----[\\s0-9A-Za-z+/=]{40,4000}-----END ACME-----" },
);

function work(scanner: Scanner, text: string): Counters {
  const before = { ...scanner.counters };
  scan(scanner, text);
  const keys = Object.keys(before) as (keyof Counters)[];
  return Object.fromEntries(
    keys.map((key) => [key, scanner.counters[key] - before[key]]),
  ) as unknown as Counters;
}

describe("work counters", () => {
  const scanner = createScanner(PACK, 512 * 1024);

  it.each(Object.entries(FIXTURES))("%s", (_name, text) => {
    expect(work(scanner, text)).toMatchSnapshot();
  });

  it("do not depend on the streams before", () => {
    const { log = "" } = FIXTURES;
    expect(work(scanner, log)).toEqual(work(createScanner(PACK, 512 * 1024), log));
  });
});

describe("work with the built-in rules, a megabyte", async () => {
  const { pack } = await builtInRules();
  const scanner = createScanner(pack, 512 * 1024);

  it.each([
    ["source", 500],
    ["log", 500],
    ["one line", 500],
    ["base64", 500],
    ["settings", 80_000],
    ["calls", 10_000],
    ["schemes", 350_000],
  ])("%s: less than %d runs of patterns", (name, most) => {
    const { bytes, regexRuns, candidates } = work(scanner, FIXTURES[name] ?? "");
    expect((regexRuns * 1024 * 1024) / bytes).toBeLessThan(most);
    expect(candidates / bytes).toBeLessThan(0.25);
  });
});
