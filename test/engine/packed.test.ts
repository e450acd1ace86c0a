/** Rules come back from the build's files as they were compiled; what is told of them is read when it is asked for. */
import { describe, expect, it } from "vitest";
import { packPack, unpackPack, type PackedPack } from "../../src/engine/packed.ts";
import { wholeRule, type RuleWords } from "../../src/engine/packed-rules.ts";
import { builtInRules } from "../support/packs.ts";

/** Rules of all kinds as plain objects, with descriptions and without. */
const { pack: built } = await builtInRules();
const pack = { ...built, rules: built.rules.map(wholeRule) };
const files = packPack(pack);
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function read(): { again: ReturnType<typeof unpackPack>; reads: () => number } {
  let reads = 0;
  const words = (): RuleWords => {
    reads++;
    return copy(files.words);
  };
  return { again: unpackPack(copy<PackedPack>(files.pack), words, pack.tables), reads: () => reads };
}

describe("a pack in files", () => {
  it("is the same when it is read", () => {
    const { again } = read();
    expect(again.rules.map(wholeRule)).toEqual(pack.rules);
    expect({ ...again, rules: [] }).toEqual({ ...pack, rules: [] });
  });

  it("what is told of rules is read once, when it is first asked for", () => {
    const { again, reads } = read();
    expect(again.rules.map(({ title, keywords }) => ({ title, keywords }))).toEqual(
      pack.rules.map(({ title, keywords }) => ({ title, keywords })),
    );
    expect(reads()).toBe(0);
    for (const [index, rule] of again.rules.entries()) {
      expect(rule.remediation).toEqual(pack.rules[index]?.remediation);
      expect(rule.description).toBe(pack.rules[index]?.description);
    }
    expect(reads()).toBe(1);
  });

  it("a whole rule can be sent to other threads", () => {
    const { again } = read();
    expect(structuredClone(again.rules.map(wholeRule))).toEqual(pack.rules);
  });
});
